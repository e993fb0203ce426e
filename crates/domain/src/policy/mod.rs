//! Who may see and do what: section 2 and 3 of the product page as pure functions over facts.
//!
//! Nobody else decides anything about permissions. Every function returns a [`Decision`](crate::Decision) whose no
//! says which object decided, which level one has and needs, and who can grant it.

mod ability;
mod administration;
mod case_access;
mod case_actions;
mod report;
mod scope;
mod sign_on;
mod submit;
mod suggest;
mod tabs;
mod vendor;

pub use ability::{Ability, AbilityChange, role_changes};
pub use administration::{
    Holder, RoleChoice, assign_role, change_level, change_role_of, change_roles, change_users, edit_role,
    grant_level, needs_super_admin, not_a_member_yet, organization_of, remove_user, role_in_use,
    see_event_history, see_roles, see_users, transfer_super_admin, view_as,
};
pub use case_access::{change_case_access, see_case_access};
pub use case_actions::{
    Action, CaseActions, CommentFacts, Relation, Standing, action, actions, change_comment, comment_deadline,
    rate, rating_deadline, reopen_deadline, standings,
};
pub use report::{ReportDay, report_false_detection, reports_left};
pub use scope::{Rows, Scope};
pub use sign_on::{assign_by_sign_on, first_role, remove_by_sign_on};
pub use submit::{submit_for_customer, submit_for_linked_customer, submit_own};
pub use suggest::suggest_articles;
pub use tabs::{tab, visible_tabs};
pub use vendor::acknowledge;

use crate::access::Access;
use crate::decision::{Decision, Reason};
use crate::level::Level;
use crate::role_object::RoleObject;

/// At least `need` on `object`; a no names those who can change roles.
fn needs(access: &Access, object: RoleObject, need: Level) -> Decision {
    let have = access.level(object);
    Decision::when(have >= need, || Reason::needs_level(object, have, need, &access.grantors.roles))
}
