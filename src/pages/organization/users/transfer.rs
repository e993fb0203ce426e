//! Passing the Super Admin's role on: it cannot be taken back, so the name is typed.

use caseport_domain::api::Member;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Deed, Users, name_of};
use crate::api;
use crate::i18n::messages;
use crate::ui::{Dialog, TextField, form_actions};

pub(super) fn dialog(users: Users) -> impl IntoView {
    let member = Memo::new(move |_| match users.deed.get() {
        Some(Deed::Transfer(member)) => Some(member),
        _ => None,
    });
    let open = Signal::derive(move || member.with(Option::is_some));
    view! {
        <Dialog open=open on_close=move || users.deed.set(None) title=messages::transfer_title() id="transfer-title">
            {member.get_untracked().map(|member| form(users, member))}
        </Dialog>
    }
}

fn form(users: Users, member: Member) -> impl IntoView {
    let app = users.app;
    let typed = RwSignal::new(String::new());
    let (error, sending) = (RwSignal::new(None::<String>), RwSignal::new(false));
    let failure = RwSignal::new(None::<String>);
    let name = name_of(&member);
    let (text, hint) = (messages::transfer_text(&name), messages::transfer_hint(&name));
    let transfer = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(id) = member.id.clone().filter(|_| !sending.get_untracked()) else { return };
        if !is_same_name(&typed.get_untracked(), &name) {
            error.set(Some(messages::transfer_hint(&name)));
            return;
        }
        let name = name.clone();
        sending.set(true);
        error.set(None);
        failure.set(None);
        spawn_local(async move {
            let place = app.session.place_untracked();
            let outcome = api::transfer_super_admin(app.api, &place, &id).await;
            sending.try_set(false);
            users.load(false);
            match outcome {
                Ok(()) => {
                    app.toasts.say(messages::transferred_toast(&name));
                    app.access.reload();
                    if !sending.is_disposed() {
                        users.deed.try_set(None);
                    }
                }
                Err(failed) => {
                    failure.try_set(Some(failed.message()));
                }
            }
        });
    };
    view! {
        <form class="form" on:submit=transfer novalidate>
            <p>{text}</p>
            <TextField
                id="transfer-name"
                label=messages::transfer_label()
                hint=hint
                value=typed
                error=error
                on_input=move |text| typed.set(text)
            />
            <p class="form-error" role="alert">{move || failure.get()}</p>
            {form_actions(move || users.deed.set(None), sending, messages::transfer_title())}
        </form>
    }
}

/// Whoever types the name need not know how many blanks it has.
fn is_same_name(typed: &str, name: &str) -> bool {
    typed.split_whitespace().eq(name.split_whitespace())
}
