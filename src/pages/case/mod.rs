//! A case: what it is about, what has happened, and what the person may do with it.

mod actions;
mod ccs;
mod changing;
mod close;
mod comment;
mod conversation;
mod denied;
mod drafted;
mod escalate;
mod escalation;
mod event;
mod facts;
mod file_rows;
mod files;
mod follow_up;
mod head;
mod history;
mod lost;
mod message;
mod news;
mod outgoing;
mod reason;
mod reopen;
mod switched;
mod tabs;
mod withdraw;

use std::time::Duration;

use caseport_domain::api::CaseDetail;
use caseport_domain::decision::Reason;
use caseport_domain::id::CaseNumber;
use chrono::{DateTime, Utc};
use leptos::prelude::*;
use leptos::task::spawn_local;

use self::actions::Asking;
use self::drafted::Drafted;
use self::history::History;
use self::news::News;
use self::tabs::Part;
use crate::api::{self, ApiError};
use crate::context::App;
use crate::i18n::messages;
use crate::nav::HEADING;
use crate::pages::lists::Rating;
use crate::platform;
use crate::reactive::effect;
use crate::route::Route;
use crate::stores::{Loader, Remote, Slot};
use crate::ui::{Icon, Link, clock, failure, icon, notice, skeleton_lines};

/// How often "3 minutes ago" is looked at again.
const EVERY: Duration = Duration::from_secs(15);

/// A case's page: the case and its history, each loaded on its own, so that one failing leaves the other.
#[derive(Clone, Copy)]
struct CasePage {
    app: App,
    number: CaseNumber,
    case: Loader<CaseDetail>,
    history: History,
    news: News,
    /// The comment being written.
    comment: Drafted,
    newest_first: RwSignal<bool>,
    /// The part that the address shows.
    part: Memo<Part>,
    /// The dialog that is open.
    asking: RwSignal<Option<Asking>>,
    /// The time, as it goes on.
    now: RwSignal<DateTime<Utc>>,
    /// What the submitter thinks of the vendor's work, as far as it is not sent.
    rating: Rating,
}

/// The page of a case.
pub fn page(app: App, number: CaseNumber) -> AnyView {
    let me = untrack(|| app.session.user()).map(|user| user.id);
    let page = CasePage {
        app,
        number,
        case: Loader::default(),
        history: History::new(app.api, number, me.clone()),
        news: News::start(),
        comment: Drafted::new(app.drafts, Slot::Comment(number), &comment::COMMENT),
        newest_first: RwSignal::new(conversation::wants_newest_first(me)),
        part: Memo::new(move |_| Part::of(&app.nav.route())),
        asking: RwSignal::new(None),
        now: clock(EVERY),
        rating: Rating::default(),
    };
    page.load();
    page.follow_changes();
    spawn_local(app.outbox.take_up());
    let was_here = StoredValue::new(false);
    let phase = Memo::new(move |_| {
        let phase = page.case.with(|case| Phase::of(case, was_here.get_value()));
        was_here.update_value(|was_here| *was_here |= phase == Phase::Here);
        phase
    });
    // The heading comes with the case, later than the page.
    effect(move || {
        if matches!(phase.get(), Phase::Here | Phase::Failed(_) | Phase::Lost) {
            crate::nav::focus_heading();
        }
    });
    let title = move || {
        view! { <h1 id=HEADING tabindex="-1">{messages::case_page_title(&number.to_string())}</h1> }
    };
    view! {
        <p class="breadcrumb">
            <Link nav=app.nav to=Route::HOME class="back-link">{icon(Icon::Back)}{messages::support_title()}</Link>
        </p>
        {switched::follow(page)}
        {move || match phase.get() {
            Phase::Failed(error) => view! { {title()} {failure(&error, move || page.load())} }.into_any(),
            Phase::Lost => view! { {title()} {lost::lost(page)} }.into_any(),
            Phase::Quiet => ().into_any(),
            Phase::Slow => skeleton_lines(8),
            Phase::Here => page.show().into_any(),
        }}
        {actions::dialogs(page)}
    }
    .into_any()
}

impl CasePage {
    fn load(self) {
        self.load_case();
        self.load_history();
    }

    fn load_case(self) {
        let (api, number) = (self.app.api, self.number);
        self.case.load(async move { api::case(api, number).await });
    }

    /// Reads what is new in the history.
    fn load_history(self) {
        self.history.read(move |page| self.news.take(page));
    }

    /// Somebody may have been quicker: then the page shows the case as it is.
    fn load_after(self, failed: &ApiError) {
        if failed.is_conflict() {
            self.load_case();
            self.load_history();
        }
    }

    /// Sends what a dialog asks for: the mistake it comes back with stays in the dialog, which is closed otherwise.
    fn send_from_dialog(
        self,
        sending: RwSignal<bool>,
        error: RwSignal<Option<String>>,
        send: impl Future<Output = Result<(), String>> + 'static,
    ) {
        sending.set(true);
        error.set(None);
        spawn_local(async move {
            let sent = send.await;
            sending.try_set(false);
            match sent {
                Err(message) => {
                    error.try_set(Some(message));
                }
                // The dialog may be closed by now, and somebody at something else.
                Ok(()) if sending.is_disposed() => {}
                Ok(()) => {
                    self.asking.set(None);
                    crate::nav::focus_heading();
                }
            }
        });
    }

    /// Why the person may not comment; reactive.
    fn refusal(self) -> Memo<Option<Reason>> {
        Memo::new(move |_| self.case.with(|case| case.value()?.actions.comment.reason().cloned()))
    }

    /// The case, in parts that change on their own: what is being typed or read stays where it is.
    fn show(self) -> impl IntoView {
        let case = move || self.case.ready();
        let trouble = Memo::new(move |_| match self.case.get() {
            Remote::Stale(_, error) => Some(error),
            _ => None,
        });
        view! {
            {move || trouble.get().map(|error| {
                notice(messages::stale(&error.message()), move || self.load())
            })}
            {head::head(self)}
            {escalation::banner(self)}
            {tabs::tab_list(self)}
            <div class="case-layout">
                <div class="case-main">
                    {tabs::panel(self, Part::Conversation, move || conversation::conversation(self))}
                    {tabs::panel(self, Part::Files, move || files::files(self))}
                </div>
                <aside class="card case-facts" aria-labelledby="facts-title">
                    <details open=platform::is_wide()>
                        <summary>
                            <h2 id="facts-title">{messages::case_information()}</h2>
                            {icon(Icon::Back)}
                        </summary>
                        {move || case().map(|case| facts::facts(&case, self.now))}
                    </details>
                </aside>
            </div>
            {self.news.pill(self)}
        }
    }
}

/// What of the page is to be shown; the same while only the case changes.
#[derive(Clone, Debug, PartialEq)]
enum Phase {
    Quiet,
    Slow,
    Here,
    /// It could be seen, and cannot any more.
    Lost,
    Failed(ApiError),
}

impl Phase {
    /// Of a case that `was_here` before.
    fn of(case: &Remote<CaseDetail>, was_here: bool) -> Self {
        match case {
            Remote::Idle | Remote::Loading => Self::Quiet,
            Remote::LoadingSlowly => Self::Slow,
            Remote::Failed(ApiError::NotFound | ApiError::Forbidden(_)) if was_here => Self::Lost,
            Remote::Ready(_) | Remote::Stale(..) => Self::Here,
            Remote::Failed(error) => Self::Failed(error.clone()),
        }
    }
}
