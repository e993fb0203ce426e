//! What can go wrong with a request, by what the app does about it, in the reader's words.

use caseport_domain::api::Problem;
use caseport_domain::decision::Reason;
use caseport_domain::validate::{FieldError, FieldErrors};

use crate::i18n::messages;

/// Why a request did not do what it was to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// The server did not answer: no network, or it is down. Trying again may help.
    Unreachable,
    /// Nobody is signed in (any more).
    SignedOut,
    /// It is known, and not allowed, for this reason.
    Forbidden(Reason),
    /// There is no such thing, or not for this person: the two look alike.
    NotFound,
    /// The state does not allow it, for example since somebody else was quicker.
    Conflict(String),
    /// The key was used for a request with other content, which has arrived.
    KeyReused,
    /// What was sent is not valid, field by field.
    Invalid(FieldErrors),
    /// Too often; the text says when to try again.
    TooMany(String),
    /// The server failed; with the request's id, where it gave one.
    Failed(Option<String>),
}

impl ApiError {
    /// The error that an answer with this status and body stands for.
    pub fn from_answer(status: u16, body: &str) -> Self {
        let problem: Option<Problem> = serde_json::from_str(body).ok();
        let detail = problem.as_ref().map(|problem| problem.detail.clone()).unwrap_or_default();
        match (status, problem) {
            (401, _) => Self::SignedOut,
            (403, Some(Problem { reason: Some(reason), .. })) => Self::Forbidden(reason),
            (404, _) => Self::NotFound,
            (409 | 412 | 428, Some(Problem { reason: Some(reason), .. })) => Self::Conflict(reason.message),
            (409 | 412 | 428, _) => Self::Conflict(detail),
            (422, Some(problem)) if problem.kind.ends_with("/idempotency-key-reused") => Self::KeyReused,
            (422, Some(Problem { errors, .. })) if !errors.is_empty() => Self::Invalid(FieldErrors(errors)),
            (400 | 413 | 415 | 422, _) => Self::Conflict(detail),
            (429, _) => Self::TooMany(detail),
            (502..=504, None) => Self::Unreachable,
            (_, problem) => Self::Failed(problem.and_then(|problem| problem.request_id)),
        }
    }

    /// What happened and what to do next.
    pub fn message(&self) -> String {
        match self {
            Self::Unreachable => messages::error_unreachable().to_owned(),
            Self::SignedOut => messages::error_signed_out().to_owned(),
            Self::Forbidden(reason) => reason.message.clone(),
            Self::NotFound => messages::error_not_found().to_owned(),
            Self::Conflict(detail) if detail.is_empty() => messages::error_failed().to_owned(),
            Self::Conflict(detail) | Self::TooMany(detail) => detail.clone(),
            Self::KeyReused => messages::error_had_arrived().to_owned(),
            Self::Invalid(errors) => first_message(&errors.0),
            Self::Failed(None) => messages::error_failed().to_owned(),
            Self::Failed(Some(id)) => messages::error_failed_with_id(id),
        }
    }

    /// Whether the same request may do better later.
    pub fn is_worth_retrying(&self) -> bool {
        matches!(self, Self::Unreachable | Self::Failed(_) | Self::TooMany(_) | Self::SignedOut)
    }
}

fn first_message(errors: &[FieldError]) -> String {
    errors.first().map(|error| error.message.clone()).unwrap_or_default()
}
