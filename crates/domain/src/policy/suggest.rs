//! Whether articles may be suggested for a case, before anything of it is looked up or sent anywhere.

use crate::access::Access;

/// Articles are suggested only while AI assistance is on where the person is, and in the organization that the case is
/// for; `customer_assistance` is the latter's setting, none for a case of one's own. Off means that nobody is asked, so
/// that what was typed goes nowhere.
///
/// No `Decision`: with assistance off the step does not appear at all, so nobody is there to read a reason.
pub fn suggest_articles(access: &Access, customer_assistance: Option<bool>) -> bool {
    access.ai_assistance && customer_assistance.unwrap_or(true)
}
