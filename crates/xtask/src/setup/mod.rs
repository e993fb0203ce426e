//! Gets what a task needs and the machine has not: each function finds the thing, or installs it, or says in one message
//! what a person has to do. Finding is quick, so nothing is remembered between runs and nothing can go stale.

mod apt;
mod browser;
mod cargo_tools;
mod debian;
mod node;
pub mod postgres;
mod s3;
mod wasm;

use std::path::PathBuf;

pub use browser::Browser;
pub use cargo_tools::tidy;
pub use wasm::clippy as wasm_clippy;
pub use wasm::std_source;
pub use wasm::toolchain as wasm_toolchain;

use crate::cargo::Toolchain;
use crate::error::Result;
use crate::{paths, say};

/// What turns the app's source into `dist`.
pub struct AppTools {
    /// Compiles for wasm.
    pub toolchain: Toolchain,
    /// Writes the JavaScript side.
    pub wasm_bindgen: PathBuf,
    /// Takes the pages that load on demand out of the main wasm.
    pub wasm_split: PathBuf,
    /// Makes the wasm smaller.
    pub wasm_opt: PathBuf,
}

impl AppTools {
    /// Finds or installs them.
    pub fn get() -> Result<Self> {
        Ok(Self {
            toolchain: wasm::toolchain()?,
            wasm_bindgen: cargo_tools::wasm_bindgen()?,
            wasm_split: cargo_tools::wasm_split()?,
            wasm_opt: node::wasm_opt()?,
        })
    }
}

/// Assembles and watches the app.
pub fn trunk() -> Result<PathBuf> {
    cargo_tools::trunk()
}

/// Checks licences, sources and banned crates.
pub fn cargo_deny() -> Result<PathBuf> {
    cargo_tools::deny()
}

/// Runs the app's own tests in a browser.
pub fn wasm_test_runner() -> Result<PathBuf> {
    cargo_tools::wasm_test_runner()
}

/// What makes scripts small.
pub fn esbuild() -> Result<PathBuf> {
    node::esbuild()
}

/// The journeys' npm packages; `npx` runs in their folder.
pub fn e2e_packages() -> Result<()> {
    node::packages()
}

/// What the examples are built with.
pub fn example_packages() -> Result<()> {
    node::example_packages()
}

/// The Python that has an S3 server for tests.
pub fn s3_python() -> Result<PathBuf> {
    s3::python()
}

/// A browser that programs can drive.
pub fn browser() -> Result<Browser> {
    browser::get()
}

/// The browser for the journeys, as light as there is one.
pub fn windowless(browser: &Browser) -> PathBuf {
    browser::windowless(browser)
}

/// A web server that people put the app behind; none where it can only be installed by hand.
pub fn nginx() -> Option<PathBuf> {
    let packages = ["nginx", "libnginx-mod-http-brotli-static"];
    program("nginx", &packages, "the app is tried behind a web server of its own")
}

/// A program that asks a server as often as it can; none where it can only be installed by hand.
pub fn wrk() -> Option<PathBuf> {
    program("wrk", &["wrk"], "servers are killed under its load")
}

/// A program of Debian's, without which some journeys fail.
fn program(name: &str, packages: &[&str], why: &str) -> Option<PathBuf> {
    let found = || {
        let in_sbin = || Some(PathBuf::from("/usr/sbin").join(name)).filter(|it| it.is_file());
        paths::on_path(name).or_else(in_sbin)
    };
    found().or_else(|| match apt::install(packages, why) {
        Ok(()) => found(),
        Err(error) => {
            say::note(&format!("without {name}, the journeys that need it fail: {error}"));
            None
        }
    })
}

/// Everything that any task needs.
pub fn all() -> Result<()> {
    AppTools::get()?;
    trunk()?;
    wasm_clippy(wasm_toolchain()?)?;
    std_source(wasm_toolchain()?);
    nginx();
    wrk();
    cargo_deny()?;
    wasm_test_runner()?;
    windowless(&browser()?);
    example_packages()?;
    s3_python()?;
    Ok(())
}
