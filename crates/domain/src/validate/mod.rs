//! Validation of every input as types: a value of one of these types is valid, and the only way to make one says what
//! is wrong, per field, in the same words in the app and on the server.

mod email;
mod file;
mod invitation;
mod new_case;
mod rating;
mod report;
mod role;
mod slips;
mod text;
mod vendor;

use serde::{Deserialize, Serialize};

use crate::code::{Known, codes};

pub use email::{CcChange, CcList, EmailAddress, addresses_in, is_address};
pub use file::{FileName, UploadBudget, turns_text};
pub use invitation::{NewAccount, NewInvitation, NewPassword};
pub use new_case::{LicenseChoice, NewCase, NewCaseRequest};
pub use rating::{NewRating, RatingRequest, Stars};
pub use report::{
    FalseDetectionRequest, NewReport, NewVendorReport, NewVerdict, ReportedFile, VendorReportRequest,
    VerdictRequest, room_to_wait,
};
pub use role::{NewRole, RoleRequest};
pub use text::{
    AcknowledgementNote, CommentText, Description, EscalationReason, PersonName, ReopenReason,
    ReportDescription, RoleName, SearchText, Subject, VendorName, VerdictNote,
};
pub use vendor::{
    NewAcknowledgement, NewVendorComment, NewVendorStatus, VendorCommentRequest, VendorEscalationRequest,
    VendorStatusRequest,
};

codes! {
    /// What is wrong with a field.
    FieldErrorCode {
        /// Nothing was given.
        Required = "required",
        /// Less than the field asks for.
        TooShort = "too_short",
        /// More than the field takes.
        TooLong = "too_long",
        /// Not of the field's form.
        Invalid = "invalid",
        /// Of the right form, but there is no such thing (here).
        Unknown = "unknown",
        /// More entries than the field takes.
        TooMany = "too_many",
        /// Of the right form, but something else has it already.
        Taken = "taken",
    }
}

/// What is wrong with one field, and what to do about it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// The field's name in the request.
    pub field: String,
    /// The kind of mistake, for programs.
    #[cfg_attr(feature = "openapi", schema(value_type = FieldErrorCode))]
    pub code: Known<FieldErrorCode>,
    /// The mistake and its remedy in a sentence, for people.
    pub message: String,
    /// The least or the most that the field takes, where the mistake is one of size.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<u64>,
    /// How much was given, in the limit's unit.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub actual: Option<u64>,
    /// The entry that is wrong, where the field takes several.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub value: Option<String>,
}

/// Everything that is wrong with a request, field by field; never empty where it is an error.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FieldErrors(pub Vec<FieldError>);

/// What is wrong with a value, before it is known which field it came from.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mistake {
    code: FieldErrorCode,
    message: String,
    limit: Option<u64>,
    actual: Option<u64>,
    value: Option<String>,
}

impl Mistake {
    /// A mistake in words.
    pub fn new(code: FieldErrorCode, message: impl Into<String>) -> Self {
        Self { code, message: message.into(), limit: None, actual: None, value: None }
    }

    /// The same mistake, as one of size: what the field takes, and what was given.
    #[must_use]
    pub fn of_size(self, limit: u64, actual: u64) -> Self {
        Self { limit: Some(limit), actual: Some(actual), ..self }
    }

    /// The same mistake, naming the entry that is wrong.
    #[must_use]
    pub fn of_entry(self, value: impl Into<String>) -> Self {
        Self { value: Some(value.into()), ..self }
    }

    /// The mistake of a field.
    pub fn in_field(self, field: impl Into<String>) -> FieldError {
        let Self { code, message, limit, actual, value } = self;
        FieldError { field: field.into(), code: code.into(), message, limit, actual, value }
    }
}

impl FieldErrors {
    /// One field's mistake.
    pub fn one(field: &str, mistake: Mistake) -> Self {
        Self(vec![mistake.in_field(field)])
    }

    /// The value, or none with the mistake noted for `field`.
    pub fn take<T>(&mut self, field: &str, checked: Result<T, Mistake>) -> Option<T> {
        checked.map_err(|mistake| self.0.push(mistake.in_field(field))).ok()
    }

    /// The same mistakes where what was checked is a part of the request.
    pub fn within(self, part: &str) -> Self {
        let errors = self.0.into_iter();
        Self(errors.map(|it| FieldError { field: format!("{part}.{}", it.field), ..it }).collect())
    }

    /// The message for `field`, where it has one.
    pub fn of(&self, field: &str) -> Option<&str> {
        self.0.iter().find(|error| error.field == field).map(|error| error.message.as_str())
    }
}
