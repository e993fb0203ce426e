//! The way to wasm without rustup's servers: Debian packages a compiler together with the source of its standard library,
//! which is built here once and put where that compiler looks for it.

use std::fs;
use std::path::{Path, PathBuf};

use super::apt;
use crate::cargo::{DEBIAN, Toolchain};
use crate::error::{Doing, Fail, Result};
use crate::{paths, process, say};

const PACKAGES: [&str; 5] = ["rustc-web", "cargo-web", "rust-web-src", "rust-web-llvm", "lld-22"];
const LIBRARY: &str = "/usr/lib/rustlib/wasm32-unknown-unknown/lib";

/// Installs the compiler, links it as a toolchain and builds its library.
pub fn install() -> Result<()> {
    if !Path::new("/usr/lib/rustlib/src").is_dir() || !Path::new("/usr/bin/rust-lld").exists() {
        apt::install(
            &PACKAGES,
            "rustup's servers cannot be reached, and Debian has a compiler for WebAssembly",
        )?;
    }
    let mut link = Toolchain::Usual.program("rustup");
    process::quiet("rustup toolchain link", link.args(["toolchain", "link", DEBIAN, "/usr"]), None)?;
    build_library()
}

fn build_library() -> Result<()> {
    say::step("building the standard library for WebAssembly from Debian's source - once, about a minute");
    let package = paths::tools().join("wasm-std");
    let target = package.join("target");
    write(&package.join("Cargo.toml"), MANIFEST)?;
    write(&package.join("src").join("lib.rs"), "#![no_std]\n")?;
    let mut cargo = Toolchain::Debian.program("cargo");
    cargo
        .current_dir(&package)
        .args(["build", "--release", "-Z", "build-std=std,panic_abort,test"])
        .args(["--target", "wasm32-unknown-unknown", "--target-dir"])
        .arg(&target)
        .env("RUSTC_BOOTSTRAP", "1")
        // Without bitcode in the library, link-time optimization of the app fails.
        .env("RUSTFLAGS", "-Cembed-bitcode=yes");
    process::quiet("building std", &mut cargo, None)?;
    copy_library(&target.join("wasm32-unknown-unknown").join("release").join("deps"))?;
    let _ = fs::remove_dir_all(&package);
    Ok(())
}

const MANIFEST: &str =
    "[workspace]\n[package]\nname = \"wasmstd\"\nversion = \"0.0.0\"\nedition = \"2024\"\n";

/// Copies beside the goal and renames, so that a run that is interrupted leaves nothing that looks complete.
fn copy_library(built: &Path) -> Result<()> {
    let goal = Path::new(LIBRARY);
    let part = PathBuf::from(format!("{LIBRARY}.part"));
    let _ = fs::remove_dir_all(&part);
    fs::create_dir_all(&part).doing(format_args!("cannot write to {}", part.display()))?;
    for entry in built.read_dir().doing("the library was not built")?.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        if name.ends_with(".rlib") && !name.contains("wasmstd") {
            fs::copy(entry.path(), part.join(name.as_ref())).doing(format_args!("cannot copy {name}"))?;
        }
    }
    if goal.exists() {
        fs::remove_dir_all(goal).doing(format_args!("cannot replace {LIBRARY}"))?;
    }
    fs::rename(&part, goal).doing(format_args!("cannot write {LIBRARY}"))
}

fn write(path: &Path, text: &str) -> Result<()> {
    let dir = path.parent().ok_or_else(|| Fail::new("a file without a folder"))?;
    fs::create_dir_all(dir).doing(format_args!("cannot create {}", dir.display()))?;
    fs::write(path, text).doing(format_args!("cannot write {}", path.display()))
}
