//! Traces of the real program, as a collector of the real protocol gets them.

mod collector;
mod neighbours;

use serde_json::json;

use crate::common::{Folder, Server, refusal, stopped};
use collector::{Collector, Seen};
use neighbours::{Bucket, MailServer, Neighbour};

const TRACE: &str = "4bf92f3577b34da6a3ce929d0e0e4736";
const PARENT: &str = "00f067aa0ba902b7";

fn traceparent() -> String {
    format!("00-{TRACE}-{PARENT}-01")
}

/// A server whose traces are sent when it stops, and not before.
fn traced(folder: &Folder, collector: &Collector) -> std::process::Command {
    let mut command = folder.command();
    command.arg("--demo");
    command.env("OTEL_EXPORTER_OTLP_ENDPOINT", &collector.address).env("OTEL_SERVICE_NAME", "portal");
    command.env("OTEL_BSP_SCHEDULE_DELAY", "3600000");
    command
}

/// The spans below one, at any depth.
fn below<'a>(all: &'a [Seen], span: &Seen) -> Vec<&'a Seen> {
    let mut found: Vec<&Seen> = all.iter().filter(|it| it.parent == span.id).collect();
    for child in found.clone() {
        found.extend(below(all, child));
    }
    found
}

fn names(spans: &[&Seen]) -> Vec<String> {
    spans.iter().map(|span| span.name.clone()).collect()
}

#[test]
fn a_request_is_a_span_of_the_trace_that_it_came_with_and_its_work_is_below_it() {
    let (folder, collector) = (Folder::new(), Collector::start());
    let mut server = Server::start(traced(&folder, &collector));
    let cora = server.sign_in("cora@contoso.example");
    let (of_trace, path) = (traceparent(), "/api/v1/organizations/contoso/cases");
    let headers = [("traceparent", of_trace.as_str())];
    let listed = cora.ask("GET", &format!("{path}?tab=my&q=my-secret-search"), &headers, "");
    assert_eq!(listed.status(), 200);
    let id = listed.headers()["x-request-id"].to_str().unwrap().to_owned();
    let case = json!({
        "product": "metadefender-vault", "issue_type": "question", "severity": "s3", "subject": "my-secret-subject",
        "description": "my-secret-words that are long enough to be taken.", "ccs": ["dora@elsewhere.example"],
    });
    let mut made = cora.ask("POST", path, &headers, &case.to_string());
    assert_eq!(made.status(), 201);
    let made: serde_json::Value = serde_json::from_str(&made.body_mut().read_to_string().unwrap()).unwrap();
    let number = made["number"].as_str().unwrap();
    let upload = cora.begin_upload(number, 3_000);
    assert_eq!(cora.patch(&upload, 0, &[7; 3_000]).0, 204);
    let nobody = json!({ "email": "my-secret-address@x.example", "password": "my-secret-password" });
    assert_eq!(server.client().post("/auth/login", &nobody).unwrap().0, 401);
    for quiet in ["/health/live", "/health/ready", "/metrics"] {
        assert_eq!(cora.ask("GET", quiet, &headers, "").status(), 200);
    }
    assert_eq!(cora.ask("GET", "/api/v1/cases/my-secret-case", &[], "").status(), 404);
    assert!(collector.bodies().is_empty(), "nothing was to be sent before the end");
    stopped(&mut server);

    let spans = collector.spans();
    let route = "/api/v1/organizations/{org}/cases";
    let of = |method: &str| {
        let name = format!("{method} {route}");
        spans.iter().find(|span| span.name == name).unwrap_or_else(|| panic!("{name}: {spans:#?}"))
    };
    let list = of("GET");
    assert_eq!((list.trace.as_str(), list.parent.as_str()), (TRACE, PARENT));
    assert_eq!((list.kind, list.service.as_str()), (2, "portal"));
    assert_eq!(list.text("http.route"), route);
    assert_eq!(list.text("http.request.method"), "GET");
    assert_eq!(list.text("caseport.request_id"), id);
    assert_eq!(list.number("http.response.status_code"), 200);
    assert!(list.ended > list.began);
    let reading = below(&spans, list);
    assert!(names(&reading).contains(&"database read".to_owned()), "{reading:#?}");
    assert!(reading.iter().all(|span| span.trace == TRACE && span.began >= list.began));

    let writing = below(&spans, of("POST"));
    let write = writing.iter().find(|span| span.name == "database write").unwrap();
    assert_eq!((write.text("db.system.name"), write.truth("caseport.committed")), ("sqlite", true));
    assert_eq!(names(&below(&spans, write)), ["wait for the database", "commit"]);
    let piece = spans.iter().find(|span| span.name == "PATCH /api/v1/uploads/{upload}").unwrap();
    let files = names(&below(&spans, piece));
    for work in ["file go on", "file settle", "file arrive"] {
        assert!(files.contains(&work.to_owned()), "{work}: {files:?}");
    }
    assert_ne!(piece.trace, TRACE, "it came with none");
    // Machines that look after the server are not in there, nor is what nobody asked for.
    assert!(spans.iter().all(|span| !span.text("http.route").starts_with("/health")), "{spans:#?}");
    assert!(spans.iter().all(|span| span.text("http.route") != "/metrics"));
    assert!(spans.iter().all(|span| span.kind == 2 || !span.parent.is_empty()), "{spans:#?}");

    // What the log says of the same request can be found by its trace.
    let line = folder.log().into_iter().find(|line| line["span"]["request_id"] == *id).unwrap();
    assert_eq!(
        (line["span"]["trace_id"].as_str(), line["span"]["method"].as_str()),
        (Some(TRACE), Some("GET"))
    );

    let cookie = cora.cookie().split('=').nth(1).unwrap();
    let sent: Vec<u8> = collector.bodies().concat();
    for secret in
        [cookie, "cora", "contoso", "dora@", "my-secret", number, upload.rsplit('/').next().unwrap()]
    {
        assert!(!sent.windows(secret.len()).any(|it| it == secret.as_bytes()), "{secret}");
    }
}

