//! The protocol's headers, and its version, which every request but OPTIONS names and every answer repeats.

use axum::extract::Request;
use axum::http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};
use chrono::{DateTime, Utc};

use crate::http::problem::ApiError;
use crate::store::uploads::Upload;

/// The one version that is spoken here.
pub const VERSION: HeaderValue = HeaderValue::from_static("1.0.0");
/// What is spoken beyond the core.
pub const EXTENSIONS: HeaderValue =
    HeaderValue::from_static("creation,creation-with-upload,termination,expiration,checksum");
/// The type of a piece of a file.
pub const PIECE: &str = "application/offset+octet-stream";

pub static TUS_RESUMABLE: HeaderName = HeaderName::from_static("tus-resumable");
pub static TUS_VERSION: HeaderName = HeaderName::from_static("tus-version");
pub static UPLOAD_OFFSET: HeaderName = HeaderName::from_static("upload-offset");
pub static UPLOAD_METADATA: HeaderName = HeaderName::from_static("upload-metadata");
pub static UPLOAD_LENGTH: HeaderName = HeaderName::from_static("upload-length");
pub static UPLOAD_EXPIRES: HeaderName = HeaderName::from_static("upload-expires");

/// Refuses other versions, and names ours in every answer.
pub async fn versioned(request: Request, next: Next) -> Response {
    let version = request.headers().get(&TUS_RESUMABLE);
    let mut response = if request.method() == Method::OPTIONS || version == Some(&VERSION) {
        next.run(request).await
    } else {
        let error = ApiError::new(
            StatusCode::PRECONDITION_FAILED,
            "tus-version",
            "Another version of the tus protocol",
            "Send `Tus-Resumable: 1.0.0`.",
        );
        error.with_header(TUS_VERSION.clone(), VERSION).into_response()
    };
    response.headers_mut().insert(TUS_RESUMABLE.clone(), VERSION);
    response
}

/// A header that holds a number; an error where it holds something else.
pub fn number(headers: &HeaderMap, name: &HeaderName) -> Result<Option<u64>, ApiError> {
    let Some(value) = headers.get(name) else { return Ok(None) };
    let digits = value.to_str().ok().filter(|text| text.bytes().all(|byte| byte.is_ascii_digit()));
    digits
        .and_then(|text| text.parse().ok())
        .map(Some)
        .ok_or_else(|| ApiError::malformed(format!("`{name}` must be a number of bytes.")))
}

/// Whether the body is a piece of a file.
pub fn is_piece(headers: &HeaderMap) -> bool {
    headers.get(header::CONTENT_TYPE).is_some_and(|value| value.as_bytes() == PIECE.as_bytes())
}

/// Where an upload stands, and until when it can be gone on with.
pub fn progress(upload: &Upload) -> HeaderMap {
    let mut headers = HeaderMap::new();
    headers.insert(UPLOAD_OFFSET.clone(), HeaderValue::from(upload.received));
    if let (None, Ok(expires)) = (upload.finished_at, HeaderValue::try_from(http_date(upload.expires_at))) {
        headers.insert(UPLOAD_EXPIRES.clone(), expires);
    }
    headers
}

/// A time as HTTP headers write it.
pub fn http_date(time: DateTime<Utc>) -> String {
    time.format("%a, %d %b %Y %H:%M:%S GMT").to_string()
}
