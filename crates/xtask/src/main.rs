//! `cargo xtask`: whatever a person or CI does with the checkout, in one program without a shell, so that the same commands
//! work on a developer's machine, on a bare one and in CI. `cargo xtask --help` lists the verbs.

mod args;
mod bench;
mod build;
mod cargo;
mod error;
mod examples;
mod files;
mod hash;
mod http;
mod parallel;
mod paths;
mod process;
mod say;
mod serve;
mod setup;
mod stage;
mod stop;
mod tests;

use std::process::ExitCode;

use args::Verb;
use error::Result;
use stage::Mode;

fn main() -> ExitCode {
    let done = args::parse(std::env::args().skip(1)).and_then(run);
    match done {
        Ok(()) => {
            setup::tidy();
            ExitCode::SUCCESS
        }
        Err(error) => {
            say::error(&error.to_string());
            ExitCode::FAILURE
        }
    }
}

fn run(verb: Verb) -> Result<()> {
    match verb {
        Verb::Help => {
            say::out(args::HELP.trim_end());
            Ok(())
        }
        Verb::Setup => setup::all(),
        Verb::Stage => stage::run(),
        Verb::Build { release } => {
            let server = build::all(if release { Mode::Release } else { Mode::Dev })?;
            say::out(&server.display().to_string());
            Ok(())
        }
        Verb::Serve(options) => serve::run(options),
        Verb::Test(options) => tests::run(&options),
        Verb::Fmt { check } => tests::lint::format(check),
        Verb::Lint => tests::lint::run(),
        Verb::Bench(parts) => bench::run(&parts),
    }
}
