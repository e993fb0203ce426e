//! My Organization and Extend Case View: members, roles, invitations, and what was done to them.
//!
//! Reading and writing take a [`Permit`], which only an [`Actor`] gives, who asks the rules about their standing at that
//! moment. Every change writes its entry of Event History in the same transaction.

mod actor;
pub mod case_access;
pub mod event_list;
pub mod events;
pub mod invitations;
mod member;
pub mod members;
pub mod roles;
pub mod sign_on;
pub mod view;

pub use actor::{
    Actor, AddRole, AssignRole, ChangeRole, DeleteRole, Invite, Permit, RemoveUser, RevokeInvitation,
    SeeCaseAccess, SeeEvents, SeeRoles, SeeUsers, SwitchCaseAccess, TransferSuperAdmin, ViewAs,
};
pub use member::StoredMember;

use serde::{Deserialize, Serialize};

use super::Result;
use super::fold::fold;
use super::page_end::PageEnd;

/// Behind which row of a list by name the page begins.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByName {
    /// The folded name, or the address of somebody without a name.
    #[serde(rename = "n")]
    pub name: String,
    /// The person's id, or that of the invitation.
    #[serde(rename = "i")]
    pub id: String,
}

/// Which page of a list by name.
#[derive(Clone, Debug)]
pub struct NamesQuery {
    /// What is searched for.
    pub search: String,
    /// The ids of roles that the list is narrowed to; empty for all.
    pub roles: Vec<String>,
    /// Behind which row; the first page without.
    pub after: Option<PageEnd<ByName>>,
    /// Rows of the page, at most.
    pub limit: u32,
    /// The digest of the list that cursors are bound to.
    pub list: String,
}

impl NamesQuery {
    /// Name and id of the row that the page begins behind.
    fn behind(&self) -> (&str, &str) {
        self.after.as_ref().map_or(("", ""), |end| (&end.key.name, &end.key.id))
    }
}

/// The words that are searched for, folded, as a JSON array.
fn words(search: &str) -> Result<String> {
    Ok(serde_json::to_string(&fold(search).split_whitespace().collect::<Vec<_>>())?)
}
