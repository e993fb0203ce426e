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
pub(super) enum Choices {
    /// Known from the start.
    Fixed(StoredValue<Vec<Named>>),
    /// Asked for when the filter is first opened.
    Asked(App, Source, Loader<Vec<Named>>),
}

/// Where choices come from.
#[derive(Clone, Copy)]
pub(super) enum Source {
    /// The products of the catalog.
    Products,
    /// The organizations that Customer Cases are for.
    Customers,
}

impl Choices {
    /// Choices that are known.
    pub fn fixed(all: Vec<Named>) -> Self {
        Self::Fixed(StoredValue::new(all))
    }

    /// Choices that the server is asked for.
    pub fn asked(app: App, source: Source) -> Self {
        Self::Asked(app, source, Loader::default())
    }

    /// The name of a chosen id; the id itself as long as no name is known. Reactive.
    pub fn name(self, id: &str) -> String {
        let find = |all: &Vec<Named>| all.iter().find(|it| it.id == id).map(|it| it.name.clone());
        let name = match self {
            Self::Fixed(all) => all.with_value(find),
            Self::Asked(_, _, all) => all.with(|remote| remote.value().and_then(find)),
        };
        name.unwrap_or_else(|| id.to_owned())
    }

    /// Asks for the choices where nobody has.
    pub fn ask(self) {
        if let Self::Asked(app, source, all) = self
            && untrack(|| matches!(all.get(), Remote::Idle | Remote::Failed(_)))
        {
            all.load(read(app, source));
        }
    }
}

async fn read(app: App, source: Source) -> Result<Vec<Named>, ApiError> {
    let place = app.session.place_untracked();
    Ok(match source {
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
    let body = move || match choices {
        Choices::Fixed(all) => boxes(all.get_value()).into_any(),
        Choices::Asked(_, _, all) => match all.get() {
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
    .into_any()
}
