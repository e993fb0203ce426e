//! Runs the program and talks to it over TCP.

use std::fs::OpenOptions;
use std::io::{BufRead as _, BufReader, Read as _};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::mpsc;
use std::time::{Duration, Instant};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use tempfile::TempDir;
use ureq::http::{Request, Response};
use ureq::{Agent, Body};

/// How long the program may take to come up on a busy machine.
const PATIENCE: Duration = Duration::from_secs(60);

pub struct Folder {
    pub root: TempDir,
}

impl Folder {
    /// With a built app of one page.
    pub fn new() -> Self {
        let root = TempDir::new().unwrap();
        std::fs::create_dir(root.path().join("dist")).unwrap();
        std::fs::write(root.path().join("dist/index.html"), "<!doctype html><title>app</title>").unwrap();
        Self { root }
    }

    pub fn path(&self, name: &str) -> PathBuf {
        self.root.path().join(name)
    }

    /// The program over this folder, on any free port.
    pub fn command(&self) -> Command {
        let mut command = Command::new(env!("CARGO_BIN_EXE_caseport-server"));
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("CASEPORT_")) {
            command.env_remove(name);
        }
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("OTEL_")) {
            command.env_remove(name);
        }
        command.arg("serve").arg("--listen").arg("127.0.0.1:0");
        command.arg("--data").arg(self.path("data")).arg("--dist").arg(self.path("dist"));
        command.env("RUST_BACKTRACE", "1");
        // Nothing happens but what a test does.
        command.env("CASEPORT_DEMO_REPLIES", "off");
        let log = OpenOptions::new().create(true).append(true).open(self.path("log")).unwrap();
        command.stderr(log);
        command
    }

    /// What the program has logged, line by line.
    pub fn log(&self) -> Vec<Value> {
        let text = std::fs::read_to_string(self.path("log")).unwrap();
        text.lines().map(|line| serde_json::from_str(line).expect(line)).collect()
    }
}

/// A running program; killed at the end.
pub struct Server {
    pub child: Child,
    pub address: String,
}

impl Server {
    /// Starts it and waits for its ready line.
    pub fn start(mut command: Command) -> Self {
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut lines = BufReader::new(child.stdout.take().unwrap()).lines();
        let (send, receive) = mpsc::channel();
        std::thread::spawn(move || send.send(lines.next()));
        let line =
            receive.recv_timeout(PATIENCE).expect("a ready line in time").expect("a ready line").unwrap();
        let address = line.strip_prefix("caseport-server: listening on ").expect(&line).to_owned();
        Self { child, address }
    }

    pub fn client(&self) -> Client {
        let config = Agent::config_builder().http_status_as_error(false).max_redirects(0);
        Client {
            agent: config.timeout_global(Some(PATIENCE)).build().into(),
            address: self.address.clone(),
            cookie: String::new(),
            authorization: String::new(),
        }
    }

    pub fn sign_in(&self, email: &str) -> Client {
        let mut client = self.client();
        let body = serde_json::json!({ "email": email, "password": "caseport-demo" });
        let answer = client
            .agent
            .post(client.url("/auth/login"))
            .content_type("application/json")
            .send(body.to_string());
        let answer = answer.unwrap();
        assert_eq!(answer.status(), 204);
        let cookies = answer.headers().get_all("set-cookie").iter().map(|value| value.to_str().unwrap());
        let cookie = cookies.into_iter().find(|cookie| cookie.starts_with("caseport_session=")).unwrap();
        client.cookie = cookie.split(';').next().unwrap().to_owned();
        client
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        drop(self.child.kill());
        drop(self.child.wait());
    }
}

#[derive(Clone)]
pub struct Client {
    agent: Agent,
    address: String,
    cookie: String,
    authorization: String,
}

impl Client {
    fn url(&self, path: &str) -> String {
        format!("{}/api/v1{path}", self.address)
    }

    /// The same client with a bearer token.
    pub fn with_bearer(mut self, token: &str) -> Self {
        self.authorization = format!("Bearer {token}");
        self
    }

    pub fn get(&self, path: &str) -> Result<(u16, Value), ureq::Error> {
        let answer = self.agent.get(self.url(path)).header("cookie", &self.cookie).call()?;
        read(answer)
    }

    pub fn post(&self, path: &str, body: &Value) -> Result<(u16, Value), ureq::Error> {
        let mut request = self.agent.post(self.url(path)).header("cookie", &self.cookie);
        if !self.authorization.is_empty() {
            request = request.header("authorization", &self.authorization);
        }
        read(request.content_type("application/json").send(body.to_string())?)
    }
}

