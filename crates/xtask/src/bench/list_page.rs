//! What a list of a hundred thousand cases costs the browser: how soon a search shows, whether scrolling keeps pace, and
//! how much the page holds.

use std::path::Path;
use std::process::Command;

use crate::error::Result;
use crate::serve::{Options, Server, free_address};
use crate::setup::Browser;
use crate::{files, paths, process, say};

/// Generated cases; about a quarter of them is in the largest tab.
const CASES: u32 = 400_000;

/// Measures in a browser, with a server and a data folder of its own.
pub fn table(program: &Path, browser: &Browser) -> Result<String> {
    say::step(&format!("a list in the browser, with {CASES} generated cases"));
    let data = paths::scratch().join("bench-list-page");
    files::fresh_dir(&data)?;
    let address = free_address()?;
    let _server = Server::start(Options {
        program: program.to_owned(),
        address,
        data,
        dist: paths::dist(),
        demo_cases: Some(CASES),
    })?;
    let mut script = Command::new("node");
    script
        .current_dir(paths::e2e())
        .args(["bench-lists.mjs", &format!("http://{address}")])
        .env("CASEPORT_CHROMIUM", &browser.chromium);
    process::capture(&mut script)
}
