//! What is to be known about the page itself: that a newer build is there (`boot.js` finds that out), and that the browser
//! keeps nothing.

use crate::context::App;
use crate::i18n::messages;
use crate::platform;

pub(super) fn follow(app: App) {
    // What is being typed is kept as a draft, and may be worth a moment: the person decides when.
    platform::on_word("caseport:newer", move || {
        app.toasts.hold(messages::newer_build(), Some((messages::reload(), platform::reload)));
    });
    if !platform::can_keep() {
        app.toasts.hold(messages::keeps_nothing(), None);
    }
}
