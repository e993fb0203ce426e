//! The checks that need no running program. All of them run, so that one look shows all there is to mend.

use std::process::Command;

use super::bans;
use crate::error::{Fail, Result};
use crate::stage::Mode;
use crate::{cargo, paths, process, say, setup};

const DENY_WARNINGS: [&str; 3] = ["--", "--deny", "warnings"];

type Check = (&'static str, fn() -> Result<()>);

/// Runs every check.
pub fn run() -> Result<()> {
    let checks: [Check; 6] = [
        ("formatting", || format(true)),
        ("the app's dependencies", app_dependencies),
        ("licences, sources and bans", dependencies),
        ("the systemd unit", super::unit::check),
        ("clippy on the rules, the server and this program", clippy_native),
        ("clippy on the app", clippy_app),
    ];
    let mut failed = Vec::new();
    for (name, check) in checks {
        say::step(&format!("checking {name}"));
        if let Err(error) = check() {
            say::error(&error.to_string());
            failed.push(name);
        }
    }
    if failed.is_empty() { Ok(()) } else { Err(Fail::new(format!("not in order: {}", failed.join("; ")))) }
}

/// Formats the code, or looks whether it is.
pub fn format(check: bool) -> Result<()> {
    let mut fmt = cargo::native("fmt");
    fmt.arg("--all");
    if check {
        fmt.arg("--check");
    }
    process::stream(&mut fmt)
}

fn clippy_native() -> Result<()> {
    let mut clippy = cargo::native("clippy");
    clippy.args(["--workspace", "--exclude", "caseport", "--all-targets"]).args(cargo::locked());
    process::stream(clippy.args(DENY_WARNINGS))
}

fn clippy_app() -> Result<()> {
    let toolchain = setup::wasm_toolchain()?;
    setup::wasm_clippy(toolchain)?;
    let mut clippy = toolchain.cargo_wasm("clippy", "");
    process::stream(clippy.args(["--all-targets", "--profile", Mode::Dev.profile()]).args(DENY_WARNINGS))
}

/// Without advisories: those come from a repository that not every machine reaches.
fn dependencies() -> Result<()> {
    let deny = setup::cargo_deny()?;
    // It looks at the crates of every platform, and a build has only downloaded those of this one.
    process::stream(cargo::native("fetch").args(cargo::locked()))?;
    let mut deny = Command::new(deny);
    deny.current_dir(paths::root()).args([
        "--offline",
        "--workspace",
        "check",
        "licenses",
        "bans",
        "sources",
    ]);
    process::stream(&mut deny)
}

fn app_dependencies() -> Result<()> {
    let mut tree = cargo::native("tree");
    tree.args(["--package", "caseport", "--target", "wasm32-unknown-unknown"])
        .args(["--edges", "normal,no-proc-macro", "--prefix", "depth", "--format", " {p}"])
        .args(cargo::locked());
    bans::check(&process::capture(&mut tree)?)
}
