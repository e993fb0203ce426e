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
mod bearer;
mod case_access;
mod case_matrix;
mod catalog;
mod ccs;
mod change_comment;
mod close;
mod comment;
mod common;
mod create;
mod demo_data;
mod demo_replies;
mod detail;
mod detections;
mod detections_files;
mod detections_form;
mod detections_limit;
mod detections_refused;
mod downloads;
mod embedded;
mod escalate;
mod event_history;
mod history;
mod idempotency;
mod invitations;
mod invitations_accept;
mod lists;
mod lists_counters;
mod lists_csv;
mod lists_matrix;
mod lists_model;
mod lists_paging;
mod lists_search;
mod mail;
mod meanwhile;
mod metrics;
mod objects;
mod objects_faults;
mod objects_swept;
mod openapi;
mod origin;
mod outbox;
mod postgres;
mod postgres_trouble;
mod problems;
mod rate;
mod relocate;
mod reopen;
mod rights_model;
mod roles;
mod roles_edit;
mod roles_matrix;
mod scopes;
mod session;
mod sign_in_limits;
mod sign_on;
mod sign_on_attacks;
mod sign_on_bearer;
mod sign_on_organizations;
mod static_files;
mod store;
mod stream;
mod stream_access;
mod stream_matrix;
mod stream_resume;
mod suggestions;
mod suggestions_found;
mod super_admin;
mod tabs;
mod texts;
mod uploads;
mod uploads_limits;
mod uploads_refused;
mod users;
mod vendor;
mod vendor_cases;
mod vendor_tokens;
mod view_as;
