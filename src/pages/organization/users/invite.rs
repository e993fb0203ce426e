//! Inviting somebody: their address and the role that they will have.

use caseport_domain::BuiltInRole;
use caseport_domain::api::{InvitationRequest, Role};
use caseport_domain::id::RoleId;
use caseport_domain::validate::{EmailAddress, FieldErrors};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::choice::role_choice;
use super::{Deed, Users};
use crate::api::{self, ApiError};
use crate::i18n::{messages, said};
use crate::ui::{Dialog, TextField, form_actions, remote_view, skeleton_lines};

pub(super) fn dialog(users: Users) -> impl IntoView {
    let open = Signal::derive(move || users.deed.get() == Some(Deed::Invite));
    view! {
        <Dialog open=open on_close=move || users.deed.set(None) title=messages::invite_user() id="invite-title">
            {
                let chosen = RwSignal::new(Some(RoleId::from(BuiltInRole::User.key())));
                remote_view(users.roles, || {}, || skeleton_lines(4), move |roles| form(users, roles, chosen))
            }
        </Dialog>
    }
}

fn form(users: Users, roles: Vec<Role>, chosen: RwSignal<Option<RoleId>>) -> impl IntoView {
    let app = users.app;
    let (errors, sending) = (RwSignal::new(FieldErrors::default()), RwSignal::new(false));
    let failure = RwSignal::new(None::<String>);
    let send = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if sending.get_untracked() {
            return;
        }
        failure.set(None);
        let email = match EmailAddress::new(&users.invited.get_untracked()) {
            Ok(email) => email.as_str().to_owned(),
            Err(mistake) => return errors.set(FieldErrors::one("email", mistake)),
        };
        let Some(role) = chosen.get_untracked() else { return };
        errors.set(FieldErrors::default());
        sending.set(true);
        spawn_local(async move {
            let place = app.session.place_untracked();
            let request = InvitationRequest { email: email.clone(), role };
            let outcome = api::invite(app.api, &place, &request).await;
            sending.try_set(false);
            match outcome {
                Ok(()) => {
                    app.toasts.say(messages::invitation_sent(&email));
                    users.invited.try_set(String::new());
                    users.load(false);
                    if !sending.is_disposed() {
                        users.deed.try_set(None);
                    }
                }
                Err(ApiError::Invalid(found)) if found.of("email").is_some() => {
                    errors.try_set(found);
                }
                Err(error) => {
                    failure.try_set(Some(error.message()));
                }
            }
        });
    };
    view! {
        <form class="form" on:submit=send novalidate>
            <p>{messages::invite_text()}</p>
            <TextField
                id="invite-email"
                label=messages::email()
                kind="email"
                value=users.invited
                error=Signal::derive(move || errors.with(|errors| said::field(errors, "email")))
                on_input=move |text| users.invited.set(text)
            />
            {role_choice(messages::role(), roles, chosen)}
            <p class="form-error" role="alert">{move || failure.get()}</p>
            {form_actions(move || users.deed.set(None), sending, messages::send_invitation())}
        </form>
    }
}
