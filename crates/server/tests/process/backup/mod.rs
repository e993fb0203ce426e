//! Backup and restore, by the commands of `docs/OPERATING.md`, while a server runs and people write.

mod embedded;
mod postgres;
mod writers;

use std::process::Command;

/// What is written in the operator's handbook, for the commands that the tests run.
const HANDBOOK: &str = include_str!("../../../../../docs/OPERATING.md");

/// Runs a command as the handbook writes it, with these values in place of its variables.
#[track_caller]
fn by_the_book(line: &str, values: &[(&str, &str)]) -> std::process::Output {
    assert!(HANDBOOK.lines().any(|it| it.trim() == line), "docs/OPERATING.md does not say: {line}");
    let mut command = Command::new("sh");
    command.args(["-euc", line]);
    for (name, value) in values {
        command.env(name, value);
    }
    command.output().unwrap()
}

#[track_caller]
fn done(output: &std::process::Output) {
    let stderr = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{stderr}");
}
