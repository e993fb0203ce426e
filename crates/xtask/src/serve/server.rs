//! The server as a child process that never outlives us.

use std::env;
use std::net::SocketAddr;
use std::path::PathBuf;
use std::process::Command;
use std::thread;
use std::time::{Duration, Instant};

use crate::error::{Fail, Result};
use crate::http::Client;
use crate::process::Group;
use crate::{say, stop};

/// How long it may take to be ready: generating a great many cases takes time.
const PATIENCE: Duration = Duration::from_secs(1_800);

/// What the server logs.
const LOG: &str = "CASEPORT_LOG";

/// What to start.
#[derive(Clone)]
pub struct Options {
    /// The binary.
    pub program: PathBuf,
    /// Where it listens.
    pub address: SocketAddr,
    /// Where it keeps everything.
    pub data: PathBuf,
    /// A PostgreSQL in place of the folder's database.
    pub database: Option<String>,
    /// The built app.
    pub dist: PathBuf,
    /// Generate cases until there are so many.
    pub demo_cases: Option<u32>,
    /// Whether the vendor's people answer, or nothing happens by itself.
    pub replies: bool,
}

/// A server that runs and is ready.
pub struct Server {
    process: Group,
    address: SocketAddr,
}

impl Server {
    /// Starts it with demo data and waits until it is ready.
    pub fn start(options: Options) -> Result<Self> {
        let mut command = Command::new(&options.program);
        command.args(["serve", "--demo", "--listen", &options.address.to_string(), "--data"]);
        command.arg(&options.data).arg("--dist").arg(&options.dist);
        if let Some(database) = &options.database {
            command.env("CASEPORT_DATABASE", database);
        }
        if let Some(cases) = options.demo_cases {
            command.args(["--demo-cases", &cases.to_string()]);
        }
        if !options.replies {
            command.args(["--demo-replies", "off"]);
        }
        if env::var_os(LOG).is_none() {
            // Every request would be a line between the person and the accounts.
            command.env(LOG, "warn");
        }
        let mut server = Self { process: Group::start(&mut command)?, address: options.address };
        server.wait_until_ready()?;
        Ok(server)
    }

    /// The process's id.
    pub fn id(&self) -> u32 {
        self.process.id()
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// An error if it has ended.
    pub fn check(&mut self) -> Result<()> {
        self.process.check("the server")
    }

    fn wait_until_ready(&mut self) -> Result<()> {
        let started = Instant::now();
        while started.elapsed() < PATIENCE {
            self.check()?;
            if stop::requested() {
                return Err(Fail::new("ended before the server was ready"));
            }
            let answer = Client::new(self.address).and_then(|mut client| client.get("/health/ready"));
            if answer.is_ok_and(|answer| answer.status == 200) {
                return Ok(());
            }
            if say::is_terminal() && started.elapsed() > Duration::from_secs(2) {
                say::tick("filling the database", started.elapsed());
            }
            thread::sleep(Duration::from_millis(100));
        }
        Err(Fail::new(format!("the server was not ready after {}", say::seconds(PATIENCE))))
    }
}
