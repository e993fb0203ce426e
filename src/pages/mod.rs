//! One module per page a person can visit. A page is given the [`App`](crate::context::App) and what its address names.

pub mod article;
pub mod case;
pub mod cases;
pub mod detections;
pub mod lists;
pub mod sign_in;
pub mod submit;
pub mod support;

pub use lists::SEARCH;
