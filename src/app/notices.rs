//! What is to be known about the page itself: that a newer build is there (`boot.js` finds that out), and that the browser
//! keeps nothing.

use std::sync::Arc;

use leptos::prelude::*;

use crate::context::App;
use crate::i18n::messages;
use crate::platform;
use crate::ui::{Offer, toast};

/// Says so once where the browser keeps nothing.
pub(super) fn follow(app: App) {
    if !platform::can_keep() {
        app.toasts.hold(messages::keeps_nothing());
    }
}

/// That a newer build is there. It looks like a message, but needs no code that the newer build may have taken away.
pub(super) fn newer_build() -> impl IntoView {
    let is_there = RwSignal::new(false);
    platform::on_word("caseport:newer", move || is_there.set(true));
    move || {
        is_there.get().then(|| {
            // What is being typed is kept as a draft, and may be worth a moment: the person decides when.
            let reload: Offer = (messages::reload(), Arc::new(platform::reload));
            toast(messages::newer_build().to_owned(), Some(reload), move || is_there.set(false))
        })
    }
}
