//! Whether articles may be suggested: AI assistance on both sides of the desk that files the case.

use caseport_domain::Access;
use caseport_domain::policy::suggest_articles;

use crate::support::facts::NOTHING;

#[test]
fn assistance_must_be_on_where_one_is_and_where_the_case_belongs() {
    for (own, customers, expected) in [
        (true, None, true),
        (false, None, false),
        (true, Some(true), true),
        (true, Some(false), false),
        (false, Some(true), false),
        (false, Some(false), false),
    ] {
        let access = Access { ai_assistance: own, ..NOTHING.access("org-a") };
        assert_eq!(suggest_articles(&access, customers), expected, "{own} {customers:?}");
    }
}

#[test]
fn a_personal_user_has_it() {
    assert!(suggest_articles(&Access::personal(), None));
}
