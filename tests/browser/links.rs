//! Links within the app: a plain click stays in the page, everything else is the browser's.

use caseport::nav::Nav;
use caseport::route::{Route, Step};
use caseport::site::Site;
use caseport::ui::Link;
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, MouseEvent, MouseEventInit};

use crate::page::{Mounted, document, owner, wait};

fn click(page: &Mounted, change: impl FnOnce(&MouseEventInit)) -> bool {
    let init = MouseEventInit::new();
    init.set_bubbles(true);
    init.set_cancelable(true);
    change(&init);
    let event = MouseEvent::new_with_mouse_event_init_dict("click", &init).unwrap();
    // The test's page must not be left, so the browser's own part is cut off above the link, where it is noted.
    let taken = std::rc::Rc::new(std::cell::Cell::new(true));
    let note = taken.clone();
    let stop = Closure::<dyn FnMut(Event)>::new(move |event: Event| {
        note.set(event.default_prevented());
        event.prevent_default();
    });
    let listener = stop.as_ref().unchecked_ref();
    document().add_event_listener_with_callback("click", listener).unwrap();
    page.get("a").dispatch_event(&event).unwrap();
    document().remove_event_listener_with_callback("click", listener).unwrap();
    taken.get()
}

#[wasm_bindgen_test]
async fn a_plain_click_changes_the_route_and_the_address() {
    let before = document().location().unwrap().pathname().unwrap();
    let _owner = owner();
    let nav = Nav::start(Site::default());
    let route = Route::Submit(Step::Severity);
    let page = Mounted::new(move || view! { <Link nav=nav to=Route::Submit(Step::Severity)>"Go"</Link> });
    assert_eq!(page.get("a").get_attribute("href").unwrap(), "/submit/severity");

    for change in [MouseEventInit::set_ctrl_key, MouseEventInit::set_meta_key, MouseEventInit::set_shift_key]
    {
        assert!(!click(&page, |init| change(init, true)), "a modified click is the browser's");
    }
    assert!(!click(&page, |init| init.set_button(1)), "so is the middle button");
    assert_ne!(nav.route_untracked(), route);

    click(&page, |_| {});
    wait(20).await;
    assert_eq!(nav.route_untracked(), route);
    assert_eq!(document().location().unwrap().pathname().unwrap(), "/submit/severity");

    web_sys::window().unwrap().history().unwrap().back().unwrap();
    wait(100).await;
    assert_eq!(document().location().unwrap().pathname().unwrap(), before);
    assert_ne!(nav.route_untracked(), route, "Back is followed");
}
