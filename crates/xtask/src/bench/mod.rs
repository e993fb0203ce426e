//! `bench`: the numbers that a change should not make worse - sizes on the wire, requests against a well-filled store, and
//! how soon a person with a slow phone can use the app.

mod ask;
mod list_page;
mod lists;
mod requests;
mod sizes;
mod suggestions;
mod uploads;

use std::process::Command;

use crate::error::Result;
use crate::serve::{Options, Server, free_address};
use crate::stage::Mode;
use crate::{build, files, paths, process, say, setup, stop};

/// How many cases the store has: a large customer's history.
const CASES: u32 = 20_000;

/// Measures everything.
pub fn run() -> Result<()> {
    let program = build::all(Mode::Release)?;
    let browser = setup::browser()?;
    setup::e2e_packages()?;
    say::out(&sizes::table(&paths::dist())?);

    let data = paths::scratch().join("bench-data");
    files::fresh_dir(&data)?;
    let address = free_address()?;
    say::step(&format!("starting the server with {CASES} cases"));
    stop::listen()?;
    let server = Server::start(Options {
        program: program.clone(),
        address,
        data: data.clone(),
        dist: paths::dist(),
        demo_cases: Some(CASES),
    })?;
    say::out(&requests::table(address)?);
    say::out(&suggestions::table(&program, &data, address)?);
    say::out(&lists::table(&program)?);
    say::out(&list_page::table(&program, &browser)?);

    say::step("loading pages at 150 ms, 1.6 Mbit/s and a quarter of the processor");
    let mut script = Command::new("node");
    script
        .current_dir(paths::e2e())
        .args(["bench.mjs", &format!("http://{address}")])
        .env("CASEPORT_CHROMIUM", &browser.chromium);
    say::out(&process::capture(&mut script)?);
    drop(server);

    say::step("uploading five files of 2 GiB in all, from the app and from curl");
    say::out(&uploads::table(&program, &browser)?);
    Ok(())
}
