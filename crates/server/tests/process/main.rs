//! The real program: how it starts, refuses to start, stops, and what a kill leaves behind.

#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "helpers of tests fail like tests"
)]
#![allow(missing_docs, reason = "tests say what they do by their names")]

mod articles;
mod backup;
mod cli;
mod common;
#[path = "../api/common/database.rs"]
#[allow(dead_code, reason = "the API's tests use all of it")]
mod database;
mod demo_replies;
mod downloads;
mod health;
mod kill;
mod logs;
mod outbox;
mod relocate;
#[path = "../api/common/s3.rs"]
#[allow(dead_code, reason = "the API's tests use all of it")]
mod s3;
mod shutdown;
#[path = "../api/common/sql.rs"]
#[allow(dead_code, reason = "the API's tests use all of it")]
mod sql;
mod tokens;
mod traces;
mod uploads;
