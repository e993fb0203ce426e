//! Extend Case View: who sees the button and its list, who may change a toggle.

use caseport_domain::policy::{change_case_access, see_case_access};
use caseport_domain::{Level, OrganizationKind, ReasonCode, RoleObject};

use crate::support::facts::{Facts, NOTHING};
use crate::support::verdict::{No, assert_names_the_levels, assert_verdict, first_unmet};

#[test]
fn the_button_is_there_in_an_organization_from_view_only_on() {
    for facts in Facts::all() {
        let expected = first_unmet(&[
            (facts.in_organization(), No::Because(ReasonCode::PersonalScope)),
            (facts.ss_view(), No::Level(RoleObject::SupportService, Level::View)),
        ]);
        let access = facts.access("org-a");
        assert_verdict(&see_case_access(&access), expected, Some(&access), &facts);
    }
}

#[test]
fn a_toggle_is_changed_with_full_access_on_support_service() {
    for facts in Facts::all() {
        let expected = first_unmet(&[
            (facts.in_organization(), No::Because(ReasonCode::PersonalScope)),
            (facts.ss == Level::Full, No::Level(RoleObject::SupportService, Level::Full)),
        ]);
        let access = facts.access("org-a");
        assert_verdict(&change_case_access(&access), expected, Some(&access), &facts);
    }
}

#[test]
fn with_view_only_the_tooltip_says_the_sentence_of_the_page() {
    for kind in [OrganizationKind::Customer, OrganizationKind::Partner] {
        let access = Facts { kind, ss: Level::View, ..NOTHING }.access("org-a");
        assert!(see_case_access(&access).is_allowed());
        let decision = change_case_access(&access);
        let message = decision.reason().map(|reason| reason.message.as_str());
        assert_eq!(message, Some("You don't have permission to configure case access."));
    }
}

#[test]
fn a_missing_level_is_named_in_the_words_of_the_screen() {
    assert_names_the_levels(&see_case_access(&NOTHING.access("org-a")));
}
