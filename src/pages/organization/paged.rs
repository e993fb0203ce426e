//! A list that is read page by page, as far as somebody asks for it.

use caseport_domain::api::Page;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::ApiError;
use crate::i18n::messages;
use crate::stores::{Loader, Remote};
use crate::ui::{failure, notice, skeleton_lines};

/// The rows that have been read.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Shown<T> {
    pub rows: Vec<T>,
    /// How many there are.
    pub total: u64,
    next: Option<String>,
}

impl<T> Shown<T> {
    fn add(&mut self, page: Page<T>) {
        self.rows.extend(page.items);
        self.total = page.total;
        self.next = page.next_cursor;
    }
}

impl<T> From<Page<T>> for Shown<T> {
    fn from(page: Page<T>) -> Self {
        Self { rows: page.items, total: page.total, next: page.next_cursor }
    }
}

/// A list that is shown.
pub(super) struct Paged<T: 'static> {
    pub list: Loader<Shown<T>>,
    reading: RwSignal<bool>,
    broken: RwSignal<Option<ApiError>>,
}

impl<T> Clone for Paged<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Paged<T> {}

impl<T: Clone + Send + Sync + 'static> Default for Paged<T> {
    fn default() -> Self {
        Self { list: Loader::default(), reading: RwSignal::new(false), broken: RwSignal::new(None) }
    }
}

/// What of a list can be told while only its rows change.
#[derive(Clone, Debug, PartialEq)]
enum State {
    Quiet,
    Slow,
    Failed(ApiError),
    Empty,
    Rows,
}

impl<T: Clone + Send + Sync + 'static> Paged<T> {
    /// Reads the list anew by `read` (a cursor), from its top as far as it is shown, or, where `afresh`, its first page.
    /// The rows stay until the new ones have come.
    pub fn load<F>(self, afresh: bool, read: impl Fn(Option<String>) -> F + 'static)
    where
        F: Future<Output = Result<Page<T>, ApiError>> + 'static,
    {
        let shown =
            if afresh { 0 } else { self.list.try_ready_untracked().map_or(0, |shown| shown.rows.len()) };
        self.broken.try_set(None);
        self.list.load(async move {
            let mut all = Shown::from(read(None).await?);
            while all.rows.len() < shown {
                let Some(cursor) = all.next.clone() else { break };
                all.add(read(Some(cursor)).await?);
            }
            Ok(all)
        });
    }

    /// Reads the next page.
    fn more<F>(self, read: impl Fn(Option<String>) -> F + 'static)
    where
        F: Future<Output = Result<Page<T>, ApiError>> + 'static,
    {
        let next = self.list.try_ready_untracked().and_then(|shown| shown.next);
        if next.is_none() || self.reading.get_untracked() {
            return;
        }
        self.reading.set(true);
        self.broken.set(None);
        spawn_local(async move {
            let page = read(next.clone()).await;
            self.reading.try_set(false);
            match page {
                Ok(page) => self.list.change(|shown| {
                    // Another list may be shown by now.
                    if shown.next == next {
                        shown.add(page);
                    }
                }),
                Err(error) => {
                    self.broken.try_set(Some(error));
                }
            }
        });
    }

    /// The list in the state that it is in: `rows` draws it once, and follows its rows by itself.
    pub fn view<F>(
        self,
        read: impl Fn(Option<String>) -> F + Copy + Send + Sync + 'static,
        empty: impl Fn() -> AnyView + Send + 'static,
        rows: impl Fn() -> AnyView + Send + 'static,
    ) -> impl IntoView
    where
        F: Future<Output = Result<Page<T>, ApiError>> + 'static,
    {
        let state = Memo::new(move |_| {
            self.list.with(|list| match list {
                Remote::Idle | Remote::Loading => State::Quiet,
                Remote::LoadingSlowly => State::Slow,
                Remote::Failed(error) => State::Failed(error.clone()),
                Remote::Ready(shown) | Remote::Stale(shown, _) if shown.rows.is_empty() => State::Empty,
                Remote::Ready(_) | Remote::Stale(..) => State::Rows,
            })
        });
        let retry = move || self.load(false, read);
        let trouble = move || {
            let outdated = self.list.with(|list| match list {
                Remote::Stale(_, error) => Some(error.clone()),
                _ => None,
            });
            outdated.map(|error| notice(messages::stale(&error.message()), retry))
        };
        let left = move || self.list.with(|list| list.value().is_some_and(|shown| shown.next.is_some()));
        let more = move || {
            left().then(|| {
                view! {
                    <div class="more">
                        <p class="form-error" role="alert">{move || self.broken.get().map(|error| error.message())}</p>
                        <button
                            type="button"
                            class="button"
                            disabled=move || self.reading.get()
                            on:click=move |_| self.more(read)
                        >
                            {messages::show_more()}
                        </button>
                    </div>
                }
            })
        };
        view! {
            {trouble}
            {move || match state.get() {
                State::Quiet => ().into_any(),
                State::Slow => skeleton_lines(6),
                State::Failed(error) => failure(&error, retry),
                State::Empty => empty(),
                State::Rows => rows(),
            }}
            {more}
        }
    }
}
