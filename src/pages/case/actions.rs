//! What can be done with the case as a whole: the buttons of its header, and the dialogs that they open.

use caseport_domain::decision::{Reason, ReasonCode};
use caseport_domain::policy::CaseActions;
use caseport_domain::{CaseKind, Decision, Known, Status};
use leptos::prelude::*;

use super::{CasePage, close, escalate, follow_up, reason, reopen, withdraw};
use crate::i18n::{format, messages};
use crate::pages::lists::rating_dialog;
use crate::route::Route;
use crate::ui::{Link, action_button};

/// What a dialog of the page asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Asking {
    /// Whether to close the case.
    Close,
    /// Why to escalate it.
    Escalate,
    /// Whether to take its escalation back.
    Withdraw,
    /// Why to reopen it.
    Reopen,
}

/// The buttons. Each is drawn anew only when what may be done changes, so that the focus stays on it.
pub(super) fn buttons(page: CasePage) -> impl IntoView {
    let case = move || page.case.ready();
    let is_report = Memo::new(move |_| case().is_some_and(|case| case.kind == CaseKind::FalseDetection));
    let is_closed =
        Memo::new(move |_| case().is_some_and(|case| case.summary.status.value() == Some(Status::Closed)));
    let actions = Memo::new(move |_| case().map(|case| case.actions));
    let shown =
        move |show: fn(CasePage, CaseActions) -> AnyView| actions.get().map(|actions| show(page, actions));
    view! {
        <div class="page-actions">
            {move || is_report.get().then(|| view! {
                <Link nav=page.app.nav to=Route::Detection(page.number) class="button">
                    {messages::view_detection()}
                </Link>
            })}
            {move || shown(if is_closed.get() { of_closed } else { of_open })}
        </div>
    }
}

fn of_open(page: CasePage, actions: CaseActions) -> AnyView {
    view! {
        {action(page, &actions.escalate, messages::escalate(), Asking::Escalate)}
        {action(page, &actions.close, messages::close_case(), Asking::Close)}
    }
    .into_any()
}

fn of_closed(page: CasePage, actions: CaseActions) -> AnyView {
    let CaseActions { rate: may_rate, reopen: may_reopen, .. } = actions;
    let is_rated = Memo::new(move |_| page.case.ready().is_some_and(|case| case.summary.rating.is_some()));
    let is_due = Memo::new(move |_| follow_up::is_due(page));
    let is_last = !may_rate.is_allowed() || is_rated.get_untracked();
    view! {
        {move || {
            // It is another button then.
            is_rated.track();
            rate(page, &may_rate)
        }}
        {move || if is_due.get() {
            // Where nothing else is asked of them, it is the way on.
            let class = if is_last { "button button-primary" } else { "button" };
            follow_up::link(page, class).into_any()
        } else {
            action(page, &may_reopen, messages::reopen(), Asking::Reopen).into_any()
        }}
    }
    .into_any()
}

/// The dialogs, each closed until it is asked for.
pub(super) fn dialogs(page: CasePage) -> impl IntoView {
    page.rating.tell(move |case| {
        page.case.change(|detail| detail.summary = case);
        page.load_case();
        page.load_history();
        crate::nav::focus_heading();
    });
    view! {
        {close::dialog(page)}
        {reason::dialog(page, &escalate::ESCALATE)}
        {withdraw::dialog(page)}
        {reason::dialog(page, &reopen::REOPEN)}
        {rating_dialog(page.app, page.rating)}
    }
}

/// A button that opens a dialog; absent where the state of the case leaves nothing to do.
pub(super) fn action(
    page: CasePage,
    decision: &Decision,
    label: &'static str,
    asking: Asking,
) -> Option<AnyView> {
    let is_moot = |reason: &Reason| {
        matches!(reason.code.value(), Some(ReasonCode::CaseClosed | ReasonCode::NotEscalated))
    };
    let applies = !decision.reason().is_some_and(is_moot);
    applies.then(|| action_button(decision, label, move || page.asking.set(Some(asking))))
}

/// "Rate" or "Update rating", for the submitter only: nobody else will ever be asked.
fn rate(page: CasePage, decision: &Decision) -> Option<AnyView> {
    if decision.reason().is_some_and(|reason| reason.code.value() == Some(ReasonCode::NotSubmitter)) {
        return None;
    }
    let case = untrack(|| page.case.ready())?;
    let label = if case.summary.rating.is_some() { messages::update_rating() } else { messages::rate() };
    let open = move || {
        if let Some(case) = page.case.ready_untracked() {
            page.rating.open(case.summary);
        }
    };
    // The one thing that is still asked of them.
    if decision.is_allowed() && case.summary.rating.is_none() {
        let button = view! {
            <button type="button" class="button button-primary" on:click=move |_| open()>{label}</button>
        };
        return Some(button.into_any());
    }
    let decision = match (decision, case.rating_deadline) {
        (Decision::Denied(reason), Some(deadline)) => {
            let message = messages::rating_over(&format::moment(deadline));
            // With these words, and not those that a language has for the code.
            let code = Known::Other("rating_over".to_owned());
            Decision::Denied(Reason { code, message, ..reason.clone() })
        }
        _ => decision.clone(),
    };
    Some(action_button(&decision, label, open))
}