#[test]
fn what_is_asked_of_others_is_below_the_request_and_tells_them_of_the_trace() {
    let (folder, collector) = (Folder::new(), Collector::start());
    let (assistant, bucket, mails) = (Neighbour::assistant(), Bucket::start(), MailServer::start());
    let mut command = traced(&folder, &collector);
    command.args(["--assistant-url", &format!("{}/ask", assistant.address), "--files", &bucket.files()]);
    command.env("AWS_ACCESS_KEY_ID", "key").env("AWS_SECRET_ACCESS_KEY", "my-secret-key");
    command.env("CASEPORT_SMTP_URL", format!("smtp://{}", mails.address));
    command.args(["--mail-from", "support@opswat.example"]);
    let mut server = Server::start(command);
    let cora = server.sign_in("cora@contoso.example");
    let (of_trace, organization) = (traceparent(), "/api/v1/organizations/contoso");
    let headers = [("traceparent", of_trace.as_str())];
    let case = json!({
        "product": "metadefender-vault", "issue_type": "question", "severity": "s3", "subject": "License expired",
        "description": "my-secret-words that are long enough to be taken.", "ccs": ["dora@elsewhere.example"],
    });
    let asked = cora.ask("POST", &format!("{organization}/suggestions"), &headers, &case.to_string());
    assert_eq!(asked.status(), 200);
    let (_, made) = cora.post("/organizations/contoso/cases", &case).unwrap();
    let upload = cora.begin_upload(made["number"].as_str().unwrap(), 3_000);
    assert_eq!(cora.patch(&upload, 0, &[7; 3_000]).0, 204);
    mails.wait_for_one();
    stopped(&mut server);

    let spans = collector.spans();
    let call = spans.iter().find(|span| span.name == "POST assistant").unwrap();
    assert_eq!((call.trace.as_str(), call.kind, call.text("caseport.peer")), (TRACE, 3, "assistant"));
    assert_eq!(call.number("http.response.status_code"), 200);
    assert_eq!(assistant.traceparents(), [format!("00-{TRACE}-{}-01", call.id)]);

    let piece = spans.iter().find(|span| span.name == "PATCH /api/v1/uploads/{upload}").unwrap();
    let puts: Vec<_> = below(&spans, piece).into_iter().filter(|span| span.name == "PUT bucket").collect();
    assert!(!puts.is_empty(), "{spans:#?}");
    let told = bucket.traceparents();
    for put in puts {
        assert!(told.contains(&format!("00-{}-{}-01", piece.trace, put.id)), "{put:?} {told:?}");
    }
    let mail = spans.iter().find(|span| span.name == "mail").unwrap_or_else(|| panic!("{spans:#?}"));
    assert_eq!((mail.text("caseport.mail.kind"), mail.text("caseport.mail.outcome")), ("created", "sent"));
    assert_eq!((mail.parent.as_str(), mail.kind), ("", 3));
    let sent: Vec<u8> = collector.bodies().concat();
    for secret in ["my-secret", "dora@", "cora", "License", "127.0.0.1"] {
        assert!(!sent.windows(secret.len()).any(|it| it == secret.as_bytes()), "{secret}");
    }
}

