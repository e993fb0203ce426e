//! Signing in again in place, when the session has ended in the middle of something: what was typed stays, what was
//! being sent is sent afterwards. An identity provider has a window of its own for it.

use leptos::prelude::*;

use crate::context::App;
use crate::i18n::messages;
use crate::pages::sign_in::{SignInForm, Typed};
use crate::pages::sign_on;
use crate::platform;
use crate::ui::Dialog;

pub(super) fn dialog(app: App) -> impl IntoView {
    let open = Signal::derive(move || app.api.is_expired());
    let give_up = move || {
        app.api.give_up();
        platform::start_anew(&app.api.home());
    };
    view! {
        <Dialog open=open on_close=give_up title=messages::session_over_title() id="reauth-title">
            <p>{messages::session_over_text()}</p>
            <SignInForm
                app=app
                typed=Typed::email(app.session.user().map(|user| user.email).unwrap_or_default())
            />
            {sign_on::windows(app)}
        </Dialog>
    }
}
