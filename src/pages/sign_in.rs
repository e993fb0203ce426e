//! Signing in. Where the server runs with demo data, it names accounts, and each has a button.

use caseport_domain::api::{DemoAccount, LoginRequest};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::ApiError;
use crate::app::{FocusAfter, language_choice};
use crate::context::App;
use crate::i18n::messages;
use crate::nav::HEADING;
use crate::pages::sign_on;
use crate::route::Route;
use crate::ui::TextField;

/// What is being typed to sign in.
#[derive(Clone, Copy, Default)]
pub struct Typed {
    email: RwSignal<String>,
    password: RwSignal<String>,
}

impl Typed {
    /// The address to begin with.
    pub fn email(email: String) -> Self {
        Self { email: RwSignal::new(email), ..Self::default() }
    }
}

/// The sign-in page. `typed` outlives it: the page is shown anew when the language changes.
pub fn page(app: App, typed: Typed) -> impl IntoView {
    let next = Memo::new(move |_| match app.nav.route() {
        Route::SignIn { next: Some(next) } | Route::SignOnFailed { next: Some(next), .. } => {
            Route::of_address(&next)
        }
        _ => Route::HOME,
    });
    view! {
        <div class="sign-in-card">
            <p class="brand-name">{move || app.config.vendor()}</p>
            <h1 id=HEADING tabindex="-1">{messages::sign_in_title()}</h1>
            {sign_on::failed(app, next)}
            <SignInForm app=app typed=typed />
            {sign_on::links(app, next)}
        </div>
        {language_choice(app, FocusAfter::Button)}
        {move || demo_accounts(app)}
    }
}

/// E-mail and password, where people have one; used on the page, and in place when a session has ended.
#[component]
pub fn SignInForm(
    /// The app.
    app: App,
    /// What has been typed so far.
    typed: Typed,
) -> impl IntoView {
    let Typed { email, password } = typed;
    let attempt = Attempt::new(app);
    let shown = move || sign_on::takes_passwords(app);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        attempt.start(email.get_untracked(), password.get_untracked(), Some(typed));
    };
    let form = move || {
        view! {
            <form class="form" on:submit=submit novalidate>
                <TextField
                    id="email"
                    label=messages::email()
                    kind="email"
                    autocomplete="username"
                    value=email
                    on_input=move |text| email.set(text)
                />
                <TextField
                    id="password"
                    label=messages::password()
                    kind="password"
                    autocomplete="current-password"
                    value=password
                    on_input=move |text| password.set(text)
                />
                <p class="form-error" role="alert">{move || attempt.error.get()}</p>
                <button type="submit" class="button button-primary button-wide" disabled=move || attempt.busy.get()>
                    {move || if attempt.busy.get() { messages::signing_in() } else { messages::sign_in() }}
                </button>
            </form>
        }
    };
    view! { <Show when=shown>{form()}</Show> }
}

/// An attempt to sign in: one at a time, its failure in words.
#[derive(Clone, Copy)]
struct Attempt {
    app: App,
    busy: RwSignal<bool>,
    error: RwSignal<Option<String>>,
}

impl Attempt {
    fn new(app: App) -> Self {
        Self { app, busy: RwSignal::new(false), error: RwSignal::new(None) }
    }

    /// Tries it; `typed` is cleared of a password that was right.
    fn start(self, email: String, password: String, typed: Option<Typed>) {
        if self.busy.get_untracked() {
            return;
        }
        if email.trim().is_empty() || password.is_empty() {
            self.error.set(Some(messages::sign_in_incomplete().to_owned()));
            return;
        }
        self.busy.set(true);
        self.error.set(None);
        spawn_local(async move {
            let request = LoginRequest { email: email.trim().to_owned(), password };
            let outcome = self.app.session.sign_in(request).await;
            // The form may be gone with its page by now.
            self.busy.try_set(false);
            if let (Ok(()), Some(typed)) = (&outcome, typed) {
                typed.password.try_set(String::new());
            }
            if let Err(error) = outcome {
                let message = match error {
                    ApiError::SignedOut => messages::sign_in_wrong().to_owned(),
                    error => error.message(),
                };
                self.error.try_set(Some(message));
            }
        });
    }
}

/// The demo accounts, where the server names any.
fn demo_accounts(app: App) -> Option<impl IntoView> {
    let config = app.config.whole()?;
    let password = config.demo_password.filter(|_| !config.demo_accounts.is_empty())?;
    let attempt = Attempt::new(app);
    let buttons: Vec<_> = config
        .demo_accounts
        .into_iter()
        .map(|DemoAccount { email, name, note }| {
            let (address, password) = (email.clone(), password.clone());
            view! {
                <li>
                    <button
                        type="button"
                        class="demo-account"
                        on:click=move |_| attempt.start(address.clone(), password.clone(), None)
                    >
                        <strong>{name}</strong>
                        <span>{email}</span>
                        <span>{note}</span>
                    </button>
                </li>
            }
        })
        .collect();
    Some(view! {
        <section class="demo-accounts" aria-labelledby="demo-title">
            <h2 id="demo-title">{messages::demo_title()}</h2>
            <p>{messages::demo_text(&password)}</p>
            <p class="form-error" role="alert">{move || attempt.error.get()}</p>
            <ul>{buttons}</ul>
        </section>
    })
}
