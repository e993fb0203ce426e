//! A reader of server-sent events, by hand.

use std::time::Duration;

use axum::body::{Body, BodyDataStream};
use axum::http::HeaderMap;
use caseport_server::store::journal;
use futures_util::StreamExt as _;
use serde_json::Value;

use super::{TestApp, User};

/// How soon an event must be there.
const SOON: Duration = Duration::from_secs(2);
/// How long a busy machine may take for what surely comes.
const PATIENCE: Duration = Duration::from_secs(30);

/// What came before a blank line.
#[derive(Clone, Debug, Default)]
pub struct Block {
    pub comment: Option<String>,
    pub retry: Option<String>,
    pub id: Option<String>,
    event: Option<String>,
    data: Option<String>,
}

impl Block {
    fn told(self) -> Option<Event> {
        let name = self.event?;
        let data = serde_json::from_str(&self.data.expect("data")).unwrap();
        Some(Event { id: self.id.expect("an id"), name, data })
    }
}

#[derive(Clone, Debug, PartialEq)]
pub struct Event {
    pub id: String,
    pub name: String,
    pub data: Value,
}

impl Event {
    /// The number of the case that it is about.
    pub fn number(&self) -> &str {
        self.data["case"]["number"].as_str().or_else(|| self.data["case"].as_str()).unwrap_or_default()
    }
}

/// An open stream.
pub struct Stream {
    pub headers: HeaderMap,
    /// Everything that came.
    pub text: String,
    /// The id that the reader would go on behind.
    pub last_id: String,
    read: usize,
    body: BodyDataStream,
}

impl User<'_> {
    /// Follows a place from now on.
    pub async fn stream(&self, org: &str) -> Stream {
        let response = self.answered(&format!("/organizations/{org}/stream")).await;
        assert_eq!(response.status(), 200, "{org}");
        let mut stream = Stream::new(response.headers().clone(), response.into_body());
        let first = stream.block().await.expect("a beginning");
        assert_eq!((first.comment.is_some(), first.retry.as_deref()), (true, Some("1000")));
        stream
    }

    /// Goes on behind an id.
    pub async fn stream_behind(&self, org: &str, id: &str) -> Stream {
        self.clone().with("last-event-id", id).stream(org).await
    }
}

impl Stream {
    fn new(headers: HeaderMap, body: Body) -> Self {
        let (text, last_id) = (String::new(), String::new());
        Self { headers, text, last_id, read: 0, body: body.into_data_stream() }
    }

    /// The next block; none at the end.
    pub async fn block(&mut self) -> Option<Block> {
        loop {
            let rest = &self.text[self.read..];
            if let Some(end) = rest.find("\n\n") {
                let block = parse(&rest[..end]);
                self.read += end + 2;
                if let Some(id) = &block.id {
                    self.last_id.clone_from(id);
                }
                return Some(block);
            }
            let piece = self.body.next().await?.unwrap();
            self.text.push_str(std::str::from_utf8(&piece).unwrap());
        }
    }

    async fn next(&mut self) -> Option<Event> {
        loop {
            if let Some(event) = self.block().await?.told() {
                return Some(event);
            }
        }
    }

    /// The next event, which must come soon.
    pub async fn event(&mut self) -> Event {
        let soon = tokio::time::timeout(SOON, self.next()).await;
        soon.expect("an event within two seconds").expect("the stream goes on")
    }

    /// The events until the stream says that it has come as far as the journal has by now: after [`TestApp::following`],
    /// whose heartbeats say that soon.
    pub async fn events(&mut self, app: &TestApp) -> Vec<Event> {
        let (_, latest) = journal::range(&mut app.store.read().await.unwrap()).await.unwrap();
        let mut events = Vec::new();
        let caught_up = async {
            while place(&self.last_id) < latest {
                let block = self.block().await.expect("the stream goes on");
                events.extend(block.told());
            }
        };
        tokio::time::timeout(PATIENCE, caught_up).await.expect("heartbeats");
        events
    }

    /// It ends, and soon, without another event.
    pub async fn ends(&mut self) {
        let end = tokio::time::timeout(SOON, self.next()).await;
        assert_eq!(end.expect("an end within two seconds"), None);
    }
}

/// Ids are opaque; but to the server's own tests.
fn place(id: &str) -> i64 {
    id.split('-').nth(1).map_or(-1, |seq| seq.parse().unwrap())
}

fn parse(text: &str) -> Block {
    let mut block = Block::default();
    for line in text.split('\n') {
        let (field, value) = line.split_once(':').unwrap_or((line, ""));
        let value = Some(value.strip_prefix(' ').unwrap_or(value).to_owned());
        match field {
            "" => block.comment = value,
            "id" => block.id = value,
            "event" => block.event = value,
            "data" => block.data = value,
            "retry" => block.retry = value,
            other => panic!("a field {other:?} in {text:?}"),
        }
    }
    block
}