/// Whatever else.
impl Client {
    /// Sends a request with headers of its own to any path of the server.
    pub fn ask(&self, method: &str, path: &str, headers: &[(&str, &str)], body: &str) -> Response<Body> {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.address));
        request = request.header("cookie", &self.cookie).header("content-type", "application/json");
        for (name, value) in headers {
            request = request.header(*name, *value);
        }
        match body {
            "" => self.agent.run(request.body(()).unwrap()).unwrap(),
            body => self.agent.run(request.body(body).unwrap()).unwrap(),
        }
    }

    /// A file's bytes.
    pub fn file(&self, id: &str) -> Vec<u8> {
        let answer = self.ask("GET", &format!("/api/v1/files/{id}"), &[], "");
        assert_eq!(answer.status(), 200, "{id}");
        let mut bytes = Vec::new();
        answer.into_body().into_reader().read_to_end(&mut bytes).unwrap();
        bytes
    }
}

/// Uploads.
impl Client {
    /// The same person at the same server, started anew.
    pub fn at(&self, server: &Server) -> Self {
        Self { address: server.address.clone(), ..self.clone() }
    }

    pub fn cookie(&self) -> &str {
        &self.cookie
    }

    /// Begins an upload to a case; its address.
    pub fn begin_upload(&self, case: &str, size: usize) -> String {
        self.begin_upload_of(&[("case", case)], size)
    }

    /// Begins an upload that says this of itself; its address.
    pub fn begin_upload_of(&self, said: &[(&str, &str)], size: usize) -> String {
        let pairs: Vec<_> =
            said.iter().map(|(name, value)| format!("{name} {}", STANDARD.encode(value))).collect();
        let metadata = pairs.join(",");
        let headers = [("upload-length", size.to_string()), ("upload-metadata", metadata)];
        let answer = self.tus("POST", "/api/v1/uploads", &headers, &[]);
        assert_eq!(answer.status(), 201);
        answer.headers()["location"].to_str().unwrap().to_owned()
    }

    /// Sends a piece.
    pub fn patch(&self, upload: &str, offset: u64, piece: &[u8]) -> (u16, Value) {
        let media_type = "application/offset+octet-stream".to_owned();
        let headers = [("upload-offset", offset.to_string()), ("content-type", media_type)];
        read(self.tus("PATCH", upload, &headers, piece)).unwrap()
    }

    /// Where an upload stands.
    pub fn upload_offset(&self, upload: &str) -> Option<u64> {
        let answer = self.tus("HEAD", upload, &[], &[]);
        answer.headers().get("upload-offset").map(|offset| offset.to_str().unwrap().parse().unwrap())
    }

    fn tus(&self, method: &str, path: &str, headers: &[(&str, String)], body: &[u8]) -> Response<Body> {
        let mut request = Request::builder().method(method).uri(format!("{}{path}", self.address));
        request = request.header("cookie", &self.cookie).header("tus-resumable", "1.0.0");
        for (name, value) in headers {
            request = request.header(*name, value);
        }
        self.agent.run(request.body(body).unwrap()).unwrap()
    }
}

fn read(answer: Response<Body>) -> Result<(u16, Value), ureq::Error> {
    let status = answer.status().as_u16();
    let mut text = String::new();
    answer.into_body().into_reader().read_to_string(&mut text)?;
    Ok((status, serde_json::from_str(&text).unwrap_or(Value::Null)))
}

/// Tells a server to stop, and waits until it has.
pub fn stopped(server: &mut Server) {
    let pid = server.child.id().to_string();
    assert!(Command::new("kill").args(["-TERM", &pid]).status().unwrap().success());
    assert_eq!(server.child.wait().unwrap().code(), Some(0));
}

/// Runs the program to its end, which must come soon and be a refusal in one line.
#[track_caller]
pub fn refusal(command: &mut Command) -> String {
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    let started = Instant::now();
    while child.try_wait().unwrap().is_none() {
        if started.elapsed() > PATIENCE {
            child.kill().unwrap();
            panic!("it started");
        }
        std::thread::sleep(Duration::from_millis(10));
    }
    let output = child.wait_with_output().unwrap();
    let stderr = String::from_utf8(output.stderr).unwrap();
    assert_eq!(output.status.code(), Some(1), "{stderr}");
    assert_eq!(stderr.lines().count(), 1, "{stderr}");
    assert!(output.stdout.is_empty());
    let line = stderr.trim_end().to_owned();
    line.strip_prefix("caseport-server: ").expect(&line).to_owned()
}

/// Whether the test runs as somebody whom file permissions stop.
pub fn permissions_count(folder: &Path) -> bool {
    let probe = folder.join("probe");
    std::fs::create_dir(&probe).unwrap();
    let mut permissions = std::fs::metadata(&probe).unwrap().permissions();
    permissions.set_readonly(true);
    std::fs::set_permissions(&probe, permissions).unwrap();
    std::fs::write(probe.join("x"), "x").is_err()
}
