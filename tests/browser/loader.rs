//! A value from the server in each of its states.

use std::time::Duration;

use caseport::api::ApiError;
use caseport::platform::sleep;
use caseport::stores::{Loader, Remote};
use caseport_domain::decision::{Reason, ReasonCode};
use leptos::prelude::Owner;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{owner, wait};

fn loader() -> (Owner, Loader<u32>) {
    let owner = owner();
    let loader = Loader::default();
    (owner, loader)
}

async fn after(milliseconds: u64, answer: Result<u32, ApiError>) -> Result<u32, ApiError> {
    sleep(Duration::from_millis(milliseconds)).await;
    answer
}

fn state(loader: Loader<u32>) -> Remote<u32> {
    leptos::prelude::untrack(|| loader.get())
}

#[wasm_bindgen_test]
async fn a_quick_answer_shows_no_skeleton_and_a_slow_one_does() {
    let (_owner, loader) = loader();
    assert_eq!(state(loader), Remote::Idle);
    loader.load(after(320, Ok(7)));
    assert_eq!(state(loader), Remote::Loading);
    wait(120).await;
    assert_eq!(state(loader), Remote::Loading);
    wait(130).await;
    assert_eq!(state(loader), Remote::LoadingSlowly);
    wait(150).await;
    assert_eq!(state(loader), Remote::Ready(7));
}

#[wasm_bindgen_test]
async fn an_older_answer_never_overtakes_a_newer_one() {
    let (_owner, loader) = loader();
    loader.load(after(150, Ok(1)));
    loader.load(after(20, Ok(2)));
    wait(80).await;
    assert_eq!(state(loader), Remote::Ready(2));
    wait(150).await;
    assert_eq!(state(loader), Remote::Ready(2));
}

#[wasm_bindgen_test]
async fn a_failed_renewal_keeps_the_old_value_and_says_so() {
    let (_owner, loader) = loader();
    loader.load(after(0, Ok(1)));
    wait(30).await;
    loader.load(after(0, Err(ApiError::Unreachable)));
    assert_eq!(state(loader), Remote::Ready(1));
    wait(30).await;
    assert_eq!(state(loader), Remote::Stale(1, ApiError::Unreachable));
    loader.load(after(0, Ok(3)));
    wait(30).await;
    assert_eq!(state(loader), Remote::Ready(3));
}

#[wasm_bindgen_test]
async fn a_first_failure_is_failed_and_can_be_tried_again() {
    let (_owner, loader) = loader();
    loader.load(after(0, Err(ApiError::NotFound)));
    wait(30).await;
    assert_eq!(state(loader), Remote::Failed(ApiError::NotFound));
    loader.load(after(0, Ok(1)));
    wait(30).await;
    assert_eq!(state(loader), Remote::Ready(1));
}

#[wasm_bindgen_test]
async fn what_one_may_no_longer_see_is_not_shown_as_an_old_value() {
    let (_owner, loader) = loader();
    for lost in [ApiError::NotFound, ApiError::Forbidden(Reason::new(ReasonCode::NeedsLevel, "No more."))] {
        loader.load(after(0, Ok(1)));
        wait(30).await;
        assert_eq!(state(loader), Remote::Ready(1));
        loader.load(after(0, Err(lost.clone())));
        wait(30).await;
        assert_eq!(state(loader), Remote::Failed(lost));
    }
}

#[wasm_bindgen_test]
async fn what_was_forgotten_is_not_brought_back_by_a_late_answer() {
    let (_owner, loader) = loader();
    loader.load(after(50, Ok(1)));
    loader.clear();
    wait(100).await;
    assert_eq!(state(loader), Remote::Idle);
}

#[wasm_bindgen_test]
async fn a_late_answer_to_a_page_that_is_gone_does_no_harm() {
    let (owner, loader) = loader();
    loader.load(after(50, Ok(1)));
    drop(owner);
    wait(100).await;
}
