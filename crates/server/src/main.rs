//! The program: reads the command line, and says in one line what is wrong where it cannot start.

use std::fmt::Display;
use std::process::ExitCode;

use caseport_server::cli::{Articles, Cli, Command};
use caseport_server::{backup, knowledge, outbox, probe, relocate, serve, services, telemetry};
use clap::Parser as _;

fn main() -> ExitCode {
    match Cli::parse().command {
        Command::Serve(options) => {
            let telemetry = match telemetry::start() {
                Ok(telemetry) => telemetry,
                Err(error) => return failed(&[error]),
            };
            let served = serve::run(&options);
            telemetry.stop();
            match served {
                Ok(()) => ExitCode::SUCCESS,
                Err(error) => failed(&[error]),
            }
        }
        Command::Articles(Articles::Import(options)) => match knowledge::run(&options) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => failed(&error.0),
        },
        Command::Outbox(command) => match outbox::run(&command) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => failed(&[error]),
        },
        Command::Move(options) => match relocate::run(&options) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => failed(&[error]),
        },
        Command::Token(command) => match services::run(&command) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => failed(&[error]),
        },
        Command::Backup(options) => match backup::run(&options) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => failed(&[error]),
        },
        Command::Health(options) => match probe::run(&options) {
            Ok(()) => ExitCode::SUCCESS,
            Err(error) => failed(&[error]),
        },
    }
}

fn failed(lines: &[impl Display]) -> ExitCode {
    for line in lines {
        eprintln!("caseport-server: {line}");
    }
    ExitCode::FAILURE
}
