//! A case: what it is about, what has happened, and what the person may do with it.

mod close;
mod comment;
mod conversation;
mod drafted;
mod escalate;
mod facts;

use caseport_domain::api::{CaseDetail, HistoryEntry};
use caseport_domain::decision::{Reason, ReasonCode};
use caseport_domain::id::CaseNumber;
use caseport_domain::{CaseKind, Decision};
use leptos::prelude::*;

use crate::api::{self, ApiError, Place};
use crate::context::App;
use crate::i18n::messages;
use crate::markdown::markdown;
use crate::nav::HEADING;
use crate::route::Route;
use crate::stores::{Loader, Remote};
use crate::ui::{
    Icon, Link, action_button, failure, icon, remote_view, severity_badge, skeleton_lines, status_badge,
};

/// A case's page: the case and its history, each loaded on its own, so that one failing leaves the other.
#[derive(Clone, Copy)]
struct CasePage {
    app: App,
    number: CaseNumber,
    case: Loader<CaseDetail>,
    history: Loader<Vec<HistoryEntry>>,
    closing: RwSignal<bool>,
    escalating: RwSignal<bool>,
}

/// The page of a case.
pub fn page(app: App, number: CaseNumber) -> AnyView {
    let page = CasePage {
        app,
        number,
        case: Loader::default(),
        history: Loader::default(),
        closing: RwSignal::new(false),
        escalating: RwSignal::new(false),
    };
    page.load_case();
    page.load_history();
    page.follow_organization();
    let phase = Memo::new(move |_| page.case.with(Phase::of));
    // The heading comes with the case, later than the page.
    Effect::new(move |_| {
        if matches!(phase.get(), Phase::Here | Phase::Failed(_)) {
            crate::nav::focus_heading();
        }
    });
    view! {
        <p class="breadcrumb">
            <Link nav=app.nav to=Route::HOME class="back-link">{icon(Icon::Back)}{messages::support_title()}</Link>
        </p>
        {move || match phase.get() {
            Phase::Failed(error) => view! {
                <h1 id=HEADING tabindex="-1">{messages::case_page_title(&number.to_string())}</h1>
                {failure(&error, move || { page.load_case(); page.load_history(); })}
            }.into_any(),
            Phase::Quiet => ().into_any(),
            Phase::Slow => skeleton_lines(8),
            Phase::Here => page.show().into_any(),
        }}
        {close::dialog(page)}
        {escalate::dialog(page)}
    }
    .into_any()
}

impl CasePage {
    fn load_case(self) {
        let (api, number) = (self.app.api, self.number);
        self.case.load(async move { api::case(api, number).await });
    }

    fn load_history(self) {
        let (api, number) = (self.app.api, self.number);
        self.history.load(async move { api::history(api, number).await });
    }

    /// A case of another of the person's organizations opens in that organization, and the page says so.
    fn follow_organization(self) {
        Effect::new(move |done: Option<bool>| {
            if done == Some(true) {
                return true;
            }
            let Some(case) = self.case.ready() else { return false };
            let homes: Vec<_> = [case.filed_by, case.summary.organization].into_iter().flatten().collect();
            let is_here = |place: &Place| matches!(place, Place::Organization(id) if homes.iter().any(|home| home.id == *id));
            if homes.is_empty() || is_here(&self.app.session.place_untracked()) {
                return true;
            }
            let own = untrack(|| self.app.session.organizations());
            let home = homes.iter().find_map(|home| own.iter().find(|it| it.id == home.id));
            if let Some(home) = home {
                self.app.session.switch(Place::Organization(home.id.clone()));
                self.app.toasts.say(messages::switched_organization(&home.name));
            }
            true
        });
    }

    /// The case, in parts that change on their own: what is being typed or read stays where it is.
    fn show(self) -> impl IntoView {
        let app = self.app;
        let case = move || self.case.ready();
        let is_report = Memo::new(move |_| case().is_some_and(|case| case.kind == CaseKind::FalseDetection));
        let may_comment = Memo::new(move |_| case().map(|case| case.actions.comment));
        let history = remote_view(
            self.history,
            move || self.load_history(),
            || skeleton_lines(4),
            move |entries| conversation::conversation(app, entries),
        );
        view! {
            <div class="page-head case-head">
                <div>
                    <h1 id=HEADING tabindex="-1">
                        <span class="case-number">{self.number.to_string()}</span>
                        " "
                        <bdi>{move || case().map(|case| case.summary.subject)}</bdi>
                    </h1>
                    {move || case().map(|case| self.case_line(&case))}
                </div>
                <div class="page-actions">
                    {move || is_report.get().then(|| view! {
                        <Link nav=app.nav to=Route::Detection(self.number) class="button">
                            {messages::view_detection()}
                        </Link>
                    })}
                    {move || case().and_then(|case| {
                        Self::action(&case.actions.escalate, messages::escalate(), self.escalating)
                    })}
                    {move || case().and_then(|case| {
                        Self::action(&case.actions.close, messages::close_case(), self.closing)
                    })}
                </div>
            </div>
            {move || case().and_then(|case| facts::escalation_banner(&case, &app.config.vendor()))}
            <div class="case-layout">
                <div class="case-main">
                    <section class="card" aria-labelledby="description-title">
                        <h2 id="description-title">{messages::case_description()}</h2>
                        {move || case().map(|case| markdown(&case.description))}
                    </section>
                    <section aria-labelledby="conversation-title">
                        <h2 id="conversation-title">{messages::conversation()}</h2>
                        {history}
                        {move || may_comment.get().map(|decision| comment::comment_box(self, &decision))}
                    </section>
                </div>
                <aside class="card case-facts" aria-labelledby="facts-title">
                    <h2 id="facts-title">{messages::case_information()}</h2>
                    {move || case().map(|case| facts::facts(&case))}
                </aside>
            </div>
        }
    }

    fn case_line(self, case: &CaseDetail) -> impl IntoView + use<> {
        view! {
            <p class="case-line">
                {status_badge(&case.summary.status, &self.app.config.vendor())}
                {severity_badge(&case.summary.severity)}
                {facts::response_line(case)}
            </p>
        }
    }

    /// A button that opens a dialog; absent once the case is closed.
    fn action(decision: &Decision, label: &'static str, dialog: RwSignal<bool>) -> Option<AnyView> {
        let is_closed = |reason: &Reason| reason.code.value() == Some(ReasonCode::CaseClosed);
        let applies = !decision.reason().is_some_and(is_closed);
        applies.then(|| action_button(decision, label, move || dialog.set(true)))
    }
}

/// What of the page is to be shown; the same while only the case changes.
#[derive(Clone, Debug, PartialEq)]
enum Phase {
    Quiet,
    Slow,
    Here,
    Failed(ApiError),
}

impl Phase {
    fn of(case: &Remote<CaseDetail>) -> Self {
        match case {
            Remote::Idle | Remote::Loading => Self::Quiet,
            Remote::LoadingSlowly => Self::Slow,
            Remote::Ready(_) | Remote::Stale(..) => Self::Here,
            Remote::Failed(error) => Self::Failed(error.clone()),
        }
    }
}
