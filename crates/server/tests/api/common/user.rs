//! Somebody with a browser.

use std::net::SocketAddr;

use axum::body::Body;
use axum::http::{Method, Request, Response, header};
use caseport_domain::api::{CaseDetail, CaseSummary, Page};
use serde_json::{Value, json};

use super::{Answer, TestApp};

/// A password that is nobody's.
pub const WRONG: &str = "not the password";

#[derive(Clone)]
pub struct User<'a> {
    app: &'a TestApp,
    cookie: Option<String>,
    client: SocketAddr,
    headers: Vec<(String, String)>,
}

impl<'a> User<'a> {
    pub(super) fn new(app: &'a TestApp, cookie: Option<String>) -> Self {
        Self { app, cookie, client: SocketAddr::from(([127, 0, 0, 1], 40_000)), headers: Vec::new() }
    }

    /// The same person at another machine.
    pub fn from(mut self, client: [u8; 4]) -> Self {
        self.client = SocketAddr::from((client, 40_000));
        self
    }

    /// The same person, whose client sends a header with every request.
    pub fn with(mut self, name: &str, value: &str) -> Self {
        self.headers.push((name.to_owned(), value.to_owned()));
        self
    }

    pub fn with_cookie(mut self, cookie: &str) -> Self {
        self.cookie = Some(cookie.to_owned());
        self
    }

    pub fn cookie(&self) -> String {
        self.cookie.clone().unwrap()
    }

    /// The token within the cookie.
    pub fn token(&self) -> String {
        self.cookie.as_deref().unwrap().split_once('=').unwrap().1.to_owned()
    }

    pub async fn send(&self, method: Method, path: &str, body: Option<(&str, Vec<u8>)>) -> Answer {
        self.app.send_from(self.client, self.request(method, path, body)).await
    }

    /// The answer to a GET before anything of its body is read.
    pub async fn answered(&self, path: &str) -> Response<Body> {
        self.app.answered(self.client, self.request(Method::GET, &api(path), None)).await
    }

    fn request(&self, method: Method, path: &str, body: Option<(&str, Vec<u8>)>) -> Request<Body> {
        let mut request = Request::builder().method(method).uri(path).header(header::HOST, "portal.test");
        if let Some(cookie) = &self.cookie {
            request = request.header(header::COOKIE, cookie);
        }
        for (name, value) in &self.headers {
            request = request.header(name, value);
        }
        let body = match body {
            Some((media_type, bytes)) => {
                if !media_type.is_empty() {
                    request = request.header(header::CONTENT_TYPE, media_type);
                }
                Body::from(bytes)
            }
            None => Body::empty(),
        };
        request.body(body).unwrap()
    }

    pub async fn get(&self, path: &str) -> Answer {
        self.send(Method::GET, &api(path), None).await
    }

    pub async fn post(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::POST, &api(path), Some(("application/json", body.to_string().into_bytes()))).await
    }

    pub async fn put(&self, path: &str, body: &Value) -> Answer {
        self.send(Method::PUT, &api(path), Some(("application/json", body.to_string().into_bytes()))).await
    }

    pub async fn delete(&self, path: &str) -> Answer {
        self.send(Method::DELETE, &api(path), None).await
    }

    pub async fn login(&self, email: &str, password: &str) -> Answer {
        self.post("/auth/login", &json!({ "email": email, "password": password })).await
    }

    /// A page of a list.
    pub async fn list(&self, org: &str, query: &str) -> Page<CaseSummary> {
        self.get(&format!("/organizations/{org}/cases?{query}")).await.read_as(200)
    }

    /// Every row of a list, page by page.
    pub async fn whole_list(&self, org: &str, query: &str) -> Vec<CaseSummary> {
        let mut rows = Vec::new();
        let mut page = self.list(org, query).await;
        loop {
            rows.append(&mut page.items);
            let Some(cursor) = page.next_cursor else { return rows };
            page = self.list(org, &format!("{query}&cursor={cursor}")).await;
        }
    }

    /// Submits a case that is valid for everyone, but for `changes`.
    pub async fn submit(&self, org: &str, changes: Value) -> Answer {
        self.post(&format!("/organizations/{org}/cases"), &new_case(changes)).await
    }

    /// Submits one and expects that it works.
    pub async fn submitted(&self, org: &str, changes: Value) -> CaseDetail {
        self.submit(org, changes).await.read_as(201)
    }

    /// The texts of a case's comments, oldest first.
    pub async fn comments(&self, number: impl std::fmt::Display) -> Vec<String> {
        let history: Value = self.get(&format!("/cases/{number}/history?limit=200")).await.json();
        let entries = history["items"].as_array().unwrap().iter();
        let comments = entries.filter(|it| it["kind"] == "comment");
        comments.map(|it| it["text"].as_str().unwrap().to_owned()).collect()
    }

    pub async fn case(&self, number: impl std::fmt::Display) -> CaseDetail {
        self.get(&format!("/cases/{number}")).await.read_as(200)
    }
}

/// The path of an API address.
fn api(path: &str) -> String {
    format!("/api/v1{path}")
}

/// A valid case with some fields changed; a field changed to null is left out.
pub fn new_case(changes: Value) -> Value {
    let case = json!({
        "product": "metadefender-vault",
        "issue_type": "question",
        "severity": "s3",
        "subject": "A subject that is long enough",
        "description": "A description that is long enough to be taken.",
    });
    merged(case, changes)
}

/// An object with some fields changed; a field changed to null is left out.
pub(super) fn merged(mut object: Value, changes: Value) -> Value {
    for (field, value) in changes.as_object().unwrap() {
        if value.is_null() {
            object.as_object_mut().unwrap().remove(field);
        } else {
            object[field] = value.clone();
        }
    }
    object
}
