//! What large things cost the browser: how soon they show, whether scrolling and typing keep pace, how much a page holds.

use std::path::Path;
use std::process::Command;

use crate::error::Result;
use crate::serve::{Options, Server, free_address};
use crate::setup::Browser;
use crate::{files, paths, process, say};

/// Generated cases; about a quarter of them is in the largest tab.
const CASES: u32 = 400_000;

/// A list of a hundred thousand cases.
pub fn list(program: &Path, browser: &Browser) -> Result<String> {
    say::step(&format!("a list in the browser, with {CASES} generated cases"));
    measure("bench-lists.mjs", Some(CASES), program, browser)
}

/// A case of two thousand comments.
pub fn case(program: &Path, browser: &Browser) -> Result<String> {
    say::step("a case of 2,000 comments in the browser");
    measure("bench-case.mjs", None, program, browser)
}

/// Runs a script in a browser, with a server and a data folder of its own.
fn measure(script: &str, cases: Option<u32>, program: &Path, browser: &Browser) -> Result<String> {
    let data = paths::scratch().join("bench-browser");
    files::fresh_dir(&data)?;
    let address = free_address()?;
    let _server = Server::start(Options {
        program: program.to_owned(),
        address,
        data,
        database: None,
        dist: paths::dist(),
        demo_cases: cases,
        replies: false,
    })?;
    let mut command = Command::new("node");
    command
        .current_dir(paths::e2e())
        .args([script, &format!("http://{address}")])
        .env("CASEPORT_CHROMIUM", &browser.chromium);
    process::capture(&mut command)
}
