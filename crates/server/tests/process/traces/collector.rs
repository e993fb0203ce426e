//! A collector of traces: takes what the OTLP protocol sends by HTTP, and reads it.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};

use opentelemetry_proto::tonic::collector::trace::v1::ExportTraceServiceRequest;
use opentelemetry_proto::tonic::common::v1::any_value::Value;
use opentelemetry_proto::tonic::common::v1::{AnyValue, KeyValue};
use opentelemetry_proto::tonic::trace::v1::Span;
use prost::Message as _;

use super::neighbours::{Request, serve};

pub struct Collector {
    pub address: String,
    bodies: Arc<Mutex<Vec<Vec<u8>>>>,
    tried: Arc<AtomicUsize>,
}

/// A span, as far as tests look at it.
#[derive(Clone, Debug)]
pub struct Seen {
    pub name: String,
    pub trace: String,
    pub id: String,
    /// Empty for none.
    pub parent: String,
    /// 2 for what was asked of us, 3 for what we ask of others.
    pub kind: i32,
    pub began: u64,
    pub ended: u64,
    pub service: String,
    attributes: Vec<KeyValue>,
}

impl Collector {
    pub fn start() -> Self {
        let bodies: Arc<Mutex<Vec<Vec<u8>>>> = Arc::default();
        let kept = bodies.clone();
        let address = serve(move |request: Request| {
            assert_eq!((request.method.as_str(), request.path.as_str()), ("POST", "/v1/traces"));
            assert_eq!(request.headers["content-type"], "application/x-protobuf");
            kept.lock().unwrap().push(request.body);
            (200, Vec::new())
        });
        Self { address, bodies, tried: Arc::default() }
    }

    /// One that ends every connection at once.
    pub fn away() -> Self {
        Self::that(drop)
    }

    /// One that takes what comes and says nothing, ever.
    pub fn hanging() -> Self {
        Self::that(|mut line| {
            let _ = line.flush();
            let mut taken = [0; 1_024];
            while line.read(&mut taken).is_ok_and(|read| read > 0) {}
        })
    }

    fn that(does: impl Fn(std::net::TcpStream) + Send + Sync + 'static) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let (tried, does) = (Arc::new(AtomicUsize::new(0)), Arc::new(does));
        let counted = tried.clone();
        std::thread::spawn(move || {
            while let Ok((line, _)) = listener.accept() {
                counted.fetch_add(1, Ordering::SeqCst);
                let does = does.clone();
                std::thread::spawn(move || does(line));
            }
        });
        Self { address, bodies: Arc::default(), tried }
    }

    /// Connections so far, of one that takes nothing.
    pub fn tried(&self) -> usize {
        self.tried.load(Ordering::SeqCst)
    }

    /// What came, as it came.
    pub fn bodies(&self) -> Vec<Vec<u8>> {
        self.bodies.lock().unwrap().clone()
    }

    /// The spans that came, those that began first at first.
    pub fn spans(&self) -> Vec<Seen> {
        let mut spans = Vec::new();
        for body in self.bodies() {
            for sent in ExportTraceServiceRequest::decode(body.as_slice()).unwrap().resource_spans {
                let resource = sent.resource.map(|it| it.attributes).unwrap_or_default();
                let service = text(&resource, "service.name").to_owned();
                let all = sent.scope_spans.into_iter().flat_map(|scope| scope.spans);
                spans.extend(all.map(|span| Seen::of(span, &service)));
            }
        }
        spans.sort_by_key(|span| span.began);
        spans
    }
}

fn hex(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

fn value<'a>(attributes: &'a [KeyValue], key: &str) -> Option<&'a Value> {
    let found = attributes.iter().find(|it| it.key == key)?;
    found.value.as_ref().and_then(|AnyValue { value }| value.as_ref())
}

fn text<'a>(attributes: &'a [KeyValue], key: &str) -> &'a str {
    match value(attributes, key) {
        Some(Value::StringValue(text)) => text,
        _ => "",
    }
}

impl Seen {
    fn of(span: Span, service: &str) -> Self {
        assert!(span.events.is_empty(), "what the log says stays here: {:?}", span.events);
        Self {
            name: span.name,
            trace: hex(&span.trace_id),
            id: hex(&span.span_id),
            parent: hex(&span.parent_span_id),
            kind: span.kind,
            began: span.start_time_unix_nano,
            ended: span.end_time_unix_nano,
            service: service.to_owned(),
            attributes: span.attributes,
        }
    }

    /// An attribute; empty where there is none.
    pub fn text(&self, key: &str) -> &str {
        text(&self.attributes, key)
    }

    pub fn number(&self, key: &str) -> i64 {
        match value(&self.attributes, key) {
            Some(Value::IntValue(number)) => *number,
            other => panic!("{key}: {other:?}"),
        }
    }

    pub fn truth(&self, key: &str) -> bool {
        matches!(value(&self.attributes, key), Some(Value::BoolValue(true)))
    }
}
