//! Requests: what was fetched ahead is taken once, and a session that ends mid-work costs nothing.

use caseport::api::{self, Api, ApiError};
use caseport::platform;
use caseport::site::Site;
use caseport_domain::api::Config;
use js_sys::{Array, Function, Object, Reflect};
use leptos::prelude::Owner;
use leptos::task::spawn_local;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{owner, wait};

/// Puts a `fetch` in the browser's place that answers from a list of `[status, body]` and notes what was asked.
struct Server {
    real: JsValue,
    asked: Array,
}

impl Server {
    fn answering(answers: &[(u16, &str)]) -> Self {
        let queue = Array::new();
        for (status, body) in answers {
            queue.push(&Array::of2(&JsValue::from(*status), &JsValue::from_str(body)));
        }
        let (asked, global) = (Array::new(), js_sys::global());
        let real = Reflect::get(&global, &"fetch".into()).unwrap();
        let make = Function::new_with_args(
            "queue, asked",
            "return async (request) => { asked.push(request.method + ' ' + new URL(request.url).pathname); \
             const next = queue.shift(); if (!next) throw new TypeError('gone'); \
             return new Response(next[0] === 204 ? null : next[1], { status: next[0] }); };",
        );
        let fake = make.call2(&JsValue::NULL, &queue, &asked).unwrap();
        Reflect::set(&global, &"fetch".into(), &fake).unwrap();
        Self { real, asked }
    }

    fn asked(&self) -> Vec<String> {
        self.asked.iter().filter_map(|it| it.as_string()).collect()
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        Reflect::set(&js_sys::global(), &"fetch".into(), &self.real).unwrap();
    }
}

fn api() -> (Owner, Api) {
    let owner = owner();
    let api = Api::of(Site::default());
    (owner, api)
}

async fn config(api: Api) -> Result<Config, ApiError> {
    api::config(api).await.map(|(config, _)| config)
}

const CONFIG: &str = r#"{"vendor":{"name":"V","logo":null,"support_email":"s@v.example","links":[]},"limits":{"files":5,"bytes":1,"ccs":20},"sign_in":["password"],"new_field":1}"#;

#[wasm_bindgen_test]
async fn a_request_that_meets_the_end_of_the_session_is_finished_after_the_new_sign_in() {
    let (_owner, api) = api();
    api.resume();
    let server = Server::answering(&[(401, ""), (200, CONFIG)]);
    let done = std::rc::Rc::new(std::cell::RefCell::new(None));
    let result = done.clone();
    spawn_local(async move { *result.borrow_mut() = Some(config(api).await) });
    wait(50).await;
    assert!(leptos::prelude::untrack(|| api.is_expired()));
    assert!(done.borrow().is_none(), "it waits");
    api.resume();
    wait(50).await;
    assert_eq!(done.borrow_mut().take().unwrap().unwrap().vendor.name, "V");
    assert_eq!(server.asked().len(), 2);
}

#[wasm_bindgen_test]
async fn giving_up_ends_what_waits() {
    let (_owner, api) = api();
    api.resume();
    let _server = Server::answering(&[(401, "")]);
    let done = std::rc::Rc::new(std::cell::RefCell::new(None));
    let result = done.clone();
    spawn_local(async move { *result.borrow_mut() = Some(config(api).await) });
    wait(50).await;
    api.give_up();
    wait(50).await;
    assert_eq!(done.borrow_mut().take().unwrap().unwrap_err(), ApiError::SignedOut);
}

#[wasm_bindgen_test]
async fn without_a_session_a_401_is_an_answer() {
    let (_owner, api) = api();
    let _server = Server::answering(&[(401, "")]);
    assert_eq!(api::session(api).await.unwrap_err(), ApiError::SignedOut);
}

#[wasm_bindgen_test]
async fn no_answer_is_said_to_be_none() {
    let (_owner, api) = api();
    let _server = Server::answering(&[]);
    assert_eq!(config(api).await.unwrap_err(), ApiError::Unreachable);
}

#[wasm_bindgen_test]
async fn an_answer_that_is_not_ours_is_a_failure_and_not_a_panic() {
    let (_owner, api) = api();
    let _server = Server::answering(&[(200, "<html>captive portal</html>")]);
    assert_eq!(config(api).await.unwrap_err(), ApiError::Failed(None));
}

#[wasm_bindgen_test]
async fn what_was_fetched_ahead_is_taken_once() {
    let (_owner, api) = api();
    let ahead = Object::new();
    let answer = js_sys::Promise::resolve(&Array::of2(&200.into(), &CONFIG.into()));
    Reflect::set(&ahead, &"/config".into(), &answer).unwrap();
    platform::leave_to_page("prefetch", &ahead);
    let server = Server::answering(&[(200, CONFIG)]);
    assert!(config(api).await.is_ok());
    assert!(server.asked().is_empty(), "taken from what was fetched ahead");
    assert!(config(api).await.is_ok());
    assert_eq!(server.asked(), ["GET /api/v1/config"]);
    platform::leave_to_page("prefetch", &JsValue::UNDEFINED);
}
