//! A filter of several choices: a button that opens a list of boxes to tick.

use caseport_domain::api::Named;
use leptos::prelude::*;

use crate::api::{self, ApiError};
use crate::context::App;
use crate::i18n::messages;
use crate::stores::{Loader, Remote};
use crate::ui::{failure, skeleton_lines};

/// What can be chosen, with where it stands.
#[derive(Clone, Copy)]
pub(super) struct Choices {
    app: App,
    source: Source,
    all: Loader<Vec<Named>>,
}

/// Where choices come from.
#[derive(Clone, Copy)]
pub(super) enum Source {
    /// They are known.
    Known,
    /// The products of the catalog.
    Products,
    /// The organizations that Customer Cases are for.
    Customers,
}

impl Choices {
    /// Choices that the server is asked for when the filter is first opened.
    pub fn asked(app: App, source: Source) -> Self {
        Self { app, source, all: Loader::default() }
    }

    /// Choices that are known from the start.
    pub fn known(app: App, all: Vec<Named>) -> Self {
        let choices = Self::asked(app, Source::Known);
        choices.all.put(all);
        choices
    }

    /// The name of a chosen id; the id itself as long as no name is known. Reactive.
    pub fn name(self, id: &str) -> String {
        let name = self.all.with(|all| {
            all.value().and_then(|all| all.iter().find(|it| it.id == id).map(|it| it.name.clone()))
        });
        name.unwrap_or_else(|| id.to_owned())
    }

    /// Asks for the choices where nobody has.
    pub fn ask(self) {
        if untrack(|| self.all.with(|all| matches!(all, Remote::Idle | Remote::Failed(_)))) {
            self.all.load(read(self.app, self.source));
        }
    }
}

async fn read(app: App, source: Source) -> Result<Vec<Named>, ApiError> {
    let place = app.session.place_untracked();
    Ok(match source {
        Source::Known => Vec::new(),
        Source::Products => {
            let products = api::catalog(app.api, &place, None).await?.products.into_iter();
            products.map(|it| Named { id: it.id.0, name: it.name }).collect()
        }
        Source::Customers => {
            let customers = api::case_customers(app.api, &place).await?.into_iter();
            customers.map(|it| Named { id: it.id.0, name: it.name }).collect()
        }
    })
}

/// The filter: `chosen` are the ids that are ticked.
pub(super) fn several(
    label: &'static str,
    choices: Choices,
    chosen: Signal<Vec<String>>,
    choose: impl Fn(Vec<String>) + Copy + Send + Sync + 'static,
) -> AnyView {
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
    let body = move || match choices.all.get() {
        Remote::Ready(all) | Remote::Stale(all, _) if all.is_empty() => {
            view! { <p>{messages::nothing_to_choose()}</p> }.into_any()
        }
        Remote::Ready(all) | Remote::Stale(all, _) => boxes(all).into_any(),
        Remote::Failed(error) => failure(&error, move || choices.ask()),
        Remote::LoadingSlowly => skeleton_lines(3),
        Remote::Idle | Remote::Loading => ().into_any(),
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
    .into_any()
}
