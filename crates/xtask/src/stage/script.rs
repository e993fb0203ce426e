//! Scripts as they are sent: a release needs neither their comments nor the names that they have within.

use std::io::Write;
use std::process::{Command, Stdio};

use super::Mode;
use crate::error::{Doing, Fail, Result};
use crate::setup;

/// The script as a build sends it. Whatever is in quotes stays, the build's placeholders among it.
///
/// # Errors
/// It is not a script, which a browser would find out too late.
pub fn sent(script: String, mode: Mode) -> Result<String> {
    if mode == Mode::Dev {
        return Ok(script);
    }
    let mut esbuild = Command::new(setup::esbuild()?)
        .args(["--minify", "--format=esm", "--target=es2022", "--charset=utf8", "--log-level=error"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .doing("cannot start esbuild")?;
    // It reads all of it before it writes anything.
    if let Some(mut stdin) = esbuild.stdin.take() {
        stdin.write_all(script.as_bytes()).doing("esbuild")?;
    }
    let done = esbuild.wait_with_output().doing("esbuild")?;
    if !done.status.success() {
        return Err(Fail::new(format!("esbuild: {}", String::from_utf8_lossy(&done.stderr))));
    }
    String::from_utf8(done.stdout).doing("esbuild")
}
