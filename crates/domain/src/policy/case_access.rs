//! Extend Case View: who sees the list of toggles, and who may change one.

use super::needs;
use super::tabs::in_an_organization;
use crate::access::Access;
use crate::decision::{Decision, Reason, ReasonCode};
use crate::level::Level;
use crate::role_object::RoleObject;

/// The "Extend Case View" button and its list.
pub fn see_case_access(access: &Access) -> Decision {
    in_an_organization(access).and(|| needs(access, RoleObject::SupportService, Level::View))
}

/// Changing a toggle there, one's own included.
pub fn change_case_access(access: &Access) -> Decision {
    in_an_organization(access).and(|| {
        let have = access.level(RoleObject::SupportService);
        Decision::when(have == Level::Full, || Reason {
            // The product page fixes this sentence.
            message: "You don't have permission to configure case access.".to_owned(),
            code: ReasonCode::NeedsLevel.into(),
            ..Reason::needs_level(RoleObject::SupportService, have, Level::Full, &access.grantors.roles)
        })
    })
}
