//! Downloads of what the API hands out.
//!
//! The browser shows a download's progress, can cancel it and goes on with one that was cut off, but saves a refusal as if
//! it were the file: so a plain click first looks whether there is anything to be had, and whether the session lasts.

use leptos::ev::MouseEvent;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, ApiError, Download};
use crate::context::App;
use crate::platform;
use crate::ui::is_plain_click;

/// How one finds out beforehand whether there is something.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Look {
    /// By asking for it without its content.
    AtIt,
    /// By asking who is signed in: a list is there for everybody who sees it.
    AtSession,
}

/// What is downloaded at a press: a link, or a button where a link would open nothing.
pub(super) fn download_link(
    app: App,
    what: impl Fn() -> Download + Copy + Send + Sync + 'static,
    look: Look,
    label: Option<String>,
    text: &'static str,
) -> AnyView {
    let press = move |event: MouseEvent| {
        if is_plain_click(&event) {
            event.prevent_default();
            spawn_local(start(app, untrack(what), look));
        }
    };
    if untrack(what).href(app.api).is_none() {
        return view! {
            <button type="button" class="button button-small" aria-label=label on:click=press>{text}</button>
        }
        .into_any();
    }
    view! {
        <a class="button button-small" href=move || what().href(app.api) download aria-label=label on:click=press>
            {text}
        </a>
    }
    .into_any()
}

async fn start(app: App, what: Download, look: Look) {
    if let Err(error) = try_to_start(app, what, look).await {
        app.toasts.say(error.message());
    }
}

async fn try_to_start(app: App, what: Download, look: Look) -> Result<(), ApiError> {
    match look {
        Look::AtIt => what.look(app.api).await?,
        Look::AtSession => drop(api::session(app.api).await?),
    }
    platform::download(&what.address(app.api).await?);
    Ok(())
}
