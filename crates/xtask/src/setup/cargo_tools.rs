//! Programs that come as crates. One that is there in the right version is used wherever it is; a missing one is compiled,
//! into a folder of our own (Trunk into cargo's, because people start it by hand).

use std::fs::{self, File};
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::cargo;
use crate::error::{Doing, Fail, Result};
use crate::{paths, process, say};

struct Tool {
    package: &'static str,
    program: &'static str,
    version: String,
    why: &'static str,
    /// Beyond `--debug`: these programs run for a second or two, compiling them takes minutes.
    options: &'static [&'static str],
    /// Whether `--version` tells the version.
    tells_version: bool,
    in_cargo_home: bool,
}

/// Trunk 0.21.14 is the newest that stable Rust compiles.
pub fn trunk() -> Result<PathBuf> {
    Tool {
        package: "trunk",
        program: "trunk",
        version: "0.21.14".to_owned(),
        why: "it assembles and watches the app",
        options: &["--locked"],
        tells_version: true,
        in_cargo_home: true,
    }
    .get()
}

pub fn wasm_bindgen() -> Result<PathBuf> {
    bindgen("wasm-bindgen")
}

pub fn wasm_test_runner() -> Result<PathBuf> {
    bindgen("wasm-bindgen-test-runner")
}

/// Must be of the same version as the crate; not `--locked`, because its lock file may name yanked versions.
fn bindgen(program: &'static str) -> Result<PathBuf> {
    let lock = paths::root().join("Cargo.lock");
    let lock = fs::read_to_string(&lock).doing(format_args!("cannot read {}", lock.display()))?;
    let version = cargo::locked_version(&lock, "wasm-bindgen")
        .ok_or_else(|| Fail::new("Cargo.lock does not mention wasm-bindgen, which the app is built with"))?;
    Tool {
        package: "wasm-bindgen-cli",
        program,
        version,
        why: "it connects the app's wasm with the browser",
        options: &[],
        tells_version: true,
        in_cargo_home: false,
    }
    .get()
}

pub fn wasm_split() -> Result<PathBuf> {
    Tool {
        package: "wasm_split_cli_support",
        program: "wasm-split-cli",
        version: "0.2.4".to_owned(),
        why: "it takes pages that load on demand out of the main wasm",
        options: &["--locked", "--features", "build-binary"],
        tells_version: false,
        in_cargo_home: false,
    }
    .get()
}

pub fn deny() -> Result<PathBuf> {
    Tool {
        package: "cargo-deny",
        program: "cargo-deny",
        version: DENY.to_owned(),
        why: "it checks licences and sources of dependencies",
        options: &["--locked", "--no-default-features"],
        tells_version: true,
        in_cargo_home: false,
    }
    .get()
}

const DENY: &str = "0.20.2";

/// Removes what compiling the tools left behind, unless another run is compiling there; after a failure it is kept for
/// the next attempt.
pub fn tidy() {
    if build_dir().is_dir() && lock().is_ok_and(|lock| lock.try_lock().is_ok()) {
        let _ = fs::remove_dir_all(build_dir());
    }
}

/// Whoever has this file's lock may write to the folder in which tools are compiled.
fn lock() -> Result<File> {
    let path = paths::tools().join("build.lock");
    fs::create_dir_all(paths::tools()).doing(format_args!("cannot create {}", paths::tools().display()))?;
    File::create(&path).doing(format_args!("cannot create {}", path.display()))
}

impl Tool {
    fn get(&self) -> Result<PathBuf> {
        if let Some(path) = self.find() {
            return Ok(path);
        }
        let lock = lock()?;
        lock.lock().doing("cannot wait for the other run that compiles tools")?;
        if let Some(path) = self.find() {
            return Ok(path);
        }
        self.install()?;
        drop(lock);
        self.find().ok_or_else(|| {
            Fail::new(format!("{} {} is not found after its installation", self.program, self.version))
        })
    }

    fn find(&self) -> Option<PathBuf> {
        let installed = [paths::tools(), paths::cargo_home()]
            .into_iter()
            .filter(|root| self.is_listed_in(root))
            .map(|root| self.program_in(&root))
            .find(|path| path.is_file());
        installed.or_else(|| {
            let path = paths::on_path(self.program).filter(|_| self.tells_version)?;
            let told = process::probe(Command::new(&path).arg("--version"))?;
            told.split_whitespace().any(|word| word == self.version).then_some(path)
        })
    }

    fn program_in(&self, root: &Path) -> PathBuf {
        root.join("bin").join(format!("{}{}", self.program, std::env::consts::EXE_SUFFIX))
    }

    /// Cargo's own list of what it installed there.
    fn is_listed_in(&self, root: &Path) -> bool {
        let entry = format!("\"{} {} (", self.package, self.version);
        fs::read_to_string(root.join(".crates.toml")).is_ok_and(|list| list.contains(&entry))
    }

    fn install(&self) -> Result<()> {
        say::step(&format!("compiling {} {} - {}", self.package, self.version, self.why));
        let root = if self.in_cargo_home { paths::cargo_home() } else { paths::tools() };
        let mut install = cargo::native("install");
        install
            .args([self.package, "--version", &self.version, "--debug", "--force", "--root"])
            .arg(root)
            .args(self.options)
            // Out of the checkout, whose settings are not for these; and together, for they share dependencies.
            .current_dir(std::env::temp_dir())
            .env("CARGO_TARGET_DIR", build_dir())
            .env("CARGO_PROFILE_DEV_DEBUG", "0")
            .env("CARGO_PROFILE_DEV_INCREMENTAL", "false")
            .env_remove("RUSTFLAGS");
        process::stream(&mut install).map_err(|error| {
            Fail::new(format!("{} {} could not be installed: {error}", self.package, self.version))
        })
    }
}

fn build_dir() -> PathBuf {
    paths::tools().join("build")
}
