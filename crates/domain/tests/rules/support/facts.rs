//! A person's facts in one organization, and all combinations of them.

use caseport_domain::access::{Access, Grantors};
use caseport_domain::api::{OrganizationRef, RoleRef};
use caseport_domain::{Code, Level, OrganizationKind, Permissions, RoleObject, SupportPlan};

/// The facts that the rules about cases read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Facts {
    pub kind: OrganizationKind,
    /// Support Service
    pub ss: Level,
    /// Support Service - Customer Organizations
    pub co: Level,
    /// Support Service - Customer Cases
    pub cc: Level,
    /// Extend Case View
    pub ecv: bool,
    pub linked: u32,
    pub has_customer_cases: bool,
    pub has_partner_cases: bool,
}

/// Nothing granted, nothing linked, nothing filed.
pub const NOTHING: Facts = Facts {
    kind: OrganizationKind::Partner,
    ss: Level::None,
    co: Level::None,
    cc: Level::None,
    ecv: false,
    linked: 0,
    has_customer_cases: false,
    has_partner_cases: false,
};

/// Who can change roles, in every test.
pub const ROLE_GRANTORS: [&str; 2] = ["Ana Ruiz", "Bo Lindqvist"];
/// Who can switch Extend Case View, in every test.
pub const CASE_ACCESS_GRANTORS: [&str; 1] = ["Chidi Okafor"];

impl Facts {
    /// Every combination, those that no role table would allow (such as View Only on CO) included.
    pub fn all() -> Vec<Self> {
        let mut all = vec![NOTHING];
        all = each(&all, OrganizationKind::ALL, |facts, kind| facts.kind = kind);
        all = each(&all, Level::ALL, |facts, level| facts.ss = level);
        all = each(&all, Level::ALL, |facts, level| facts.co = level);
        all = each(&all, Level::ALL, |facts, level| facts.cc = level);
        all = each(&all, &[false, true], |facts, on| facts.ecv = on);
        all = each(&all, &[0, 1, 3], |facts, linked| facts.linked = linked);
        all = each(&all, &[false, true], |facts, has| facts.has_customer_cases = has);
        each(&all, &[false, true], |facts, has| facts.has_partner_cases = has)
    }

    /// In a customer or partner organization.
    pub fn in_organization(self) -> bool {
        self.kind == OrganizationKind::Customer || self.kind == OrganizationKind::Partner
    }

    /// SS at least View Only.
    pub fn ss_view(self) -> bool {
        self.ss == Level::View || self.ss == Level::Full
    }

    /// CO = Full Access; the object exists only in partner organizations.
    pub fn co_full(self) -> bool {
        self.kind == OrganizationKind::Partner && self.co == Level::Full
    }

    /// CC at least View Only; the object exists only in partner organizations.
    pub fn cc_view(self) -> bool {
        self.kind == OrganizationKind::Partner && (self.cc == Level::View || self.cc == Level::Full)
    }

    /// CC = Full Access; the object exists only in partner organizations.
    pub fn cc_full(self) -> bool {
        self.kind == OrganizationKind::Partner && self.cc == Level::Full
    }

    /// The access in the organization `id`, as the server would send it.
    pub fn access(self, id: &str) -> Access {
        let in_organization = self.in_organization();
        let permissions = Permissions::default()
            .with(RoleObject::SupportService, self.ss)
            .with(RoleObject::SupportServiceCustomerOrganizations, self.co)
            .with(RoleObject::SupportServiceCustomerCases, self.cc);
        Access {
            organization: in_organization.then(|| organization(id)),
            kind: self.kind,
            role: in_organization.then(|| role("custom-7")),
            permissions,
            extended_case_view: self.ecv,
            linked_customers: self.linked,
            has_customer_cases: self.has_customer_cases,
            has_partner_cases: self.has_partner_cases,
            ai_assistance: true,
            mdf_program: false,
            support_plan: in_organization.then_some(SupportPlan::Gold),
            revision: 1,
            grantors: grantors(),
        }
    }
}

fn each<T: Copy>(all: &[Facts], values: &[T], set: impl Fn(&mut Facts, T)) -> Vec<Facts> {
    let with = |facts: &Facts, value: &T| {
        let mut facts = *facts;
        set(&mut facts, *value);
        facts
    };
    all.iter()
        .flat_map(|facts| values.iter().map(move |value| (facts, value)))
        .map(|(f, v)| with(f, v))
        .collect()
}

/// An organization by its id.
pub fn organization(id: &str) -> OrganizationRef {
    OrganizationRef { id: id.into(), name: format!("Organization {id}") }
}

/// A role by its id.
pub fn role(id: &str) -> RoleRef {
    RoleRef { id: id.into(), label: format!("Role {id}") }
}

/// Two lists that differ, so that a test sees which one a reason names.
pub fn grantors() -> Grantors {
    let names = |names: &[&str]| names.iter().map(|name| (*name).to_owned()).collect();
    Grantors { roles: names(&ROLE_GRANTORS), case_access: names(&CASE_ACCESS_GRANTORS) }
}
