//! The reference backend of the portal: the HTTP API of `docs/API.md` over an embedded database, the app's static
//! files, and demo data.
//!
//! A library with a thin `main`, so that tests drive the same router that the program serves. Whether something is
//! allowed is never decided here: every handler asks `caseport_domain::policy` and carries the proof to the store.

pub mod administration;
pub mod app;
pub mod articles;
pub mod assistant;
pub mod auth;
pub mod backup;
pub mod cases;
pub mod cli;
pub mod clock;
pub mod config;
pub mod demo;
pub mod detections;
pub mod downloads;
pub mod files;
pub mod health;
pub mod http;
pub mod knowledge;
pub mod letters;
pub mod mail;
pub mod metrics;
pub mod notify;
pub mod organizations;
pub mod outbox;
pub mod probe;
pub mod random;
pub mod relocate;
pub mod serve;
pub mod services;
pub mod sign_on;
pub mod slots;
pub mod state;
pub mod stopping;
pub mod store;
pub mod telemetry;
pub mod uploads;
pub mod vendor;
