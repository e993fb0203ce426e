//! HTTP itself: what every endpoint shares and no endpoint should think about.

pub mod answer;
pub mod client;
pub mod cors;
pub mod csv;
pub mod export;
pub mod headers;
pub mod idempotency;
pub mod if_match;
pub mod json;
pub mod link;
pub mod openapi;
pub mod origin;
pub mod outgoing;
pub mod params;
pub mod path;
pub mod problem;
pub mod request;
pub mod static_files;

pub use json::Json;
pub use problem::ApiError;
