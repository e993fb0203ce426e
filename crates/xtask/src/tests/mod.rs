//! `test`: every suite with what it needs, one after the other; a failure does not keep the rest from running. At the end
//! stands what each runner itself said, and one line with the sums.

pub mod lint;

mod bans;
mod suites;
mod summary;
mod unit;

use std::time::Instant;

use crate::args::{Suite, Test};
use crate::error::{Fail, Result};
use crate::say;
use summary::Summary;

/// Runs the named suites, or all.
pub fn run(options: &Test) -> Result<()> {
    let suites = if options.suites.is_empty() { Suite::ALL.to_vec() } else { options.suites.clone() };
    let mut recap = Vec::new();
    for (index, suite) in suites.iter().enumerate() {
        let started = Instant::now();
        let rest = if index + 1 == suites.len() { options.rest.as_slice() } else { &[] };
        say::step(&format!("{}: begins", suite.name()));
        let outcome = suites::run(*suite, rest);
        if let Err(error) = &outcome.problem {
            say::error(&format!("{}: {error}", suite.name()));
        }
        let verdict = if outcome.problem.is_ok() { "passed" } else { "FAILED" };
        say::step(&format!("{}: {verdict} after {}", suite.name(), say::seconds(started.elapsed())));
        recap.push((*suite, outcome));
    }
    print_recap(&recap)
}

/// What came of a suite.
pub struct Outcome {
    /// What the runner said.
    summary: Summary,
    /// Why it did not pass.
    problem: Result<()>,
}

fn print_recap(recap: &[(Suite, Outcome)]) -> Result<()> {
    say::out("");
    let (mut passed, mut failed) = (0, 0);
    for (suite, outcome) in recap {
        let verdict =
            outcome.problem.as_ref().map_or_else(|error| format!("FAILED: {error}"), |()| "ok".to_owned());
        say::out(&format!("{}: {verdict}", suite.name()));
        for line in &outcome.summary.lines {
            say::out(line);
        }
        passed += outcome.summary.passed;
        // A suite that did not even compile has no failed test to count.
        failed += outcome.summary.failed.max(usize::from(outcome.problem.is_err()));
    }
    say::out(&format!("{passed} passed, {failed} failed"));
    let names: Vec<_> =
        recap.iter().filter(|(_, outcome)| outcome.problem.is_err()).map(|(suite, _)| suite.name()).collect();
    if names.is_empty() { Ok(()) } else { Err(Fail::new(format!("not passed: {}", names.join(", ")))) }
}
