//! What can go wrong with a request, by what the app does about it, in the reader's words.

use caseport_domain::api::Meanwhile;
use caseport_domain::decision::Reason;
use caseport_domain::validate::{FieldError, FieldErrors};
use serde::Deserialize;

use super::TokenFailure;
use crate::i18n::{messages, said};
use crate::json;

/// Why a request did not do what it was to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum ApiError {
    /// The server did not answer: no network, or it is down. Trying again may help.
    Unreachable,
    /// The server, at this address, is there, but does not let pages of this origin read its answers.
    ForeignOrigin {
        /// Where the API is.
        api: String,
        /// The origin of this page.
        origin: String,
        /// The server's option that would allow it.
        option: &'static str,
    },
    /// The page around the app has no token for it that counts.
    Token(TokenFailure),
    /// Signing in went well, but the browser does not keep the cookies of this host.
    NoCookies(String),
    /// Nobody is signed in (any more).
    SignedOut,
    /// It is known, and not allowed, for this reason.
    Forbidden(Reason),
    /// There is no such thing, or not for this person: the two look alike.
    NotFound,
    /// The state does not allow it.
    Conflict(String),
    /// The state does not allow it any more, since somebody was quicker.
    Overtaken {
        /// What is in the way.
        reason: Reason,
        /// Who brought it about.
        by: Box<Meanwhile>,
    },
    /// Somebody else has changed meanwhile what was read.
    Changed(Option<Box<Meanwhile>>),
    /// The key was used for a request with other content, which has arrived.
    KeyReused,
    /// What was sent is not valid, field by field.
    Invalid(FieldErrors),
    /// Too often; the text says when to try again.
    TooMany(String),
    /// The server failed; with the request's id, where it gave one.
    Failed(Option<String>),
}

/// What the app goes by of the contract's `Problem`, in which there may be a whole role.
#[derive(Deserialize)]
struct Problem {
    #[serde(rename = "type")]
    kind: String,
    #[serde(default)]
    detail: String,
    #[serde(default)]
    errors: Vec<FieldError>,
    reason: Option<Reason>,
    meanwhile: Option<Box<Meanwhile>>,
    request_id: Option<String>,
}

impl ApiError {
    /// The error that an answer with this status and body stands for.
    pub fn from_answer(status: u16, body: &str) -> Self {
        let problem: Option<Problem> = json::read(body);
        let detail = problem.as_ref().map(|problem| problem.detail.clone()).unwrap_or_default();
        match (status, problem) {
            (401, _) => Self::SignedOut,
            (403, Some(Problem { reason: Some(reason), .. })) => Self::Forbidden(reason),
            (404, _) => Self::NotFound,
            (412, problem) => Self::Changed(problem.and_then(|problem| problem.meanwhile)),
            (409, Some(Problem { reason: Some(reason), meanwhile: Some(by), .. })) => {
                Self::Overtaken { reason, by }
            }
            (409 | 428, Some(Problem { reason: Some(reason), .. })) => Self::Conflict(said::reason(&reason)),
            (409 | 428, _) => Self::Conflict(said::conflict(&detail)),
            (422, Some(problem)) if problem.kind.ends_with("/idempotency-key-reused") => Self::KeyReused,
            (422, Some(Problem { errors, .. })) if !errors.is_empty() => Self::Invalid(FieldErrors(errors)),
            (400 | 413 | 415 | 422, _) => Self::Conflict(said::conflict(&detail)),
            (429, _) => Self::TooMany(said::too_many(&detail)),
            (502..=504, None) => Self::Unreachable,
            (503, Some(problem)) if problem.kind.ends_with("/unavailable") => Self::Unreachable,
            (_, problem) => Self::Failed(problem.and_then(|problem| problem.request_id)),
        }
    }

    /// What happened and what to do next.
    pub fn message(&self) -> String {
        match self {
            Self::Unreachable => messages::error_unreachable().to_owned(),
            Self::ForeignOrigin { api, origin, option } => {
                messages::error_foreign_origin(api, origin, option)
            }
            Self::Token(TokenFailure::Failed) => messages::error_token_failed().to_owned(),
            Self::Token(TokenFailure::Late) => messages::error_token_late().to_owned(),
            Self::Token(TokenFailure::Refused) => messages::error_token_refused().to_owned(),
            Self::NoCookies(host) => messages::error_no_cookies(host),
            Self::SignedOut => messages::error_signed_out().to_owned(),
            Self::Forbidden(reason) => said::reason(reason),
            Self::NotFound => messages::error_not_found().to_owned(),
            Self::Conflict(detail) if detail.is_empty() => messages::error_failed().to_owned(),
            Self::Conflict(detail) | Self::TooMany(detail) => detail.clone(),
            Self::Overtaken { reason, by } => {
                let words = [Some(said::reason(reason)), said::meanwhile(by)];
                words.into_iter().flatten().collect::<Vec<_>>().join(" ")
            }
            Self::Changed(_) => messages::error_changed().to_owned(),
            Self::KeyReused => messages::error_had_arrived().to_owned(),
            Self::Invalid(errors) => said::first(errors).unwrap_or_default(),
            Self::Failed(None) => messages::error_failed().to_owned(),
            Self::Failed(Some(id)) => messages::error_failed_with_id(id),
        }
    }

    /// The same in words that stay true: they do not say how long ago it was.
    pub fn lasting_message(&self) -> String {
        match self {
            Self::Overtaken { reason, .. } => said::reason(reason),
            _ => self.message(),
        }
    }

    /// Whether what the page shows is not so any more.
    pub fn is_conflict(&self) -> bool {
        matches!(self, Self::Conflict(_) | Self::Overtaken { .. })
    }

    /// Whether the same request may do better later.
    pub fn is_worth_retrying(&self) -> bool {
        matches!(
            self,
            Self::ForeignOrigin { .. }
                | Self::Unreachable
                | Self::Failed(_)
                | Self::TooMany(_)
                | Self::SignedOut
                | Self::Token(_)
        )
    }
}
