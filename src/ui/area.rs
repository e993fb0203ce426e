//! The main part of the page: a landmark where the page is the app's own. Within somebody else's page, which has its own, it is
//! a part of theirs.

use leptos::prelude::*;

use crate::platform;

/// The main part, with what is in it.
pub fn main_area(class: &'static str, content: AnyView) -> AnyView {
    if platform::is_embedded() {
        view! { <div id="content" part="content" class=class tabindex="-1">{content}</div> }.into_any()
    } else {
        view! { <main id="content" class=class tabindex="-1">{content}</main> }.into_any()
    }
}
