//! A case of another of the person's organizations opens in that organization, and the page says so.

use leptos::prelude::*;

use super::CasePage;
use crate::api::Place;
use crate::i18n::messages;
use crate::reactive::effect;
use crate::ui::{Icon, icon};

/// From where to where the page has switched, by names.
#[derive(Clone, PartialEq)]
struct Switched {
    to: String,
    from: Place,
    from_name: String,
}

/// Switches where that is needed; the note about it, with the way back.
pub(super) fn follow(page: CasePage) -> impl IntoView {
    let session = page.app.session;
    let switched = RwSignal::new(None::<Switched>);
    Effect::new(move |done: Option<bool>| {
        if done == Some(true) {
            return true;
        }
        let Some(case) = page.case.ready() else { return false };
        let homes: Vec<_> = [case.filed_by, case.summary.organization].into_iter().flatten().collect();
        let from = session.place_untracked();
        let is_here = matches!(&from, Place::Organization(id) if homes.iter().any(|home| home.id == *id));
        if homes.is_empty() || is_here {
            return true;
        }
        let own = untrack(|| session.organizations());
        if let Some(home) = homes.iter().find_map(|home| own.iter().find(|it| it.id == home.id)) {
            let from_name = own
                .iter()
                .find(|it| from.as_str() == it.id.as_str())
                .map_or_else(|| messages::personal_scope().to_owned(), |it| it.name.clone());
            session.switch(Place::Organization(home.id.clone()));
            switched.set(Some(Switched { to: home.name.clone(), from, from_name }));
        }
        true
    });
    // Back where one was, there is nothing to be said.
    effect(move || {
        let now = session.place();
        if switched.with_untracked(|it| it.as_ref().is_some_and(|it| it.from == now)) {
            switched.set(None);
        }
    });
    move || {
        switched.get().map(|Switched { to, from, from_name }| {
            view! {
                <div class="notice notice-calm" role="status">
                    {icon(Icon::Building)}
                    <span>{messages::switched_organization(&to)}</span>
                    <button
                        type="button"
                        class="button button-small"
                        on:click=move |_| {
                            session.switch(from.clone());
                            crate::nav::focus_heading();
                        }
                    >
                        {messages::switch_back(&from_name)}
                    </button>
                    <button
                        type="button"
                        class="button-icon"
                        aria-label=messages::close_notice()
                        on:click=move |_| switched.set(None)
                    >
                        {icon(Icon::Close)}
                    </button>
                </div>
            }
        })
    }
}
