//! OPTIONS /uploads: what is spoken here.

use axum::http::{HeaderMap, HeaderName, HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use caseport_domain::limits;

use super::{checksum, tus};

/// Ask which version and extensions of tus are spoken, and how large a file may be.
#[utoipa::path(
    options, path = "/uploads", tag = "uploads",
    responses((status = 204, description = "See its headers.", headers(
        ("Tus-Version" = String), ("Tus-Extension" = String), ("Tus-Max-Size" = u64),
        ("Tus-Checksum-Algorithm" = String),
    ))),
    security(()),
)]
pub async fn about_uploads() -> Response {
    let headers = [
        (tus::TUS_VERSION.clone(), tus::VERSION),
        (HeaderName::from_static("tus-extension"), tus::EXTENSIONS),
        (HeaderName::from_static("tus-max-size"), HeaderValue::from(limits::BYTES_PER_UPLOAD)),
        (HeaderName::from_static("tus-checksum-algorithm"), checksum::ALGORITHMS),
    ];
    (StatusCode::NO_CONTENT, HeaderMap::from_iter(headers)).into_response()
}
