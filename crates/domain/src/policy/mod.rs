//! Who may see and do what: section 2 and 3 of the product page as pure functions over facts.
//!
//! Nobody else decides anything about permissions. Every function returns a [`Decision`](crate::Decision) whose no
//! says which object decided, which level one has and needs, and who can grant it.

mod administration;
mod case_access;
mod case_actions;
mod report;
mod scope;
mod submit;
mod suggest;
mod tabs;

pub use administration::{
    Holder, RoleChoice, assign_role, change_roles, change_users, grant_level, remove_user, see_event_history,
    see_roles, see_users, transfer_super_admin,
};
pub use case_access::{change_case_access, see_case_access};
pub use case_actions::{
    Action, CaseActions, Relation, Standing, action, actions, rate, rating_deadline, reopen_deadline,
    standings,
};
pub use report::{ReportDay, report_false_detection, reports_left};
pub use scope::{Rows, Scope};
pub use submit::{submit_for_customer, submit_for_linked_customer, submit_own};
pub use suggest::suggest_articles;
pub use tabs::{tab, visible_tabs};

use crate::access::Access;
use crate::decision::{Decision, Reason};
use crate::level::Level;
use crate::role_object::RoleObject;

/// At least `need` on `object`; a no names those who can change roles.
fn needs(access: &Access, object: RoleObject, need: Level) -> Decision {
    let have = access.level(object);
    Decision::when(have >= need, || Reason::needs_level(object, have, need, &access.grantors.roles))
}
