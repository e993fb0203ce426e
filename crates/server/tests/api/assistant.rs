//! The external assistant, as another program on this machine: asked rightly, checked, and done without.

use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Bytes;
use axum::http::{HeaderMap, StatusCode, header};
use axum::response::{IntoResponse as _, Response};
use axum::routing::any;
use caseport_domain::api::Suggestions;
use caseport_domain::limits::PASSAGE_MAX;
use caseport_server::assistant::{Assistant, AssistantToken};
use serde_json::{Value, json};
use tokio::net::TcpListener;

use crate::common::{Options, TestApp};

const TOKEN: &str = "my-secret-token";

type Heard = Arc<Mutex<Vec<(HeaderMap, Value)>>>;

/// An assistant that answers every question in one way, and an app that asks it.
struct Desk {
    app: TestApp,
    url: String,
    heard: Heard,
}

impl Desk {
    async fn with<F, A>(answer: F) -> Self
    where
        F: Fn() -> A + Clone + Send + Sync + 'static,
        A: Future<Output = Response> + Send,
    {
        let heard = Heard::default();
        let hears = heard.clone();
        let handler = async move |headers: HeaderMap, body: Bytes| {
            let question = serde_json::from_slice(&body).unwrap_or(Value::Null);
            hears.lock().unwrap().push((headers, question));
            answer().await
        };
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let url = format!("http://{}/ask?kind=articles", listener.local_addr().unwrap());
        let router = Router::new().route("/ask", any(handler));
        tokio::spawn(async move { axum::serve(listener, router).await });
        Self { app: asking(&url).await, url, heard }
    }

    async fn saying(answer: Value) -> Self {
        let text = answer.to_string();
        Self::with(move || {
            let text = text.clone();
            async move { ([(header::CONTENT_TYPE, "application/json")], text).into_response() }
        })
        .await
    }

    fn questions(&self) -> usize {
        self.heard.lock().unwrap().len()
    }
}

async fn asking(url: &str) -> TestApp {
    let token = AssistantToken::from(TOKEN.to_owned());
    let assistant = Some(Assistant::new(url, Some(&token)).unwrap());
    TestApp::with(Options { assistant, ..Options::default() }).await
}

async fn suggest(app: &TestApp, email: &str, org: &str) -> Suggestions {
    let body = json!({
        "product": "metadefender-core", "platform": "linux", "issue_type": "licensing", "severity": "s2",
        "version": "5.16.0", "license": "my-license-key", "subject": "License expired", "ccs": ["a@b.example"],
        "description": "Is there a grace period?",
    });
    app.sign_in(email).await.post(&format!("/organizations/{org}/suggestions"), &body).await.read_as(200)
}

async fn coras(app: &TestApp) -> Suggestions {
    suggest(app, "cora@contoso.example", "contoso").await
}

/// What our own search finds.
const OWN: &str = "license-expired";

fn entry(id: &str) -> Value {
    json!({ "id": id, "title": "A title", "passage": "A passage about expired licenses.", "url": "https://kb.example/1" })
}

#[tokio::test]
async fn its_answer_is_passed_on() {
    let mut first = entry("KB 4711");
    first["score"] = json!(0.8);
    let desk = Desk::saying(json!({ "articles": [first, entry("b")], "model": "x" })).await;
    let found = coras(&desk.app).await;
    assert_eq!(found.articles.len(), 2);
    let best = &found.articles[0];
    assert_eq!((best.id.as_str(), best.title.as_str(), best.score), ("KB 4711", "A title", 0.8));
    assert_eq!(
        (best.url.as_str(), best.passage.as_str()),
        ("https://kb.example/1", "A passage about expired licenses.")
    );
    let marked: Vec<_> = best.parts.iter().filter(|it| it.matches).map(|it| it.text.as_str()).collect();
    assert_eq!(marked, ["expired", "licenses"]);

    let heard = desk.heard.lock().unwrap();
    let (headers, question) = &heard[0];
    assert_eq!(headers[header::AUTHORIZATION], format!("Bearer {TOKEN}"));
    assert_eq!(headers[header::CONTENT_TYPE], "application/json");
    // Exactly this: no license key, no addresses, nobody's name.
    let expected = json!({
        "subject": "License expired", "description": "Is there a grace period?", "product": "metadefender-core",
        "platform": "linux", "issue_type": "licensing", "version": "5.16.0", "severity": "s2",
    });
    assert_eq!(*question, expected);
}

#[tokio::test]
async fn an_empty_answer_is_believed() {
    let desk = Desk::saying(json!({ "articles": [] })).await;
    assert_eq!(coras(&desk.app).await, Suggestions::default());
    assert_eq!(desk.questions(), 1);
}

#[tokio::test]
async fn nothing_is_asked_where_assistance_is_off_or_nothing_is_said() {
    let desk = Desk::saying(json!({ "articles": [entry("a")] })).await;
    assert_eq!(suggest(&desk.app, "fred@fabrikam.example", "fabrikam").await, Suggestions::default());
    let cora = desk.app.sign_in("cora@contoso.example").await;
    for body in [json!({}), json!({ "subject": "help", "description": "help please it does not work" })] {
        let found: Suggestions = cora.post("/organizations/contoso/suggestions", &body).await.read_as(200);
        assert_eq!(found, Suggestions::default());
    }
    let nils = desk.app.sign_in("nils@northwind.example").await;
    assert_eq!(nils.post("/organizations/northwind/suggestions", &json!({})).await.status, 403);
    assert_eq!(desk.questions(), 0);
    // A script without blanks says something, too; and it may know what our own search does not.
    let body = json!({ "description": "ライセンスの有効期限が切れました" });
    let found: Suggestions = cora.post("/organizations/contoso/suggestions", &body).await.read_as(200);
    assert_eq!((found.articles.len(), desk.questions()), (1, 1));
}

