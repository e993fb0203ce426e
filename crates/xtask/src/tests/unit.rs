//! Whether systemd understands `deploy/caseport.service`, and how much it lets the server do. Where there is no systemd there is
//! nobody to ask.

use std::fs;
use std::process::Command;

use crate::error::{Doing, Fail, Result};
use crate::{files, paths, process, say};

/// Ten times what `systemd-analyze security` may give at most, of 100.
const EXPOSURE: &str = "--threshold=15";
/// Where the unit has the program.
const PROGRAM: &str = "/usr/local/bin/caseport-server";

/// Asks systemd.
pub fn check() -> Result<()> {
    if paths::on_path("systemd-analyze").is_none() {
        say::note("there is no systemd here to ask");
        return Ok(());
    }
    let unit = paths::root().join("deploy").join("caseport.service");
    let text = fs::read_to_string(&unit).doing(format_args!("cannot read {}", unit.display()))?;
    let copy = paths::scratch().join("caseport.service");
    // The program is not installed here, which would be a mistake.
    files::write(&copy, text.replace(PROGRAM, "/bin/true"))?;
    let copy = std::path::absolute(&copy).unwrap_or(copy);
    let verified = Command::new("systemd-analyze").arg("verify").arg(&copy).output();
    let said = verified.doing("cannot start `systemd-analyze verify`")?.stderr;
    // A line that it does not know is to it no reason to fail.
    if !said.is_empty() {
        return Err(Fail::new(String::from_utf8_lossy(&said).trim()));
    }
    let mut security = Command::new("systemd-analyze");
    security.args(["security", "--no-pager", "--offline=true", EXPOSURE]).arg(&copy);
    process::capture(&mut security).map(drop)
}
