//! A filter of several choices: a button that opens a list of boxes to tick.

use caseport_domain::api::Named;
use leptos::prelude::*;

use crate::i18n::messages;
use crate::stores::Loader;
use crate::stores::Remote;
use crate::ui::{failure, skeleton_lines};

/// The choices of a filter, by id and name, with where they stand.
#[derive(Clone, Copy)]
pub(super) enum Choices {
    /// Known from the start.
    Fixed(StoredValue<Vec<Named>>),
    /// Asked for when the filter is first opened.
    Asked(Loader<Vec<Named>>, StoredValue<Box<dyn Fn() + Send + Sync>>),
}

impl Choices {
    /// The names of chosen ids, as far as they are known; reactive.
    pub fn name(self, id: &str) -> Option<String> {
        let find = |all: &Vec<Named>| all.iter().find(|it| it.id == id).map(|it| it.name.clone());
        match self {
            Self::Fixed(all) => all.with_value(find),
            Self::Asked(all, _) => all.with(|remote| remote.value().and_then(find)),
        }
    }

    /// Asks for the choices where nobody has.
    pub fn ask(self) {
        if let Self::Asked(all, ask) = self
            && untrack(|| matches!(all.get(), Remote::Idle | Remote::Failed(_)))
        {
            ask.with_value(|ask| ask());
        }
    }
}

/// The filter: `chosen` are the ids that are ticked.
pub(super) fn several(
    label: &'static str,
    choices: Choices,
    chosen: Signal<Vec<String>>,
    choose: impl Fn(Vec<String>) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let tick = move |id: String, on: bool| {
        let mut ids = chosen.get_untracked();
        ids.retain(|known| *known != id);
        if on {
            ids.push(id);
        }
        choose(ids);
    };
    let boxes = move |all: Vec<Named>| -> Vec<AnyView> {
        all.into_iter()
            .map(|Named { id, name }| {
                let this = id.clone();
                view! {
                    <label class="filter-choice">
                        <input
                            type="checkbox"
                            prop:checked=move || chosen.with(|ids| ids.contains(&this))
                            on:change=move |event| tick(id.clone(), event_target_checked(&event))
                        />
                        <span>{name}</span>
                    </label>
                }
                .into_any()
            })
            .collect()
    };
    let body = move || match choices {
        Choices::Fixed(all) => boxes(all.get_value()).into_any(),
        Choices::Asked(all, _) => match all.get() {
            Remote::Ready(all) | Remote::Stale(all, _) if all.is_empty() => {
                view! { <p>{messages::nothing_to_choose()}</p> }.into_any()
            }
            Remote::Ready(all) | Remote::Stale(all, _) => boxes(all).into_any(),
            Remote::Failed(error) => failure(&error, move || choices.ask()),
            Remote::LoadingSlowly => skeleton_lines(3),
            Remote::Idle | Remote::Loading => ().into_any(),
        },
    };
    view! {
        <details class="filter" on:toggle=move |_| choices.ask()>
            <summary class="button button-small">
                {label}
                {move || Some(chosen.with(Vec::len)).filter(|count| *count > 0).map(|count| view! {
                    " " <span class="tab-count">{count.to_string()}</span>
                })}
            </summary>
            <fieldset class="filter-panel">
                <legend class="visually-hidden">{label}</legend>
                {body}
            </fieldset>
        </details>
    }
}
