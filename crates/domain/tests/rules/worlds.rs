//! Random worlds: readers of several organizations, and facts that follow from the cases that there are.

use caseport_domain::policy::{Scope, standings};
use caseport_domain::{Access, CaseFacts, CaseKind, Code, Level, OrganizationKind, Tab};
use proptest::prelude::*;
use proptest::sample::select;

use crate::support::cases::{ME, ORGANIZATIONS, case};
use crate::support::facts::Facts;
use crate::support::lists::{Membership, holds};

fn any_facts() -> impl Strategy<Value = Facts> {
    let level = || select(Level::ALL);
    let kind = select(OrganizationKind::ALL);
    let flags = (any::<bool>(), any::<bool>(), any::<bool>());
    (kind, level(), level(), level(), 0..3_u32, flags).prop_map(|(kind, ss, co, cc, linked, flags)| Facts {
        kind,
        ss,
        co,
        cc,
        ecv: flags.0,
        linked,
        has_customer_cases: flags.1,
        has_partner_cases: flags.2,
    })
}

/// The reader belongs to none, one or both of the first two organizations, never to the third.
fn any_memberships() -> impl Strategy<Value = Vec<Membership<'static>>> {
    let of = |id| proptest::option::of(any_facts()).prop_map(move |facts| facts.map(|facts| (id, facts)));
    (of(ORGANIZATIONS[0]), of(ORGANIZATIONS[1])).prop_map(|(a, b)| a.into_iter().chain(b).collect())
}

fn any_case() -> impl Strategy<Value = CaseFacts> {
    let places = proptest::option::of((select(&ORGANIZATIONS), select(&ORGANIZATIONS)));
    (select(CaseKind::ALL), places, select(&[ME, "user-other", "user-third"])).prop_map(
        |(kind, places, submitter)| {
            let (is_for, from) = places.unzip();
            CaseFacts { kind, ..case(is_for, from, submitter) }
        },
    )
}

fn accesses(memberships: &[Membership<'_>]) -> Vec<Access> {
    memberships.iter().map(|(id, facts)| facts.access(id)).collect()
}

/// A customer case that the user filed, and a case that a partner filed, are facts that follow from the cases.
fn with_facts_of(facts: Facts, id: &str, cases: &[CaseFacts]) -> Facts {
    let support =
        || cases.iter().filter(|case| case.kind == CaseKind::Support && case.organization.is_some());
    let is_for = |case: &CaseFacts| case.organization.as_ref().is_some_and(|it| it.as_str() == id);
    let from = |case: &CaseFacts| case.filed_from.as_ref().is_some_and(|it| it.as_str() == id);
    Facts {
        has_customer_cases: support()
            .any(|case| from(case) && !is_for(case) && case.submitter.as_str() == ME),
        has_partner_cases: support().any(|case| is_for(case) && !from(case)),
        ..facts
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 3_000, ..ProptestConfig::default() })]

    #[test]
    fn what_may_be_read_by_address_is_the_union_of_the_lists(
        memberships in any_memberships(),
        case in any_case(),
    ) {
        let accesses = accesses(&memberships);
        let readable = Scope::of_reader(&ME.into(), &accesses).iter().any(|scope| scope.admits(&case));
        let mine = case.submitter.as_str() == ME;
        let listed = |membership: &Membership<'_>| Tab::ALL.iter().any(|tab| holds(*tab, ME, *membership, &case));
        prop_assert_eq!(readable, mine || memberships.iter().any(listed));
    }

    #[test]
    fn a_reader_is_something_to_a_case_exactly_where_a_list_of_theirs_holds_it(
        memberships in any_memberships(),
        case in any_case(),
    ) {
        let accesses = accesses(&memberships);
        let readable = Scope::of_reader(&ME.into(), &accesses).iter().any(|scope| scope.admits(&case));
        prop_assert_eq!(!standings(&ME.into(), &accesses, &case).is_empty(), readable);
    }

    #[test]
    fn nobody_reads_a_case_between_strangers(memberships in any_memberships(), case in any_case()) {
        let accesses = accesses(&memberships);
        let ids: Vec<&str> = memberships.iter().map(|(id, _)| *id).collect();
        let places = [&case.organization, &case.filed_from];
        let ours = places.iter().any(|id| id.as_ref().is_some_and(|id| ids.contains(&id.as_str())));
        if case.submitter.as_str() != ME && !ours {
            prop_assert!(standings(&ME.into(), &accesses, &case).is_empty());
        }
    }

    #[test]
    fn another_reader_of_the_same_rights_sees_none_of_my_false_detections(
        memberships in any_memberships(),
        case in any_case(),
    ) {
        let accesses = accesses(&memberships);
        let mine = CaseFacts { kind: CaseKind::FalseDetection, submitter: ME.into(), ..case };
        prop_assert!(standings(&"user-other".into(), &accesses, &mine).is_empty());
    }

    #[test]
    fn the_customer_cases_one_filed_stay_in_customer_cases(
        facts in any_facts(),
        cases in proptest::collection::vec(any_case(), 1..12),
    ) {
        let facts = with_facts_of(facts, "org-a", &cases);
        let scope = Scope::of_tab(Tab::Customer, &facts.access("org-a"), &ME.into());
        let is = |id: Option<&caseport_domain::id::OrganizationId>| id.is_some_and(|id| id.as_str() == "org-a");
        for case in cases.iter().filter(|case| case.submitter.as_str() == ME && case.kind == CaseKind::Support) {
            let filed_here = is(case.filed_from.as_ref()) && !is(case.organization.as_ref());
            if filed_here && facts.in_organization() {
                prop_assert!(scope.as_ref().is_ok_and(|scope| scope.admits(case)), "{:?}", case);
            }
        }
    }

    #[test]
    fn with_extend_case_view_every_case_for_the_organization_is_in_exactly_one_of_two_lists(
        facts in any_facts(),
        cases in proptest::collection::vec(any_case(), 1..12),
    ) {
        let facts = with_facts_of(Facts { ecv: true, ss: Level::View, ..facts }, "org-a", &cases);
        let access = facts.access("org-a");
        for case in cases.iter().filter(|case| case.kind == CaseKind::Support && facts.in_organization()) {
            let for_us = case.organization.as_ref().is_some_and(|id| id.as_str() == "org-a");
            let lists = [Tab::Organization, Tab::Partner].into_iter().filter(|tab| {
                Scope::of_tab(*tab, &access, &ME.into()).is_ok_and(|scope| scope.admits(case))
            });
            prop_assert_eq!(lists.count(), usize::from(for_us), "{:?}", case);
        }
    }
}