#[test]
fn what_is_asked_of_an_identity_provider_is_below_the_request_too() {
    let (folder, collector, provider) = (Folder::new(), Collector::start(), Neighbour::provider());
    let sign_in = folder.path("sign-in.toml");
    let issuer = format!("{}/my-secret-realm", provider.address);
    let text = format!(
        "[[provider]]\nid = \"corp\"\nlabel = \"Corp\"\nissuer = \"{issuer}\"\nclient_id = \"my-secret-client\"\n"
    );
    std::fs::write(&sign_in, text).unwrap();
    let mut command = traced(&folder, &collector);
    command.args(["--public-url", "http://127.0.0.1:1", "--sign-in"]).arg(&sign_in);
    let mut server = Server::start(command);
    let of_trace = traceparent();
    let anybody = server.client();
    let path = "/api/v1/auth/oidc/corp/start?next=/cases";
    assert_eq!(anybody.ask("GET", path, &[("traceparent", &of_trace)], "").status(), 303);
    stopped(&mut server);

    let spans = collector.spans();
    let name = "GET /api/v1/auth/oidc/{provider}/start";
    let start = spans.iter().find(|span| span.name == name).unwrap_or_else(|| panic!("{spans:#?}"));
    let calls: Vec<_> =
        below(&spans, start).into_iter().filter(|it| it.name == "GET identity provider").collect();
    assert!(!calls.is_empty(), "{spans:#?}");
    let told = provider.traceparents();
    for call in calls {
        assert_eq!((call.trace.as_str(), call.kind), (TRACE, 3));
        assert_eq!(call.number("http.response.status_code"), 503);
        assert!(told.contains(&format!("00-{TRACE}-{}-01", call.id)), "{call:?} {told:?}");
    }
    let sent: Vec<u8> = collector.bodies().concat();
    for secret in ["my-secret", "127.0.0.1"] {
        assert!(!sent.windows(secret.len()).any(|it| it == secret.as_bytes()), "{secret}");
    }
}

#[test]
fn a_collector_that_is_away_changes_nothing_and_is_logged_once() {
    let (folder, collector) = (Folder::new(), Collector::away());
    let mut command = traced(&folder, &collector);
    command.env("OTEL_BSP_SCHEDULE_DELAY", "20");
    let mut server = Server::start(command);
    let cora = server.sign_in("cora@contoso.example");
    // Until several batches were tried.
    while collector.tried() < 5 {
        assert_eq!(cora.get("/organizations/contoso/cases?tab=my").unwrap().0, 200);
    }
    stopped(&mut server);
    let log = folder.log();
    let said = log.iter().filter(|line| line["message"] == "the collector of traces takes nothing");
    assert_eq!(said.count(), 1);
    assert!(log.iter().all(|line| line["level"] != "ERROR"), "{log:#?}");
}

#[test]
fn a_collector_that_hangs_holds_up_nobody() {
    let (folder, collector) = (Folder::new(), Collector::hanging());
    let mut command = traced(&folder, &collector);
    command.env("OTEL_BSP_SCHEDULE_DELAY", "20").env("OTEL_BSP_MAX_QUEUE_SIZE", "16");
    command.env("OTEL_EXPORTER_OTLP_TIMEOUT", "3600000");
    let mut server = Server::start(command);
    let cora = server.sign_in("cora@contoso.example");
    while collector.tried() == 0 {
        assert_eq!(cora.get("/session").unwrap().0, 200);
    }
    // It has a batch and says nothing; there is room for 16 spans more.
    for _ in 0..50 {
        assert_eq!(cora.get("/organizations/contoso/cases?tab=my").unwrap().0, 200);
    }
    stopped(&mut server);
    let log = folder.log();
    assert!(log.iter().any(|line| line["message"] == "the last traces were not sent"), "{log:#?}");
}

#[test]
fn how_many_are_traced_is_the_samplers_to_say_and_the_proxys() {
    let (folder, collector) = (Folder::new(), Collector::start());
    let mut command = traced(&folder, &collector);
    command.env("OTEL_TRACES_SAMPLER", "parentbased_always_off");
    let mut server = Server::start(command);
    let cora = server.sign_in("cora@contoso.example");
    let of_trace = traceparent();
    assert_eq!(cora.ask("GET", "/api/v1/session", &[("traceparent", &of_trace)], "").status(), 200);
    assert_eq!(cora.get("/session").unwrap().0, 200);
    stopped(&mut server);
    let spans = collector.spans();
    assert!(!spans.is_empty() && spans.iter().all(|span| span.trace == TRACE), "{spans:#?}");
}

#[test]
fn without_a_collector_there_are_no_traces_and_a_wrong_one_is_said_at_the_start() {
    let folder = Folder::new();
    let mut command = folder.command();
    command.env("OTEL_EXPORTER_OTLP_ENDPOINT", "").env("OTEL_SERVICE_NAME", "portal");
    command.env("CASEPORT_LOG", "trace,caseport_traces=trace");
    let server = Server::start(command);
    let of_trace = traceparent();
    server.client().ask("GET", "/api/v1/config", &[("traceparent", &of_trace)], "");
    let log = folder.log();
    assert!(log.iter().any(|line| line["span"]["path"] == "/api/v1/config"));
    assert!(log.iter().all(|line| line["span"].get("trace_id").is_none()));
    drop(server);

    let wrong = |name: &str, value: &str| {
        let folder = Folder::new();
        let mut command = folder.command();
        refusal(command.env("OTEL_EXPORTER_OTLP_ENDPOINT", "http://127.0.0.1:9").env(name, value))
    };
    let line = wrong("OTEL_EXPORTER_OTLP_ENDPOINT", "collector:4317");
    assert!(line.starts_with("OTEL_EXPORTER_OTLP_ENDPOINT must be an address such as http://"), "{line}");
    let line = wrong("OTEL_TRACES_SAMPLER", "sometimes");
    assert!(line.starts_with("OTEL_TRACES_SAMPLER=\"sometimes\" is none of always_on, "), "{line}");
}
