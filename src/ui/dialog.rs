//! A modal dialog on the browser's own `<dialog>`: it traps the focus, closes by Esc, and gives the focus back.

use leptos::html;
use leptos::prelude::*;

use super::icon::{Icon, icon};
use crate::i18n::messages;
use crate::reactive::effect;

/// A modal dialog, open while `open` holds.
#[component]
pub fn Dialog(
    /// Whether it is open.
    open: Signal<bool>,
    /// Called when the person closes it by Esc or by its cross.
    on_close: impl Fn() + Clone + Send + Sync + 'static,
    /// Its heading.
    #[prop(into)]
    title: String,
    /// The id of its heading, unique on the page.
    id: &'static str,
    /// Whether it may be closed without an answer.
    #[prop(default = true)]
    closable: bool,
    /// What it shows; built each time that it opens.
    children: ChildrenFn,
) -> impl IntoView {
    let element = NodeRef::<html::Dialog>::new();
    effect(move || {
        let Some(dialog) = element.get() else { return };
        if open.get() && !dialog.open() {
            // It fails only for a dialog that is not in the page; then there is nothing to show it in.
            let _ = dialog.show_modal();
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    let cancel = on_close.clone();
    let on_cancel = move |event: leptos::ev::Event| {
        event.prevent_default();
        if closable {
            cancel();
        }
    };
    view! {
        <dialog node_ref=element class="dialog" part="dialog" aria-labelledby=id on:cancel=on_cancel>
            <div class="dialog-head">
                <h2 id=id>{title}</h2>
                {closable.then(|| view! {
                    <button
                        type="button"
                        class="button-icon"
                        aria-label=messages::close_dialog()
                        on:click=move |_| on_close()
                    >
                        {icon(Icon::Close)}
                    </button>
                })}
            </div>
            {move || open.get().then(|| children())}
        </dialog>
    }
}
