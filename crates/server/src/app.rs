//! The router: the API, the health checks and the app's files, with what surrounds them all.

use axum::Router;
use axum::body::Bytes;
use axum::extract::DefaultBodyLimit;
use axum::http::{HeaderValue, header};
use axum::middleware::from_fn_with_state;
use axum::response::{IntoResponse as _, Response};
use axum::routing::get;
use tower_http::CompressionLevel;
use tower_http::catch_panic::CatchPanicLayer;
use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{DefaultPredicate, Predicate as _};
use utoipa::OpenApi as _;
use utoipa::openapi::OpenApi;
use utoipa_axum::router::OpenApiRouter;

use crate::http::json::BODY_MAX;
use crate::http::problem::ApiError;
use crate::http::static_files::Dist;
use crate::http::{cors, headers, openapi, origin, request};
use crate::state::AppState;
use crate::{
    administration, articles, auth, cases, config, detections, downloads, health, metrics, organizations,
    sign_on, uploads, vendor,
};

/// Where the API is.
pub const API: &str = "/api/v1";

/// The API's router and its description, which cannot differ: one is made from the other.
pub fn api() -> (Router<AppState>, OpenApi) {
    let endpoints = OpenApiRouter::new()
        .merge(config::router())
        .merge(auth::router())
        .merge(sign_on::router())
        .merge(organizations::router())
        .merge(administration::router())
        .merge(cases::router())
        .merge(articles::router())
        .merge(uploads::router())
        .merge(detections::router())
        .merge(downloads::router())
        .merge(vendor::router());
    OpenApiRouter::with_openapi(openapi::Document::openapi()).nest(API, endpoints).split_for_parts()
}

/// Everything, with the app's files where there are any.
pub fn router(state: AppState, dist: Option<Dist>) -> Router {
    let (api, document) = api();
    let document = Bytes::from(document.to_json().unwrap_or_default());
    let api = api
        .layer(from_fn_with_state(state.clone(), administration::refused::note))
        .route(&format!("{API}/openapi.json"), get(async move || described(document.clone())))
        .merge(health::router())
        .merge(metrics::router())
        .layer(
            CompressionLayer::new()
                .quality(CompressionLevel::Fastest)
                .compress_when(DefaultPredicate::new().and(downloads::may_compress)),
        )
        .layer(DefaultBodyLimit::max(BODY_MAX));
    let api = match dist {
        Some(dist) => api.fallback_service(dist.router()),
        None => api,
    };
    api.layer(from_fn_with_state(state.clone(), origin::check))
        .layer(from_fn_with_state(state.clone(), cors::allow))
        .layer(CatchPanicLayer::custom(panicked))
        .layer(from_fn_with_state(state.clone(), headers::add))
        .layer(from_fn_with_state(state.clone(), request::around))
        .with_state(state)
}

fn described(document: Bytes) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], document).into_response()
}

/// A handler that broke is an error like any other; what it said is for the log.
fn panicked(panic: Box<dyn std::any::Any + Send>) -> Response {
    let said = panic
        .downcast_ref::<String>()
        .map(String::as_str)
        .or_else(|| panic.downcast_ref::<&str>().copied())
        .unwrap_or("something that is no text");
    tracing::error!(panic = said, "a handler panicked");
    ApiError::internal().into_response()
}

#[cfg(test)]
mod tests {
    use super::panicked;
    use crate::http::problem::ApiError;

    #[test]
    fn a_broken_handler_is_an_internal_error_without_its_words() {
        for said in
            [Box::new("secret") as Box<dyn std::any::Any + Send>, Box::new("secret".to_owned()), Box::new(7)]
        {
            let mut response = panicked(said);
            let error = response.extensions_mut().remove::<ApiError>().unwrap();
            assert_eq!(error.status(), 500);
            assert!(!format!("{error:?}").contains("secret"));
        }
    }
}
