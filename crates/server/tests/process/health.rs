//! What those who start and watch the server go by: `health`, and what systemd is told.

use std::os::unix::net::UnixDatagram;
use std::process::{Command, Output};
use std::time::Duration;

use crate::common::{Folder, Server, stopped};

fn health(url: &str) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_caseport-server"));
    command.env("CASEPORT_HEALTH_URL", url).arg("health").output().unwrap()
}

#[test]
fn health_says_by_its_exit_code_whether_the_server_is_well() {
    let folder = Folder::new();
    let mut server = Server::start(folder.command());
    for path in ["/health/live", "/health/ready"] {
        let asked = health(&format!("{}{path}", server.address));
        assert!(asked.status.success() && asked.stdout.is_empty() && asked.stderr.is_empty(), "{asked:?}");
    }
    let refused = |url: &str| {
        let asked = health(url);
        assert_eq!(asked.status.code(), Some(1));
        String::from_utf8(asked.stderr).unwrap()
    };
    let line = refused(&format!("{}/health/nothing", server.address));
    assert_eq!(line, "caseport-server: the server answers with status 404\n");
    stopped(&mut server);
    let line = refused(&format!("{}/health/live", server.address));
    assert!(line.starts_with("caseport-server: the server does not answer: "), "{line}");
}

#[test]
#[cfg(target_os = "linux")]
fn systemd_is_told_when_the_server_is_ready_and_when_it_stops() {
    use std::os::linux::net::SocketAddrExt as _;
    use std::os::unix::net::SocketAddr;

    let folder = Folder::new();
    let path = folder.path("notify");
    let name = format!("caseport-test-{}", std::process::id());
    let sockets = [
        (UnixDatagram::bind(&path).unwrap(), path.display().to_string()),
        (
            UnixDatagram::bind_addr(&SocketAddr::from_abstract_name(&name).unwrap()).unwrap(),
            format!("@{name}"),
        ),
    ];
    for (socket, address) in sockets {
        socket.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let mut command = folder.command();
        command.env("NOTIFY_SOCKET", &address);
        let mut server = Server::start(command);
        let told = || {
            let mut told = [0; 64];
            let length = socket.recv(&mut told).unwrap();
            String::from_utf8(told[..length].to_vec()).unwrap()
        };
        assert_eq!(told(), "READY=1", "{address}");
        server.client().get("/config").unwrap();
        stopped(&mut server);
        assert_eq!(told(), "STOPPING=1", "{address}");
    }
}
