//! `serve --dev`: Trunk in front, which rebuilds the app and reloads the browser, and a server behind it, which is rebuilt
//! and restarted when its own source changes. A build that fails leaves the running server alone.

use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::thread;
use std::time::{Duration, SystemTime};

use super::{Options, Server, accounts, free_address};
use crate::error::{Fail, Result};
use crate::setup::{self, AppTools};
use crate::stage::Mode;
use crate::{build, files, paths, process, say, stop};

/// What the server is made of.
const SOURCES: [&str; 4] = ["Cargo.lock", "Cargo.toml", "crates/domain", "crates/server"];
/// Where the server is in `Trunk.toml`.
const USUAL_BACKEND: &str = "http://127.0.0.1:8080/";

/// Runs until somebody ends it.
pub fn run(port: u16, data: PathBuf, demo_cases: Option<u32>) -> Result<()> {
    AppTools::get()?;
    let trunk = setup::trunk()?;
    let program = build::server(Mode::Dev)?;
    stop::listen()?;
    let dist = paths::scratch().join("dev-dist");
    files::fresh_dir(&dist)?;
    // Trunk serves the app; the server behind it wants to serve one, too, and points there.
    let stand_in = paths::scratch().join("dev-stand-in");
    files::write(
        &stand_in.join("index.html"),
        format!("<a href=\"http://127.0.0.1:{port}\">Caseport</a>\n"),
    )?;
    let options = Options {
        program,
        address: free_address()?,
        data,
        database: None,
        dist: stand_in,
        demo_cases,
        replies: true,
    };
    say::step("starting the server");
    let mut server = Some(Server::start(options.clone())?);
    accounts::show(options.address)?;

    say::out(&format!(
        "Caseport comes up at http://127.0.0.1:{port} and follows your changes - Ctrl-C ends it."
    ));
    say::step("building the app");
    let settings = settings(options.address, &dist)?;
    let mut command = build::trunk_command(&trunk);
    command.arg("--config").arg(&settings).args(["serve", "--port", &port.to_string()]);
    let mut trunk = process::Group::start(&mut command)?;
    let mut built_from = newest(&SOURCES)?;
    while !stop::requested() {
        thread::sleep(Duration::from_millis(500));
        trunk.check("Trunk")?;
        let sources = newest(&SOURCES)?;
        if sources != built_from {
            built_from = sources;
            restart(&mut server, &options);
        }
    }
    say::step("ending");
    Ok(())
}

fn restart(server: &mut Option<Server>, options: &Options) {
    if let Err(error) = build::server(Mode::Dev) {
        say::error(&error.to_string());
        return;
    }
    say::step("restarting the server");
    // The old one has to give up its address first.
    drop(server.take());
    match Server::start(options.clone()) {
        Ok(started) => *server = Some(started),
        Err(error) => say::error(&error.to_string()),
    }
}

/// `Trunk.toml` with another backend and folder. It lies beside the original, because its paths are relative to itself.
fn settings(backend: SocketAddr, dist: &Path) -> Result<PathBuf> {
    let root = paths::root();
    let usual = files::read_text(&root.join("Trunk.toml"))?;
    if !usual.contains(USUAL_BACKEND) || !usual.contains("dist = \"dist\"") {
        return Err(Fail::new("Trunk.toml does not name the backend and the folder that are replaced here"));
    }
    let ours = usual
        .replace(USUAL_BACKEND, &format!("http://{backend}/"))
        .replace("dist = \"dist\"", &format!("dist = {:?}", dist.display().to_string()));
    let path = root.join(".trunk-dev.toml");
    files::write(&path, ours)?;
    Ok(path)
}

/// When anything was changed last, and how many files there are (a removed file is a change, too).
fn newest(sources: &[&str]) -> Result<(Option<SystemTime>, usize)> {
    let mut found = Vec::new();
    for source in sources {
        found.extend(files::all_in(&paths::root().join(source))?);
    }
    let changed = found.iter().filter_map(|path| path.metadata().ok()?.modified().ok()).max();
    Ok((changed, found.len()))
}
