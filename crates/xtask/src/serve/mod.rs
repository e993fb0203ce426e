//! `serve`: the product on this machine, for a first look, for development, and for programs that want to drive it.

mod accounts;
mod dev;
mod server;

use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::thread;
use std::time::Duration;

pub use server::{Options, Server};

use crate::args::Serve;
use crate::error::{Doing, Fail, Result};
use crate::stage::Mode;
use crate::{build, paths, say, stop};

/// Builds and runs until somebody ends it.
pub fn run(options: Serve) -> Result<()> {
    let address = SocketAddr::from((Ipv4Addr::LOCALHOST, options.port));
    // Now rather than after minutes of building.
    if TcpListener::bind(address).is_err() {
        return Err(Fail::new(format!(
            "port {} is taken by another program; choose one with --port N",
            options.port
        )));
    }
    let data = options.data.unwrap_or_else(|| paths::scratch().join("data"));
    let data = std::path::absolute(&data).doing(data.display())?;
    if options.dev {
        return dev::run(options.port, data, options.demo_cases);
    }
    let program = build::all(Mode::Release)?;
    stop::listen()?;
    say::step("starting the server");
    let mut server = Server::start(Options {
        program,
        address,
        data,
        database: None,
        dist: paths::dist(),
        demo_cases: options.demo_cases,
        replies: true,
    })?;
    accounts::show(address)?;
    say::out(&format!("Caseport runs at http://{address} - Ctrl-C ends it."));
    while !stop::requested() {
        server.check()?;
        thread::sleep(Duration::from_millis(200));
    }
    say::step("ending");
    Ok(())
}

/// An address on this machine that nobody listens at.
pub fn free_address() -> Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).doing("no free port")?;
    listener.local_addr().doing("no free port")
}
