//! Makes a function of each message in `locales/`, so that a missing message or argument does not compile and an unused
//! one fails the build. Which mistakes a catalog may have is written in `crates/messages`.

use std::path::{Path, PathBuf};
use std::{env, fs};

use caseport_messages::{Catalogs, functions};

fn main() {
    if let Err(mistakes) = generate() {
        for mistake in mistakes.lines() {
            println!("cargo::error=locales/{mistake}");
        }
    }
}

fn generate() -> Result<(), String> {
    println!("cargo::rerun-if-changed=locales");
    let source = functions(&Catalogs::read(Path::new("locales"))?)?;
    let out = PathBuf::from(env::var_os("OUT_DIR").ok_or("no OUT_DIR")?);
    fs::write(out.join("messages.rs"), source).map_err(|error| error.to_string())
}
