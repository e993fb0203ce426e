//! All that a person can ask whose answer rights decide about, beside what the rules say of the model.

use std::collections::{BTreeMap, BTreeSet};

use caseport_domain::api::{
    CaseAccess, CaseDetail, CaseSummary, Customer, Items, Member, MemberView, OrganizationEvent, Page, Role,
    Session, TabCounts,
};
use caseport_domain::id::{CaseNumber, UserId};
use caseport_domain::policy::{self, Holder, RoleChoice, Scope};
use caseport_domain::{Access, BuiltInRole, CaseFacts, Code as _, Decision, Status, Tab};
use serde::de::DeserializeOwned;

use super::PLACES;
use super::world::World;
use crate::common::{Answer, T0, User};

/// Somebody beside the model.
struct Seen<'a> {
    id: UserId,
    user: &'a User<'a>,
    world: &'a World,
    accesses: Vec<Access>,
    what: String,
}

/// Holds all that each of them can ask against the model.
pub async fn by(people: &[(&str, User<'_>)], world: &World, what: &str) {
    for (id, user) in people {
        let what = format!("{id}, {what}");
        let seen = Seen { id: (*id).into(), user, world, accesses: world.accesses(id), what };
        seen.session().await;
        seen.place("personal", &Access::personal()).await;
        for access in &seen.accesses {
            let org = access.organization.as_ref().unwrap().id.as_str();
            seen.access(org, access).await;
            seen.place(org, access).await;
            seen.customers(org, access).await;
            seen.case_access(org, access).await;
            seen.roles(org, access).await;
            seen.users(org, access).await;
            seen.events(org, access).await;
            seen.view_as(org, access).await;
        }
        for org in PLACES.iter().filter(|org| world.access(org, id).is_none()) {
            for path in
                ["access", "cases/counts", "cases?tab=my", "users", "roles", "case-access", "event-history"]
            {
                let status = seen.get(&format!("/organizations/{org}/{path}")).await.status;
                assert_eq!(status, 404, "{org}/{path}: {}", seen.what);
            }
        }
        seen.cases().await;
    }
}

impl Seen<'_> {
    /// An answer, in which nothing is of a case that is not theirs to see.
    async fn get(&self, path: &str) -> Answer {
        let answer = self.user.get(path).await;
        let text = answer.text();
        for quoted in text.split('"').filter_map(CaseNumber::parse) {
            assert!(self.sees(&self.world.cases[&quoted]), "{quoted} in {path}: {}", self.what);
        }
        answer
    }

    /// The answer, where the rules allow it; otherwise their no is the server's, too.
    async fn allowed<T: DeserializeOwned>(&self, path: &str, decision: Decision) -> Option<T> {
        let answer = self.get(path).await;
        match decision {
            Decision::Allowed => {
                assert_eq!(answer.status, 200, "{path}: {}", self.what);
                Some(answer.read_as(200))
            }
            Decision::Denied(reason) => {
                assert_eq!(answer.status, 403, "{path}: {}", self.what);
                assert_eq!(answer.problem(403).reason, Some(reason), "{path}: {}", self.what);
                None
            }
        }
    }

    fn sees(&self, case: &CaseFacts) -> bool {
        Scope::of_reader(&self.id, &self.accesses).iter().any(|scope| scope.admits(case))
    }

    async fn session(&self) {
        let session: Session = self.get("/session").await.read_as(200);
        let of =
            |access: &Access| (access.organization.as_ref().map(|it| it.id.clone()), access.role.clone());
        let listed: Vec<_> =
            session.organizations.into_iter().map(|it| (Some(it.id), Some(it.role))).collect();
        assert_eq!(listed, self.accesses.iter().map(of).collect::<Vec<_>>(), "{}", self.what);
    }

    async fn access(&self, org: &str, access: &Access) {
        let answer: Access = self.get(&format!("/organizations/{org}/access")).await.read_as(200);
        assert_eq!(Access { revision: 0, ..answer }, *access, "{}", self.what);
    }

    /// The lists and the numbers on the tabs.
    async fn place(&self, org: &str, access: &Access) {
        let counts: BTreeMap<String, TabCounts> =
            self.get(&format!("/organizations/{org}/cases/counts")).await.read_as(200);
        let mut counted = BTreeMap::new();
        for tab in Tab::ALL {
            let path = format!("/organizations/{org}/cases?tab={}&sort=number&limit=200", tab.code());
            let listed: Option<Page<CaseSummary>> = self.allowed(&path, policy::tab(*tab, access)).await;
            let Ok(scope) = Scope::of_tab(*tab, access, &self.id) else { continue };
            let held: Vec<_> = self.world.cases.iter().filter(|(_, case)| scope.admits(case)).collect();
            let numbers: Vec<_> = listed.unwrap().items.iter().map(|row| row.number).collect();
            assert_eq!(
                numbers,
                held.iter().map(|(number, _)| **number).collect::<Vec<_>>(),
                "{path}: {}",
                self.what
            );
            counted.insert(tab.code().to_owned(), count(held.into_iter().map(|(_, case)| case)));
        }
        assert_eq!(counts, counted, "{org}: {}", self.what);
    }

    async fn customers(&self, org: &str, access: &Access) {
        let path = format!("/organizations/{org}/customers");
        let page: Option<Page<Customer>> = self.allowed(&path, policy::submit_for_customer(access)).await;
        if let Some(page) = page {
            let ids: Vec<_> = page.items.iter().map(|it| it.id.as_str()).collect();
            assert_eq!(ids, self.world.customers(org), "{}", self.what);
        }
    }

    async fn case_access(&self, org: &str, access: &Access) {
        let path = format!("/organizations/{org}/case-access?limit=200");
        let page: Option<Page<CaseAccess>> = self.allowed(&path, policy::see_case_access(access)).await;
        let Some(page) = page else { return };
        let listed = page
            .items
            .into_iter()
            .map(|it| (it.user.id.to_string(), (it.role.id.to_string(), it.enabled, it.opens_cases)));
        let opens = |user: &str| {
            let with = |extended| {
                let access = Access { extended_case_view: extended, ..self.world.access(org, user).unwrap() };
                self.others(&access, &user.into())
            };
            (with(true) - with(false)) as u64
        };
        let members = self.world.members(org);
        let members =
            members.map(|(user, seat)| (user.to_owned(), (seat.role.clone(), seat.extended, opens(user))));
        assert_eq!(listed.collect::<BTreeMap<_, _>>(), members.collect(), "{}", self.what);
    }

    /// How many cases of others' somebody with that standing has in their lists there.
    fn others(&self, access: &Access, user: &UserId) -> usize {
        let scopes = Scope::of_place(access, user);
        let others = self.world.cases.values().filter(|case| case.submitter != *user);
        others.filter(|case| scopes.iter().any(|scope| scope.admits(case))).count()
    }

    async fn roles(&self, org: &str, access: &Access) {
        let path = format!("/organizations/{org}/roles");
        let Some(Items::<Role> { items, .. }) = self.allowed(&path, policy::see_roles(access)).await else {
            return;
        };
        let own = self.world.own_roles(org).map(str::to_owned);
        let built_in = items.iter().filter(|role| role.built_in).map(|role| role.id.to_string());
        let expected: BTreeSet<String> = own.chain(built_in).collect();
        let held = self.world.members(org).map(|(_, seat)| &seat.role);
        assert!(held.into_iter().all(|role| expected.contains(role)), "{}", self.what);
        assert_eq!(items.len(), expected.len(), "{}", self.what);
        for role in items {
            let id = role.id.as_str();
            let choice = self.world.choice(org, id);
            let expected = (
                self.world.label(org, id),
                self.world.permissions(org, id),
                self.world.users_of(org, id),
                policy::edit_role(access, matches!(choice, RoleChoice::BuiltIn(_))),
                policy::assign_role(access, Holder { role: None }, choice),
            );
            let got = (role.label, role.permissions, role.users, role.editable, role.assignable);
            assert_eq!(got, expected, "{}", self.what);
        }
    }

    async fn users(&self, org: &str, access: &Access) {
        let path = format!("/organizations/{org}/users?limit=200");
        let page: Option<Page<Member>> = self.allowed(&path, policy::see_users(access)).await;
        let Some(page) = page else { return };
        let listed: BTreeSet<_> = page.items.iter().map(|it| it.id.as_ref().unwrap().as_str()).collect();
        assert_eq!(listed, self.world.members(org).map(|(user, _)| user).collect(), "{}", self.what);
        for member in page.items {
            let seat = self.world.seat(org, member.id.unwrap().as_str()).unwrap();
            let holder = Holder { role: BuiltInRole::parse(&seat.role) };
            let expected = (
                seat.role.as_str(),
                policy::change_role_of(access, holder),
                policy::remove_user(access, holder),
                policy::transfer_super_admin(access, holder),
            );
            let got = (member.role.id.as_str(), member.change_role, member.remove, member.transfer);
            assert_eq!(got, expected, "{}: {}", member.name, self.what);
        }
    }

    async fn events(&self, org: &str, access: &Access) {
        let path = format!("/organizations/{org}/event-history?limit=1");
        let _: Option<Page<OrganizationEvent>> = self.allowed(&path, policy::see_event_history(access)).await;
    }

    /// What somebody else sees: the first of the others.
    async fn view_as(&self, org: &str, access: &Access) {
        let Some((whom, _)) = self.world.members(org).find(|(user, _)| *user != self.id.as_str()) else {
            return;
        };
        let path = format!("/organizations/{org}/users/{whom}/view");
        let Some(view) = self.allowed::<MemberView>(&path, policy::view_as(access)).await else { return };
        let theirs = self.world.access(org, whom).unwrap();
        let tabs: BTreeSet<_> = policy::visible_tabs(&theirs).map(|tab| tab.code().to_owned()).collect();
        assert_eq!(view.counts.into_keys().collect::<BTreeSet<_>>(), tabs, "{}", self.what);
        assert_eq!(Access { revision: 0, ..view.access }, theirs, "{}", self.what);
    }

    /// What one is to each case and may do with it, or nothing at all.
    async fn cases(&self) {
        for (number, case) in &self.world.cases {
            let standings = policy::standings(&self.id, &self.accesses, case);
            let answer = self.user.get(&format!("/cases/{number}")).await;
            let Some(first) = standings.first() else {
                let problem = answer.problem(404);
                assert_eq!(
                    (problem.kind.as_str(), problem.reason),
                    ("/problems/not-found", None),
                    "{}",
                    self.what
                );
                continue;
            };
            let detail: CaseDetail = answer.read_as(200);
            assert_eq!(detail.relation.value(), Some(first.relation), "{number}: {}", self.what);
            assert_eq!(detail.actions, policy::actions(&standings, case, T0), "{number}: {}", self.what);
        }
    }
}

fn count<'a>(cases: impl Iterator<Item = &'a CaseFacts>) -> TabCounts {
    cases.fold(TabCounts::default(), |mut so_far, case| {
        so_far.total += 1;
        match case.status {
            Status::Closed => so_far.closed += 1,
            Status::WaitingOnCustomer => so_far.waiting_on_me += 1,
            Status::WaitingOnVendor => so_far.waiting_on_vendor += 1,
            Status::Open => {}
        }
        so_far.open = so_far.total - so_far.closed;
        so_far
    })
}
