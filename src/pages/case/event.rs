//! What has happened besides messages, each in a line.

use caseport_domain::api::{HistoryEntry, HistoryKind};
use leptos::prelude::*;

use super::CasePage;
use super::history::Entry;
use super::message::{new_mark, state_line};
use crate::i18n::{format, messages, verdict_text};
use crate::route::Route;
use crate::ui::{Icon, Link, icon, stars, time_of_day};

/// A line of the conversation that is no message.
pub(super) fn event(page: CasePage, entry: &Entry) -> AnyView {
    let id = entry.id.clone();
    let (is_new, is_late) = (entry.is_new.clone(), entry.is_late);
    let entry = entry.now.get_untracked();
    let (shape, text) = says(&entry);
    let file = entry.file.map(|file| {
        view! {
            <Link nav=page.app.nav to=Route::CaseFiles(page.number)><bdi>{file.name}</bdi></Link>
            " "
            <span class="event-size">{format::bytes(file.size)}</span>
        }
    });
    let said = entry.rating.as_ref().and_then(|rating| rating.comment.clone()).or(entry.text);
    view! {
        <li class="event" class:late=is_late data-entry=id tabindex="-1">
            {icon(shape)}
            <div>
                <p>
                    <bdi>{text}</bdi>
                    " "
                    {file}
                    {entry.rating.map(|rating| stars(rating.overall))}
                    " "
                    {time_of_day(entry.at)}
                    " "
                    {new_mark(is_new)}
                </p>
                {said.map(|said| view! { <p class="event-text"><bdi>{said}</bdi></p> })}
                {entry.status.as_ref().map(|status| state_line(page, status))}
            </div>
        </li>
    }
    .into_any()
}

fn says(entry: &HistoryEntry) -> (Icon, String) {
    let name = &entry.by.name;
    let emails = entry.emails.join(", ");
    match entry.kind.value() {
        Some(HistoryKind::Created) => (Icon::Plus, messages::event_created(name)),
        Some(HistoryKind::File) => (Icon::File, messages::event_file_added(name)),
        Some(HistoryKind::Escalated) => (Icon::Flag, messages::event_escalated(name)),
        Some(HistoryKind::EscalationAcknowledged) => (Icon::Flag, messages::event_acknowledged(name)),
        Some(HistoryKind::EscalationWithdrawn) => (Icon::Flag, messages::event_withdrawn(name)),
        Some(HistoryKind::CcsAdded) => (Icon::Person, messages::event_ccs_added(name, &emails)),
        Some(HistoryKind::CcsRemoved) => (Icon::Person, messages::event_ccs_removed(name, &emails)),
        Some(HistoryKind::Rated) => (Icon::Star, messages::event_rated(name)),
        Some(HistoryKind::Closed) => (Icon::Check, messages::event_closed(name)),
        Some(HistoryKind::Reopened) => (Icon::Back, messages::event_reopened(name)),
        Some(HistoryKind::Verdict) => {
            let verdict = entry.verdict.as_ref().map(verdict_text).unwrap_or_default();
            (Icon::Shield, messages::event_verdict(name, &verdict))
        }
        Some(HistoryKind::Status) => (Icon::Support, messages::event_status(name)),
        Some(HistoryKind::Comment) | None => (Icon::Help, messages::event_other(name)),
    }
}
