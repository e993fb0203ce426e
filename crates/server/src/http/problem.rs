//! Errors as RFC 9457 problems. Every error of the API leaves through [`ApiError`], axum's own refusals as well;
//! the request's middleware writes the body, because only it knows the request's id.

pub mod docs;

use axum::body::Body;
use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use caseport_domain::api::{Meanwhile, OrganizationEventKind, Problem, Role};
use caseport_domain::decision::{Reason, ReasonCode};
use caseport_domain::validate::{FieldErrorCode, FieldErrors, Mistake};

use crate::store;
use crate::store::administration::events::NewEvent;

/// The media type of a problem.
pub const PROBLEM_JSON: &str = "application/problem+json";

/// An answer that is not what was asked for.
#[derive(Clone, Debug)]
pub struct ApiError(Box<Parts>);

#[derive(Clone, Debug)]
struct Parts {
    status: StatusCode,
    problem: Problem,
    headers: HeaderMap,
    attempted: Option<NewEvent>,
}

const NOT_ALLOWED: &str = "/problems/not-allowed";
const CONFLICT: &str = "/problems/conflict";
const INVALID: &str = "/problems/invalid-fields";

/// What handlers return.
pub type ApiResult<T> = Result<T, ApiError>;

impl ApiError {
    /// A problem of a kind; see the functions below for the usual ones.
    pub fn new(status: StatusCode, kind: &str, title: &str, detail: impl Into<String>) -> Self {
        Self(Box::new(Parts {
            status,
            problem: Problem {
                kind: format!("/problems/{kind}"),
                title: title.to_owned(),
                status: status.as_u16(),
                detail: detail.into(),
                errors: Vec::new(),
                reason: None,
                meanwhile: None,
                current: None,
                request_id: None,
            },
            headers: HeaderMap::new(),
            attempted: None,
        }))
    }

    /// 400: the request is not of the form that the address takes.
    pub fn malformed(detail: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed", "The request is malformed", detail)
    }

    /// 400: a parameter's value is none of those that it can have.
    pub fn bad_parameter(name: &str, allowed: &str) -> Self {
        let message = format!("`{name}` must be {allowed}.");
        let mut error = Self::new(
            StatusCode::BAD_REQUEST,
            "bad-parameter",
            "A parameter has a value that it cannot have",
            message.as_str(),
        );
        error.0.problem.errors = vec![Mistake::new(FieldErrorCode::Invalid, message).in_field(name)];
        error
    }

