//! What a decision must look like: yes, or the first condition that does not hold, with all that a person needs.

use std::fmt::Debug;

use caseport_domain::access::Access;
use caseport_domain::{Decision, Known, Level, ReasonCode, RoleObject};

use super::facts::{CASE_ACCESS_GRANTORS, ROLE_GRANTORS};

/// Why not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum No {
    /// A level is missing: on this object, this much is needed.
    Level(RoleObject, Level),
    /// Any other reason.
    Because(ReasonCode),
}

/// The first condition that does not hold.
pub fn first_unmet(conditions: &[(bool, No)]) -> Option<No> {
    conditions.iter().find(|(holds, _)| !holds).map(|(_, no)| *no)
}

/// Checks that a decision is a yes, or a no for `expected`, complete in words and facts.
pub fn assert_verdict(
    decision: &Decision,
    expected: Option<No>,
    access: Option<&Access>,
    context: &dyn Debug,
) {
    let (reason, no) = match (decision.reason(), expected) {
        (None, None) => return,
        (Some(reason), Some(no)) => (reason, no),
        (found, expected) => panic!("expected {expected:?}, found {found:?} with {context:?}"),
    };
    assert_is_sentence(&reason.message, context);
    match no {
        No::Level(object, need) => {
            assert_eq!(reason.code, Known::Value(ReasonCode::NeedsLevel), "{context:?}");
            assert_eq!(reason.object, Some(Known::Value(object)), "{context:?}");
            assert_eq!(reason.need, Some(need), "{context:?}");
            assert_eq!(reason.granted_by, ROLE_GRANTORS, "{context:?}");
            let have = access.map(|access| access.level(object));
            assert_eq!(reason.have, have, "{context:?}");
            assert!(have < Some(need), "one has less than is needed: {context:?}");
        }
        No::Because(code) => {
            assert_eq!(reason.code, Known::Value(code), "{context:?}");
            let granted_by: &[&str] = match code {
                ReasonCode::NeedsExtendedCaseView => &CASE_ACCESS_GRANTORS,
                ReasonCode::AboveOwnLevel => &ROLE_GRANTORS,
                _ => &[],
            };
            assert_eq!(reason.granted_by, granted_by, "{context:?}");
        }
    }
}

/// The message of a level that is missing names the object, the level that one has and the level that is needed.
pub fn assert_names_the_levels(decision: &Decision) {
    let reason = decision.reason().expect("a no");
    let object = reason.object.as_ref().and_then(Known::value).expect("an object");
    let (have, need) = (reason.have.expect("what one has"), reason.need.expect("what is needed"));
    for words in [object.label(), have.label(), need.label()] {
        assert!(reason.message.contains(words), "{:?} does not say {words:?}", reason.message);
    }
}

/// A message is a sentence or two: it begins with a capital or a quoted name and ends with a full stop.
pub fn assert_is_sentence(message: &str, context: &dyn Debug) {
    let begins = message.starts_with(|c: char| c.is_uppercase() || c == '"');
    assert!(begins && message.ends_with('.'), "{message:?} is no sentence, with {context:?}");
}
