//! Who is what to whom, in plain maps. It is read from the database once, at the beginning; what happens then, the test does to
//! it by itself.

use crate::common::sql;
use std::collections::BTreeMap;

use crate::common::sql::Get as _;
use caseport_domain::access::Grantors;
use caseport_domain::api::{OrganizationRef, RoleRef};
use caseport_domain::id::{CaseNumber, OrganizationId, UserId};
use caseport_domain::policy::{Holder, RoleChoice};
use caseport_domain::{
    Access, BuiltInRole, CaseFacts, Code, Level, LinkKind, OrganizationKind, Permissions, RoleObject,
    SupportPlan,
};
use caseport_server::store::sql::Row;
use chrono::DateTime;
use sqlx::AssertSqlSafe;

use crate::common::TestApp;

#[derive(Clone, Debug)]
pub struct Organization {
    pub name: String,
    kind: OrganizationKind,
    plan: SupportPlan,
    mdf_program: bool,
    ai_assistance: bool,
}

/// Somebody's place in an organization.
#[derive(Clone, Debug)]
pub struct Seat {
    pub role: String,
    pub extended: bool,
}

/// A role of an organization's own.
#[derive(Clone, Debug)]
pub struct OwnRole {
    pub label: String,
    pub permissions: Permissions,
}

#[derive(Clone, Debug, Default)]
pub struct World {
    pub organizations: BTreeMap<String, Organization>,
    /// By partner and customer.
    pub links: BTreeMap<(String, String), LinkKind>,
    /// By organization and id.
    pub roles: BTreeMap<(String, String), OwnRole>,
    /// By organization and person.
    pub seats: BTreeMap<(String, String), Seat>,
    /// By person.
    pub names: BTreeMap<String, String>,
    pub cases: BTreeMap<CaseNumber, CaseFacts>,
}

fn key(a: &str, b: &str) -> (String, String) {
    (a.to_owned(), b.to_owned())
}

fn code<T: Code>(row: &Row, column: &str) -> T {
    T::parse(row.get(column)).unwrap()
}

/// Leaves one case of each sort: to the rules the others are the same, and each costs time at each step.
pub async fn thin_out(app: &TestApp) {
    let mut write = app.store.write().await.unwrap();
    let kept = "(SELECT MAX(number) FROM cases GROUP BY kind, organization_id, filed_from)";
    let hanging =
        ["case_ccs", "case_events", "escalations", "files", "detections", "uploads", "outbox", "changes"];
    for (table, number) in
        hanging.map(|table| (table, "case_number")).into_iter().chain([("cases", "number")])
    {
        let sql = format!("DELETE FROM {table} WHERE {number} NOT IN {kept}");
        sql::query(AssertSqlSafe(sql)).execute(&mut write).await.unwrap();
    }
    write.commit().await.unwrap();
}

impl World {
    pub async fn read(app: &TestApp) -> Self {
        let mut read = app.store.read().await.unwrap();
        let mut world = Self::default();
        for row in sql::query("SELECT * FROM organizations").fetch_all(&mut read).await.unwrap() {
            let organization = Organization {
                name: row.get("name"),
                kind: code(&row, "kind"),
                plan: code(&row, "support_plan"),
                mdf_program: row.get("mdf_program"),
                ai_assistance: row.get("ai_assistance"),
            };
            world.organizations.insert(row.get("id"), organization);
        }
        for row in sql::query("SELECT * FROM links").fetch_all(&mut read).await.unwrap() {
            world.links.insert((row.get("partner_id"), row.get("customer_id")), code(&row, "kind"));
        }
        for row in sql::query("SELECT * FROM roles").fetch_all(&mut read).await.unwrap() {
            let permissions = serde_json::from_str(row.get("permissions")).unwrap();
            let role = OwnRole { label: row.get("label"), permissions };
            world.roles.insert((row.get("organization_id"), row.get("id")), role);
        }
        for row in sql::query("SELECT * FROM memberships").fetch_all(&mut read).await.unwrap() {
            let seat = Seat { role: row.get("role"), extended: row.get("extended_case_view") };
            world.seats.insert((row.get("organization_id"), row.get("user_id")), seat);
        }
        for row in sql::query("SELECT * FROM users").fetch_all(&mut read).await.unwrap() {
            world.names.insert(row.get("id"), row.get("name"));
        }
        let sql = "SELECT *, EXISTS (SELECT 1 FROM escalations e WHERE e.case_number = number AND e.state <> 'withdrawn')
            AS escalated FROM cases";
        for row in sql::query(sql).fetch_all(&mut read).await.unwrap() {
            let facts = CaseFacts {
                kind: code(&row, "kind"),
                organization: row.get::<Option<String>>("organization_id").map(OrganizationId),
                filed_from: row.get::<Option<String>>("filed_from").map(OrganizationId),
                submitter: UserId(row.get("submitter_id")),
                status: code(&row, "status"),
                closed_at: row.get::<Option<i64>>("closed_at").and_then(DateTime::from_timestamp_micros),
                escalated: row.get("escalated"),
                rated: row.get::<Option<i64>>("rated_at").is_some(),
            };
            let number = CaseNumber::parse(&format!("{:08}", row.get::<i64>("number"))).unwrap();
            world.cases.insert(number, facts);
        }
        world
    }