    /// 401: nobody is signed in.
    pub fn unauthenticated() -> Self {
        let error = Self::new(
            StatusCode::UNAUTHORIZED,
            "not-signed-in",
            "Not signed in",
            "Sign in, and then do it again.",
        );
        error.with_header(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"caseport\""))
    }

    /// 403, 409 or 429: the rules say no. 409 where the reader has the right and the case's state is in the way, 429 where
    /// only tomorrow is another day.
    pub fn denied(reason: Reason) -> Self {
        let by_state = matches!(
            reason.code.value(),
            Some(
                ReasonCode::CaseClosed
                    | ReasonCode::CaseNotClosed
                    | ReasonCode::AlreadyEscalated
                    | ReasonCode::NotEscalated
                    | ReasonCode::AlreadyAcknowledged
                    | ReasonCode::CommentWindowOver
                    | ReasonCode::CommentWithdrawn
                    | ReasonCode::ReopenWindowOver
                    | ReasonCode::RatingWindowOver
                    | ReasonCode::RoleInUse
            )
        );
        let mut error = if reason.code.value() == Some(ReasonCode::DailyLimit) {
            let title = "Not possible any more today";
            Self::new(StatusCode::TOO_MANY_REQUESTS, "daily-limit", title, reason.message.as_str())
        } else if by_state {
            Self::new(
                StatusCode::CONFLICT,
                "conflict",
                "Not possible as things stand",
                reason.message.as_str(),
            )
        } else {
            Self::new(StatusCode::FORBIDDEN, "not-allowed", "Not allowed", reason.message.as_str())
        };
        error.0.problem.reason = Some(reason);
        error
    }

    /// The same, where somebody brought it about.
    pub fn overtaken(reason: Reason, by: Meanwhile) -> Self {
        let mut error = Self::denied(reason);
        if let Some(told) = by.told() {
            error.0.problem.detail = format!("{} {told}", error.0.problem.detail);
        }
        error.after(by)
    }

    /// 503: nothing is wrong with the request; what it needs is not there at the moment.
    pub fn unavailable() -> Self {
        let error = Self::new(
            StatusCode::SERVICE_UNAVAILABLE,
            "unavailable",
            "Not available at the moment",
            "The portal's data cannot be reached at the moment. Try again in a few seconds.",
        );
        error.with_header(header::RETRY_AFTER, HeaderValue::from_static("2"))
    }

    /// 404: unknown or not visible; the two are one.
    pub fn not_found() -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "not-found",
            "Not found",
            "There is nothing here, or nothing that you may see.",
        )
    }

    /// 412: somebody else changed it meanwhile; `detail` says who did what.
    pub fn changed_meanwhile(detail: impl Into<String>) -> Self {
        Self::new(
            StatusCode::PRECONDITION_FAILED,
            "changed-meanwhile",
            "Somebody changed it meanwhile",
            detail,
        )
    }

    /// 422: fields that are not valid.
    pub fn invalid(errors: FieldErrors) -> Self {
        let detail = match errors.0.as_slice() {
            [one] => one.message.clone(),
            _ => "Some fields need another value; each says which.".to_owned(),
        };
        let mut error = Self::new(
            StatusCode::UNPROCESSABLE_ENTITY,
            "invalid-fields",
            "Some fields are not valid",
            detail,
        );
        error.0.problem.errors = errors.0;
        error
    }

    /// 429: too often; again in `seconds`.
    pub fn too_many(detail: impl Into<String>, seconds: u64) -> Self {
        Self::new(StatusCode::TOO_MANY_REQUESTS, "too-many-requests", "Too many attempts", detail)
            .with_header(header::RETRY_AFTER, HeaderValue::from(seconds))
    }

    /// 500: our fault. Says nothing of the inner workings; the log has them, under the request's id.
    pub fn internal() -> Self {
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal",
            "Something went wrong on the server",
            "Try again in a moment. If it stays, tell support the request's id.",
        )
    }

    /// A problem for a status that something below the handlers gave without a body.
    pub fn of_status(status: StatusCode) -> Self {
        match status {
            StatusCode::NOT_FOUND => Self::not_found(),
            StatusCode::METHOD_NOT_ALLOWED => Self::new(
                status,
                "method-not-allowed",
                "This address does not take that method",
                "See the `Allow` header for those that it takes.",
            ),
            StatusCode::PAYLOAD_TOO_LARGE => too_large(),
            StatusCode::UNSUPPORTED_MEDIA_TYPE => unsupported_media_type(),
            _ if status.is_client_error() => {
                Self::new(status, "malformed", "The request is malformed", "The server cannot read it.")
            }
            _ => Self::internal(),
        }
    }

    /// The same problem with a header.
    #[must_use]
    pub fn with_header(mut self, name: HeaderName, value: HeaderValue) -> Self {
        self.0.headers.insert(name, value);
        self
    }

    /// The same problem, with who brought it about.
    #[must_use]
    pub fn after(mut self, meanwhile: Meanwhile) -> Self {
        self.0.problem.meanwhile = Some(Box::new(meanwhile));
        self
    }

    /// The same problem, with what the role is now.
    #[must_use]
    pub fn with_current(mut self, current: Role) -> Self {
        self.0.problem.current = Some(Box::new(current));
        self
    }

    /// The same problem, with what Event History is to say of the attempt beside the reason.
    #[must_use]
    pub fn attempting(mut self, event: NewEvent) -> Self {
        self.0.attempted = Some(event);
        self
    }

    /// What Event History is to say of a refusal, with the reason; none where it was none, but something that could not be
    /// read, is not there, or has changed.
    pub fn refusal(&self) -> Option<NewEvent> {
        let problem = &self.0.problem;
        let reason = match problem.kind.as_str() {
            NOT_ALLOWED | CONFLICT => problem.detail.clone(),
            INVALID => problem.errors.iter().map(|it| it.message.as_str()).collect::<Vec<_>>().join(" "),
            _ => return None,
        };
        let event = self.0.attempted.clone().unwrap_or(NewEvent::new(OrganizationEventKind::Refused));
        Some(NewEvent { kind: OrganizationEventKind::Refused, reason: Some(reason), ..event })
    }

    /// Its status.
    pub fn status(&self) -> StatusCode {
        self.0.status
    }

    /// Makes `response` the whole answer, with the request's id; headers that it has already stay.
    pub fn render(self, request_id: &str, response: &mut Response) {
        let Parts { status, mut problem, headers, .. } = *self.0;
        problem.request_id = Some(request_id.to_owned());
        // A struct of strings always serializes.
        let body = serde_json::to_vec(&problem).unwrap_or_default();
        *response.status_mut() = status;
        for (name, value) in &headers {
            response.headers_mut().insert(name, value.clone());
        }
        response.headers_mut().remove(header::CONTENT_LENGTH);
        response.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static(PROBLEM_JSON));
        *response.body_mut() = Body::from(body);
    }
}

/// 413.
pub fn too_large() -> ApiError {
    ApiError::new(
        StatusCode::PAYLOAD_TOO_LARGE,
        "too-large",
        "The request is too large",
        "Send at most 1 MB; larger things are uploaded as files.",
    )
}

/// 415.
pub fn unsupported_media_type() -> ApiError {
    ApiError::new(
        StatusCode::UNSUPPORTED_MEDIA_TYPE,
        "unsupported-media-type",
        "The body is of a type that this address does not take",
        "Send JSON, with `Content-Type: application/json`.",
    )
}

impl IntoResponse for ApiError {
    /// An answer without a body that carries the problem; [`super::request`] writes it out.
    fn into_response(self) -> Response {
        let mut response = self.0.status.into_response();
        response.extensions_mut().insert(self);
        response
    }
}

impl From<store::Error> for ApiError {
    fn from(error: store::Error) -> Self {
        tracing::error!(error = %error, "the store failed");
        if error.is_passing() { Self::unavailable() } else { Self::internal() }
    }
}

impl From<Reason> for ApiError {
    fn from(reason: Reason) -> Self {
        Self::denied(reason)
    }
}

impl From<FieldErrors> for ApiError {
    fn from(errors: FieldErrors) -> Self {
        Self::invalid(errors)
    }
}

impl From<std::io::Error> for ApiError {
    fn from(error: std::io::Error) -> Self {
        tracing::error!(error = %error, "the operating system failed");
        Self::internal()
    }
}
