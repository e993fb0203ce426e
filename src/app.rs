//! The shell: header, navigation, and the page of the present route. It decides who may come in at all; what a page
//! shows is the page's business.

mod account;
mod aside;
mod header;
mod help;
mod language;
mod notices;
mod page;
mod reauth;
mod signing_in;
mod tray;

use caseport_domain::id::UserId;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{Api, ApiError, bearer};
use crate::chunks::{Chunks, lazy, lazy_when_idle};
use crate::context::App;
use crate::i18n::{self, messages};
use crate::nav::Nav;
use crate::pages::organization::Part;
use crate::pages::sign_in::Typed;
use crate::platform;
use crate::reactive::effect;
use crate::route::Route;
use crate::site::Site;
use crate::stores::{AccessStore, Change, ConfigStore, Drafts, Live, Outbox, SessionState, SessionStore};
use crate::ui::{Toasts, failure, follow_popups, main_area, skeleton_lines};
use crate::upload::Uploads;

pub use aside::Aside;
pub use language::{FocusAfter, language_choice};
pub use signing_in::SigningIn;

/// Whether somebody may come in.
#[derive(Clone, Debug, PartialEq)]
enum Door {
    Starting,
    Closed,
    Open(UserId),
    Broken(ApiError),
}

/// The whole app.
pub fn app(chunks: Chunks) -> impl IntoView {
    platform::begin();
    let site = Site::default();
    let api = Api::of(site);
    let config = ConfigStore::start(api);
    let session = SessionStore::start(api, config);
    let (live, drafts) = (Live::start(api, session, chunks.live), Drafts::start(session));
    let app = App {
        chunks,
        site,
        nav: Nav::start(site),
        api,
        config,
        session,
        access: AccessStore::start(api, session),
        live,
        drafts,
        outbox: Outbox::start(api, session, drafts, live),
        uploads: Uploads::start(api, session),
        toasts: Toasts::default(),
        language: RwSignal::new(i18n::language::spoken()),
        help: RwSignal::new(false),
    };
    let door = Memo::new(move |_| match session.state() {
        SessionState::Starting => Door::Starting,
        SessionState::SignedOut => Door::Closed,
        SessionState::SignedIn(session) => Door::Open(session.user.id),
        SessionState::Failed(error) => Door::Broken(error),
    });
    let is_done = Memo::new(move |_| app.nav.route() == Route::SignedIn);
    let typed = Typed::default();
    notices::follow(app);
    keep_at_the_door(app, door);
    follow_popups();
    if platform::is_embedded() {
        (chunks.embed)(app);
    }
    app.live.on(move |change| {
        if matches!(change, Change::Access) {
            app.session.renew(move || app.access.reload());
        }
    });
    view! {
        {move || {
            app.language.track();
            match door.get() {
                Door::Starting => ().into_any(),
                Door::Closed => outside(app, typed).into_any(),
                Door::Open(_) if is_done.get() => signing_in(app, SigningIn::Done),
                Door::Open(_) => shell(app).into_any(),
                Door::Broken(error) => {
                    let retry = move || { config.reload(); session.retry(); };
                    main_area("lonely", failure(&error, retry))
                }
            }
        }}
        // It is there before the first message is, or a screen reader would miss that.
        <div class="toasts" part="toasts" role="status" aria-live="polite">
            {lazy_when_idle(move || (app.chunks.aside)(app, Aside::App))}
            {notices::newer_build()}
        </div>
    }
}

/// What somebody sees who is not signed in.
fn outside(app: App, typed: Typed) -> impl IntoView {
    let invitation = Memo::new(move |_| match app.nav.route() {
        Route::Invitation(secret) => Some(secret),
        _ => None,
    });
    move || match invitation.get() {
        Some(secret) => {
            let form = lazy(
                move || Some((app.chunks.organization)(app, Part::Invitation(secret.clone()))),
                || skeleton_lines(6),
                crate::nav::focus_heading,
            );
            main_area("sign-in", form.into_any())
        }
        None if bearer::is_used() => signed_out(app),
        None => signing_in(app, SigningIn::Page(typed)),
    }
}

fn signing_in(app: App, part: SigningIn) -> AnyView {
    let load = move || Some((app.chunks.sign_in)(app, part));
    match part {
        SigningIn::Again => lazy(load, || ().into_any(), || {}),
        SigningIn::Page(_) | SigningIn::Done => main_area("sign-in", lazy(load, || skeleton_lines(6), || {})),
    }
}

/// The page around the app signs people in: it is asked again when somebody wants to.
fn signed_out(app: App) -> AnyView {
    let again = move |_| {
        platform::call_page("signIn", &[]);
        app.session.retry();
    };
    let told = view! {
        <div class="failure" role="status">
            <p>{messages::error_signed_out()}</p>
            <button type="button" class="button button-primary" on:click=again>{messages::sign_in()}</button>
        </div>
    };
    main_area("lonely", told.into_any())
}

fn shell(app: App) -> impl IntoView {
    help::follow_shortcuts(app);
    platform::when_idle(move || {
        (app.chunks.outbox)(app);
        (app.chunks.take_up_uploads)(app, None);
    });
    // What is around it in somebody else's page is theirs.
    let above = (!platform::is_embedded()).then(|| {
        view! {
            <a class="skip-link" href="#content">{messages::skip_to_content()}</a>
            {header::header(app)}
        }
    });
    // The header shows before the page is made.
    let is_drawn = RwSignal::new(false);
    spawn_local(async move {
        platform::breathe().await;
        is_drawn.try_set(true);
    });
    let page = move || match is_drawn.get() {
        true => page::routed_page(app).into_any(),
        false => skeleton_lines(6),
    };
    // The dialog stays once it has been made: an open one that is taken out of the page gives no focus back.
    let is_over = Memo::new(move |was: Option<&bool>| was == Some(&true) || app.api.is_expired());
    view! {
        {above}
        {main_area("content", page.into_any())}
        {lazy_when_idle(move || (app.chunks.aside)(app, Aside::Shell))}
        {move || is_over.get().then(|| signing_in(app, SigningIn::Again))}
    }
}

/// The browser's tab says where one is, and in whose portal.
fn keep_title(app: App) {
    if platform::is_embedded() {
        return;
    }
    effect(move || {
        app.language.track();
        let (title, vendor) = (app.nav.route().title(), app.config.vendor());
        let title = if vendor.is_empty() { title } else { messages::window_title(&title, &vendor) };
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            document.set_title(&title);
        }
    });
}

/// Whoever is not signed in is led to the sign-in page, and from there back to where they wanted to go.
fn keep_at_the_door(app: App, door: Memo<Door>) {
    effect(move || {
        let route = app.nav.route();
        match (door.get(), route) {
            (Door::Closed, Route::SignIn { .. } | Route::SignOnFailed { .. } | Route::Invitation(_))
            | (Door::Starting | Door::Broken(_), _) => {}
            // There is no such page where another page signs people in; once it has, this one goes on.
            (Door::Closed, _) if bearer::is_used() => {}
            (Door::Closed, Route::Support(_)) => app.nav.replace(Route::SignIn { next: None }),
            (Door::Closed, route) => app.nav.replace(Route::SignIn { next: Some(route.address()) }),
            (Door::Open(_), Route::SignIn { next } | Route::SignOnFailed { next, .. }) => {
                app.nav.replace(next.as_deref().map_or(Route::HOME, Route::of_address));
            }
            (Door::Open(_), _) => {}
        }
    });
    // The skeleton of index.html has done its work once there is something to show in its place.
    effect(move || {
        if door.get() != Door::Starting {
            platform::remove("#boot");
        }
    });
}
