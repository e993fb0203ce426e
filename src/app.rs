//! The shell: header, navigation, and the page of the present route. It decides who may come in at all; what a page
//! shows is the page's business.

mod account;
mod header;
mod help;
mod page;
mod reauth;
mod tray;

use caseport_domain::id::UserId;
use leptos::prelude::*;

use crate::api::{Api, ApiError};
use crate::chunks::Chunks;
use crate::context::App;
use crate::i18n::messages;
use crate::nav::Nav;
use crate::pages::sign_in;
use crate::platform;
use crate::route::Route;
use crate::stores::{AccessStore, Change, ConfigStore, Drafts, Live, SessionState, SessionStore};
use crate::ui::{ToastRegion, Toasts, failure, follow_popups};
use crate::upload::Uploads;

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
    let api = Api::default();
    let config = ConfigStore::start(api);
    let session = SessionStore::start(api, config);
    let app = App {
        chunks,
        nav: Nav::start(),
        api,
        config,
        session,
        access: AccessStore::start(api, session),
        live: Live::start(api, session),
        drafts: Drafts::start(session),
        uploads: Uploads::start(api, session),
        toasts: Toasts::default(),
        help: RwSignal::new(false),
    };
    let door = Memo::new(move |_| match session.state() {
        SessionState::Starting => Door::Starting,
        SessionState::SignedOut => Door::Closed,
        SessionState::SignedIn(session) => Door::Open(session.user.id),
        SessionState::Failed(error) => Door::Broken(error),
    });
    keep_title(app);
    keep_at_the_door(app, door);
    follow_popups();
    app.live.on(move |change| {
        if matches!(change, Change::Access) {
            app.access.reload();
            app.session.renew();
        }
    });
    view! {
        {move || match door.get() {
            Door::Starting => ().into_any(),
            Door::Closed => sign_in::page(app).into_any(),
            Door::Open(_) => shell(app).into_any(),
            Door::Broken(error) => {
                let retry = move || { config.reload(); session.retry(); };
                view! { <main class="lonely">{failure(&error, retry)}</main> }.into_any()
            }
        }}
        <ToastRegion toasts=app.toasts />
    }
}

fn shell(app: App) -> impl IntoView {
    platform::when_idle(move || (app.chunks.take_up_uploads)(app, None));
    view! {
        <a class="skip-link" href="#content">{messages::skip_to_content()}</a>
        {header::header(app)}
        <main id="content" class="content" tabindex="-1">{page::routed_page(app)}</main>
        {tray::upload_tray(app)}
        {reauth::dialog(app)}
        {help::help(app)}
    }
}

/// The browser's tab says where one is, and in whose portal.
fn keep_title(app: App) {
    Effect::new(move |_| {
        let (title, vendor) = (app.nav.route().title(), app.config.vendor());
        let title = if vendor.is_empty() { title } else { messages::window_title(&title, &vendor) };
        if let Some(document) = web_sys::window().and_then(|window| window.document()) {
            document.set_title(&title);
        }
    });
}

/// Whoever is not signed in is led to the sign-in page, and from there back to where they wanted to go.
fn keep_at_the_door(app: App, door: Memo<Door>) {
    Effect::new(move |_| {
        let route = app.nav.route();
        match (door.get(), route) {
            (Door::Closed, Route::SignIn { .. }) | (Door::Starting | Door::Broken(_), _) => {}
            (Door::Closed, Route::Support(_)) => app.nav.replace(Route::SignIn { next: None }),
            (Door::Closed, route) => app.nav.replace(Route::SignIn { next: Some(route.address()) }),
            (Door::Open(_), Route::SignIn { next }) => {
                app.nav.replace(next.as_deref().map_or(Route::HOME, Route::of_address));
            }
            (Door::Open(_), _) => {}
        }
    });
    // The skeleton of index.html has done its work once there is something to show in its place.
    Effect::new(move |_| {
        if door.get() != Door::Starting {
            let skeleton = web_sys::window().and_then(|it| it.document()?.get_element_by_id("boot"));
            if let Some(skeleton) = skeleton {
                skeleton.remove();
            }
        }
    });
}
