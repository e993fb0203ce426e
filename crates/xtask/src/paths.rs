//! Where things are: the checkout, cargo's target directory, the built app, the tools. One place, so that no task builds a
//! path of its own.

use std::env;
use std::path::{Path, PathBuf};

/// The top of the checkout.
pub fn root() -> PathBuf {
    // `cargo xtask` sets the variable; a binary that was copied elsewhere works on the current directory.
    let manifest = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    manifest
        .as_deref()
        .and_then(|dir| dir.ancestors().nth(2))
        .map_or_else(|| PathBuf::from("."), Path::to_owned)
}

/// Where cargo puts native builds.
pub fn target() -> PathBuf {
    root().join(env::var_os("CARGO_TARGET_DIR").map_or_else(|| PathBuf::from("target"), PathBuf::from))
}

/// Where the app's wasm is built: apart, so that two toolchains and two kinds of flags do not undo each other's work.
pub fn wasm_target() -> PathBuf {
    target().join("wasm")
}

/// Our own intermediate files.
pub fn scratch() -> PathBuf {
    target().join("caseport")
}

/// The built app.
pub fn dist() -> PathBuf {
    root().join("dist")
}

/// The journeys' npm package, which also brings binaryen.
pub fn e2e() -> PathBuf {
    root().join("tests").join("e2e")
}

/// Pages of others that embed the app.
pub fn examples() -> PathBuf {
    root().join("examples")
}

/// Programs that are not to be mixed with the person's own.
pub fn tools() -> PathBuf {
    if let Some(dir) = env::var_os("CASEPORT_TOOLS") {
        return PathBuf::from(dir);
    }
    cache().join("caseport").join("tools")
}

/// Cargo's own directory, with `bin` in it.
pub fn cargo_home() -> PathBuf {
    env::var_os("CARGO_HOME").map_or_else(|| home().join(".cargo"), PathBuf::from)
}

/// The first file of that name on `PATH`.
pub fn on_path(program: &str) -> Option<PathBuf> {
    let file = format!("{program}{}", env::consts::EXE_SUFFIX);
    env::split_paths(&env::var_os("PATH")?).map(|dir| dir.join(&file)).find(|path| path.is_file())
}

fn cache() -> PathBuf {
    env::var_os("XDG_CACHE_HOME").map_or_else(|| home().join(".cache"), PathBuf::from)
}

fn home() -> PathBuf {
    env::var_os("HOME")
        .or_else(|| env::var_os("USERPROFILE"))
        .map_or_else(|| PathBuf::from("."), PathBuf::from)
}
