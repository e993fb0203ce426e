//! Removing somebody, with what stays.

use caseport_domain::api::Member;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Deed, Users, name_of};
use crate::api::{self, ApiError};
use crate::i18n::messages;
use crate::ui::{Dialog, form_actions};

pub(super) fn dialog(users: Users) -> impl IntoView {
    let member = Memo::new(move |_| match users.deed.get() {
        Some(Deed::Remove(member)) => Some(member),
        _ => None,
    });
    let open = Signal::derive(move || member.with(Option::is_some));
    view! {
        <Dialog open=open on_close=move || users.deed.set(None) title=messages::remove_title() id="remove-title">
            {member.get_untracked().map(|member| form(users, member))}
        </Dialog>
    }
}

fn form(users: Users, member: Member) -> impl IntoView {
    let app = users.app;
    let (error, sending) = (RwSignal::new(None::<String>), RwSignal::new(false));
    let name = name_of(&member);
    let organization = untrack(|| app.access.get())
        .and_then(|access| access.organization)
        .map(|it| it.name)
        .unwrap_or_default();
    let text = messages::remove_text(&name, &organization);
    let remove = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(id) = member.id.clone().filter(|_| !sending.get_untracked()) else { return };
        let name = name.clone();
        sending.set(true);
        error.set(None);
        spawn_local(async move {
            let place = app.session.place_untracked();
            let outcome = api::remove_user(app.api, &place, &id).await;
            sending.try_set(false);
            users.load(false);
            match outcome {
                Ok(()) | Err(ApiError::NotFound) => {
                    app.toasts.say(messages::removed_toast(&name));
                    if !sending.is_disposed() {
                        users.deed.try_set(None);
                        // The row that the dialog was opened from is about to go.
                        crate::nav::focus_heading();
                    }
                }
                Err(failed) => {
                    error.try_set(Some(failed.message()));
                }
            }
        });
    };
    view! {
        <form class="form" on:submit=remove novalidate>
            <p>{text}</p>
            <p>{messages::remove_stays()}</p>
            <p class="form-error" role="alert">{move || error.get()}</p>
            {form_actions(move || users.deed.set(None), sending, messages::remove_user())}
        </form>
    }
}
