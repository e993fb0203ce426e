//! The list of what a person can do against the product page's conditions, and what another role would change.

use caseport_domain::policy::{Ability, AbilityChange, role_changes};
use caseport_domain::{Access, Code, Level, OrganizationKind, Permissions, RoleObject};

use crate::support::facts::{Facts, NOTHING};

/// The condition of section 2, in terms of its facts.
fn holds(ability: Ability, facts: &Facts) -> Option<bool> {
    let in_organization = facts.in_organization();
    let extended = in_organization && facts.ss_view() && facts.ecv;
    let customer = in_organization
        && (facts.has_customer_cases || (facts.co_full() || facts.cc_view()) && facts.linked > 0);
    let colleagues = customer && (facts.cc_view() || facts.ecv && facts.co_full());
    Some(match ability {
        Ability::SubmitCases => !in_organization || facts.ss_view(),
        Ability::SubmitForCustomers => facts.co_full() && facts.linked > 0,
        Ability::SeeOrganizationCases => extended,
        Ability::CloseColleaguesCases => extended && facts.ss == Level::Full,
        Ability::SeePartnerCases => extended && facts.has_partner_cases,
        Ability::SeeCustomerCases => customer,
        Ability::SeeColleaguesCustomerCases => colleagues,
        Ability::WorkOnColleaguesCustomerCases => colleagues && facts.cc_full(),
        Ability::SeeCaseAccess => in_organization && facts.ss_view(),
        Ability::ChangeCaseAccess => in_organization && facts.ss == Level::Full,
        Ability::SeeUsers
        | Ability::ChangeUsers
        | Ability::SeeRoles
        | Ability::ChangeRoles
        | Ability::SeeEventHistory => return None,
    })
}

#[test]
fn every_ability_of_support_is_what_the_product_page_says_for_all_facts() {
    for facts in Facts::all() {
        for ability in Ability::ALL {
            let decision = ability.of(&facts.access("org-a"));
            let Some(expected) = holds(*ability, &facts) else { continue };
            assert!(ability.is_support());
            assert_eq!(decision.is_allowed(), expected, "{ability:?} {facts:?}");
        }
    }
}

#[test]
fn abilities_of_my_organization_follow_their_object() {
    let cases = [
        (Ability::SeeUsers, RoleObject::UserManagement, Level::View),
        (Ability::ChangeUsers, RoleObject::UserManagement, Level::Full),
        (Ability::SeeRoles, RoleObject::RoleManagement, Level::View),
        (Ability::ChangeRoles, RoleObject::RoleManagement, Level::Full),
        (Ability::SeeEventHistory, RoleObject::EventHistory, Level::View),
    ];
    for (ability, object, need) in cases {
        assert!(!ability.is_support());
        for level in Level::ALL {
            let decision = ability.of(&partner(Permissions::default().with(object, *level), 1));
            assert_eq!(decision.is_allowed(), *level >= need, "{ability:?} {level:?}");
            let reason_object = decision.reason().and_then(|reason| reason.object.as_ref()?.value());
            assert!(decision.is_allowed() || reason_object == Some(object));
        }
        assert!(!ability.of(&Access::personal()).is_allowed());
    }
}

#[test]
fn another_role_says_what_its_holders_gain_and_lose() {
    let before = Permissions::default()
        .with(RoleObject::SupportService, Level::View)
        .with(RoleObject::UserManagement, Level::Full);
    let after = before
        .with(RoleObject::SupportServiceCustomerCases, Level::View)
        .with(RoleObject::SupportService, Level::Full)
        .with(RoleObject::UserManagement, Level::View);
    let change = |ability, gained, extended_only| AbilityChange { ability, gained, extended_only };
    let expected = [
        change(Ability::CloseColleaguesCases, true, true),
        change(Ability::SeeCustomerCases, true, false),
        change(Ability::SeeColleaguesCustomerCases, true, false),
        change(Ability::ChangeCaseAccess, true, false),
        change(Ability::ChangeUsers, false, false),
    ];
    assert_eq!(role_changes(&partner(before, 2), &before, &after), expected);
    // The other way round the same is lost and gained.
    let back: Vec<_> = expected.into_iter().map(|it| AbilityChange { gained: !it.gained, ..it }).collect();
    assert_eq!(role_changes(&partner(before, 2), &after, &before), back);
    assert_eq!(role_changes(&partner(before, 2), &before, &before), []);
}

#[test]
fn a_right_that_finds_nothing_to_act_on_is_no_gain_yet() {
    let none = Permissions::default();
    let cases = none.with(RoleObject::SupportServiceCustomerCases, Level::Full);
    assert_eq!(role_changes(&partner(none, 0), &none, &cases), []);
    // What the person who looks has filed themselves is not what holders of the role have.
    let mut looking = partner(none, 0);
    looking.has_customer_cases = true;
    assert_eq!(role_changes(&looking, &none, &cases), []);
}

#[test]
fn exactly_the_objects_that_a_rule_reads_apply_here() {
    for object in RoleObject::ALL {
        let none = Permissions::default();
        // Objects work together: the change is looked for beside nothing, and beside everything.
        let all = RoleObject::ALL.iter().fold(none, |all, it| all.with(*it, Level::Full));
        let changes = [none, all].into_iter().any(|base| {
            let with = |level| base.with(*object, level);
            !role_changes(&partner(base, 1), &with(Level::None), &with(Level::Full)).is_empty()
                || !role_changes(&partner(base, 1), &with(Level::None), &with(Level::View)).is_empty()
        });
        assert_eq!(changes, object.applies_here(), "{object:?}");
    }
}

fn partner(permissions: Permissions, linked: u32) -> Access {
    let facts = Facts { kind: OrganizationKind::Partner, linked, ..NOTHING };
    Access { permissions, ..facts.access("org-a") }
}
