//! The app's files: as they are, precompressed where a `.br` or `.gz` lies beside them, and `index.html` for every
//! address of the app, so that a link or a reload works anywhere in it.

use std::path::Path;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use tower::ServiceExt as _;
use tower_http::services::{ServeDir, ServeFile};

use super::request::is_api;

/// The files of one folder.
#[derive(Clone, Debug)]
pub struct Dist {
    files: ServeDir,
    index: ServeFile,
}

impl Dist {
    /// Serves `folder`.
    pub fn new(folder: &Path) -> Self {
        let files = ServeDir::new(folder).append_index_html_on_directories(false);
        let index = ServeFile::new(folder.join("index.html"));
        Self {
            files: files.precompressed_br().precompressed_gzip(),
            index: index.precompressed_br().precompressed_gzip(),
        }
    }

    /// The router that answers everything that the API does not.
    pub fn router(self) -> Router {
        Router::new().fallback(serve).with_state(self)
    }
}

async fn serve(State(dist): State<Dist>, request: Request) -> Response {
    let path = request.uri().path().to_owned();
    if is_api(&path) {
        return StatusCode::NOT_FOUND.into_response();
    }
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return (StatusCode::METHOD_NOT_ALLOWED, [(header::ALLOW, "GET, HEAD")]).into_response();
    }
    let page = is_address_of_the_app(&path, request.headers());
    if path == "/" || path == "/index.html" {
        return file(dist.index.oneshot(request).await);
    }
    let again = clone_head(&request);
    let found = file(dist.files.oneshot(request).await);
    if found.status() == StatusCode::NOT_FOUND && page {
        return file(dist.index.oneshot(again).await);
    }
    found
}

/// Whether an unknown path may be one of the app's own addresses: a person's navigation, not a missing file.
fn is_address_of_the_app(path: &str, headers: &HeaderMap) -> bool {
    let accepts = headers.get_all(header::ACCEPT).iter().filter_map(|value| value.to_str().ok());
    !path.starts_with("/assets/") && accepts.into_iter().any(|value| value.contains("text/html"))
}

fn clone_head(request: &Request) -> Request {
    let mut again = Request::new(axum::body::Body::empty());
    *again.method_mut() = request.method().clone();
    *again.uri_mut() = request.uri().clone();
    *again.headers_mut() = request.headers().clone();
    again
}

fn file<B>(result: Result<axum::http::Response<B>, std::convert::Infallible>) -> Response
where
    axum::http::Response<B>: axum::response::IntoResponse,
{
    match result {
        Ok(response) => response.into_response(),
        Err(never) => match never {},
    }
}
