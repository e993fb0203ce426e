//! Reports of false detections, by hand; and the vendor's systems.

use axum::http::Method;
use caseport_domain::api::{CaseDetail, Detection};
use caseport_server::auth::ServiceToken;
use caseport_server::random::SystemRandom;
use caseport_server::store::services::{self, TokenScope};
use serde_json::{Value, json};

use super::user::merged;
use super::{Answer, TestApp, User};

/// A valid report of an upload with some fields changed; a field changed to null is left out.
pub fn report(upload: &str, changes: Value) -> Value {
    let report = json!({
        "upload": upload,
        "submission_type": "false_positive",
        "products": ["metadefender-core"],
        "description": "Signed by its maker.",
    });
    merged(report, changes)
}

/// A form, part by part.
#[derive(Clone)]
pub struct Form(Vec<u8>);

const BOUNDARY: &str = "----of-the-test";

impl Form {
    pub fn new() -> Self {
        Self(Vec::new())
    }

    /// A form that is a valid report of a file.
    pub fn of(name: &str, content: &[u8]) -> Self {
        Self::new()
            .text("submission_type", "false_negative")
            .text("products", "metadefender-kiosk")
            .file(name, content)
    }

    pub fn text(self, name: &str, text: &str) -> Self {
        self.part(&format!("name=\"{name}\""), text.as_bytes())
    }

    pub fn file(self, name: &str, content: &[u8]) -> Self {
        self.part(&format!("name=\"file\"; filename=\"{name}\""), content)
    }

    fn part(mut self, disposition: &str, content: &[u8]) -> Self {
        let head = format!("--{BOUNDARY}\r\nContent-Disposition: form-data; {disposition}\r\n\r\n");
        self.0.extend_from_slice(head.as_bytes());
        self.0.extend_from_slice(content);
        self.0.extend_from_slice(b"\r\n");
        self
    }

    pub fn media_type() -> String {
        format!("multipart/form-data; boundary={BOUNDARY}")
    }

    pub fn bytes(&self) -> Vec<u8> {
        [self.0.as_slice(), format!("--{BOUNDARY}--\r\n").as_bytes()].concat()
    }
}

impl User<'_> {
    /// Uploads a file to report, and returns the upload's id.
    pub async fn uploaded_to_report(&self, name: &str, content: &[u8]) -> String {
        let pairs = [("purpose", "false_detection"), ("filename", name)];
        let answer = self.begin_upload(content.len() as u64, &pairs).await;
        assert_eq!(answer.status, 201, "{answer:?}");
        let upload = answer.header("location").to_owned();
        assert_eq!(self.patch(&upload, 0, content).await.status, 204);
        upload.rsplit('/').next().unwrap().to_owned()
    }

    pub async fn report(&self, report: &Value) -> Answer {
        self.post("/false-detections", report).await
    }

    /// Uploads a file and reports it.
    pub async fn reported(&self, name: &str, content: &[u8], changes: Value) -> CaseDetail {
        let upload = self.uploaded_to_report(name, content).await;
        self.report(&report(&upload, changes)).await.read_as(201)
    }

    pub async fn send_form(&self, form: &Form) -> Answer {
        self.send(Method::POST, "/api/v1/false-detections", Some((&Form::media_type(), form.bytes()))).await
    }

    pub async fn detection(&self, number: impl std::fmt::Display) -> Detection {
        self.get(&format!("/cases/{number}/detection")).await.read_as(200)
    }
}

impl TestApp {
    /// One of the vendor's systems, with a token of its own that opens everything; the token's id.
    pub async fn service(&self, name: &str) -> (User<'_>, String) {
        self.service_with(name, &TokenScope::ALL).await
    }

    /// The same, with a token that opens some of it.
    pub async fn service_with(&self, name: &str, scopes: &[TokenScope]) -> (User<'_>, String) {
        let token = ServiceToken::new(&SystemRandom).unwrap();
        let id = format!("token-of-{name}");
        let mut write = self.store.write().await.unwrap();
        services::add(&mut write, &id, name, scopes, &token.hash(), self.state.clock.now()).await.unwrap();
        write.commit().await.unwrap();
        let mut told = Vec::new();
        token.tell(&mut told).unwrap();
        let told = String::from_utf8(told).unwrap();
        (self.anonymous().with("authorization", &format!("Bearer {}", told.trim_end())), id)
    }
}
