//! Signing in at an identity provider: the buttons that lead there, what went wrong on the way, and the page of the window that
//! is opened when a session has ended in the middle of something.

use caseport_domain::Code as _;
use caseport_domain::api::{SignInProvider, SignOnFailure};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::context::App;
use crate::i18n::messages;
use crate::nav::HEADING;
use crate::platform;
use crate::route::Route;
use crate::ui::{Icon, Link, icon};

/// Where the windows of this browser tell each other that somebody has signed in.
const TOLD: &str = "caseport.signed-in";

/// Whether one can sign in with a password here; reactive.
pub fn takes_passwords(app: App) -> bool {
    app.config.whole().is_none_or(|config| config.takes_passwords())
}

fn providers(app: App) -> Vec<SignInProvider> {
    app.config.whole().map(|config| config.sign_in_providers).unwrap_or_default()
}

/// Where a browser begins to sign in at a provider, to go on to `next` afterwards.
fn start(app: App, provider: &SignInProvider, next: &Route) -> String {
    let next: String = js_sys::encode_uri_component(&next.address()).into();
    app.api.address(&format!("{}?next={next}", provider.start))
}

/// A button for each provider, which leads away from the app and then on to `next`; nothing where there is none.
pub fn links(app: App, next: Memo<Route>) -> impl IntoView {
    move || {
        let links: Vec<_> = providers(app)
            .into_iter()
            .map(|provider| {
                let text = messages::sign_in_with(&provider.label);
                view! {
                    <a class="button button-wide" href=move || start(app, &provider, &next.get())>{text}</a>
                }
            })
            .collect();
        between(links, takes_passwords(app))
    }
}

/// The same where something is being done: the provider has a window of its own, and this page waits for it.
pub fn windows(app: App) -> impl IntoView {
    platform::when_told(TOLD, move || {
        spawn_local(async move {
            // Where it did not help, the dialog stays.
            let _ = app.session.signed_in().await;
        });
    });
    move || {
        let buttons: Vec<_> = providers(app)
            .into_iter()
            .map(|provider| {
                let text = messages::sign_in_with(&provider.label);
                let open = move |_| {
                    // Where the browser opens none, drafts stay as they are, and so does the address.
                    if !platform::open_window(&start(app, &provider, &Route::SignedIn)) {
                        platform::start_anew(&start(app, &provider, &app.nav.route_untracked()));
                    }
                };
                view! { <button type="button" class="button button-wide" on:click=open>{text}</button> }
            })
            .collect();
        let hint =
            (!buttons.is_empty()).then(|| view! { <p class="field-hint">{messages::sign_in_window()}</p> });
        view! { {between(buttons, takes_passwords(app))} {hint} }
    }
}

/// Ways to sign in, set apart from the other way where there is one.
fn between(ways: Vec<impl IntoView>, has_other: bool) -> Option<impl IntoView> {
    let is_other =
        has_other.then(|| view! { <p class="sign-in-or"><span>{messages::sign_in_or()}</span></p> });
    (!ways.is_empty()).then(|| view! { {is_other} <div class="sign-in-ways">{ways}</div> })
}

/// What went wrong at a provider, where the address says that something did, with a way to try again.
pub fn failed(app: App, next: Memo<Route>) -> impl IntoView {
    move || {
        let Route::SignOnFailed { failure, provider, .. } = app.nav.route() else { return None };
        let known = providers(app).into_iter().find(|it| it.id == provider);
        let label = known.as_ref().map_or(provider, |it| it.label.clone());
        let failure = SignOnFailure::parse(&failure);
        let again = known.filter(|_| failure.is_none_or(SignOnFailure::is_worth_retrying)).map(|provider| {
            let href = move || start(app, &provider, &next.get());
            view! { <a class="button" href=href>{messages::retry()}</a> }
        });
        let support = app.config.whole().map(|config| config.vendor.support_email).unwrap_or_default();
        Some(view! {
            <div class="failure" role="alert">
                {icon(Icon::Warning)}
                <p>{words(failure, &label, &support)}</p>
                {again}
            </div>
        })
    }
}

fn words(failure: Option<SignOnFailure>, provider: &str, support: &str) -> String {
    match failure {
        Some(SignOnFailure::Cancelled) => messages::sign_on_cancelled(provider),
        Some(SignOnFailure::Expired) => messages::sign_on_expired().to_owned(),
        Some(SignOnFailure::Unavailable) => messages::sign_on_unavailable(provider),
        Some(SignOnFailure::NotVerified) => messages::sign_on_not_verified(provider, support),
        Some(SignOnFailure::UnknownPerson) => messages::sign_on_unknown_person(provider),
        Some(SignOnFailure::AddressNotVerified) => messages::sign_on_address_not_verified(provider),
        Some(SignOnFailure::AddressTaken) => messages::sign_on_address_taken(provider, support),
        Some(SignOnFailure::NoOrganization) => messages::sign_on_no_organization(provider),
        Some(SignOnFailure::TooMany) => messages::sign_on_too_many().to_owned(),
        None => messages::sign_on_failed(provider, support),
    }
}

/// The page of the window that was opened to sign in again: it tells the one that waits, and is not needed any more.
pub fn done(app: App) -> impl IntoView {
    platform::tell_windows(TOLD);
    platform::close_window();
    view! {
        <div class="sign-in-card">
            <p class="brand-name">{move || app.config.vendor()}</p>
            <h1 id=HEADING tabindex="-1">{messages::signed_in_title()}</h1>
            <p>{messages::signed_in_text()}</p>
            <Link nav=app.nav to=Route::HOME class="button button-wide">{messages::to_support()}</Link>
        </div>
    }
}