#[tokio::test]
async fn a_slow_answer_is_not_waited_for() {
    let slow = async || {
        tokio::time::sleep(Duration::from_secs(3)).await;
        json!({ "articles": [] }).to_string().into_response()
    };
    let desk = Desk::with(slow).await;
    let cora = desk.app.sign_in("cora@contoso.example").await;
    let body = json!({ "product": "metadefender-core", "subject": "License expired" });
    let asked = Instant::now();
    let found: Suggestions = cora.post("/organizations/contoso/suggestions", &body).await.read_as(200);
    let took = asked.elapsed();
    assert_eq!((found.articles[0].id.as_str(), desk.questions()), (OWN, 1));
    assert!(took >= Duration::from_millis(1_900) && took < Duration::from_millis(2_950), "{took:?}");
}

#[tokio::test]
async fn a_trickling_answer_is_not_waited_for_either() {
    let trickle = async || {
        let drops = futures_util::stream::unfold(0_u32, async |n| {
            tokio::time::sleep(Duration::from_millis(300)).await;
            Some((Ok::<_, std::io::Error>(Bytes::from_static(b" ")), n + 1))
        });
        axum::body::Body::from_stream(drops).into_response()
    };
    let desk = Desk::with(trickle).await;
    let asked = Instant::now();
    assert_eq!(coras(&desk.app).await.articles[0].id, OWN);
    assert!(asked.elapsed() < Duration::from_secs(3), "{:?}", asked.elapsed());
}

#[tokio::test]
async fn whatever_goes_wrong_the_own_search_answers() {
    let huge = format!(r#"{{"articles": [], "x": "{}"}}"#, "x".repeat(1_500_000));
    let answers: [(u16, String); 12] = [
        (500, json!({ "articles": [] }).to_string()),
        (404, String::new()),
        (401, json!({ "articles": [entry("a")] }).to_string()),
        (204, String::new()),
        (200, String::new()),
        (200, "<html>Welcome</html>".to_owned()),
        (200, "{\"articles\": [".to_owned()),
        (200, json!([]).to_string()),
        (200, json!({ "articles": "none" }).to_string()),
        (200, json!({ "articles": [{ "id": 1 }] }).to_string()),
        (200, format!("{}{}", "[".repeat(200_000), "]".repeat(200_000))),
        (200, huge),
    ];
    for (status, text) in answers {
        let told: String = text.chars().take(40).collect();
        let answer = move || {
            let answer = (StatusCode::from_u16(status).unwrap(), text.clone());
            async move { answer.into_response() }
        };
        let desk = Desk::with(answer).await;
        assert_eq!(coras(&desk.app).await.articles[0].id, OWN, "{status} {told}");
        assert_eq!(desk.questions(), 1);
    }
    // Nobody there at all.
    assert_eq!(coras(&asking("http://127.0.0.1:9/").await).await.articles[0].id, OWN);
}

#[tokio::test]
async fn the_question_goes_nowhere_else() {
    let elsewhere = Desk::saying(json!({ "articles": [entry("stolen")] })).await;
    for status in [301, 302, 303, 307, 308] {
        let url = elsewhere.url.clone();
        let answer = move || {
            let redirect = (StatusCode::from_u16(status).unwrap(), [(header::LOCATION, url.clone())]);
            async move { redirect.into_response() }
        };
        let desk = Desk::with(answer).await;
        assert_eq!(coras(&desk.app).await.articles[0].id, OWN, "{status}");
        assert_eq!((desk.questions(), elsewhere.questions()), (1, 0), "{status}");
    }
}

#[tokio::test]
async fn nothing_of_it_is_shown_as_it_came() {
    let at = |id: &str, url: &str| json!({ "id": id, "title": "T", "passage": "P", "url": url });
    let long = "<script>alert(1)</script> **x** \u{202e}".repeat(100);
    let desk = Desk::saying(json!({ "articles": [
        at("js", "javascript:alert(1)"), at("data", "data:text/html,x"), at("host", "//evil.example"),
        at("back", "/\\evil.example"), at("user", "https://kb.example@evil.example"), at("none", ""),
        at("", "/a"), at("con\u{0}trol", "/a"), at(&"x".repeat(201), "/a"),
        { "id": "blank", "title": " \u{1} ", "passage": "P", "url": "/a" },
        { "id": "long", "title": format!("T\u{0}\n{long}"), "passage": format!("\u{1}P\u{2}\r\n{long}"), "url": "/kb/1" },
        at("long", "/again"),
        at("http", "http://kb.example/a"), at("2", "/a"), at("3", "/a"), at("4", "/a"), at("5", "/a"), at("6", "/a"),
    ] }))
    .await;
    let found = coras(&desk.app).await;
    let ids: Vec<_> = found.articles.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["long", "http", "2", "3", "4"]);
    let long = &found.articles[0];
    assert_eq!(long.url, "/kb/1");
    assert!(long.title.starts_with("T <script>") && long.title.chars().count() <= 200);
    assert!(long.passage.starts_with("P <script>") && long.passage.chars().count() <= PASSAGE_MAX);
    let bad = |c: char| c.is_control() || c == '\u{202e}';
    assert!(!long.title.contains(bad) && !long.passage.contains(bad));
    let whole: String = long.parts.iter().map(|it| it.text.as_str()).collect();
    assert_eq!(whole, long.passage);

    // Where nothing is left, it was nonsense.
    let desk = Desk::saying(json!({ "articles": [at("js", "javascript:alert(1)")] })).await;
    assert_eq!(coras(&desk.app).await.articles[0].id, OWN);
}
