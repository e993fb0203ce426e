//! The app: a single-page app for wasm32. `main.rs` starts it; this library holds everything that it is made of, so
//! that browser tests can mount any part of it.
//!
//! Data flows one way: [`api`] -> [`stores`] -> [`pages`] -> [`ui`]; a person's action goes back page -> store -> API.
//! A page builds no address, a store touches no element, a component of [`ui`] fetches nothing.

pub mod api;
pub mod app;
pub mod chunks;
pub mod context;
pub mod embed;
pub mod host;
pub mod i18n;
pub mod json;
pub mod markdown;
pub mod nav;
pub mod pages;
pub mod platform;
pub mod reactive;
pub mod route;
pub mod site;
pub mod stores;
pub mod ui;
pub mod upload;
