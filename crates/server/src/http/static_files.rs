//! The app's files: as they are, precompressed where a `.br` or `.gz` lies beside them, and the app's page for every
//! address of the app, so that a link or a reload works anywhere in it.
//!
//! The page's own addresses are relative, so there is one for each depth: `index.html`, `index.1.html` for addresses with a
//! slash in them, and so on.

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
    /// By the depth of the address.
    pages: Vec<ServeFile>,
}

impl Dist {
    /// Serves `folder`.
    pub fn new(folder: &Path) -> Self {
        let files = ServeDir::new(folder).append_index_html_on_directories(false);
        let deeper =
            (1..).map(|depth| folder.join(format!("index.{depth}.html"))).take_while(|it| it.is_file());
        let pages = std::iter::once(folder.join("index.html")).chain(deeper);
        Self {
            files: files.precompressed_br().precompressed_gzip(),
            pages: pages.map(|page| ServeFile::new(page).precompressed_br().precompressed_gzip()).collect(),
        }
    }

    /// The page for an address; none where the app has no address so deep.
    fn page(&self, path: &str) -> Option<ServeFile> {
        self.pages.get(path.matches('/').count().saturating_sub(1)).cloned()
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
    let page = dist.page(&path);
    if let Some(page) = page.clone().filter(|_| path == "/") {
        return file(page.oneshot(request).await);
    }
    let page = page.filter(|_| is_address_of_the_app(&path, request.headers()));
    let again = clone_head(&request);
    let found = file(dist.files.oneshot(request).await);
    match page.filter(|_| found.status() == StatusCode::NOT_FOUND) {
        Some(page) => file(page.oneshot(again).await),
        None => found,
    }
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
