//! An S3 server of this test program's own, and a way to it that can be told to fail.

use std::io::{BufRead as _, BufReader};
use std::path::PathBuf;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, LazyLock, Mutex};

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::StatusCode;
use axum::response::{IntoResponse as _, Response};
use caseport_server::files::{Address, Bucket, Disk, Files};
use caseport_server::random::{SystemRandom, new_id};
use caseport_server::relocate::FilesPlan;
use object_store::aws::{AmazonS3, AmazonS3Builder};
use tokio::net::TcpListener;

/// Keeps running as long as this program holds its standard input.
struct S3 {
    _child: Child,
    address: String,
}

static S3: LazyLock<S3> = LazyLock::new(|| {
    let script = PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../tests/s3/server.py");
    let mut command = Command::new(python());
    command.arg(script).stdin(Stdio::piped()).stdout(Stdio::piped());
    let mut child = command.spawn().expect("a Python for the S3 server: `cargo xtask setup` installs it");
    let mut line = String::new();
    BufReader::new(child.stdout.take().unwrap()).read_line(&mut line).unwrap();
    assert!(line.starts_with("http://"), "no S3 server: `cargo xtask setup` installs it");
    S3 { _child: child, address: line.trim().to_owned() }
});

/// The one that `cargo xtask` has installed the server for.
fn python() -> PathBuf {
    if let Some(python) = std::env::var_os("CASEPORT_S3_PYTHON") {
        return PathBuf::from(python);
    }
    let cache = std::env::var_os("XDG_CACHE_HOME").map(PathBuf::from);
    let cache = cache.or_else(|| Some(PathBuf::from(std::env::var_os("HOME")?).join(".cache")));
    let installed = cache.map(|cache| cache.join("caseport/tools/s3/bin/python"));
    installed.filter(|it| it.is_file()).unwrap_or_else(|| PathBuf::from("python3"))
}

/// Where the server is.
pub fn endpoint() -> &'static str {
    &S3.address
}

/// Keys that it takes, as it takes any.
pub fn keys() -> AmazonS3Builder {
    AmazonS3Builder::new()
        .with_access_key_id("test")
        .with_secret_access_key("not-to-be-told")
        .with_region("us-east-1")
}

/// A place of its own in the one bucket, at the server or at something before it.
pub fn address(endpoint: &str) -> Address {
    let prefix = new_id(&SystemRandom).unwrap();
    format!("s3://caseport/{prefix}?endpoint={endpoint}").parse().unwrap()
}

pub fn bucket(address: &Address) -> Bucket {
    Bucket::at(keys(), address).unwrap()
}

/// The bucket past the server that is tested.
pub fn beside(address: &Address) -> AmazonS3 {
    drop(bucket(address));
    keys().with_bucket_name(&address.bucket).with_endpoint(endpoint()).with_allow_http(true).build().unwrap()
}

/// Files that move from a folder to the bucket.
pub fn from_disk(folder: &std::path::Path, to: &Address) -> FilesPlan {
    FilesPlan::Copy { from: Files::Disk(Disk::at(folder)), to: Files::Bucket(bucket(to)) }
}

/// Files that move from the bucket to a folder.
pub fn to_disk(from: &Address, folder: &std::path::Path) -> FilesPlan {
    FilesPlan::Copy { from: Files::Bucket(bucket(from)), to: Files::open(folder).unwrap() }
}

/// What the way to the bucket does.
#[derive(Clone, Debug)]
pub enum Way {
    Open,
    /// Answers so to everything.
    Says(u16, &'static str),
    /// Answers so to what begins with the method and has this in its address.
    SaysTo(&'static str, &'static str, u16, &'static str),
}

/// A way to the bucket that can be told to fail.
pub struct Gate {
    pub address: Address,
    way: Arc<Mutex<Way>>,
}

impl Gate {
    pub async fn new() -> Self {
        let way = Arc::new(Mutex::new(Way::Open));
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let endpoint = format!("http://{}", listener.local_addr().unwrap());
        // Its clients' TLS must be chosen before the first one is made.
        let address = address(&endpoint);
        drop(bucket(&address));
        let router = Router::new().fallback(pass).with_state((way.clone(), reqwest::Client::new()));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { address, way }
    }

    pub fn is(&self, way: Way) {
        *self.way.lock().unwrap() = way;
    }
}

async fn pass(State((way, client)): State<(Arc<Mutex<Way>>, reqwest::Client)>, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let path = parts.uri.path_and_query().unwrap().as_str().to_owned();
    let way = way.lock().unwrap().clone();
    let said = match way {
        Way::Open => None,
        Way::Says(status, text) => Some((status, text)),
        Way::SaysTo(method, part, status, text) => {
            (parts.method.as_str() == method && path.contains(part)).then_some((status, text))
        }
    };
    let body = axum::body::to_bytes(body, usize::MAX).await.unwrap();
    if let Some((status, text)) = said {
        return (StatusCode::from_u16(status).unwrap(), text).into_response();
    }
    let passed =
        client.request(parts.method, format!("{}{path}", endpoint())).headers(parts.headers).body(body);
    let answer = passed.send().await.unwrap();
    let (status, headers) = (answer.status(), answer.headers().clone());
    let mut response = Response::new(Body::from(answer.bytes().await.unwrap()));
    *response.status_mut() = status;
    *response.headers_mut() = headers;
    response
}
