//! Cargo, started from inside cargo: what the outer one put into the environment must not reach the inner one, or builds
//! of two toolchains get mixed up.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use crate::error::Result;
use crate::paths;
use crate::process;

/// What an outer `cargo run` sets for us alone.
const OURS: [&str; 4] = ["CARGO", "CARGO_BIN_NAME", "CARGO_MANIFEST_DIR", "CARGO_MANIFEST_PATH"];

/// The toolchain that Debian's packages are linked as.
pub const DEBIAN: &str = "debian";

/// Who compiles for wasm.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Toolchain {
    /// The one that compiles everything else.
    Usual,
    /// Debian's, with a standard library built here (see `setup::debian`).
    Debian,
}

impl Toolchain {
    /// A program of this toolchain (`cargo`, `rustc`) with a clean environment.
    pub fn program(self, name: &str) -> Command {
        let mut command = clean(name);
        if self == Self::Debian {
            command.env("RUSTUP_TOOLCHAIN", DEBIAN).env_remove("LD_LIBRARY_PATH");
        }
        command
    }

    /// Cargo for the app's wasm: in its own target directory, with exactly these compiler flags.
    pub fn cargo_wasm(self, subcommand: &str, flags: &str) -> Command {
        let mut command = self.program("cargo");
        command
            .arg(subcommand)
            .args(["--package", "caseport", "--target", "wasm32-unknown-unknown", "--target-dir"])
            .arg(paths::wasm_target())
            .args(locked())
            .env("RUSTFLAGS", flags)
            .env_remove("CARGO_ENCODED_RUSTFLAGS");
        command
    }
}

/// Cargo for the machine itself.
pub fn native(subcommand: &str) -> Command {
    let mut command = clean("cargo");
    command.arg(subcommand);
    command
}

/// In CI the lock file is part of what is tested.
pub fn locked() -> &'static [&'static str] {
    if env::var_os("CI").is_some() { &["--locked"] } else { &[] }
}

/// The version of a package in `Cargo.lock`, where tools must be of the same version as a crate.
pub fn locked_version(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name);
    lines.next()?;
    lines.next()?.strip_prefix("version = \"")?.strip_suffix('"').map(str::to_owned)
}

/// Builds the server and returns where it is.
pub fn build_server(release: bool) -> Result<PathBuf> {
    let mut command = native("build");
    command.args(["--package", "caseport-server", "--bin", "caseport-server"]).args(locked());
    if release {
        command.arg("--release");
    }
    process::stream(&mut command)?;
    Ok(server_of(if release { "release" } else { "debug" }))
}

/// The server that its own tests start. They want more of the dependencies than the server does, so that any other
/// way to build it compiles half of them anew.
pub fn build_tested_server() -> Result<PathBuf> {
    let mut command = native("test");
    command.args(["--package", "caseport-server", "--test", "process", "--no-run"]).args(locked());
    process::stream(&mut command)?;
    Ok(server_of("debug"))
}

fn server_of(profile: &str) -> PathBuf {
    paths::target().join(profile).join(format!("caseport-server{}", env::consts::EXE_SUFFIX))
}

fn clean(program: &str) -> Command {
    let mut command = Command::new(program);
    command.current_dir(paths::root());
    for (name, _) in env::vars_os() {
        let is_ours =
            name.to_str().is_some_and(|name| OURS.contains(&name) || name.starts_with("CARGO_PKG_"));
        if is_ours {
            command.env_remove(name);
        }
    }
    command
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn finds_a_version_in_the_lock_file() {
        let lock = "[[package]]\nname = \"wasm-bindgen-futures\"\nversion = \"0.4.80\"\n\n\
                    [[package]]\nname = \"wasm-bindgen\"\nversion = \"0.2.130\"\nsource = \"x\"\n";
        assert_eq!(locked_version(lock, "wasm-bindgen").as_deref(), Some("0.2.130"));
        assert_eq!(locked_version(lock, "leptos"), None);
    }
}
