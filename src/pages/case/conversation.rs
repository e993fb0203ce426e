//! What has happened in a case, oldest first, so that the newest is nearest the comment box.

use caseport_domain::api::{HistoryEntry, HistoryKind, Side};
use leptos::prelude::*;

use crate::context::App;
use crate::i18n::{messages, verdict_text};
use crate::markdown::markdown;
use crate::ui::{Icon, icon, initials, relative_time, stars};

/// The entries of a case's history.
pub(super) fn conversation(app: App, entries: Vec<HistoryEntry>) -> impl IntoView {
    let me = app.session.user().map(|user| user.id);
    let vendor = app.config.vendor();
    let rows: Vec<_> = entries
        .into_iter()
        .map(|entry| match entry.kind.value() {
            Some(HistoryKind::Comment) => {
                let own = me.is_some() && entry.by.id == me;
                message(entry, own, &vendor).into_any()
            }
            _ => event(entry).into_any(),
        })
        .collect();
    view! { <ol class="conversation">{rows}</ol> }
}

fn message(entry: HistoryEntry, own: bool, vendor: &str) -> impl IntoView + use<> {
    let from_vendor = entry.by.side == Side::Vendor;
    let class = match (own, from_vendor) {
        (true, _) => "message message-own",
        (false, true) => "message message-vendor",
        (false, false) => "message",
    };
    let side = from_vendor.then(|| view! { <span class="message-side">{vendor.to_owned()}</span> });
    view! {
        <li class=class>
            <span class="avatar" aria-hidden="true">{initials(&entry.by.name)}</span>
            <article>
                <header>
                    <strong><bdi>{entry.by.name}</bdi></strong>
                    {side}
                    {relative_time(entry.at)}
                </header>
                {markdown(&entry.text.unwrap_or_default())}
            </article>
        </li>
    }
}

fn event(entry: HistoryEntry) -> impl IntoView {
    let name = entry.by.name.clone();
    let emails = entry.emails.join(", ");
    let (shape, text) = match entry.kind.value() {
        Some(HistoryKind::Created) => (Icon::Plus, messages::event_created(&name)),
        Some(HistoryKind::File) => {
            let file = entry.file.as_ref().map(|file| file.name.clone()).unwrap_or_default();
            (Icon::File, messages::event_file(&name, &file))
        }
        Some(HistoryKind::Escalated) => (Icon::Flag, messages::event_escalated(&name)),
        Some(HistoryKind::EscalationAcknowledged) => (Icon::Flag, messages::event_acknowledged(&name)),
        Some(HistoryKind::EscalationWithdrawn) => (Icon::Flag, messages::event_withdrawn(&name)),
        Some(HistoryKind::CcsAdded) => (Icon::Person, messages::event_ccs_added(&name, &emails)),
        Some(HistoryKind::CcsRemoved) => (Icon::Person, messages::event_ccs_removed(&name, &emails)),
        Some(HistoryKind::Rated) => (Icon::Star, messages::event_rated(&name)),
        Some(HistoryKind::Closed) => (Icon::Check, messages::event_closed(&name)),
        Some(HistoryKind::Reopened) => (Icon::Back, messages::event_reopened(&name)),
        Some(HistoryKind::Verdict) => {
            let verdict = entry.verdict.as_ref().map(verdict_text).unwrap_or_default();
            (Icon::Shield, messages::event_verdict(&name, &verdict))
        }
        Some(HistoryKind::Status | HistoryKind::Comment) | None => (Icon::Help, messages::event_other(&name)),
    };
    let rating = entry.rating.map(|rating| stars(rating.overall));
    let words = entry.text.map(|text| view! { <p class="event-text"><bdi>{text}</bdi></p> });
    view! {
        <li class="event">
            {icon(shape)}
            <div>
                <p><bdi>{text}</bdi>" "{rating}" "{relative_time(entry.at)}</p>
                {words}
            </div>
        </li>
    }
}
