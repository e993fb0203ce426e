//! False detections: the report that a case was made from, and the form that reports one.

mod drafting;
mod fields;
mod form;
mod sending;
mod view;

pub use form::page as report;
pub use view::page as view;
