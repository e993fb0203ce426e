//! Inviting somebody, and accepting: an address, and the account to be.

use super::{EmailAddress, FieldErrorCode, FieldErrors, Mistake, PersonName};
use crate::api::{AcceptRequest, InvitationRequest};
use crate::id::RoleId;
use crate::limits;

/// A valid invitation; whether its role exists and may be given is not known yet.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewInvitation {
    /// Who is invited.
    pub email: EmailAddress,
    /// The role that they will have.
    pub role: RoleId,
}

impl TryFrom<&InvitationRequest> for NewInvitation {
    type Error = FieldErrors;

    fn try_from(request: &InvitationRequest) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let email = errors.take("email", EmailAddress::new(&request.email));
        let email = email.ok_or(errors)?;
        Ok(Self { email, role: request.role.clone() })
    }
}

/// A password that somebody chooses, as it was typed. Deliberately without Debug.
#[derive(Clone, PartialEq, Eq)]
pub struct NewPassword(String);

impl NewPassword {
    /// Measures what was typed. Length is all that is asked for: rules on kinds of characters make passwords worse.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn new(raw: &str) -> Result<Self, Mistake> {
        let (min, max) = (limits::PASSWORD_MIN, limits::PASSWORD_MAX);
        match raw.chars().count() {
            0 => Err(Mistake::new(FieldErrorCode::Required, "Choose a password.")),
            length if length < min => {
                let message = format!("Choose a password of at least {min} characters; this has {length}.");
                Err(Mistake::new(FieldErrorCode::TooShort, message))
            }
            length if length > max => {
                let message = format!("Choose a password of at most {max} characters.");
                Err(Mistake::new(FieldErrorCode::TooLong, message))
            }
            _ => Ok(Self(raw.to_owned())),
        }
    }

    /// The password, to be hashed.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// The account that an invitation is accepted with, where the address has none yet.
#[derive(Clone, PartialEq, Eq)]
pub struct NewAccount {
    /// The person's name.
    pub name: PersonName,
    /// Their password.
    pub password: NewPassword,
}

impl TryFrom<&AcceptRequest> for NewAccount {
    type Error = FieldErrors;

    fn try_from(request: &AcceptRequest) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let name = errors.take("name", PersonName::new(&request.name));
        let password = errors.take("password", NewPassword::new(&request.password));
        match (name, password) {
            (Some(name), Some(password)) => Ok(Self { name, password }),
            _ => Err(errors),
        }
    }
}
