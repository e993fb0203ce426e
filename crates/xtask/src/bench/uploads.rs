//! How fast five files of 2 GiB in all go up, from the app in a browser and from `curl`, and what memory that takes: the
//! ratio says what the app costs beyond what the server and the machine take anyway.

use std::path::Path;
use std::process::Command;

use crate::error::Result;
use crate::setup::Browser;
use crate::{paths, process};

/// Medians of a few runs each.
pub fn table(program: &Path, browser: &Browser) -> Result<String> {
    let mut script = Command::new("node");
    script
        .current_dir(paths::e2e())
        .arg("bench-uploads.mjs")
        .env("CASEPORT_SERVER_BIN", program)
        .env("CASEPORT_DIST", paths::dist())
        .env("CASEPORT_CHROMIUM", &browser.chromium);
    process::capture(&mut script)
}
