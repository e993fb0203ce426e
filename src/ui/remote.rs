//! How a value from the server looks in each of its states: one place for skeletons, failures with Retry, outdated
//! values and reasons.

use leptos::prelude::*;

use super::icon::{Icon, icon};
use super::why::denied_page;
use crate::api::ApiError;
use crate::i18n::messages;
use crate::stores::{Loader, Remote};

/// Shows a value from the server in the state that it is in.
///
/// `retry` asks for it again; `skeleton` stands in its place once loading takes a while; `show` draws it.
pub fn remote_view<T, V>(
    loader: Loader<T>,
    retry: impl Fn() + Copy + Send + Sync + 'static,
    skeleton: impl Fn() -> AnyView + Send + 'static,
    show: impl Fn(T) -> V + Send + 'static,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    move || match loader.get() {
        Remote::Idle | Remote::Loading => ().into_any(),
        Remote::LoadingSlowly => view! {
            <div class="loading" role="status">
                <span class="visually-hidden">{messages::loading()}</span>
                {skeleton()}
            </div>
        }
        .into_any(),
        Remote::Ready(value) => show(value).into_any(),
        Remote::Stale(value, error) => view! {
            {notice(messages::stale(&error.message()), retry)}
            {show(value).into_any()}
        }
        .into_any(),
        Remote::Failed(error) => failure(&error, retry).into_any(),
    }
}

/// Lines of a text that is still to come.
pub fn skeleton_lines(count: usize) -> AnyView {
    let lines: Vec<_> = (0..count).map(|_| view! { <div class="skeleton"></div> }).collect();
    view! { <div class="skeleton-lines" aria-hidden="true">{lines}</div> }.into_any()
}

/// What happened, in the place of what could not be shown, with a way on.
pub fn failure(error: &ApiError, retry: impl Fn() + Copy + Send + Sync + 'static) -> AnyView {
    if let ApiError::Forbidden(reason) = error {
        return denied_page(reason).into_any();
    }
    let message = error.message();
    let retryable = error.is_worth_retrying();
    view! {
        <div class="failure" role="alert">
            {icon(Icon::Warning)}
            <p>{message}</p>
            {retryable.then(|| view! {
                <button type="button" class="button" on:click=move |_| retry()>{messages::retry()}</button>
            })}
        </div>
    }
    .into_any()
}

/// A line above what is shown, saying that it may be outdated.
pub fn notice(text: String, retry: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
    view! {
        <div class="notice" role="status">
            {icon(Icon::Warning)}
            <span>{text}</span>
            <button type="button" class="button button-small" on:click=move |_| retry()>{messages::retry()}</button>
        </div>
    }
}
