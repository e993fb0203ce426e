//! The role objects: what a role gives a level on, which levels each offers, and what a level allows, in words.
//!
//! The table is `tests/roles.toml` (the product's), against which the tests hold every line of this file.

use crate::code::codes;
use crate::level::Level;

codes! {
    /// The things that a role gives a level on, in the order in which roles list them.
    RoleObject {
        /// Critical Alerts
        CriticalAlerts = "critical_alerts",
        /// Event History
        EventHistory = "event_history",
        /// License Management
        LicenseManagement = "license_management",
        /// License Management - Sub Organizations
        LicenseManagementSubOrganizations = "license_management.sub_organizations",
        /// License Management - Customer Organizations
        LicenseManagementCustomerOrganizations = "license_management.customer_organizations",
        /// Organization General Information
        OrganizationGeneralInformation = "organization_general_information",
        /// Role Management
        RoleManagement = "role_management",
        /// Role Management - Sub Organizations
        RoleManagementSubOrganizations = "role_management.sub_organizations",
        /// Security Management
        SecurityManagement = "security_management",
        /// Support Service
        SupportService = "support_service",
        /// Support Service - Customer Organizations
        SupportServiceCustomerOrganizations = "support_service.customer_organizations",
        /// Support Service - Customer Cases
        SupportServiceCustomerCases = "support_service.customer_cases",
        /// User Management
        UserManagement = "user_management",
        /// User Management - Sub Organizations
        UserManagementSubOrganizations = "user_management.sub_organizations",
        /// Channel Partner Portal - My Deal Management
        ChannelMyDealManagement = "channel.my_deal_management",
        /// Channel Partner Portal - Organization Deal Management
        ChannelOrganizationDealManagement = "channel.organization_deal_management",
        /// Channel Partner Portal - MDF
        ChannelMdf = "channel.mdf",
        /// Channel Partner Portal - Organization Playbook
        ChannelOrganizationPlaybook = "channel.organization_playbook",
    }
}

const NV: &[Level] = &[Level::None, Level::View];
const NF: &[Level] = &[Level::None, Level::Full];
const NVF: &[Level] = &[Level::None, Level::View, Level::Full];

impl RoleObject {
    /// How many there are.
    pub const COUNT: usize = 18;

