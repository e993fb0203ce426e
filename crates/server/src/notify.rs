//! What systemd wants to be told (`Type=notify`): that the server is ready, and that it stops. Nothing happens under any other
//! parent.

/// The server answers requests.
pub fn ready() {
    tell("READY=1");
}

/// The server finishes what it has begun.
pub fn stopping() {
    tell("STOPPING=1");
}

#[cfg(target_os = "linux")]
fn tell(what: &str) {
    use std::os::linux::net::SocketAddrExt as _;
    use std::os::unix::ffi::OsStrExt as _;
    use std::os::unix::net::{SocketAddr, UnixDatagram};

    let Some(socket) = std::env::var_os("NOTIFY_SOCKET") else { return };
    let address = match socket.as_bytes().strip_prefix(b"@") {
        Some(name) => SocketAddr::from_abstract_name(name),
        None => SocketAddr::from_pathname(&socket),
    };
    let told =
        UnixDatagram::unbound().and_then(|sender| sender.send_to_addr(what.as_bytes(), &address?)).map(drop);
    if let Err(error) = told {
        tracing::warn!(error = %error, "whoever started the server could not be told {what}");
    }
}

#[cfg(not(target_os = "linux"))]
fn tell(_: &str) {}
