//! What came back.

use axum::body::Body;
use axum::http::{HeaderMap, Response, header};
use caseport_domain::api::Problem;
use http_body_util::BodyExt as _;
use serde::de::DeserializeOwned;
use serde_json::Value;

#[derive(Clone, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: HeaderMap,
    pub bytes: Vec<u8>,
}

impl Answer {
    pub async fn read(response: Response<Body>) -> Self {
        let (parts, body) = response.into_parts();
        let bytes = body.collect().await.unwrap().to_bytes().to_vec();
        Self { status: parts.status.as_u16(), headers: parts.headers, bytes }
    }

    pub fn header(&self, name: &str) -> &str {
        self.headers.get(name).map_or("", |value| value.to_str().unwrap())
    }

    pub fn text(&self) -> String {
        String::from_utf8(self.bytes.clone()).unwrap()
    }

    #[track_caller]
    pub fn json(&self) -> Value {
        serde_json::from_slice(&self.bytes).unwrap_or_else(|_| panic!("no JSON: {self:?}"))
    }

    /// The body as one of the contract's messages, of an answer with that status.
    #[track_caller]
    pub fn read_as<T: DeserializeOwned>(&self, status: u16) -> T {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.bytes));
        assert_eq!(self.header("content-type"), "application/json");
        serde_json::from_slice(&self.bytes).unwrap()
    }

    /// That all went well, where nothing more is asked of it.
    #[track_caller]
    pub fn problem_free(&self) {
        assert!((200..300).contains(&self.status), "{}", String::from_utf8_lossy(&self.bytes));
    }

    /// The problem of an answer with that status: of the right type, complete, with the request's id.
    #[track_caller]
    pub fn problem(&self, status: u16) -> Problem {
        assert_eq!(self.status, status, "{}", String::from_utf8_lossy(&self.bytes));
        assert_eq!(self.header("content-type"), "application/problem+json");
        let problem: Problem = serde_json::from_slice(&self.bytes).unwrap();
        assert_eq!(problem.status, status);
        assert!(problem.kind.starts_with("/problems/"), "{problem:?}");
        assert!(!problem.title.is_empty() && !problem.detail.is_empty(), "{problem:?}");
        assert_eq!(problem.request_id.as_deref(), Some(self.header("x-request-id")));
        problem
    }

    /// The code of the reason of a no with that status.
    #[track_caller]
    pub fn reason(&self, status: u16) -> String {
        let problem = self.problem(status);
        problem.reason.unwrap_or_else(|| panic!("no reason: {self:?}")).code.code().to_owned()
    }

    /// The fields that a 422 or 400 names, with the codes of their mistakes.
    #[track_caller]
    pub fn fields(&self, status: u16) -> Vec<(String, String)> {
        let errors = self.problem(status).errors;
        errors.into_iter().map(|error| (error.field, error.code.code().to_owned())).collect()
    }

    /// `name=value` of the session cookie that was set.
    #[track_caller]
    pub fn session_cookie(&self) -> String {
        let set = self.set_cookie("caseport_session");
        set.split(';').next().unwrap().to_owned()
    }

    /// The `Set-Cookie` of the cookie with that name.
    #[track_caller]
    pub fn set_cookie(&self, name: &str) -> String {
        let mut all = self.headers.get_all(header::SET_COOKIE).iter().map(|value| value.to_str().unwrap());
        let found = all.find(|cookie| cookie.split('=').next() == Some(name));
        found.unwrap_or_else(|| panic!("no cookie {name}: {self:?}")).to_owned()
    }
}
