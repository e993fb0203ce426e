//! Accepting an invitation, by the link of its e-mail: with a new account, or with the one that the address has.

use caseport_domain::api::{AcceptRequest, Invitation};
use caseport_domain::limits;
use caseport_domain::validate::{FieldErrorCode, FieldErrors, Mistake, NewAccount};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, ApiError};
use crate::context::App;
use crate::i18n::{format, messages, said};
use crate::nav::HEADING;
use crate::pages::sign_on;
use crate::platform;
use crate::route::Route;
use crate::stores::Loader;
use crate::ui::{Icon, Link, TextField, icon, remote_view, skeleton_lines};

/// The page.
pub(super) fn page(app: App, secret: String) -> AnyView {
    let invitation = Loader::<Result<Invitation, String>>::default();
    let kept = secret.clone();
    let load = move || {
        let secret = kept.clone();
        invitation.load(async move {
            match api::invitation(app.api, &secret).await {
                Ok(invitation) => Ok(Ok(invitation)),
                // Used, expired, taken back or never made: nobody is told which.
                Err(ApiError::NotFound) => Ok(Err(messages::invitation_over().to_owned())),
                Err(ApiError::Conflict(text)) if !text.is_empty() => Ok(Err(text)),
                Err(error) => Err(error),
            }
        });
    };
    load();
    let load = StoredValue::new(load);
    view! {
        <div class="sign-in-card invitation">
            <p class="brand-name">{move || app.config.vendor()}</p>
            <h1 id=HEADING tabindex="-1">{messages::invitation()}</h1>
            {remote_view(invitation, move || load.with_value(|load| load()), || skeleton_lines(4), move |found| {
                match found {
                    Ok(invitation) => form(app, secret.clone(), invitation).into_any(),
                    Err(text) => over(app, text).into_any(),
                }
            })}
        </div>
    }
    .into_any()
}

fn over(app: App, text: String) -> impl IntoView {
    view! {
        <div class="failure" role="alert">
            {icon(Icon::Warning)}
            <p>{text}</p>
            <Link nav=app.nav to=Route::HOME class="button">{messages::to_support()}</Link>
        </div>
    }
}

fn form(app: App, secret: String, invitation: Invitation) -> impl IntoView {
    let (name, password) = (RwSignal::new(String::new()), RwSignal::new(String::new()));
    let (errors, sending) = (RwSignal::new(FieldErrors::default()), RwSignal::new(false));
    let failure = RwSignal::new(None::<String>);
    let is_new = !invitation.has_account;
    // Who comes back signed in accepts it here, unless that has done so already.
    let here = Route::Invitation(secret.clone());
    let here = Memo::new(move |_| here.clone());
    let error =
        move |field: &'static str| Signal::derive(move || errors.with(|errors| said::field(errors, field)));
    // Whoever is signed in as the invited one need not say their password again.
    let email = invitation.email.clone();
    let is_they =
        Memo::new(move |_| app.session.user().is_some_and(|user| user.email.eq_ignore_ascii_case(&email)));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if sending.get_untracked() {
            return;
        }
        let request = AcceptRequest { name: name.get_untracked(), password: password.get_untracked() };
        let found = if is_they.get_untracked() { FieldErrors::default() } else { check(&request, is_new) };
        let is_in_order = found.0.is_empty();
        errors.set(found);
        failure.set(None);
        if !is_in_order {
            platform::focus_when_there("[aria-invalid=true]".to_owned());
            return;
        }
        let secret = secret.clone();
        sending.set(true);
        spawn_local(async move {
            let outcome = api::accept_invitation(app.api, &secret, &request).await;
            sending.try_set(false);
            match outcome {
                // Everything anew, as whoever has accepted.
                Ok(()) => platform::start_anew(&app.api.home()),
                Err(ApiError::Invalid(found)) => {
                    errors.try_set(found);
                    platform::focus_when_there("[aria-invalid=true]".to_owned());
                }
                Err(ApiError::SignedOut) => {
                    failure.try_set(Some(messages::password_wrong().to_owned()));
                }
                Err(ApiError::NotFound) => {
                    failure.try_set(Some(messages::invitation_over().to_owned()));
                }
                Err(error) => {
                    failure.try_set(Some(error.message()));
                }
            }
        });
    };
    let expires = format::moment(invitation.expires_at);
    let (label, autocomplete) = match is_new {
        true => (messages::new_password(), "new-password"),
        false => (messages::password(), "current-password"),
    };
    let hint = move || if is_new { password_hint() } else { messages::existing_account().to_owned() };
    view! {
        <p>{messages::invitation_text(&invitation.invited_by, &invitation.organization.name, &invitation.role)}</p>
        <p class="field-hint">{messages::invitation_until(&expires)}</p>
        <form class="form" on:submit=submit novalidate>
            <dl class="invitation-facts">
                <dt>{messages::email()}</dt>
                <dd><bdi>{invitation.email}</bdi></dd>
            </dl>
            {move || (is_new && sign_on::takes_passwords(app)).then(|| view! {
                <TextField
                    id="invitation-name"
                    label=messages::your_name()
                    autocomplete="name"
                    value=name
                    error=error("name")
                    on_input=move |text| name.set(text)
                />
            })}
            {move || (!is_they.get() && sign_on::takes_passwords(app)).then(|| view! {
                <TextField
                    id="invitation-password"
                    label=label
                    hint=hint()
                    kind="password"
                    autocomplete=autocomplete
                    value=password
                    error=error("password")
                    on_input=move |text| password.set(text)
                />
            })}
            <p class="form-error" role="alert">{move || failure.get()}</p>
            <Show when=move || is_they.get() || sign_on::takes_passwords(app)>
                <button type="submit" class="button button-primary button-wide" disabled=move || sending.get()>
                    {move || if sending.get() { messages::sending() } else { messages::accept_invitation() }}
                </button>
            </Show>
        </form>
        <Show when=move || !is_they.get()>{sign_on::links(app, here)}</Show>
    }
}

fn password_hint() -> String {
    messages::password_hint(&limits::PASSWORD_MIN.to_string())
}

/// What can be told without the server.
fn check(request: &AcceptRequest, is_new: bool) -> FieldErrors {
    if is_new {
        return NewAccount::try_from(request).err().unwrap_or_default();
    }
    let is_empty = request.password.is_empty();
    let mistake = || Mistake::new(FieldErrorCode::Required, messages::enter_password());
    if is_empty { FieldErrors::one("password", mistake()) } else { FieldErrors::default() }
}
