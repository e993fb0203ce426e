//! An S3 server for the server's tests: moto's, in a Python environment of its own.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use crate::error::{Doing, Fail, Result};
use crate::{hash, paths, process, say};

/// The Python that has it, installing exactly what the list of requirements says unless that has been done.
pub fn python() -> Result<PathBuf> {
    let wanted = paths::root().join("tests").join("s3").join("requirements.txt");
    let list = fs::read(&wanted).doing(format_args!("cannot read {}", wanted.display()))?;
    let environment = paths::tools().join("s3");
    let python = environment.join("bin").join("python");
    let stamp = environment.join(".installed-requirements");
    let list = hash::of(&list);
    if python.is_file() && fs::read_to_string(&stamp).is_ok_and(|found| found == list) {
        return Ok(python);
    }
    say::step("installing an S3 server from PyPI - the server's tests keep files in a bucket, too");
    let mut make = Command::new("python3");
    make.args(["-m", "venv", "--clear"]).arg(&environment);
    process::quiet("python3 -m venv", &mut make, None).map_err(|error| {
        Fail::new(format!(
            "{error}; install Python 3.10 or newer with venv (on Debian: python3-venv) and run this again"
        ))
    })?;
    let mut install = Command::new(&python);
    install
        .args(["-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--requirement"])
        .arg(&wanted);
    process::quiet("pip install", &mut install, None)?;
    fs::write(&stamp, list).doing(format_args!("cannot write {}", stamp.display()))?;
    Ok(python)
}
