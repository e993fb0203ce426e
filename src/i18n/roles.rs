//! What role objects are about, in the reader's language: as [`super::said`], in English the rules' own words. The objects'
//! names and the levels stay as they are: they are names, and the vendor's other portals use them.

use caseport_domain::{Level, RoleObject};

use super::messages;
use super::said::said;

/// What a level on an object allows; none where the object does not offer it.
pub fn meaning(object: RoleObject, level: Level) -> Option<String> {
    let words = object.meaning(level)?;
    Some(said(words, || Some(own_meaning(object, level).to_owned())))
}

fn own_meaning(object: RoleObject, level: Level) -> &'static str {
    match (object, level) {
        (RoleObject::SupportService, Level::None) => messages::meaning_support_service_none(),
        (RoleObject::SupportServiceCustomerOrganizations, Level::None) => {
            messages::meaning_support_service_customer_organizations_none()
        }
        (RoleObject::SupportServiceCustomerCases, Level::None) => {
            messages::meaning_support_service_customer_cases_none()
        }
        (RoleObject::CriticalAlerts, Level::View) => messages::meaning_critical_alerts_view(),
        (RoleObject::EventHistory, Level::View) => messages::meaning_event_history_view(),
        (RoleObject::LicenseManagement, Level::View) => messages::meaning_license_management_view(),
        (RoleObject::LicenseManagementSubOrganizations, Level::View) => {
            messages::meaning_license_management_sub_organizations_view()
        }
        (RoleObject::LicenseManagementCustomerOrganizations, Level::View) => {
            messages::meaning_license_management_customer_organizations_view()
        }
        (RoleObject::OrganizationGeneralInformation, Level::View) => {
            messages::meaning_organization_general_information_view()
        }
        (RoleObject::RoleManagement, Level::View) => messages::meaning_role_management_view(),
        (RoleObject::RoleManagementSubOrganizations, Level::View) => {
            messages::meaning_role_management_sub_organizations_view()
        }
        (RoleObject::SecurityManagement, Level::View) => messages::meaning_security_management_view(),
        (RoleObject::SupportService, Level::View) => messages::meaning_support_service_view(),
        (RoleObject::SupportServiceCustomerCases, Level::View) => {
            messages::meaning_support_service_customer_cases_view()
        }
        (RoleObject::UserManagement, Level::View) => messages::meaning_user_management_view(),
        (RoleObject::UserManagementSubOrganizations, Level::View) => {
            messages::meaning_user_management_sub_organizations_view()
        }
        (RoleObject::ChannelOrganizationDealManagement, Level::View) => {
            messages::meaning_channel_organization_deal_management_view()
        }
        (RoleObject::ChannelMdf, Level::View) => messages::meaning_channel_mdf_view(),
        (RoleObject::ChannelOrganizationPlaybook, Level::View) => {
            messages::meaning_channel_organization_playbook_view()
        }
        (RoleObject::CriticalAlerts, Level::Full) => messages::meaning_critical_alerts_full(),
        (RoleObject::LicenseManagement, Level::Full) => messages::meaning_license_management_full(),
        (RoleObject::LicenseManagementSubOrganizations, Level::Full) => {
            messages::meaning_license_management_sub_organizations_full()
        }
        (RoleObject::LicenseManagementCustomerOrganizations, Level::Full) => {
            messages::meaning_license_management_customer_organizations_full()
        }
        (RoleObject::OrganizationGeneralInformation, Level::Full) => {
            messages::meaning_organization_general_information_full()
        }
        (RoleObject::RoleManagement, Level::Full) => messages::meaning_role_management_full(),
        (RoleObject::SecurityManagement, Level::Full) => messages::meaning_security_management_full(),
        (RoleObject::SupportService, Level::Full) => messages::meaning_support_service_full(),
        (RoleObject::SupportServiceCustomerOrganizations, Level::Full) => {
            messages::meaning_support_service_customer_organizations_full()
        }
        (RoleObject::SupportServiceCustomerCases, Level::Full) => {
            messages::meaning_support_service_customer_cases_full()
        }
        (RoleObject::UserManagement, Level::Full) => messages::meaning_user_management_full(),
        (RoleObject::UserManagementSubOrganizations, Level::Full) => {
            messages::meaning_user_management_sub_organizations_full()
        }
        (RoleObject::ChannelMyDealManagement, Level::Full) => {
            messages::meaning_channel_my_deal_management_full()
        }
        (RoleObject::ChannelMdf, Level::Full) => messages::meaning_channel_mdf_full(),
        (RoleObject::ChannelOrganizationPlaybook, Level::Full) => {
            messages::meaning_channel_organization_playbook_full()
        }
        _ => messages::meaning_no_access(),
    }
}

/// Where in the vendor's portals an object applies.
pub fn applies_to(object: RoleObject) -> String {
    said(object.applies_to(), || {
        let text = match object {
            RoleObject::SupportService => messages::support_title(),
            RoleObject::CriticalAlerts => messages::where_critical_alerts(),
            RoleObject::EventHistory => messages::where_event_history(),
            RoleObject::LicenseManagement => messages::where_license_management(),
            RoleObject::LicenseManagementSubOrganizations => {
                messages::where_license_management_sub_organizations()
            }
            RoleObject::LicenseManagementCustomerOrganizations => {
                messages::where_license_management_customer_organizations()
            }
            RoleObject::OrganizationGeneralInformation => messages::where_organization_general_information(),
            RoleObject::RoleManagement => messages::where_role_management(),
            RoleObject::RoleManagementSubOrganizations => messages::where_role_management_sub_organizations(),
            RoleObject::SecurityManagement => messages::where_security_management(),
            RoleObject::SupportServiceCustomerOrganizations => {
                messages::where_support_service_customer_organizations()
            }
            RoleObject::SupportServiceCustomerCases => messages::where_support_service_customer_cases(),
            RoleObject::UserManagement => messages::where_user_management(),
            RoleObject::UserManagementSubOrganizations => messages::where_user_management_sub_organizations(),
            RoleObject::ChannelMyDealManagement | RoleObject::ChannelOrganizationDealManagement => {
                messages::where_channel_deals()
            }
            RoleObject::ChannelMdf => messages::where_channel_mdf(),
            RoleObject::ChannelOrganizationPlaybook => messages::where_channel_organization_playbook(),
        };
        Some(text.to_owned())
    })
}
