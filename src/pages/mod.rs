//! One module per page a person can visit. A page is given the [`App`](crate::context::App) and what its address names.

pub mod article;
pub mod case;
pub mod cases;
pub mod detections;
mod download;
pub mod hidden;
pub mod lists;
pub mod organization;
pub mod sections;
pub mod sign_in;
pub mod sign_on;
pub mod submit;
pub mod support;

pub use lists::SEARCH;
