//! A compiler with a standard library for wasm32: rustup's where its servers are reachable, Debian's where they are not.

use std::path::Path;
use std::time::Duration;

use super::{apt, debian};
use crate::cargo::Toolchain;
use crate::error::{Fail, Result};
use crate::{paths, process, say};

const TARGET: &str = "wasm32-unknown-unknown";

/// The toolchain that compiles for wasm.
pub fn toolchain() -> Result<Toolchain> {
    if has_std(Toolchain::Usual) {
        return Ok(Toolchain::Usual);
    }
    if paths::on_path("rustup").is_none() {
        return Err(Fail::new(format!(
            "the Rust compiler has no standard library for {TARGET}; install Rust with rustup (https://rustup.rs), \
             or add that library with the package manager that brought the compiler"
        )));
    }
    if has_std(Toolchain::Debian) {
        return Ok(Toolchain::Debian);
    }
    say::step(&format!("adding Rust's standard library for {TARGET} - the app is compiled to WebAssembly"));
    let mut add = Toolchain::Usual.program("rustup");
    add.args(["target", "add", TARGET]).env("RUST_BACKTRACE", "0");
    match process::quiet("rustup target add", &mut add, Some(Duration::from_secs(300))) {
        Ok(()) if has_std(Toolchain::Usual) => return Ok(Toolchain::Usual),
        Ok(()) => say::note("rustup added it, but the compiler does not find it"),
        Err(error) => say::note(&format!("rustup could not get it ({error}); trying Debian's compiler")),
    }
    debian::install()?;
    if has_std(Toolchain::Debian) {
        return Ok(Toolchain::Debian);
    }
    Err(Fail::new(format!(
        "there is no standard library for {TARGET}, although its installation seemed to work"
    )))
}

/// Sees to it that this toolchain has clippy.
pub fn clippy(toolchain: Toolchain) -> Result<()> {
    if process::probe(toolchain.program("cargo").args(["clippy", "--version"])).is_some() {
        return Ok(());
    }
    match toolchain {
        Toolchain::Debian => apt::install(&["rust-web-clippy"], "the app is to pass clippy"),
        Toolchain::Usual => {
            say::step("adding clippy - the code is to pass it");
            let mut add = toolchain.program("rustup");
            process::quiet("rustup component add", add.args(["component", "add", "clippy"]), None)
        }
    }
}

/// Whether this toolchain has the source of its standard library, after an attempt to get it.
pub fn std_source(toolchain: Toolchain) -> bool {
    let is_there = || {
        let root = process::probe(toolchain.program("rustc").args(["--print", "sysroot"]));
        root.is_some_and(|root| {
            Path::new(&root).join("lib/rustlib/src/rust/library/std/Cargo.toml").is_file()
        })
    };
    if is_there() {
        return true;
    }
    if toolchain == Toolchain::Usual && paths::on_path("rustup").is_some() {
        say::step(
            "adding the source of Rust's standard library - compiled for size it makes the app smaller",
        );
        let mut add = toolchain.program("rustup");
        add.args(["component", "add", "rust-src"]).env("RUST_BACKTRACE", "0");
        if let Err(error) = process::quiet("rustup component add", &mut add, Some(Duration::from_secs(300))) {
            say::note(&error.to_string());
        }
    }
    let found = is_there();
    if !found {
        say::note(
            "there is no source of the standard library; the app gets it as it comes, and is 20 kB larger",
        );
    }
    found
}

fn has_std(toolchain: Toolchain) -> bool {
    let mut rustc = toolchain.program("rustc");
    rustc.args(["--print", "target-libdir", "--target", TARGET]);
    process::probe(&mut rustc).is_some_and(|dir| is_std(Path::new(&dir)))
}

/// Tests need the `test` crate too, so a library without it does not count.
fn is_std(dir: &Path) -> bool {
    let Ok(entries) = dir.read_dir() else { return false };
    let names: Vec<_> = entries.flatten().map(|entry| entry.file_name()).collect();
    ["libstd-", "libtest-"]
        .iter()
        .all(|prefix| names.iter().any(|name| name.to_string_lossy().starts_with(prefix)))
}
