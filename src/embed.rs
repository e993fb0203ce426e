//! The app as an element in somebody else's page: what that page may have it do, and what it is told.
//!
//! The element itself, its attributes and its tokens are `web/caseport.js`; `docs/EMBEDDING.md` describes all of it. Only an
//! embedded app needs this code.

use js_sys::{Object, Promise, Reflect};
use leptos::prelude::*;
use leptos::task::spawn_local;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::future_to_promise;

use crate::api::Place;
use crate::context::App;
use crate::i18n::language;
use crate::platform;
use crate::route::Route;
use crate::stores::SessionState;

/// Lets the page around the app reach it, for as long as the app lives.
pub fn attach(app: App) {
    let act = move |what: String, value: JsValue| act(app, &what, &value);
    let act = Closure::<dyn Fn(String, JsValue) -> JsValue>::new(act).into_js_value();
    platform::call_page("attach", &[act]);
    tell_where(app);
    tell_when_ready(app);
}

/// What the page asks for; a promise where that takes time.
fn act(app: App, what: &str, value: &JsValue) -> JsValue {
    let text = value.as_string().unwrap_or_default();
    match what {
        "navigate" => app.nav.go(Route::of_address(&text)),
        "organization" => look_at(app, &text),
        "language" => speak(app, value),
        // There is a way to sign in now, or another one.
        "sign-in" => app.session.retry(),
        "renew" => app.session.renew(move || app.access.reload()),
        "sign-out" => return sign_out(app).into(),
        "keep" => return keep(app).into(),
        _ => {}
    }
    JsValue::UNDEFINED
}

fn look_at(app: App, id: &str) {
    let Some(place) = app.session.place_called(id) else { return };
    if untrack(|| app.session.place()) != place {
        app.session.switch(place);
    }
}

/// A language that does not come leaves everything in the present one.
fn speak(app: App, tag: &JsValue) {
    let wanted = language::by_tag(tag).filter(|wanted| *wanted != language::spoken());
    let Some(wanted) = wanted else { return };
    spawn_local(async move {
        match language::change(wanted).await {
            Ok(()) => {
                app.nav.stay();
                app.language.set(wanted);
            }
            Err(_) => {
                tell_error("language", wanted.tag);
            }
        }
    });
}

fn sign_out(app: App) -> Promise {
    future_to_promise(async move {
        let done = app.session.sign_out().await;
        done.map(|()| JsValue::UNDEFINED).map_err(|error| js_sys::Error::new(&error.message()).into())
    })
}

/// Keeps what was typed: the app is about to go.
fn keep(app: App) -> Promise {
    future_to_promise(async move {
        app.drafts.flush().await;
        Ok(JsValue::UNDEFINED)
    })
}

/// Tells of each page that is gone to.
fn tell_where(app: App) {
    Effect::new(move |before: Option<Route>| {
        let route = app.nav.route();
        if before.is_some_and(|before| before != route) {
            platform::tell_host("navigate", &place_of(&route));
        }
        route
    });
}

/// Tells, once, that there is something to see.
fn tell_when_ready(app: App) {
    Effect::new(move |told: Option<bool>| {
        let is_starting = app.session.state() == SessionState::Starting;
        if !is_starting && told != Some(true) {
            let detail = place_of(&app.nav.route_untracked());
            let signed_in = untrack(|| app.session.user().is_some());
            let _ = Reflect::set(&detail, &"signedIn".into(), &signed_in.into());
            platform::tell_host("ready", &detail);
        }
        told == Some(true) || !is_starting
    });
}

fn place_of(route: &Route) -> JsValue {
    detail(&[("route", &route.address()), ("title", &route.title())])
}

/// Tells of something that went wrong.
pub fn tell_error(kind: &str, what: &str) {
    platform::tell_host("error", &detail(&[("kind", kind), ("message", what)]));
}

/// Tells that a case was made.
pub fn tell_submitted(number: &str, kind: &str) {
    platform::tell_host("case-submitted", &detail(&[("number", number), ("kind", kind)]));
}

fn detail(fields: &[(&str, &str)]) -> JsValue {
    let detail = Object::new();
    for (name, value) in fields {
        // Setting a property of a fresh object cannot fail.
        let _ = Reflect::set(&detail, &(*name).into(), &(*value).into());
    }
    detail.unchecked_into()
}

/// The organization that the page wants, where there is such a wish.
pub fn wanted_place() -> Option<String> {
    platform::of_page("organization").as_string().filter(|id| !id.is_empty())
}

/// `personal`, or an organization's id.
pub fn place_named(id: &str) -> Place {
    if id == Place::Personal.as_str() { Place::Personal } else { Place::Organization(id.into()) }
}
