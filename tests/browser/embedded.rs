//! The app as an element in somebody else's page: it looks for its elements in its own root, and leaves the rest alone.

use std::cell::Cell;
use std::rc::Rc;

use caseport::nav::Nav;
use caseport::platform;
use caseport::route::{Route, Step};
use caseport::site::{Settings, Site};
use leptos::prelude::*;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, HtmlElement, ShadowRoot, ShadowRootInit, ShadowRootMode};

use crate::page::{document, owner, wait};

/// A host's element with a shadow root; the app is in there until this goes.
struct Element {
    host: HtmlElement,
    root: ShadowRoot,
}

impl Element {
    fn new(content: &str) -> Self {
        let host: HtmlElement = document().create_element("div").unwrap().unchecked_into();
        document().body().unwrap().append_child(&host).unwrap();
        let root = host.attach_shadow(&ShadowRootInit::new(ShadowRootMode::Open)).unwrap();
        let around = document().create_element("div").unwrap();
        around.set_inner_html(content);
        root.append_child(&around).unwrap();
        platform::leave_to_page("root", &root);
        platform::leave_to_page("around", &around);
        Self { host, root }
    }

    fn is_at_it(&self, is_at_it: bool) {
        platform::leave_to_page("isAtIt", &is_at_it.into());
    }

    fn focused(&self) -> Option<String> {
        self.root.active_element().map(|element| element.id())
    }
}

impl Drop for Element {
    fn drop(&mut self) {
        for name in ["root", "around", "isAtIt", "route", "site"] {
            platform::leave_to_page(name, &JsValue::UNDEFINED);
        }
        self.host.remove();
    }
}

#[wasm_bindgen_test]
fn elements_are_looked_for_in_the_apps_own_root() {
    let theirs = document().create_element("p").unwrap();
    theirs.set_id("same");
    document().body().unwrap().append_child(&theirs).unwrap();
    let element = Element::new("<p id='ours'></p>");
    assert!(platform::is_embedded());
    assert!(platform::exists("#ours") && !platform::exists("#same"));
    drop(element);
    assert!(platform::exists("#same") && !platform::exists("#ours") && !platform::is_embedded());
    theirs.remove();
}

#[wasm_bindgen_test]
fn the_focus_is_moved_only_while_somebody_is_in_the_app() {
    let element = Element::new("<button id='a'></button><button id='b'></button>");
    element.is_at_it(false);
    assert!(!platform::focus_first("#a"));
    assert_eq!(element.focused(), None);
    element.is_at_it(true);
    assert!(platform::focus_first("#a") && platform::has_focus("#a"));
    assert!(platform::focus_sibling("button", true));
    assert_eq!(element.focused().as_deref(), Some("b"));
    // Lost is what the whole page has lost.
    assert!(!platform::is_focus_lost());
    platform::remove("#b");
    assert!(platform::is_focus_lost());
}

#[wasm_bindgen_test]
fn what_listens_goes_with_its_owner() {
    let heard = Rc::new(Cell::new(0));
    let listen = || {
        let heard = heard.clone();
        move |_: Event| heard.set(heard.get() + 1)
    };
    let owner = Owner::new();
    owner.with(|| {
        platform::on_window(leptos::ev::Custom::<Event>::new("scroll"), listen());
        platform::on_window(leptos::ev::Custom::<Event>::new("some-event"), listen());
    });
    let tell = |name: &str| document().default_view().unwrap().dispatch_event(&Event::new(name).unwrap());
    tell("some-event").unwrap();
    // An element's own scrolling does not bubble, and is heard all the same.
    document().body().unwrap().dispatch_event(&Event::new("scroll").unwrap()).unwrap();
    assert_eq!(heard.get(), 2);
    owner.cleanup();
    tell("some-event").unwrap();
    tell("scroll").unwrap();
    assert_eq!(heard.get(), 2);
}

#[wasm_bindgen_test]
async fn without_a_part_of_the_address_the_history_is_left_alone() {
    let _element = Element::new("");
    let _owner = owner();
    let window = web_sys::window().unwrap();
    let looks = || (window.history().unwrap().length().unwrap(), window.location().href().unwrap());
    let before = looks();
    platform::leave_to_page("route", &"/submit/severity".into());
    let base = "https://portal.example/help".to_owned();
    let nav = Nav::start(Site::new(Settings { base, in_memory: true, ..Settings::default() }));
    assert_eq!(nav.route_untracked(), Route::Submit(Step::Severity), "it begins where it is told to");
    nav.go(Route::ReportDetection);
    nav.replace(Route::HOME);
    nav.go(Route::ReportDetection);
    assert_eq!(nav.route_untracked(), Route::ReportDetection);
    assert_eq!(looks(), before);
    // A link is for another tab: it leads to where the app is on its own.
    assert_eq!(nav.href(&Route::ReportDetection), "https://portal.example/help/false-detections/new");
    window.history().unwrap().push_state_with_url(&JsValue::NULL, "", None).unwrap();
    window.history().unwrap().back().unwrap();
    wait(100).await;
    assert_eq!(nav.route_untracked(), Route::ReportDetection, "the host's history is not the app's");
}

#[wasm_bindgen_test]
async fn below_a_path_of_the_hosts_the_address_is_the_apps_and_nowhere_else() {
    let _element = Element::new("");
    let _owner = owner();
    let history = web_sys::window().unwrap().history().unwrap();
    let at = |path: &str, state: &JsValue| history.push_state_with_url(state, "", Some(path)).unwrap();
    let state = js_sys::Object::new();
    js_sys::Reflect::set(&state, &"position".into(), &7.into()).unwrap();
    let site = || Site::new(Settings { base: "/support".to_owned(), ..Settings::default() });
    for (path, wanted, begins) in [
        ("/support/submit/severity", Some("/false-detections/new"), Route::Submit(Step::Severity)),
        ("/support", Some("/false-detections/new"), Route::ReportDetection),
        ("/support/", None, Route::HOME),
        ("/elsewhere", Some("/false-detections/new"), Route::ReportDetection),
        ("/elsewhere", None, Route::HOME),
    ] {
        at(path, &state);
        platform::leave_to_page("route", &wanted.map_or(JsValue::UNDEFINED, JsValue::from));
        assert_eq!(Nav::start(site()).route_untracked(), begins, "{path}, {wanted:?}");
    }
    at("/support", &state);
    let nav = Nav::start(site());
    nav.go(Route::Submit(Step::Severity));
    assert_eq!(web_sys::window().unwrap().location().pathname().unwrap(), "/support/submit/severity");
    // What the host's router keeps with an entry is still there.
    let kept = |key: &str| js_sys::Reflect::get(&history.state().unwrap(), &key.into()).unwrap().as_f64();
    assert_eq!(kept("position"), Some(7.0));
    history.back().unwrap();
    wait(100).await;
    assert_eq!((nav.route_untracked(), kept("position")), (Route::HOME, Some(7.0)));
    history.back().unwrap();
    wait(100).await;
    assert_eq!(nav.route_untracked(), Route::HOME, "an address of the host's alone is passed over");
    at("/", &JsValue::NULL);
}
