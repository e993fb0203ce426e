//! Signing in again in place, when the session has ended in the middle of something: what was typed stays, what was
//! being sent is sent afterwards.

use leptos::prelude::*;

use crate::context::App;
use crate::i18n::messages;
use crate::pages::sign_in::SignInForm;
use crate::platform;
use crate::ui::Dialog;

pub(super) fn dialog(app: App) -> impl IntoView {
    let open = Signal::derive(move || app.api.is_expired());
    let give_up = move || {
        app.api.give_up();
        platform::start_anew();
    };
    view! {
        <Dialog open=open on_close=give_up title=messages::session_over_title() id="reauth-title">
            <p>{messages::session_over_text()}</p>
            <SignInForm app=app email=app.session.user().map(|user| user.email).unwrap_or_default() />
        </Dialog>
    }
}
