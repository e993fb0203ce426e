//! Debian packages, where there is a Debian and the right to install; otherwise a message with the command for someone who
//! has it.

use std::process::Command;

use crate::error::{Fail, Result};
use crate::{paths, process, say};

/// Installs packages, saying `why`.
pub fn install(packages: &[&str], why: &str) -> Result<()> {
    let list = packages.join(" ");
    if paths::on_path("apt-get").is_none() {
        return Err(Fail::new(format!(
            "{why}, and there is no apt-get to install it with (on Debian: {list})"
        )));
    }
    if process::probe(Command::new("id").arg("-u")).as_deref() != Some("0") {
        let advice = format!("sudo apt-get install -y --no-install-recommends {list}");
        return Err(Fail::new(format!("{why}. Run `{advice}` and then this command again")));
    }
    say::step(&format!("installing {list} with apt-get - {why}"));
    // Old package lists are often good enough; what is really missing shows in the next step.
    if let Err(error) = process::quiet("apt-get update", apt_get().args(["update", "-qq"]), None) {
        say::note(&error.to_string());
    }
    let mut install = apt_get();
    install.args(["install", "-y", "-qq", "--no-install-recommends"]).args(packages);
    process::quiet("apt-get install", &mut install, None)
}

fn apt_get() -> Command {
    let mut command = Command::new("apt-get");
    command.args(["-o", "DPkg::Lock::Timeout=300"]).env("DEBIAN_FRONTEND", "noninteractive");
    command
}
