//! `bench`: the numbers that a change should not make worse - sizes on the wire, requests against a well-filled store, and
//! how soon a person with a slow phone can use the app.

mod ask;
mod browser;
mod lists;
mod requests;
pub mod sizes;
mod suggestions;
mod uploads;

use std::path::{Path, PathBuf};
use std::process::Command;

use crate::args::Part;
use crate::error::Result;
use crate::serve::{Options, Server, free_address};
use crate::setup::Browser;
use crate::stage::Mode;
use crate::{build, files, paths, process, say, setup, stop};

/// How many cases the store has: a large customer's history.
const CASES: u32 = 20_000;

/// Measures these parts.
pub fn run(parts: &[Part]) -> Result<()> {
    let program = build::all(Mode::Release)?;
    let browser = setup::browser()?;
    setup::e2e_packages()?;
    stop::listen()?;
    for part in parts {
        say::out(&measure(*part, &program, &browser)?);
    }
    Ok(())
}

fn measure(part: Part, program: &Path, browser: &Browser) -> Result<String> {
    match part {
        Part::Size => sizes::table(&paths::dist()),
        Part::Requests => {
            let server = filled(program)?;
            requests::table(server.address())
        }
        Part::Suggestions => {
            let server = filled(program)?;
            suggestions::table(program, &data(), server.address())
        }
        Part::Lists => lists::table(program),
        Part::Page => browser::list(program, browser),
        Part::Case => browser::case(program, browser),
        Part::Load => {
            let server = filled(program)?;
            say::step("loading pages at 150 ms, 1.6 Mbit/s and a quarter of the processor");
            let mut script = Command::new("node");
            script
                .current_dir(paths::e2e())
                .args(["bench.mjs", &format!("http://{}", server.address())])
                .env("CASEPORT_CHROMIUM", &browser.chromium);
            process::capture(&mut script)
        }
        Part::Uploads => {
            say::step("uploading five files of 2 GiB in all, from the app and from curl");
            uploads::table(program, browser)
        }
    }
}

fn data() -> PathBuf {
    paths::scratch().join("bench-data")
}

/// A server with many cases.
fn filled(program: &Path) -> Result<Server> {
    files::fresh_dir(&data())?;
    say::step(&format!("starting the server with {CASES} cases"));
    Server::start(Options {
        program: program.to_owned(),
        address: free_address()?,
        data: data(),
        database: None,
        dist: paths::dist(),
        demo_cases: Some(CASES),
        replies: false,
    })
}
