//! The conversation: the description and what has happened since, day by day, with the comment box at its newest end.

use std::time::Duration;

use caseport_domain::api::{CaseDetail, HistoryKind};
use caseport_domain::id::UserId;
use chrono::{DateTime, NaiveDate, Utc};
use leptos::prelude::*;

use super::history::Entry;
use super::news::LINES;
use super::{CasePage, comment, event, message, outgoing};
use crate::i18n::{format, messages};
use crate::platform;
use crate::reactive::effect;
use crate::stores::Remote;
use crate::ui::{clock, failure, notice, skeleton_lines};

/// How often it is looked whether another day has begun.
const EVERY: Duration = Duration::from_secs(30);

/// Below so many entries the comment box is out of sight.
const FAR: usize = 8;

/// So many lines are drawn at once. The others follow frame by frame, so that the page answers meanwhile.
const PORTION: usize = 50;

/// A line of the conversation.
#[derive(Clone)]
enum Row {
    /// Here begins a day; with a moment of it, and the row below.
    Day(NaiveDate, DateTime<Utc>, String),
    /// What the case was submitted with.
    Description,
    /// What has happened.
    Entry(Entry),
}

impl Row {
    fn key(&self) -> String {
        match self {
            Self::Day(day, _, below) => format!("{day} {below}"),
            Self::Description => "description".to_owned(),
            Self::Entry(entry) => entry.id.clone(),
        }
    }
}

/// The conversation.
pub(super) fn conversation(page: CasePage) -> impl IntoView {
    let newest_first = page.newest_first;
    let refusal = page.refusal();
    let has_come = Memo::new(move |before| before == Some(&true) || !page.history.state().is_coming());
    let box_is_far =
        Memo::new(move |_| !newest_first.get() && refusal.with(Option::is_none) && page.history.len() > FAR);
    view! {
        <section class="conversation-part" aria-labelledby="conversation-title">
            <div class="conversation-head">
                <h2 id="conversation-title" class="visually-hidden">{messages::conversation()}</h2>
                {move || box_is_far.get().then(|| view! {
                    <button
                        type="button"
                        class="button button-small button-quiet"
                        on:click=move |_| platform::go_to("#comment".to_owned())
                    >
                        {messages::to_comment_box()}
                    </button>
                })}
                <button type="button" class="button button-small button-quiet" on:click=move |_| turn_round(page)>
                    {move || if newest_first.get() { messages::show_newest_last() } else { messages::show_newest_first() }}
                </button>
            </div>
            {move || if newest_first.get() {
                view! {
                    {comment::comment_box(page)}
                    {outgoing::outgoing(page)}
                    {trouble(page)}
                    {rows(page)}
                }.into_any()
            } else {
                view! {
                    {rows(page)}
                    {trouble(page)}
                    // What comes above it would push it away.
                    <div class="conversation-end" hidden=move || !has_come.get()>
                        {outgoing::outgoing(page)}
                        {comment::comment_box(page)}
                    </div>
                }.into_any()
            }}
        </section>
    }
}

fn rows(page: CasePage) -> impl IntoView {
    let now = clock(EVERY);
    let today = Memo::new(move |_| format::local_day(now.get()));
    // Whenever it is looked at again, it has changed.
    let all = Memo::new_with_compare(move |_| in_order(page), |_, _| true);
    let drawn = portions(page, all);
    view! {
        <ol class="conversation">
            <For each=move || all.with(|rows| rows.iter().take(drawn.get()).cloned().collect::<Vec<_>>()) key=Row::key let:row>
                {match row {
                    Row::Day(day, at, _) => view! {
                        <li class="day"><h3>{move || day_name(day, at, today.get())}</h3></li>
                    }.into_any(),
                    Row::Description => message::description(page).into_any(),
                    Row::Entry(entry) => {
                        let is_comment = kind(&entry) == Some(HistoryKind::Comment);
                        if is_comment { message::message(page, entry) } else { event::event(page, &entry) }
                    }
                }}
            </For>
        </ol>
    }
}

/// How many of the lines are drawn: more with each frame, and in the end all that there will ever be.
fn portions(page: CasePage, all: Memo<Vec<Row>>) -> RwSignal<usize> {
    let drawn = RwSignal::new(PORTION);
    effect(move || {
        let (count, total) = (drawn.get(), all.with(Vec::len));
        if count < total {
            request_animation_frame(move || {
                platform::hold_still(LINES, || drawn.try_set(count + PORTION));
            });
        } else if is_whole(page) && count != usize::MAX {
            drawn.set(usize::MAX);
        }
    });
    drawn
}

fn is_whole(page: CasePage) -> bool {
    matches!(page.history.state(), Remote::Ready(()) | Remote::Stale(..))
}

/// The lines as they are shown; reactive.
fn in_order(page: CasePage) -> Vec<Row> {
    let is_whole = is_whole(page);
    let newest_first = page.newest_first.get();
    let created = page.case.with(|case| case.value().map(|case: &CaseDetail| case.summary.created_at));
    let Some(created) = created else { return Vec::new() };
    // Pages come oldest first, and must not push each other down.
    let entries = if newest_first && !is_whole { Vec::new() } else { page.history.entries() };
    let first = (format::local_day(created), created, Row::Description);
    let rest = entries.into_iter().filter(|entry| kind(entry) != Some(HistoryKind::Created)).map(|entry| {
        let at = entry.now.with_untracked(|entry| entry.at);
        (entry.day, at, Row::Entry(entry))
    });
    let mut dated: Vec<_> = std::iter::once(first).chain(rest).collect();
    if newest_first {
        dated.reverse();
    }
    let mut rows = Vec::with_capacity(dated.len() + 8);
    let mut last = None;
    for (day, at, row) in dated {
        if last != Some(day) {
            rows.push(Row::Day(day, at, row.key()));
            last = Some(day);
        }
        rows.push(row);
    }
    rows
}

fn kind(entry: &Entry) -> Option<HistoryKind> {
    entry.now.with_untracked(|entry| entry.kind.value())
}

/// What stands in the place of entries that have not come, or says that they may be old.
fn trouble(page: CasePage) -> impl IntoView {
    let state = Memo::new(move |_| page.history.state());
    let retry = move || page.load_history();
    move || match state.get() {
        Remote::Idle | Remote::Loading | Remote::Ready(()) => ().into_any(),
        Remote::LoadingSlowly => view! {
            <div class="loading" role="status">
                <span class="visually-hidden">{messages::loading()}</span>
                {skeleton_lines(4)}
            </div>
        }
        .into_any(),
        Remote::Stale((), error) => notice(messages::stale(&error.message()), retry).into_any(),
        Remote::Failed(error) => failure(&error, retry),
    }
}

/// "Today", "Yesterday", or the day.
fn day_name(day: NaiveDate, at: DateTime<Utc>, today: NaiveDate) -> String {
    match today.signed_duration_since(day).num_days() {
        0 => messages::today().to_owned(),
        1 => messages::yesterday().to_owned(),
        _ => format::weekday(at),
    }
}

fn turn_round(page: CasePage) {
    let turned = !page.newest_first.get_untracked();
    page.newest_first.set(turned);
    if let Some(user) = untrack(|| page.app.session.user()) {
        platform::keep(&order_key(&user.id), turned.then_some("newest_first"));
    }
}

/// Whether the person wants to see the newest first.
pub(super) fn wants_newest_first(user: Option<UserId>) -> bool {
    user.is_some_and(|user| platform::kept(&order_key(&user)).is_some())
}

fn order_key(user: &UserId) -> String {
    format!("caseport.conversation.{user}")
}
