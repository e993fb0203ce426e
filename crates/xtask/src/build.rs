//! `build`: the app into `dist/`, and the server. Neither is touched when nothing it is made of has changed.

use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use crate::error::{Doing, Result};
use crate::setup::{self, AppTools};
use crate::stage::{Mode, REPORT};
use crate::{cargo, files, hash, paths, process, say};

/// What the app is made of, and what makes it.
const INPUTS: [&str; 14] = [
    ".cargo/config.toml",
    "Cargo.lock",
    "Cargo.toml",
    "Trunk.toml",
    "build.rs",
    "crates/domain",
    "crates/messages",
    "crates/xtask",
    "locales",
    "public",
    "src",
    "style",
    "tests/e2e/package-lock.json",
    "web",
];

/// Builds app and server; where the server is.
pub fn all(mode: Mode) -> Result<PathBuf> {
    app(mode)?;
    server(mode)
}

/// Builds the server; where it is.
pub fn server(mode: Mode) -> Result<PathBuf> {
    say::step("building the server");
    cargo::build_server(mode == Mode::Release)
}

/// Builds the app into `dist/`.
pub fn app(mode: Mode) -> Result<()> {
    let tools = AppTools::get()?;
    let trunk = setup::trunk()?;
    let dist = paths::dist();
    let stamp = paths::scratch().join(format!("built-{}", mode.profile()));
    let sources = state_of_sources(&tools)?;
    if fs::read_to_string(&stamp).is_ok_and(|found| Some(found) == state_of_build(&sources, &dist)) {
        say::step("the app is up to date");
        return Ok(());
    }
    say::step("building the app");
    let mut build = trunk_command(&trunk);
    build.arg("build");
    if mode == Mode::Release {
        build.arg("--release");
    }
    process::stream(&mut build)?;
    match state_of_build(&sources, &dist) {
        Some(state) => files::write(&stamp, state),
        None => Ok(()),
    }
}

/// Trunk, in the checkout and without what trips it.
pub fn trunk_command(trunk: &Path) -> Command {
    let mut command = Command::new(trunk);
    command
        .current_dir(paths::root())
        .env("TRUNK_SKIP_VERSION_CHECK", "true")
        // This version takes the customary `NO_COLOR=1` for a mistake in its arguments.
        .env_remove("NO_COLOR");
    if env::var_os("RUST_LOG").is_none() {
        // It misses the Rust project that it is not to build.
        command.env("RUST_LOG", "warn,trunk::pipelines::html=error");
    }
    command
}

fn state_of_sources(tools: &AppTools) -> Result<String> {
    let root = paths::root();
    let compiler = process::capture(tools.toolchain.program("rustc").arg("--version"))?;
    let mut pieces = vec![compiler.into_bytes()];
    for input in INPUTS {
        for path in files::all_in(&root.join(input))? {
            let name = path.strip_prefix(&root).doing("an input outside the checkout")?;
            pieces.push(name.to_string_lossy().into_owned().into_bytes());
            pieces.push(files::read(&path)?);
        }
    }
    Ok(hash::of_all(pieces.iter().map(Vec::as_slice)))
}

/// Somebody else may have built into `dist` since; its report tells.
fn state_of_build(sources: &str, dist: &Path) -> Option<String> {
    let report = fs::read(dist.join(REPORT)).ok()?;
    dist.join("index.html").is_file().then(|| hash::of_all([sources.as_bytes(), &report]))
}
