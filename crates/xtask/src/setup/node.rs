//! Node's packages: the journeys' (Playwright, axe) and binaryen, whose `wasm-opt` is newer than the distributions', and
//! esbuild; and what
//! the examples of embedding are built with.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{Doing, Fail, Result};
use crate::hash;
use crate::{paths, process, say};

const OLDEST_NODE: u32 = 20;

/// `wasm-opt`, installing the packages if they are not.
pub fn wasm_opt() -> Result<PathBuf> {
    packages()?;
    Ok(paths::e2e().join("node_modules").join(".bin").join("wasm-opt"))
}

/// `esbuild`, likewise.
pub fn esbuild() -> Result<PathBuf> {
    packages()?;
    Ok(paths::e2e().join("node_modules").join(".bin").join("esbuild"))
}

/// Installs what the journeys need.
pub fn packages() -> Result<()> {
    install(&paths::e2e(), "wasm-opt, esbuild, Playwright and axe")
}

/// Installs what the examples need.
pub fn example_packages() -> Result<()> {
    install(&paths::examples(), "Vite, React and Vue")
}

/// Installs exactly what a folder's lock file says, unless that has been done.
fn install(dir: &Path, what: &str) -> Result<()> {
    let lock = dir.join("package-lock.json");
    let wanted = hash::of(&fs::read(&lock).doing(format_args!("cannot read {}", lock.display()))?);
    let stamp = dir.join("node_modules").join(".installed-lock");
    if fs::read_to_string(&stamp).is_ok_and(|found| found == wanted) {
        return Ok(());
    }
    check_node()?;
    let name = dir.strip_prefix(paths::root()).unwrap_or(dir);
    say::step(&format!("installing the npm packages of {} - {what}", name.display()));
    let mut npm = Command::new("npm");
    npm.args(["ci", "--no-audit", "--no-fund"])
        .current_dir(dir)
        // The system's browser is used; Playwright's own would be another 150 MB.
        .env("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1");
    process::quiet("npm ci", &mut npm, None)?;
    fs::write(&stamp, wanted).doing(format_args!("cannot write {}", stamp.display()))
}

fn check_node() -> Result<()> {
    let advice =
        format!("install Node.js {OLDEST_NODE} or newer with npm (https://nodejs.org) and run this again");
    let Some(version) = process::probe(Command::new("node").arg("--version")) else {
        return Err(Fail::new(format!(
            "Node.js is missing, which wasm-opt and the journeys run on; {advice}"
        )));
    };
    let major = version.trim_start_matches('v').split('.').next().and_then(|major| major.parse::<u32>().ok());
    if major.is_none_or(|major| major < OLDEST_NODE) {
        return Err(Fail::new(format!("Node.js {version} is too old; {advice}")));
    }
    if paths::on_path("npm").is_none() {
        return Err(Fail::new(format!("npm is missing; {advice}")));
    }
    Ok(())
}
