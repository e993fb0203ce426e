//! What is being uploaded, on the pages that do not show it themselves.

use std::collections::BTreeSet;

use leptos::prelude::*;

use crate::context::App;
use crate::i18n::{format, messages};
use crate::route::Route;
use crate::ui::Link;
use crate::upload::{Item, SUBMISSION, State, Target};

pub(super) fn upload_tray(app: App) -> impl IntoView {
    let shown_here = Memo::new(move |_| match app.nav.route() {
        Route::Files(case) | Route::Submitted(case) | Route::CaseFiles(case) => Some(Target::Case(case)),
        Route::ReportDetection => Some(Target::Report),
        _ => None,
    });
    announce(app, shown_here);
    let line = Memo::new(move |_| {
        let here = shown_here.get();
        let items: Vec<Item> =
            app.uploads.items().into_iter().filter(|item| Some(item.target) != here).collect();
        line_of(&items)
    });
    move || {
        line.get().map(|(text, place)| {
            view! {
                <div class="tray" role="region" aria-label=messages::files()>
                    <span>{text}</span>
                    <Link nav=app.nav to=place class="button button-small">{messages::show_uploads()}</Link>
                </div>
            }
        })
    }
}

/// Says how an upload ends that was on its way, where its row cannot.
fn announce(app: App, shown_here: Memo<Option<Target>>) {
    Effect::new(move |before: Option<BTreeSet<String>>| {
        let mut on_their_way = before.unwrap_or_default();
        let here = shown_here.get();
        for item in app.uploads.items() {
            let state = item.view.with(|view| view.state.clone());
            if state.is_active() {
                on_their_way.insert(item.id);
                continue;
            }
            let was_on_its_way = on_their_way.remove(&item.id) && Some(item.target) != here;
            let text = match state {
                State::Arrived => messages::upload_arrived_toast(&item.name),
                State::Failed(why) => messages::upload_failed_toast(&item.name, &why),
                state if state.lacks_file() => messages::upload_lacks_file_toast(&item.name),
                _ => continue,
            };
            if was_on_its_way {
                app.toasts.say(text);
            }
        }
        on_their_way
    });
}

/// How it stands with all of them, and where to look first.
fn line_of(items: &[Item]) -> Option<(String, Route)> {
    let views: Vec<_> = items.iter().map(|item| (item, item.view.get())).collect();
    let active: Vec<_> = views.iter().filter(|(_, view)| view.state.is_active()).collect();
    if let Some((first, _)) = active.first() {
        let size: u64 = active.iter().map(|(item, _)| item.size).sum();
        let sent: u64 = active.iter().map(|(_, view)| view.sent).sum();
        let text = messages::tray_uploading(active.len() as u64);
        return Some((format!("{text} · {}", format::share(sent, size)), place_of(first)));
    }
    let waiting: Vec<_> = views.iter().filter(|(_, view)| view.state.needs_person()).collect();
    let (first, _) = waiting.first()?;
    Some((messages::tray_waiting(waiting.len() as u64), place_of(first)))
}

/// Where an upload was begun.
fn place_of(item: &Item) -> Route {
    match item.target {
        Target::Case(case) if item.batch == SUBMISSION => Route::Files(case),
        Target::Case(case) => Route::CaseFiles(case),
        Target::Report => Route::ReportDetection,
    }
}
