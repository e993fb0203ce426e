//! A PostgreSQL of the tests' own: found or installed, started on a free port over an empty folder, and stopped again.

use std::fs;
use std::net::TcpListener;
use std::os::unix::fs::chown;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::apt;
use crate::error::{Doing as _, Fail, Result};
use crate::{paths, process, say};

/// Whom it runs as where this program runs as root, which it refuses to.
const USER: &str = "postgres";
/// What tests do not need, or need more of.
const SETTINGS: &str = "-c fsync=off -c synchronous_commit=off -c full_page_writes=off -c max_connections=400 \
     -c shared_buffers=256MB -c listen_addresses=127.0.0.1 -c unix_socket_directories=''";

/// A server; stopped when it is dropped.
#[derive(Debug)]
pub struct Postgres {
    programs: PathBuf,
    folder: PathBuf,
    port: u16,
}

/// Starts one.
pub fn start() -> Result<Postgres> {
    let programs = programs()?;
    let folder = std::env::temp_dir().join(format!("caseport-postgres-{}", std::process::id()));
    let _: std::io::Result<()> = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).doing("making a folder for PostgreSQL")?;
    if is_root() {
        let [user, group] = ["-u", "-g"].map(|flag| {
            process::probe(Command::new("id").args([flag, USER])).and_then(|id| id.parse::<u32>().ok())
        });
        chown(&folder, user, group).doing("giving PostgreSQL its folder")?;
    }
    let port =
        TcpListener::bind("127.0.0.1:0").and_then(|it| it.local_addr()).doing("finding a free port")?.port();
    let server = Postgres { programs, folder, port };
    say::step("starting PostgreSQL");
    let data = server.data();
    let mut make = server.program("initdb");
    make.args(["--username", "caseport", "--auth", "trust", "--encoding", "UTF8", "--locale", "C.UTF-8"]);
    process::quiet("initdb", make.arg("--pgdata").arg(&data), None)?;
    let mut start = server.program("pg_ctl");
    start.args(["start", "--wait", "--timeout", "60", "--options", &format!("-p {port} {SETTINGS}")]);
    process::quiet(
        "pg_ctl",
        start.arg("--log").arg(server.folder.join("log")).arg("--pgdata").arg(&data),
        None,
    )?;
    Ok(server)
}

impl Postgres {
    /// Where it is, without a database's name.
    pub fn url(&self) -> String {
        format!("postgres://caseport@127.0.0.1:{}", self.port)
    }

    /// The address of a new database.
    pub fn database(&self, name: &str) -> Result<String> {
        let mut make = self.program("createdb");
        make.args(["--host", "127.0.0.1", "--username", "caseport", "--port", &self.port.to_string(), name]);
        process::quiet("createdb", &mut make, None)?;
        Ok(format!("{}/{name}", self.url()))
    }

    /// Where its programs are, such as `pg_dump`.
    pub fn programs(&self) -> &Path {
        &self.programs
    }

    fn data(&self) -> PathBuf {
        self.folder.join("data")
    }

    fn program(&self, name: &str) -> Command {
        let program = self.programs.join(name);
        let mut command = if is_root() {
            let mut command = Command::new("runuser");
            command.args(["-u", USER, "--"]).arg(program);
            command
        } else {
            Command::new(program)
        };
        // Not a folder that it may not read.
        command.current_dir(&self.folder);
        command
    }
}

impl Drop for Postgres {
    fn drop(&mut self) {
        let mut stop = self.program("pg_ctl");
        stop.args(["stop", "--mode", "immediate", "--pgdata"]).arg(self.data());
        if let Err(error) = process::quiet("pg_ctl", &mut stop, None) {
            say::note(&error.to_string());
        }
        let _: std::io::Result<()> = fs::remove_dir_all(&self.folder);
    }
}

fn is_root() -> bool {
    process::probe(Command::new("id").arg("-u")).as_deref() == Some("0")
}

/// Where its programs are: Debian puts them where no `PATH` leads.
fn programs() -> Result<PathBuf> {
    if let Some(found) = found() {
        return Ok(found);
    }
    apt::install(&["postgresql"], "the server is tested over PostgreSQL, too")?;
    found().ok_or_else(|| Fail::new("PostgreSQL is installed and not to be found"))
}

fn found() -> Option<PathBuf> {
    let debian = fs::read_dir("/usr/lib/postgresql").into_iter().flatten().flatten();
    let mut places: Vec<PathBuf> = debian.map(|version| version.path().join("bin")).collect();
    places.sort();
    let on_path =
        paths::on_path("initdb").and_then(|it| it.canonicalize().ok()?.parent().map(Path::to_owned));
    places.extend(on_path);
    places.into_iter().rev().find(|place| place.join("initdb").is_file() && place.join("pg_ctl").is_file())
}