    pub fn seat(&self, org: &str, user: &str) -> Option<&Seat> {
        self.seats.get(&key(org, user))
    }

    pub fn members(&self, org: &str) -> impl Iterator<Item = (&str, &Seat)> {
        self.seats.iter().filter(move |((of, _), _)| of == org).map(|((_, user), seat)| (user.as_str(), seat))
    }

    pub fn link(&self, partner: &str, customer: &str) -> Option<LinkKind> {
        self.links.get(&key(partner, customer)).copied()
    }

    /// The customers that the partner may file for, by name.
    pub fn customers(&self, partner: &str) -> Vec<&str> {
        let of = self.links.iter().filter(|((from, _), kind)| from == partner && **kind == LinkKind::Partner);
        let mut customers: Vec<_> = of.map(|((_, customer), _)| customer.as_str()).collect();
        customers.sort_by_key(|it| &self.organizations[*it].name);
        customers
    }

    pub fn own_role(&self, org: &str, id: &str) -> Option<&OwnRole> {
        self.roles.get(&key(org, id))
    }

    pub fn own_roles(&self, org: &str) -> impl Iterator<Item = &str> {
        self.roles.keys().filter(move |(of, _)| of == org).map(|(_, id)| id.as_str())
    }

    pub fn users_of(&self, org: &str, role: &str) -> u64 {
        self.members(org).filter(|(_, seat)| seat.role == role).count() as u64
    }

    /// A role as the rules on giving it see it.
    pub fn choice(&self, org: &str, id: &str) -> RoleChoice<'_> {
        match BuiltInRole::parse(id) {
            Some(role) => RoleChoice::BuiltIn(role),
            None => RoleChoice::Custom(&self.own_role(org, id).unwrap().permissions),
        }
    }

    pub fn permissions(&self, org: &str, id: &str) -> Permissions {
        match self.choice(org, id) {
            RoleChoice::BuiltIn(role) => role.permissions(),
            RoleChoice::Custom(permissions) => *permissions,
        }
    }

    pub fn label(&self, org: &str, id: &str) -> String {
        let own = self.own_role(org, id).map(|role| role.label.clone());
        own.unwrap_or_else(|| BuiltInRole::parse(id).unwrap().label().to_owned())
    }

    pub fn holder(seat: &Seat) -> Holder {
        Holder { role: BuiltInRole::parse(&seat.role) }
    }

    /// The facts about a member that the rules read; none about others. Of the revision the model knows nothing.
    pub fn access(&self, org: &str, user: &str) -> Option<Access> {
        let seat = self.seat(org, user)?;
        let organization = &self.organizations[org];
        let of_partners = || {
            self.cases.values().filter(|case| !self.is_report(case) && case.organization != case.filed_from)
        };
        Some(Access {
            organization: Some(OrganizationRef { id: org.into(), name: organization.name.clone() }),
            kind: organization.kind,
            role: Some(RoleRef { id: seat.role.as_str().into(), label: self.label(org, &seat.role) }),
            permissions: self.permissions(org, &seat.role),
            extended_case_view: seat.extended,
            linked_customers: self.customers(org).len() as u32,
            has_customer_cases: of_partners()
                .any(|case| case.filed_from == Some(org.into()) && case.submitter.as_str() == user),
            has_partner_cases: of_partners().any(|case| case.organization == Some(org.into())),
            ai_assistance: organization.ai_assistance,
            mdf_program: organization.mdf_program,
            support_plan: Some(organization.plan),
            revision: 0,
            grantors: Grantors {
                roles: self.with_full(org, RoleObject::UserManagement),
                case_access: self.with_full(org, RoleObject::SupportService),
            },
        })
    }

    /// All of somebody's, by the organizations' names.
    pub fn accesses(&self, user: &str) -> Vec<Access> {
        let mut orgs: Vec<_> = self.organizations.iter().collect();
        orgs.sort_by_key(|(_, it)| it.name.to_lowercase());
        orgs.into_iter().filter_map(|(org, _)| self.access(org, user)).collect()
    }

    /// The names of those who have Full Access, five at most, the Super Admin first.
    fn with_full(&self, org: &str, object: RoleObject) -> Vec<String> {
        let full = |(_, seat): &(&str, &Seat)| self.permissions(org, &seat.role).level(object) == Level::Full;
        let mut names: Vec<_> = self
            .members(org)
            .filter(full)
            .map(|(user, seat)| (seat.role != "super_admin", &self.names[user]))
            .collect();
        names.sort();
        names.into_iter().take(5).map(|(_, name)| name.clone()).collect()
    }

    fn is_report(&self, case: &CaseFacts) -> bool {
        case.kind == caseport_domain::CaseKind::FalseDetection
    }
}
