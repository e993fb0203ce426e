//! What was begun and not sent: above the cases, for nobody looks for it elsewhere.

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::Place;
use crate::context::App;
use crate::i18n::messages;
use crate::nav::focus_heading;
use crate::platform;
use crate::route::{OrganizationRoute, Route, Step};
use crate::stores::{Content, Listed, Slot};
use crate::ui::relative_time;

/// The drafts on this device; nothing where there are none.
pub fn drafts(app: App) -> impl IntoView {
    spawn_local(app.drafts.refresh());
    platform::on_window(leptos::ev::visibilitychange, move |_| spawn_local(app.drafts.refresh()));
    move || {
        let list = app.drafts.list();
        (!list.is_empty()).then(|| {
            view! {
                <section class="drafts" aria-labelledby="drafts-title">
                    <h2 id="drafts-title">{messages::drafts_title()}</h2>
                    <ul>{list.into_iter().map(|draft| row(app, draft)).collect_view()}</ul>
                </section>
            }
        })
    }
}

fn row(app: App, draft: Listed) -> impl IntoView {
    let Listed { record, elsewhere } = draft;
    let (title, about) = match &record.content {
        Content::Case(draft) => {
            let subject = draft.request.subject.trim();
            let title = if subject.is_empty() { messages::draft_untitled() } else { subject };
            let parts = [&draft.product_name, &draft.organization_name];
            let parts: Vec<&str> =
                parts.into_iter().map(String::as_str).filter(|it| !it.is_empty()).collect();
            (title.to_owned(), parts.join(" · "))
        }
        Content::Comment(text) | Content::Escalation(text) | Content::Reopening(text) => {
            (title_of_text(&record.slot), first_line(&text.text))
        }
        Content::Report(draft) => (messages::draft_of_report().to_owned(), draft.file_name.clone()),
        Content::Role(draft) => (messages::draft_of_role().to_owned(), draft.request.label.clone()),
    };
    let changed_at = record.changed_at;
    let go_on = {
        let (id, slot) = (record.id.clone(), record.slot.clone());
        move |_| {
            let (id, slot) = (id.clone(), slot.clone());
            if slot.unsent_of().is_some() {
                return open(app, &slot);
            }
            spawn_local(async move {
                if app.drafts.resume(&id).await {
                    open(app, &slot);
                } else {
                    app.drafts.refresh().await;
                }
            });
        }
    };
    let discard = move |_| {
        let record = record.clone();
        if let Content::Report(draft) = &record.content {
            (app.chunks.take_up_uploads)(app, Some(draft.batch.clone()));
        }
        spawn_local(async move {
            app.outbox.discard(&record.id);
            app.drafts.discard_listed(&record).await;
            if platform::is_focus_lost() {
                focus_heading();
            }
            app.toasts.offer(messages::draft_discarded(), messages::undo(), move || {
                let record = record.clone();
                spawn_local(async move {
                    match record.slot.unsent_of() {
                        Some(_) => app.outbox.restore(record).await,
                        None => app.drafts.restore(record).await,
                    }
                });
            });
        });
    };
    view! {
        <li class="draft">
            <div class="draft-text">
                <bdi class="draft-title">{title.clone()}</bdi>
                <p class="draft-about">
                    {(!about.is_empty()).then(|| view! { <bdi>{about}</bdi> " · " })}
                    {relative_time(changed_at)}
                    {elsewhere.then(|| view! { " · " <span>{messages::draft_elsewhere()}</span> })}
                </p>
            </div>
            <div class="draft-actions">
                <button type="button" class="button button-small" aria-label=messages::continue_draft_of(&title) on:click=go_on>
                    {messages::continue_draft()}
                </button>
                <button
                    type="button"
                    class="button button-small button-quiet"
                    aria-label=messages::discard_draft_of(&title)
                    on:click=discard
                >
                    {messages::discard()}
                </button>
            </div>
        </li>
    }
}

/// Opens the page on which the draft is written.
fn open(app: App, slot: &Slot) {
    match slot {
        Slot::Comment(number) | Slot::Unsent(number) | Slot::Escalation(number) | Slot::Reopening(number) => {
            app.nav.go(Route::Case(*number));
        }
        Slot::Case(place) => {
            switch_to(app, place);
            app.nav.go(Route::Submit(Step::Description));
        }
        Slot::Report(place) => {
            switch_to(app, place);
            app.nav.go(Route::ReportDetection);
        }
        Slot::Role(place, role) => {
            switch_to(app, place);
            app.nav.go(Route::Organization(match role {
                Some(role) => OrganizationRoute::Role(role.clone()),
                None => OrganizationRoute::NewRole { copy: None },
            }));
        }
    }
}

/// Looks at the place in which a draft was written, as long as it is one of the person's.
fn switch_to(app: App, place: &str) {
    let organizations = untrack(|| app.session.organizations());
    let place = organizations
        .into_iter()
        .find(|it| it.id.as_str() == place)
        .map_or(Place::Personal, |it| Place::Organization(it.id));
    if app.session.place_untracked() != place {
        app.session.switch(place);
    }
}

fn title_of_text(slot: &Slot) -> String {
    match slot {
        Slot::Comment(number) => messages::draft_of_comment(&number.to_string()),
        Slot::Unsent(number) => messages::draft_unsent(&number.to_string()),
        Slot::Escalation(number) => messages::draft_of_escalation(&number.to_string()),
        Slot::Reopening(number) => messages::draft_of_reopening(&number.to_string()),
        Slot::Case(_) | Slot::Report(_) | Slot::Role(..) => String::new(),
    }
}

fn first_line(text: &str) -> String {
    text.trim().lines().next().unwrap_or_default().chars().take(120).collect()
}
