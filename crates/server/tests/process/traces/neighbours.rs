//! The programs that a server talks to, as far as it takes to see what they are told.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::TcpListener;
use std::sync::{Arc, Mutex, mpsc};

use axum::Router;
use axum::body::Body;
use axum::http::{HeaderMap, Response};

/// A request to one of them.
pub struct Request {
    pub method: String,
    pub path: String,
    pub headers: HeaderMap,
    pub body: Vec<u8>,
}

/// Answers on any free port with what `answer` says, for as long as the tests run; its address.
pub fn serve(answer: impl Fn(Request) -> (u16, Vec<u8>) + Clone + Send + Sync + 'static) -> String {
    let (send, receive) = mpsc::channel();
    std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
        runtime.block_on(async move {
            let listener = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap();
            send.send(listener.local_addr().unwrap()).unwrap();
            let router = Router::new().fallback(async move |request: axum::extract::Request| {
                let (parts, body) = request.into_parts();
                let body = axum::body::to_bytes(body, usize::MAX).await.unwrap().to_vec();
                let (method, headers) = (parts.method.to_string(), parts.headers);
                let path = parts.uri.path_and_query().unwrap().to_string();
                let (status, body) = answer(Request { method, path, headers, body });
                Response::builder().status(status).header("etag", "\"one\"").body(Body::from(body)).unwrap()
            });
            axum::serve(listener, router).await.unwrap();
        });
    });
    format!("http://{}", receive.recv().unwrap())
}

/// Which traces it was told of.
type Told = Arc<Mutex<Vec<String>>>;

fn note(told: &Told, request: &Request) {
    let traces = request.headers.get_all("traceparent").iter().map(|it| it.to_str().unwrap().to_owned());
    told.lock().unwrap().extend(traces);
}

/// One that answers everything the same.
pub struct Neighbour {
    pub address: String,
    told: Told,
}

impl Neighbour {
    /// An assistant that finds nothing.
    pub fn assistant() -> Self {
        Self::start(200, br#"{"articles": []}"#)
    }

    /// An identity provider that has no time.
    pub fn provider() -> Self {
        Self::start(503, b"")
    }

    fn start(status: u16, body: &'static [u8]) -> Self {
        let told = Told::default();
        let noted = told.clone();
        let address = serve(move |request| {
            note(&noted, &request);
            (status, body.to_vec())
        });
        Self { address, told }
    }

    pub fn traceparents(&self) -> Vec<String> {
        self.told.lock().unwrap().clone()
    }
}

/// A bucket for small objects.
pub struct Bucket {
    address: String,
    told: Told,
}

impl Bucket {
    pub fn start() -> Self {
        let told = Told::default();
        let (noted, objects) = (told.clone(), Arc::new(Mutex::new(BTreeMap::<String, Vec<u8>>::new())));
        let address = serve(move |request| {
            note(&noted, &request);
            let mut objects = objects.lock().unwrap();
            let empty = br#"<?xml version="1.0"?><ListBucketResult><IsTruncated>false</IsTruncated></ListBucketResult>"#;
            match request.method.as_str() {
                "GET" if request.path.contains("list-type") => (200, empty.to_vec()),
                "PUT" => {
                    objects.insert(request.path, request.body);
                    (200, Vec::new())
                }
                "GET" => objects.get(&request.path).map_or((404, Vec::new()), |it| (200, it.clone())),
                _ => {
                    objects.remove(&request.path);
                    (204, Vec::new())
                }
            }
        });
        Self { address, told }
    }

    /// Its address for `--files`.
    pub fn files(&self) -> String {
        format!("s3://caseport/live?endpoint={}", self.address)
    }

    pub fn traceparents(&self) -> Vec<String> {
        self.told.lock().unwrap().clone()
    }
}

/// A mail server that takes everything.
pub struct MailServer {
    pub address: String,
    taken: mpsc::Receiver<()>,
}

impl MailServer {
    pub fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap().to_string();
        let (send, taken) = mpsc::channel();
        std::thread::spawn(move || {
            while let Ok((line, _)) = listener.accept() {
                let send = send.clone();
                std::thread::spawn(move || talk(&line, &send));
            }
        });
        Self { address, taken }
    }

    /// Waits until a mail has come.
    pub fn wait_for_one(&self) {
        self.taken.recv().unwrap();
    }
}

fn talk(mut line: &std::net::TcpStream, taken: &mpsc::Sender<()>) {
    let mut lines = BufReader::new(line).lines();
    let mut is_mail = false;
    line.write_all(b"220 here\r\n").unwrap();
    while let Some(Ok(said)) = lines.next() {
        let answer: &[u8] = match said.as_str() {
            "." if is_mail => {
                is_mail = false;
                // The test may have seen enough.
                let _ = taken.send(());
                b"250 taken\r\n"
            }
            _ if is_mail => continue,
            "DATA" => {
                is_mail = true;
                b"354 go on\r\n"
            }
            _ => b"250 fine\r\n",
        };
        if line.write_all(answer).is_err() {
            return;
        }
    }
}
