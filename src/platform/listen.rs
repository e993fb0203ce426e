//! Listening to what happens around the app, for as long as whoever asked lives: an element that is taken out of its page
//! leaves nothing behind.

use std::cell::RefCell;

use leptos::ev::EventDescriptor;
use leptos::prelude::{Owner, on_cleanup};
use send_wrapper::SendWrapper;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{Element, Event, EventTarget, Node};

use super::page::{is_embedded, of_page};

thread_local! {
    /// The app's own owner; statics are an instance's own (see [`super::page`]).
    static APP: RefCell<Option<Owner>> = const { RefCell::new(None) };
}

/// From here on the present owner is the app's.
pub fn begin() {
    APP.set(Owner::current());
}

/// Ends all that the app does.
pub(super) fn end() {
    if let Some(owner) = APP.take() {
        owner.cleanup();
    }
}

/// Does something in the app's name: what it listens to, it does to the end.
pub fn for_good<T>(work: impl FnOnce() -> T) -> T {
    match APP.with_borrow(Clone::clone) {
        Some(owner) => owner.with(work),
        None => work(),
    }
}

/// Listens on the window: to what is the page's as a whole. Scrolling is told of whatever is scrolled.
pub fn on_window<E>(event: E, handler: impl Fn(E::EventType) + 'static)
where
    E: EventDescriptor,
    E::EventType: JsCast,
{
    let target = web_sys::window().map(EventTarget::from);
    listen(target, &event.name(), Box::new(move |event| handler(event.unchecked_into())));
}

/// Listens to what happens within the app, wherever in it; on its own page that is all there is.
pub fn on_app<E>(event: E, handler: impl Fn(E::EventType) + 'static)
where
    E: EventDescriptor,
    E::EventType: JsCast,
{
    let target = match is_embedded() {
        true => of_page("root").dyn_into().ok(),
        false => web_sys::window().map(EventTarget::from),
    };
    listen(target, &event.name(), Box::new(move |event| handler(event.unchecked_into())));
}

/// Listens to words between the app and what has started it.
pub fn on_word(word: &str, handler: impl Fn() + 'static) {
    listen(words(), word, Box::new(move |_| handler()));
}

/// Sends such a word.
pub fn tell_page(word: &str) {
    if let (Some(words), Ok(event)) = (words(), Event::new(word)) {
        let _ = words.dispatch_event(&event);
    }
}

fn words() -> Option<EventTarget> {
    of_page("words").dyn_into().ok().or_else(|| web_sys::window().map(EventTarget::from))
}

/// One function for all, so that its code is in the app once.
fn listen(target: Option<EventTarget>, name: &str, handler: Box<dyn Fn(Event)>) {
    let Some(target) = target else { return };
    let handler = Closure::<dyn Fn(Event)>::wrap(handler);
    // An element within the page that is scrolled tells nobody above it but who asks first.
    let ahead = name == "scroll";
    let function = handler.as_ref().unchecked_ref();
    let _ = target.add_event_listener_with_callback_and_bool(name, function, ahead);
    let held = SendWrapper::new((target, name.to_owned(), handler));
    on_cleanup(move || {
        let (target, name, handler) = &*held;
        let function = handler.as_ref().unchecked_ref();
        let _ = target.remove_event_listener_with_callback_and_bool(name, function, ahead);
    });
}

/// Where an event happened, within the app, too: to whoever listens on the window it looks as if it were the element's.
pub fn target_of(event: &Event) -> Option<Node> {
    event.composed_path().get(0).dyn_into().ok()
}

/// The same, as an element.
pub fn element_of(event: &Event) -> Option<Element> {
    target_of(event)?.dyn_into().ok()
}
