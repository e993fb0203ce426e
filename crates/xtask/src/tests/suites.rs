//! How each suite is run.

use std::env;
use std::path::PathBuf;
use std::process::Command;

use super::summary::Summary;
use super::{Outcome, lint};
use crate::args::Suite;
use crate::bench::sizes;
use crate::error::{Fail, Result};
use crate::setup::{self, AppTools};
use crate::stage::Mode;
use crate::{build, cargo, examples, files, paths, process, say};

/// Runs a suite.
pub fn run(suite: Suite, rest: &[String]) -> Outcome {
    let command = match suite {
        Suite::Lint => return Outcome { summary: Summary::default(), problem: lint::run() },
        Suite::Server => return over_engines(rest, |engines| Ok(server_tests(engines, false))),
        Suite::Shared => return over_engines(rest, |engines| Ok(server_tests(engines, true))),
        Suite::Journeys => return over_engines(rest, |engines| journeys(engines, false)),
        Suite::Cluster => return over_engines(rest, |engines| journeys(engines, true)),
        Suite::Rules => Ok(native_tests(&["caseport-domain", "caseport-messages", "xtask"])),
        Suite::Browser => browser_tests(),
    };
    match command {
        Ok(mut command) => observed(command.args(rest)),
        Err(problem) => Outcome { summary: Summary::default(), problem: Err(problem) },
    }
}

/// What several servers share, for as long as tests run.
struct Engines {
    postgres: setup::postgres::Postgres,
    s3_python: PathBuf,
}

impl Engines {
    fn start() -> Result<Self> {
        Ok(Self { postgres: setup::postgres::start()?, s3_python: setup::s3_python()? })
    }

    fn tell(&self, command: &mut Command) {
        command.env("CASEPORT_S3_PYTHON", &self.s3_python).env("CASEPORT_POSTGRES", self.postgres.url());
        command.env("CASEPORT_POSTGRES_PROGRAMS", self.postgres.programs());
    }
}

/// Runs tests that need engines.
fn over_engines(rest: &[String], tests: impl FnOnce(&Engines) -> Result<Command>) -> Outcome {
    match Engines::start().and_then(|engines| Ok((tests(&engines)?, engines))) {
        // Running for as long as the tests do.
        Ok((mut command, _engines)) => observed(command.args(rest)),
        Err(problem) => Outcome { summary: Summary::default(), problem: Err(problem) },
    }
}

/// The server's tests. `shared`: those of the API once more, over PostgreSQL; without those of what only the embedded
/// database has.
fn server_tests(engines: &Engines, shared: bool) -> Command {
    let mut command = native_tests(&["caseport-server"]);
    engines.tell(&mut command);
    if shared {
        command.args(["--test", "api"]).env("CASEPORT_TEST_DATABASE", "postgres");
        command.args(["--", "--skip", "embedded::"]);
    }
    command
}

fn native_tests(packages: &[&str]) -> Command {
    let mut command = cargo::native("test");
    command.args(cargo::locked()).arg("--no-fail-fast");
    for package in packages {
        command.args(["--package", package]);
    }
    command
}

fn browser_tests() -> Result<Command> {
    let toolchain = setup::wasm_toolchain()?;
    let runner = setup::wasm_test_runner()?;
    let browser = setup::browser()?;
    let capabilities = paths::scratch().join("webdriver.json");
    files::write(&capabilities, browser.webdriver_json())?;
    // Not the flags of the app's build: a test program is not split.
    let mut command = toolchain.cargo_wasm("test", "");
    command
        .args(["--profile", Mode::Dev.profile(), "--lib", "--tests", "--no-fail-fast"])
        .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_RUNNER", runner)
        .env("CHROMEDRIVER", browser.driver)
        // Where a panic happened in the runner is no help to whoever reads the test's own panic.
        .env("RUST_BACKTRACE", "0")
        .env("WASM_BINDGEN_TEST_WEBDRIVER_JSON", std::path::absolute(&capabilities).unwrap_or(capabilities));
    if env::var_os("WASM_BINDGEN_TEST_TIMEOUT").is_none() {
        // A busy machine takes its time to start a browser.
        command.env("WASM_BINDGEN_TEST_TIMEOUT", "180");
    }
    Ok(command)
}

/// The journeys. `cluster`: with several servers wherever there is one otherwise.
fn journeys(engines: &Engines, cluster: bool) -> Result<Command> {
    AppTools::get()?;
    let browser = setup::browser()?;
    setup::e2e_packages()?;
    examples::build()?;
    // The app as people get it; the server with its debug assertions, and the same build that its own tests use.
    build::app(Mode::Release)?;
    say::note(&sizes::check(&paths::dist())?);
    say::step("building the server");
    let server = cargo::build_tested_server()?;
    let mut command = Command::new(paths::e2e().join("node_modules").join(".bin").join("playwright"));
    command
        .current_dir(paths::e2e())
        .arg("test")
        .env("CASEPORT_SERVER_BIN", server)
        .env("CASEPORT_DIST", paths::dist())
        .env("CASEPORT_CHROMIUM", &browser.chromium)
        .env("CASEPORT_WINDOWLESS", setup::windowless(&browser));
    for (name, program) in [("CASEPORT_NGINX", setup::nginx()), ("CASEPORT_WRK", setup::wrk())] {
        if let Some(program) = program {
            command.env(name, program);
        }
    }
    engines.tell(&mut command);
    if cluster {
        command.env("CASEPORT_CLUSTER", "1");
    }
    Ok(command)
}

fn observed(command: &mut Command) -> Outcome {
    if say::is_terminal() {
        command.env("CARGO_TERM_COLOR", "always").env("FORCE_COLOR", "1");
    }
    let (succeeded, output) = match process::tee(command) {
        Ok(seen) => seen,
        Err(problem) => return Outcome { summary: Summary::default(), problem: Err(problem) },
    };
    let summary = Summary::of(&output);
    let problem = if !succeeded {
        Err(Fail::new(format!("`{}` failed", process::shown(command))))
    } else if summary.passed == 0 {
        Err(Fail::new(format!("`{}` ran no test", process::shown(command))))
    } else {
        Ok(())
    };
    Outcome { summary, problem }
}
