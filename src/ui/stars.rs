//! Ratings: one to five stars, to give and to see.

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
) -> impl IntoView {
    let choices: Vec<_> = (1_i64..=5)
        .map(|star| {
            view! {
                <label class="star-choice" class:star-on=move || value.get().is_some_and(|given| star <= given)>
                    <input
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
        </fieldset>
    }
}
