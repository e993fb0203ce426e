//! The program: reads the command line, and says in one line what is wrong where it cannot start.

use std::process::ExitCode;

use caseport_server::cli::{Cli, Command};
use caseport_server::{serve, telemetry};
use clap::Parser as _;

fn main() -> ExitCode {
    let Command::Serve(options) = Cli::parse().command;
    telemetry::start();
    match serve::run(&options) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("caseport-server: {error}");
            ExitCode::FAILURE
        }
    }
}
