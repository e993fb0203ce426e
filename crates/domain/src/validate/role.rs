//! A custom role to be: a name, a description, and a level for every object.

use serde::{Deserialize, Serialize};

use super::text::optional;
use super::{FieldErrors, RoleName};
use crate::limits;
use crate::role::{self, Permissions};

/// A role as it is sent. Objects that are left out are at None.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(default)]
pub struct RoleRequest {
    /// Its name, 1 to 60 characters, unique in the organization regardless of case.
    pub label: String,
    /// What it is for, to 500 characters.
    pub description: String,
    /// What it gives. An object or a level that there is not is a mistake: it would be less than was asked for.
    #[serde(deserialize_with = "role::known_only")]
    pub permissions: Permissions,
}

/// A valid role; whether its name is taken and its levels may be granted is not known yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRole {
    /// Its name.
    pub label: RoleName,
    /// What it is for; empty where nothing was said.
    pub description: String,
    /// What it gives.
    pub permissions: Permissions,
}

impl TryFrom<&RoleRequest> for NewRole {
    type Error = FieldErrors;

    fn try_from(request: &RoleRequest) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let label = errors.take("label", RoleName::new(&request.label));
        let description = optional(Some(&request.description), limits::ROLE_DESCRIPTION_MAX);
        let description = errors.take("description", description);
        match (label, description) {
            (Some(label), Some(description)) => Ok(Self {
                label,
                description: description.unwrap_or_default(),
                permissions: request.permissions,
            }),
            _ => Err(errors),
        }
    }
}
