//! JSON bodies, in: with every mistake as a problem that says what to send instead.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::{HeaderMap, header};
use caseport_domain::validate::{FieldErrorCode, FieldErrors, Mistake};
use serde::de::DeserializeOwned;
use sha2::{Digest as _, Sha256};

use super::problem::{ApiError, too_large, unsupported_media_type};
use crate::random::hex;
use crate::state::AppState;

/// Bytes of a body, at most.
pub const BODY_MAX: usize = 1_000_000;

/// A body of JSON.
#[derive(Clone, Debug)]
pub struct Json<T> {
    /// What it says.
    pub value: T,
    /// SHA-256 of its bytes, hex; to tell whether a repeated request is the same.
    pub digest: String,
}

impl<S: Send + Sync, T: DeserializeOwned> FromRequest<S> for Json<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        if !is_json(request.headers()) {
            return Err(unsupported_media_type());
        }
        let bytes = read(request, state).await?;
        parse(&bytes)
    }
}

/// A body of JSON that may be left out where everything in it is optional.
#[derive(Clone, Debug)]
pub struct OptionalJson<T>(pub Json<T>);

impl<S: Send + Sync, T: DeserializeOwned + Default> FromRequest<S> for OptionalJson<T> {
    type Rejection = ApiError;

    async fn from_request(request: Request, state: &S) -> Result<Self, ApiError> {
        let declared = request.headers().contains_key(header::CONTENT_TYPE);
        let json = is_json(request.headers());
        let bytes = read(request, state).await?;
        if bytes.is_empty() && (json || !declared) {
            return Ok(Self(Json { value: T::default(), digest: hex(&Sha256::digest(&bytes)) }));
        }
        if !json {
            return Err(unsupported_media_type());
        }
        parse(&bytes).map(Self)
    }
}

/// A body that says, beside what it holds, whether it is the same as another.
pub trait JsonBody: FromRequest<AppState, Rejection = ApiError> + Send {
    /// What it says.
    type Value: Send;

    /// What it says, and the digest of its bytes.
    fn into_parts(self) -> (Self::Value, String);
}

impl<T: DeserializeOwned + Send> JsonBody for Json<T> {
    type Value = T;

    fn into_parts(self) -> (T, String) {
        (self.value, self.digest)
    }
}

impl<T: DeserializeOwned + Default + Send> JsonBody for OptionalJson<T> {
    type Value = T;

    fn into_parts(self) -> (T, String) {
        self.0.into_parts()
    }
}

async fn read<S: Send + Sync>(request: Request, state: &S) -> Result<Bytes, ApiError> {
    Bytes::from_request(request, state).await.map_err(|rejection| {
        if rejection.status() == axum::http::StatusCode::PAYLOAD_TOO_LARGE {
            too_large()
        } else {
            ApiError::malformed("The body could not be read to its end.")
        }
    })
}

fn parse<T: DeserializeOwned>(bytes: &Bytes) -> Result<Json<T>, ApiError> {
    // serde would read a struct from an array, too, field by field.
    if !bytes.trim_ascii_start().is_empty() && !bytes.trim_ascii_start().starts_with(b"{") {
        return Err(not_an_object());
    }
    let mut deserializer = serde_json::Deserializer::from_slice(bytes);
    let value = serde_path_to_error::deserialize(&mut deserializer).map_err(|error| {
        let path = error.path().to_string();
        let inner = error.into_inner();
        if let Some(field) = missing_field(&inner) {
            let mistake = Mistake::new(FieldErrorCode::Required, "This field must be there.");
            let field = if path == "." { field } else { format!("{path}.{field}") };
            return ApiError::invalid(FieldErrors::one(&field, mistake));
        }
        if inner.is_data() && path != "." {
            let mistake = Mistake::new(FieldErrorCode::Invalid, "This is not a value that the field takes.");
            return ApiError::invalid(FieldErrors::one(&path, mistake));
        }
        not_json(&inner)
    })?;
    deserializer.end().map_err(|error| not_json(&error))?;
    Ok(Json { value, digest: hex(&Sha256::digest(bytes)) })
}

/// The field that is not there; serde says so in words alone.
fn missing_field(error: &serde_json::Error) -> Option<String> {
    let text = error.is_data().then(|| error.to_string())?;
    let (field, _) = text.strip_prefix("missing field `")?.split_once('`')?;
    Some(field.to_owned())
}

fn not_json(error: &serde_json::Error) -> ApiError {
    if error.is_data() {
        return not_an_object();
    }
    let (line, column) = (error.line(), error.column());
    ApiError::malformed(format!("The body is not JSON: it cannot be read at line {line}, column {column}."))
}

fn not_an_object() -> ApiError {
    ApiError::malformed("The body must be a JSON object with the fields of this address.")
}

/// `application/json` or anything that ends in `+json`.
fn is_json(headers: &HeaderMap) -> bool {
    let Some(value) = headers.get(header::CONTENT_TYPE).and_then(|value| value.to_str().ok()) else {
        return false;
    };
    let essence = value.split(';').next().unwrap_or_default().trim().to_ascii_lowercase();
    essence == "application/json" || (essence.starts_with("application/") && essence.ends_with("+json"))
}
