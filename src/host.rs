//! What a page around the app can read: who is signed in, and what their role gives them, so that its own menus can go by the
//! same rights. An element tells its own page, a frame or the app's page tells whoever looks at its window. `docs/EMBEDDING.md` describes it.

use caseport_domain::api::UserProfile;
use caseport_domain::{Access, Code as _, RoleObject};
use js_sys::{Object, Reflect};
use leptos::prelude::*;
use wasm_bindgen::JsValue;

use crate::platform;
use crate::stores::{AccessStore, SessionStore};

/// The object on `window` of the app's own page, and its part with the rights.
const OBJECT: &str = "caseport";
const ACCESS: &str = "access";
/// The event on `window` that says that it changed; with the same object as its detail.
const EVENT: &str = "caseport:access";

/// Keeps `window.caseport.access` what the rules work on. Null while nobody is signed in, or nothing is known yet.
pub fn publish_access(session: SessionStore, access: AccessStore) {
    let known = Memo::new(move |_| Some((session.user()?, access.get()?)));
    Effect::new(move |before: Option<()>| {
        let value =
            known.with(|known| known.as_ref().map_or(JsValue::NULL, |(user, access)| summary(user, access)));
        // There is nothing to tell before anything was known.
        let is_news = before.is_some() || !value.is_null();
        match platform::is_embedded() {
            true if is_news => platform::tell_host(ACCESS, &value),
            true => {}
            false => {
                put(&value);
                if is_news {
                    tell(&value);
                }
            }
        }
    });
}

fn put(value: &JsValue) {
    let global = js_sys::global();
    let object = Reflect::get(&global, &OBJECT.into()).ok().filter(JsValue::is_object).unwrap_or_else(|| {
        let object = Object::new();
        let _ = Reflect::set(&global, &OBJECT.into(), &object);
        object.into()
    });
    // A host that has frozen its own object is told by the event alone.
    let _ = Reflect::set(&object, &ACCESS.into(), value);
}

fn tell(value: &JsValue) {
    let about = web_sys::CustomEventInit::new();
    about.set_detail(value);
    let event = web_sys::CustomEvent::new_with_event_init_dict(EVENT, &about);
    if let (Some(window), Ok(event)) = (web_sys::window(), event) {
        let _ = window.dispatch_event(&event);
    }
}

/// The person, where they are looking, their role there, and the level that it gives on each object there is.
fn summary(user: &UserProfile, access: &Access) -> JsValue {
    let person = [("id", user.id.as_str()), ("name", user.name.as_str()), ("email", user.email.as_str())];
    let organization = access.organization.as_ref().map_or(JsValue::NULL, |it| {
        frozen([("id", it.id.as_str()), ("name", it.name.as_str()), ("kind", access.kind.code())])
    });
    let role = access
        .role
        .as_ref()
        .map_or(JsValue::NULL, |it| frozen([("id", it.id.as_str()), ("label", it.label.as_str())]));
    let levels = RoleObject::ALL.iter().map(|object| (object.code(), access.level(*object).code()));
    frozen([
        ("user", frozen(person)),
        ("organization", organization),
        ("role", role),
        ("permissions", frozen(levels)),
    ])
}

fn frozen<T: Into<JsValue>>(fields: impl IntoIterator<Item = (&'static str, T)>) -> JsValue {
    let object = Object::new();
    for (name, value) in fields {
        // Setting a property of a fresh object cannot fail.
        let _ = Reflect::set(&object, &name.into(), &value.into());
    }
    Object::freeze(&object).into()
}
