//! Fields, stars and dialogs: what is seen and what a screen reader is told.

use caseport::ui::{Dialog, StarsInput, TextField};
use leptos::prelude::*;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{HtmlDialogElement, HtmlInputElement};

use crate::page::{Mounted, wait};

#[wasm_bindgen_test]
async fn a_fields_mistake_is_tied_to_it_and_goes_when_it_is_mended() {
    let error = RwSignal::new(None::<String>);
    let value = RwSignal::new("typed".to_owned());
    let page = Mounted::new(move || {
        view! {
            <TextField id="f" label="Name" hint="A hint" value=value error=error on_input=move |text| value.set(text) />
        }
    });
    let input: HtmlInputElement = page.get("input").unchecked_into();
    assert_eq!(page.get("label").get_attribute("for").unwrap(), "f");
    assert_eq!(input.get_attribute("aria-describedby").unwrap(), "f-hint f-error");
    assert!(input.get_attribute("aria-invalid").is_none());
    error.set(Some("Too short.".to_owned()));
    wait(20).await;
    assert_eq!(input.get_attribute("aria-invalid").unwrap(), "true");
    assert_eq!(page.get("#f-error").text_content().unwrap(), "Too short.");
    assert_eq!(input.value(), "typed");
    error.set(None);
    wait(20).await;
    assert!(input.get_attribute("aria-invalid").is_none());
}

#[wasm_bindgen_test]
async fn stars_are_radio_buttons_with_names() {
    let given = RwSignal::new(None);
    let page = Mounted::new(move || view! { <StarsInput name="s" legend="Overall" value=given /> });
    assert_eq!(page.count("input[type=radio][name=s]"), 5);
    let third: HtmlInputElement =
        page.root.query_selector_all("input").unwrap().item(2).unwrap().unchecked_into();
    third.click();
    wait(20).await;
    assert_eq!(given.get_untracked(), Some(3));
    assert_eq!(page.count(".star-on"), 3);
    assert!(page.text().contains("1 star") && page.text().contains("5 stars"));
}

#[wasm_bindgen_test]
async fn a_dialog_opens_closes_and_asks_before_it_goes() {
    let open = RwSignal::new(false);
    let page = Mounted::new(move || {
        view! {
            <Dialog open=open.into() on_close=move || open.set(false) title="Sure?" id="d">
                <p>"Content"</p>
            </Dialog>
        }
    });
    let dialog: HtmlDialogElement = page.get("dialog").unchecked_into();
    assert!(!dialog.open() && page.find("dialog p").is_none());
    open.set(true);
    wait(30).await;
    assert!(dialog.open() && page.find("dialog p").is_some());
    page.get("dialog button").click();
    wait(30).await;
    assert!(!dialog.open() && !open.get_untracked());
    open.set(true);
    wait(30).await;
    dialog.dispatch_event(&web_sys::Event::new("cancel").unwrap()).unwrap();
    wait(30).await;
    assert!(!open.get_untracked(), "Esc must be told to whoever opened the dialog");
}
