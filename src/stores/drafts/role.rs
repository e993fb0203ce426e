//! A role being written.

use caseport_domain::validate::RoleRequest;
use serde::{Deserialize, Serialize};

/// A role being written.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[serde(default)]
pub struct RoleDraft {
    /// The role as it is to be.
    pub request: RoleRequest,
    /// The version that it was begun from; none of a new role.
    pub base: Option<RoleVersion>,
    /// What was sent without an answer, in order: it may be there already, as one of these.
    pub sent: Vec<RoleRequest>,
}

/// A version of a role that was read.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct RoleVersion {
    /// What it was.
    pub request: RoleRequest,
    /// For `If-Match`.
    pub etag: String,
}

impl RoleDraft {
    /// Whether there is nothing in it that anybody would miss.
    pub fn is_empty(&self) -> bool {
        let begun = self.base.as_ref().map(|base| base.request.clone()).unwrap_or_default();
        self.request == begun && self.sent.is_empty()
    }
}
