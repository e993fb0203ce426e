//! "Suggested articles": what may solve it without a case, to be read beside the form.

use caseport_domain::api::{Article, PassagePart, SuggestedArticle};
use leptos::prelude::*;

use super::choice::back_link;
use super::wizard::Wizard;
use crate::api;
use crate::i18n::messages;
use crate::markdown::markdown;
use crate::platform;
use crate::route::{Route, Step};
use crate::stores::Loader;
use crate::ui::{Icon, icon, remote_view, skeleton_lines};

/// The article that is being read.
#[derive(Clone, Copy)]
struct Reading {
    id: RwSignal<Option<String>>,
    article: Loader<Article>,
}

pub(super) fn step(wizard: Wizard) -> impl IntoView {
    let reading = Reading { id: RwSignal::new(None), article: Loader::default() };
    let case = wizard.draft.with_untracked(|draft| draft.request.clone());
    let articles = untrack(|| wizard.suggested.articles(&case)).unwrap_or_default();
    let cards: Vec<_> = articles.into_iter().map(|article| card(wizard, reading, article)).collect();
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        wizard.submit();
    };
    view! {
        <p>{messages::articles_intro()}</p>
        <ul class="articles">{cards}</ul>
        {pane(wizard, reading)}
        <form class="form" on:submit=submit novalidate>
            {wizard.failure_notice()}
            <div class="form-actions">
                {back_link(wizard, Step::Articles)}
                <button type="submit" class="button button-primary" disabled=move || wizard.sending.get()>
                    {move || if wizard.sending.get() { messages::sending() } else { messages::continue_and_submit() }}
                </button>
            </div>
        </form>
    }
}

fn card(wizard: Wizard, reading: Reading, article: SuggestedArticle) -> impl IntoView {
    let SuggestedArticle { id, title, passage, parts, url, .. } = article;
    let parts = if parts.is_empty() { vec![PassagePart { text: passage, matches: false }] } else { parts };
    let passage: Vec<AnyView> = parts
        .into_iter()
        .map(|part| match part.matches {
            true => view! { <mark>{part.text}</mark> }.into_any(),
            false => part.text.into_any(),
        })
        .collect();
    // Articles that this portal has itself open beside the form, others where they are.
    let open = match Route::of_address(&url) {
        Route::Article(own) => read_button(wizard, reading, own, &title).into_any(),
        _ => view! {
            <a class="button button-small" href=url target="_blank" rel="noopener noreferrer">
                {messages::open_article()}
                <span class="visually-hidden">" "{title.clone()}</span>
            </a>
        }
        .into_any(),
    };
    let solved_label = messages::solved_it_with(&title);
    let solved = move |_| wizard.solved_by(id.clone());
    view! {
        <li class="article-card">
            <h3>{title}</h3>
            <p class="article-passage">{passage}</p>
            <div class="article-actions">
                {open}
                <button
                    type="button"
                    class="button button-small"
                    aria-label=solved_label
                    disabled=move || wizard.sending.get()
                    on:click=solved
                >
                    {icon(Icon::Check)}
                    {messages::solved_it()}
                </button>
            </div>
        </li>
    }
}

fn read_button(wizard: Wizard, reading: Reading, id: String, title: &str) -> impl IntoView + use<> {
    let is_open = {
        let id = id.clone();
        Memo::new(move |_| reading.id.with(|open| open.as_ref() == Some(&id)))
    };
    let button = button_of(&id);
    let toggle = move |_| {
        if is_open.get_untracked() {
            reading.close();
            return;
        }
        reading.id.set(Some(id.clone()));
        reading.article.clear();
        reading.load(wizard);
        platform::focus_soon("article-title");
    };
    view! {
        <button
            type="button"
            id=button
            class="button button-small"
            aria-expanded=move || if is_open.get() { "true" } else { "false" }
            on:click=toggle
        >
            {messages::read_article()}
            <span class="visually-hidden">" "{title.to_owned()}</span>
        </button>
    }
}

/// The id of the button that opens an article.
fn button_of(id: &str) -> String {
    format!("read-{id}")
}

impl Reading {
    /// Closes the article; the focus goes back to where it was opened.
    fn close(self) {
        if let Some(id) = self.id.get_untracked() {
            self.id.set(None);
            platform::focus_soon(button_of(&id));
        }
    }

    fn load(self, wizard: Wizard) {
        let Some(id) = self.id.get_untracked() else { return };
        let api = wizard.app.api;
        self.article.load(async move { api::article(api, &id).await });
    }
}

/// The article beside the form.
fn pane(wizard: Wizard, reading: Reading) -> impl IntoView {
    platform::on_app(leptos::ev::keydown, move |event| {
        if event.key() == "Escape" {
            reading.close();
        }
    });
    // A heading is there from the start, so that the focus can go to it.
    let show = |article: Article| {
        let body = markdown(&article.body);
        view! { <h3>{article.title}</h3> {body} }
    };
    move || {
        let id = reading.id.get()?;
        Some(view! {
            <aside class="article-pane" aria-labelledby="article-title">
                <div class="article-head">
                    <p id="article-title" tabindex="-1">{messages::article()}</p>
                    <a class="button button-small" href=wizard.app.nav.href(&Route::Article(id)) target="_blank">
                        {messages::open_in_new_tab()}
                    </a>
                    <button
                        type="button"
                        class="button-icon"
                        aria-label=messages::close_article()
                        on:click=move |_| reading.close()
                    >
                        {icon(Icon::Close)}
                    </button>
                </div>
                {remote_view(reading.article, move || reading.load(wizard), || skeleton_lines(8), show)}
            </aside>
        })
    }
}
