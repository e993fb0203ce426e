//! Ratings: one to five stars, to give and to see.

use leptos::html;
use leptos::prelude::*;

use super::icon::{Icon, icon};
use crate::i18n::messages;

/// A rating to see, in words for screen readers.
pub fn stars(count: u8) -> impl IntoView {
    let shapes: Vec<_> = (1..=5)
        .map(|star| {
            let class = if star <= count { "star star-on" } else { "star" };
            view! { <span class=class>{icon(Icon::Star)}</span> }
        })
        .collect();
    view! {
        <span class="stars" role="img" aria-label=messages::stars_label(u64::from(count))>{shapes}</span>
    }
}

/// A rating to give: five radio buttons, so that the arrow keys work.
#[component]
pub fn StarsInput(
    /// The group's name, unique on the page.
    name: &'static str,
    /// What is rated.
    #[prop(into)]
    legend: String,
    /// The stars given so far.
    value: RwSignal<Option<i64>>,
    /// Whether they can be taken back.
    #[prop(optional)]
    optional: bool,
) -> impl IntoView {
    let first = NodeRef::<html::Input>::new();
    let clear = move |_| {
        value.set(None);
        // The button is gone.
        if let Some(first) = first.get_untracked() {
            let _ = first.focus();
        }
    };
    let label = legend.clone();
    let is_given = Memo::new(move |_| optional && value.get().is_some());
    let choices: Vec<_> = (1_i64..=5)
        .map(|star| {
            view! {
                <label class="star-choice" class:star-on=move || value.get().is_some_and(|given| star <= given)>
                    <input
                        node_ref=if star == 1 { first } else { NodeRef::new() }
                        type="radio"
                        class="visually-hidden"
                        name=name
                        prop:checked=move || value.get() == Some(star)
                        on:change=move |_| value.set(Some(star))
                    />
                    <span class="visually-hidden">{messages::stars_label(star.unsigned_abs())}</span>
                    {icon(Icon::Star)}
                </label>
            }
        })
        .collect();
    view! {
        <fieldset class="stars-input">
            <legend>{legend}</legend>
            <div>{choices}</div>
            {move || is_given.get().then(|| view! {
                <button
                    type="button"
                    class="button button-small button-quiet"
                    aria-label=messages::clear_stars_of(&label)
                    on:click=clear
                >
                    {messages::clear()}
                </button>
            })}
        </fieldset>
    }
}
