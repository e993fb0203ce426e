//! The action table of section 2: relation by action by level, and several standings at once.

use caseport_domain::policy::{Action, Relation, Standing, action, actions, standings};
use caseport_domain::{Access, CaseFacts, Code, Level, OrganizationKind, ReasonCode, RoleObject, Status};

use crate::support::at;
use crate::support::cases::{ME, case, in_status};
use crate::support::facts::{Facts, NOTHING};
use crate::support::verdict::{No, assert_names_the_levels, assert_verdict};

/// A cell of the page's table.
#[derive(Clone, Copy, Debug)]
enum Cell {
    Yes,
    CcFull,
    SsFull,
    No(ReasonCode),
}
use Cell::{CcFull, SsFull, Yes};

const NOT_SUBMITTER: Cell = Cell::No(ReasonCode::NotSubmitter);
const BY_PARTNER: Cell = Cell::No(ReasonCode::FiledByPartner);

/// The page's table. Columns: submitter, colleague through Organization Cases, colleague through Customer Cases,
/// customer's member through Partner Cases.
const TABLE: [(Action, [Cell; 4]); 9] = [
    (Action::DownloadFiles, [Yes, Yes, Yes, Yes]),
    (Action::Comment, [Yes, Yes, CcFull, Yes]),
    (Action::AddFiles, [Yes, Yes, CcFull, Yes]),
    (Action::EditCcs, [Yes, Yes, CcFull, Yes]),
    (Action::Escalate, [Yes, Yes, CcFull, Yes]),
    (Action::WithdrawEscalation, [Yes, Yes, CcFull, Yes]),
    (Action::Close, [Yes, SsFull, CcFull, BY_PARTNER]),
    (Action::Reopen, [Yes, SsFull, CcFull, BY_PARTNER]),
    (Action::Rate, [Yes, NOT_SUBMITTER, NOT_SUBMITTER, NOT_SUBMITTER]),
];

const COLUMNS: [Relation; 4] =
    [Relation::Submitter, Relation::Colleague, Relation::CustomerCaseColleague, Relation::CustomerMember];

/// The case in a state that stands in no action's way.
fn ready_for(wanted: Action, case: CaseFacts) -> CaseFacts {
    match wanted {
        Action::Reopen | Action::Rate => in_status(case, Status::Closed),
        Action::WithdrawEscalation => CaseFacts { escalated: true, ..case },
        _ => case,
    }
}

/// The case with which one is `relation` in "org-a".
fn case_of(relation: Relation) -> CaseFacts {
    match relation {
        Relation::Submitter => case(Some("org-a"), Some("org-a"), ME),
        Relation::Colleague => case(Some("org-a"), Some("org-a"), "user-other"),
        Relation::CustomerCaseColleague => case(Some("org-b"), Some("org-a"), "user-other"),
        Relation::CustomerMember => case(Some("org-a"), Some("org-b"), "user-other"),
    }
}

fn expected(cell: Cell, facts: Facts) -> Option<No> {
    match cell {
        Yes => None,
        CcFull if facts.cc_full() => None,
        CcFull => Some(No::Level(RoleObject::SupportServiceCustomerCases, Level::Full)),
        SsFull if facts.ss == Level::Full => None,
        SsFull => Some(No::Level(RoleObject::SupportService, Level::Full)),
        Cell::No(code) => Some(No::Because(code)),
    }
}

#[test]
fn the_table_names_every_action_and_every_relation() {
    assert_eq!(Action::ALL.len(), TABLE.len());
    assert!(Action::ALL.iter().all(|action| TABLE.iter().any(|(named, _)| named == action)));
    assert_eq!(Relation::ALL, COLUMNS);
}

#[test]
fn every_action_follows_the_table_for_every_relation_and_all_combinations_of_facts() {
    let now = at("2026-11-03T09:00:00Z");
    let mut seen = [0_u32; 4];
    for facts in Facts::all() {
        let accesses = [facts.access("org-a")];
        for (column, relation) in COLUMNS.into_iter().enumerate() {
            let standings = standings(&ME.into(), &accesses, &case_of(relation));
            let Some(first) = standings.first() else { continue };
            assert_eq!(first.relation, relation, "{facts:?}");
            seen[column] += 1;
            for (wanted, cells) in TABLE {
                let case = ready_for(wanted, case_of(relation));
                let decision = action(wanted, &standings, &case, now);
                let context = (wanted, relation, facts);
                assert_verdict(&decision, expected(cells[column], facts), Some(&accesses[0]), &context);
            }
        }
    }
    assert!(seen.iter().all(|count| *count > 50), "every relation came about: {seen:?}");
}