    /// The object's name on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::CriticalAlerts => "Critical Alerts",
            Self::EventHistory => "Event History",
            Self::LicenseManagement => "License Management",
            Self::LicenseManagementSubOrganizations => "License Management - Sub Organizations",
            Self::LicenseManagementCustomerOrganizations => "License Management - Customer Organizations",
            Self::OrganizationGeneralInformation => "Organization General Information",
            Self::RoleManagement => "Role Management",
            Self::RoleManagementSubOrganizations => "Role Management - Sub Organizations",
            Self::SecurityManagement => "Security Management",
            Self::SupportService => "Support Service",
            Self::SupportServiceCustomerOrganizations => "Support Service - Customer Organizations",
            Self::SupportServiceCustomerCases => "Support Service - Customer Cases",
            Self::UserManagement => "User Management",
            Self::UserManagementSubOrganizations => "User Management - Sub Organizations",
            Self::ChannelMyDealManagement => "Channel Partner Portal - My Deal Management",
            Self::ChannelOrganizationDealManagement => {
                "Channel Partner Portal - Organization Deal Management"
            }
            Self::ChannelMdf => "Channel Partner Portal - MDF",
            Self::ChannelOrganizationPlaybook => "Channel Partner Portal - Organization Playbook",
        }
    }

    /// The levels that the object offers, lowest first.
    pub fn levels(self) -> &'static [Level] {
        match self {
            Self::EventHistory
            | Self::RoleManagementSubOrganizations
            | Self::ChannelOrganizationDealManagement => NV,
            Self::SupportServiceCustomerOrganizations | Self::ChannelMyDealManagement => NF,
            _ => NVF,
        }
    }

    /// Whether it exists only in partner organizations.
    pub fn is_partner_only(self) -> bool {
        matches!(
            self,
            Self::LicenseManagementCustomerOrganizations
                | Self::SupportServiceCustomerOrganizations
                | Self::SupportServiceCustomerCases
                | Self::ChannelMyDealManagement
                | Self::ChannelOrganizationDealManagement
                | Self::ChannelMdf
                | Self::ChannelOrganizationPlaybook
        )
    }

    /// Whether a custom role may give a level on it; where not, it stays at None.
    pub fn is_open_to_custom_roles(self) -> bool {
        !matches!(
            self,
            Self::ChannelMyDealManagement | Self::ChannelOrganizationDealManagement | Self::ChannelMdf
        )
    }

    /// Where in the vendor's portals the object applies.
    pub fn applies_to(self) -> &'static str {
        match self {
            Self::CriticalAlerts => "Support > Critical Alerts",
            Self::EventHistory => "My Organization > Event History",
            Self::LicenseManagement => "License Management",
            Self::LicenseManagementSubOrganizations => "License Management > Sub Organizations tab",
            Self::LicenseManagementCustomerOrganizations => "License Management > Customer Organizations tab",
            Self::OrganizationGeneralInformation => "My Organization > General Information",
            Self::RoleManagement => "My Organization > Roles",
            Self::RoleManagementSubOrganizations => "My Organization > Roles of sub-organizations",
            Self::SecurityManagement => "My Organization > Security",
            Self::SupportService => "Support",
            Self::SupportServiceCustomerOrganizations => "Support > Submit Case for linked customers",
            Self::SupportServiceCustomerCases => "Support > Customer Cases tab",
            Self::UserManagement => "My Organization > Users",
            Self::UserManagementSubOrganizations => "My Organization > Users of sub-organizations",
            Self::ChannelMyDealManagement | Self::ChannelOrganizationDealManagement => {
                "Partner Portal > Deal Registration tab"
            }
            Self::ChannelMdf => "Partner Portal > Marketing Development Funds tab",
            Self::ChannelOrganizationPlaybook => "Partner Portal > Resources > Playbooks tab",
        }
    }

    /// What a level on the object allows, in words; `None` where the object does not offer it.
    pub fn meaning(self, level: Level) -> Option<&'static str> {
        if !self.levels().contains(&level) {
            return None;
        }
        Some(match level {
            Level::None => self.meaning_of_none(),
            Level::View => self.meaning_of_view(),
            Level::Full => self.meaning_of_full(),
        })
    }

    fn meaning_of_none(self) -> &'static str {
        match self {
            Self::SupportService => {
                "See only the cases one submitted oneself; submit none in the organization."
            }
            Self::SupportServiceCustomerOrganizations => "Cannot submit cases on behalf of linked customers.",
            Self::SupportServiceCustomerCases => "See only the customer cases that one filed oneself.",
            _ => "No access.",
        }
    }

    fn meaning_of_view(self) -> &'static str {
        match self {
            Self::CriticalAlerts => "See who receives critical alerts.",
            Self::EventHistory => "See what was changed in the organization, by whom and when.",
            Self::LicenseManagement => "See the organization's licenses.",
            Self::LicenseManagementSubOrganizations => "See the licenses of sub-organizations.",
            Self::LicenseManagementCustomerOrganizations => {
                "See customers' licenses, their full history, the cloud license, and customer and partner notes."
            }
            Self::OrganizationGeneralInformation => "See the organization's details.",
            Self::RoleManagement => "See the roles and what each allows.",
            Self::RoleManagementSubOrganizations => "See the roles of sub-organizations.",
            Self::SecurityManagement => "See the security settings.",
            Self::SupportService => {
                "Submit and follow cases; see who may see the organization's cases, without changing it."
            }
            Self::SupportServiceCustomerCases => "See the customer cases that colleagues filed.",
            Self::UserManagement => "See the organization's users.",
            Self::UserManagementSubOrganizations => "See the users of sub-organizations.",
            Self::ChannelOrganizationDealManagement => {
                "See all deal registrations that the organization submitted."
            }
            Self::ChannelMdf => "Open the page and see the organization's marketing development funds.",
            Self::ChannelOrganizationPlaybook => "See the playbooks that the organization shares.",
            Self::SupportServiceCustomerOrganizations | Self::ChannelMyDealManagement => "No access.",
        }
    }

    fn meaning_of_full(self) -> &'static str {
        match self {
            Self::CriticalAlerts => "Also add and remove recipients of critical alerts.",
            Self::LicenseManagement => "Also activate and manage the organization's licenses.",
            Self::LicenseManagementSubOrganizations => "Also manage the licenses of sub-organizations.",
            Self::LicenseManagementCustomerOrganizations => {
                "Also download the active deployment report and edit the partner note."
            }
            Self::OrganizationGeneralInformation => "Also change the organization's details.",
            Self::RoleManagement => "Also add, change and delete custom roles.",
            Self::SecurityManagement => "Also change security settings, such as AI assistance.",
            Self::SupportService => {
                "Also close and reopen colleagues' cases, and decide who may see the organization's cases."
            }
            Self::SupportServiceCustomerOrganizations => "Submit cases on behalf of linked customers.",
            Self::SupportServiceCustomerCases => {
                "Also comment on, escalate, close and reopen the customer cases that colleagues filed."
            }
            Self::UserManagement => "Also invite and remove users and change their roles.",
            Self::UserManagementSubOrganizations => "Also manage the users of sub-organizations.",
            Self::ChannelMyDealManagement => "Open the page and register new deals.",
            Self::ChannelMdf => "Also request new marketing development funds.",
            Self::ChannelOrganizationPlaybook => "Create, edit and delete the organization's playbooks.",
            Self::EventHistory
            | Self::RoleManagementSubOrganizations
            | Self::ChannelOrganizationDealManagement => "No access.",
        }
    }
}
