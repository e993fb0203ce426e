//! Every span that can be part of a trace, with all that it says. Traces leave the machine: no id of anybody or of a case, no
//! address, no name, no token and no path is in them, as in the figures of `metrics`.

use std::io;

use axum::http::{HeaderMap, Method, StatusCode};
use tracing::Span;
use tracing::field::Empty;

use super::traces::{TARGET, is_traced, take_over};
use crate::metrics::method_name;
use crate::store::Kind;

/// What is asked all the time by machines, and would drown the rest.
const UNTRACED: [&str; 3] = ["/health/live", "/health/ready", "/metrics"];
/// What a span says that did not go well.
const ERROR: &str = "ERROR";

/// A request to us, by the pattern of its path, as part of the trace that its headers tell of.
pub fn request(method: &Method, route: Option<&str>, id: &str, headers: &HeaderMap) -> Span {
    if route.is_some_and(|route| UNTRACED.contains(&route)) {
        return Span::none();
    }
    let method = method_name(method).unwrap_or("_OTHER");
    let span = tracing::info_span!(
        target: TARGET,
        parent: None,
        "request",
        otel.name = route.map_or_else(|| method.to_owned(), |route| format!("{method} {route}")),
        otel.kind = "server",
        otel.status_code = Empty,
        http.request.method = method,
        http.route = route,
        http.response.status_code = Empty,
        caseport.request_id = id,
    );
    take_over(&span, headers);
    span
}

/// How it was answered.
pub fn answered(span: &Span, status: StatusCode) {
    span.record("http.response.status_code", i64::from(status.as_u16()));
    if status.is_server_error() {
        span.record("otel.status_code", ERROR);
    }
}

/// A transaction with the database, from when it is asked for to its end. Of what nobody waits for, such as looking every few
/// seconds whether there is a mail to send, there are none.
pub fn transaction(writes: bool, kind: Kind) -> Span {
    if !is_traced() {
        return Span::none();
    }
    tracing::info_span!(
        target: TARGET,
        "transaction",
        otel.name = if writes { "database write" } else { "database read" },
        otel.kind = "client",
        otel.status_code = Empty,
        db.system.name = match kind {
            Kind::Sqlite => "sqlite",
            Kind::Postgres => "postgresql",
        },
        caseport.committed = Empty,
    )
}

/// Waiting for a connection, and for the turn to write.
pub fn turn(transaction: &Span) -> Span {
    match transaction.is_disabled() {
        true => Span::none(),
        false => tracing::info_span!(target: TARGET, parent: transaction, "wait for the database"),
    }
}

/// Making a transaction lasting.
pub fn commit(transaction: &Span) -> Span {
    match transaction.is_disabled() {
        true => Span::none(),
        false => tracing::info_span!(target: TARGET, parent: transaction, "commit"),
    }
}

/// How a transaction ended.
pub fn committed(span: &Span, done: bool) {
    span.record("caseport.committed", done);
    if !done {
        span.record("otel.status_code", ERROR);
    }
}

/// Work on a file's bytes: what is done, and where they lie.
pub fn file(work: &'static str, place: &'static str) -> Span {
    if !is_traced() {
        return Span::none();
    }
    tracing::info_span!(target: TARGET, "file", otel.name = format!("file {work}"), caseport.files = place)
}

/// A request of ours to another program, such as the `bucket`, an `assistant` or an `identity provider`.
pub fn call(peer: &'static str, method: &Method) -> Span {
    if !is_traced() {
        return Span::none();
    }
    let method = method_name(method).unwrap_or("_OTHER");
    tracing::info_span!(
        target: TARGET,
        "call",
        otel.name = format!("{method} {peer}"),
        otel.kind = "client",
        otel.status_code = Empty,
        http.request.method = method,
        http.response.status_code = Empty,
        caseport.peer = peer,
    )
}

/// What came of it: the status of the answer, or none where there was none.
pub fn called(span: &Span, status: Option<StatusCode>) {
    if let Some(status) = status {
        span.record("http.response.status_code", i64::from(status.as_u16()));
    }
    // Of what we asked for, a refusal is an error, too; something that is not there is an answer.
    let is_fine = status.is_some_and(|it| !it.is_server_error() && !it.is_client_error());
    if !is_fine && status != Some(StatusCode::NOT_FOUND) {
        span.record("otel.status_code", ERROR);
    }
}

/// A mail on its way to the mail server: a trace of its own.
pub fn mail(kind: &str, attempt: u32) -> Span {
    tracing::info_span!(
        target: TARGET,
        parent: None,
        "mail",
        otel.kind = "client",
        otel.status_code = Empty,
        caseport.mail.kind = kind,
        caseport.mail.attempt = i64::from(attempt),
        caseport.mail.outcome = Empty,
    )
}

/// What the mail server said: `sent`, `later` or `never`.
pub fn delivered(span: &Span, outcome: &'static str) {
    span.record("caseport.mail.outcome", outcome);
    if outcome != "sent" {
        span.record("otel.status_code", ERROR);
    }
}

/// Marks what could not be done.
pub fn watched<T>(span: &Span, done: io::Result<T>) -> io::Result<T> {
    if done.is_err() {
        span.record("otel.status_code", ERROR);
    }
    done
}