#[test]
fn a_submitter_needs_no_level_and_no_membership() {
    let now = at("2026-11-03T09:00:00Z");
    for case in [
        case(None, None, ME),
        case(Some("org-left"), Some("org-left"), ME),
        case(Some("org-b"), Some("org-left"), ME),
    ] {
        let standings = standings(&ME.into(), &[], &case);
        for wanted in Action::ALL {
            let case = ready_for(*wanted, case.clone());
            assert!(action(*wanted, &standings, &case, now).is_allowed(), "{wanted:?} {case:?}");
        }
    }
}

#[test]
fn nothing_is_allowed_on_a_case_that_one_may_not_see() {
    let case = case(Some("org-b"), Some("org-b"), "user-other");
    let accesses =
        [Facts { ss: Level::Full, cc: Level::Full, ecv: true, linked: 3, ..NOTHING }.access("org-a")];
    let standings = standings(&ME.into(), &accesses, &case);
    assert!(standings.is_empty());
    for wanted in Action::ALL {
        let case = ready_for(*wanted, case.clone());
        assert!(!action(*wanted, &standings, &case, at("2026-11-03T09:00:00Z")).is_allowed(), "{wanted:?}");
    }
}

/// A partner's colleague filed for a customer; the reader belongs to the partner and to the customer.
fn of_two_organizations(partner: Facts, customer: Facts) -> [Access; 2] {
    [partner.access("org-a"), customer.access("org-b")]
}

#[test]
fn several_standings_take_the_best_and_the_no_is_that_of_the_first() {
    let now = at("2026-11-03T09:00:00Z");
    let member = Facts { ss: Level::Full, ecv: true, has_partner_cases: true, ..NOTHING };
    let customer = Facts { kind: OrganizationKind::Customer, ..member };
    for cc in [Level::View, Level::Full] {
        for submitter in [ME, "user-other"] {
            let partner = Facts { cc, linked: 1, ..NOTHING };
            let accesses = of_two_organizations(partner, customer);
            let filed = case(Some("org-b"), Some("org-a"), submitter);
            let all = standings(&ME.into(), &accesses, &filed);
            let relations: Vec<_> = all.iter().map(|standing| standing.relation).collect();
            let expected: &[Relation] = if submitter == ME { &COLUMNS } else { &COLUMNS[1..] };
            let expected: Vec<_> = expected.iter().copied().filter(|it| *it != Relation::Colleague).collect();
            assert_eq!(relations, expected);
            for (wanted, _) in TABLE {
                let case = ready_for(wanted, filed.clone());
                let alone = |standing: &Standing<'_>| action(wanted, &[*standing], &case, now);
                let together = action(wanted, &all, &case, now);
                assert_eq!(together.is_allowed(), all.iter().any(|it| alone(it).is_allowed()), "{wanted:?}");
                if !together.is_allowed() {
                    assert_eq!(together, alone(&all[0]), "{wanted:?}");
                }
            }
        }
    }
}

#[test]
fn a_customers_member_who_also_belongs_to_the_partner_may_comment_but_not_close() {
    let member = Facts { ss: Level::Full, ecv: true, has_partner_cases: true, ..NOTHING };
    let customer = Facts { kind: OrganizationKind::Customer, ..member };
    let accesses = of_two_organizations(Facts { cc: Level::View, linked: 1, ..NOTHING }, customer);
    let filed = case(Some("org-b"), Some("org-a"), "user-other");
    let standings = standings(&ME.into(), &accesses, &filed);
    let now = at("2026-11-03T09:00:00Z");
    assert!(action(Action::Comment, &standings, &filed, now).is_allowed());
    assert!(action(Action::Escalate, &standings, &filed, now).is_allowed());
    let close = action(Action::Close, &standings, &filed, now);
    assert_names_the_levels(&close);
    assert_verdict(
        &close,
        Some(No::Level(RoleObject::SupportServiceCustomerCases, Level::Full)),
        Some(&accesses[0]),
        &"close",
    );
}

#[test]
fn all_actions_at_once_say_what_each_one_says() {
    let now = at("2026-11-03T09:00:00Z");
    let facts =
        Facts { ss: Level::View, cc: Level::View, ecv: true, linked: 1, has_partner_cases: true, ..NOTHING };
    let accesses = [facts.access("org-a")];
    for relation in COLUMNS {
        for status in Status::ALL {
            let case = in_status(case_of(relation), *status);
            let standings = standings(&ME.into(), &accesses, &case);
            let all = actions(&standings, &case, now);
            let fields = [
                (Action::Comment, &all.comment),
                (Action::AddFiles, &all.add_files),
                (Action::EditCcs, &all.edit_ccs),
                (Action::Escalate, &all.escalate),
                (Action::Close, &all.close),
                (Action::Reopen, &all.reopen),
                (Action::Rate, &all.rate),
                (Action::DownloadFiles, &all.download_files),
            ];
            for (wanted, decision) in fields {
                assert_eq!(*decision, action(wanted, &standings, &case, now), "{wanted:?} {relation:?}");
            }
        }
    }
}
