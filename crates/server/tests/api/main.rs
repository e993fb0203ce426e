//! The API through its router, on a real database, with people who sign in.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail like tests"
)]
#![allow(missing_docs, reason = "tests say what they do by their names")]

mod articles;
mod assistant;
mod catalog;
mod close;
mod comment;
mod common;
mod create;
mod demo_data;
mod detail;
mod detections;
mod detections_files;
mod detections_form;
mod detections_limit;
mod detections_refused;
mod escalate;
mod history;
mod idempotency;
mod lists;
mod lists_csv;
mod lists_matrix;
mod lists_model;
mod lists_paging;
mod lists_plans;
mod lists_search;
mod openapi;
mod origin;
mod problems;
mod rate;
mod scopes;
mod session;
mod sign_in_limits;
mod static_files;
mod store;
mod stream;
mod stream_access;
mod stream_matrix;
mod stream_resume;
mod suggestions;
mod suggestions_found;
mod tabs;
mod texts;
mod uploads;
mod uploads_limits;
mod uploads_refused;
mod vendor;
mod vendor_tokens;
