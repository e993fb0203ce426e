//! Choosing a role: each with what it is for, and those that one cannot give with why.

use caseport_domain::api::Role;
use caseport_domain::id::RoleId;
use leptos::prelude::*;

use crate::ui::{Icon, Why, icon};

/// The roles as radio buttons.
pub(super) fn role_choice(
    legend: &'static str,
    roles: Vec<Role>,
    chosen: RwSignal<Option<RoleId>>,
) -> impl IntoView {
    let choice = move |role: Role| {
        let (id, value) = (role.id.clone(), role.id.to_string());
        let this = role.id.clone();
        let is_chosen = Memo::new(move |_| chosen.with(|chosen| chosen.as_ref() == Some(&this)));
        let locked = role.assignable.reason().cloned();
        let is_locked = locked.is_some();
        view! {
            <div class="role-choice" class:level-chosen=move || is_chosen.get() class:level-locked=is_locked>
                <label>
                    <input
                        type="radio"
                        name="role"
                        value=value
                        disabled=is_locked
                        prop:checked=move || is_chosen.get()
                        on:change=move |_| chosen.set(Some(id.clone()))
                    />
                    <span>
                        <bdi class="role-choice-name">{role.label}</bdi>
                        <bdi class="role-choice-text">{role.description}</bdi>
                    </span>
                </label>
                {locked.map(|reason| view! {
                    {icon(Icon::Lock)}
                    <Why reason />
                })}
            </div>
        }
    };
    view! {
        <fieldset class="role-choices">
            <legend>{legend}</legend>
            {roles.into_iter().map(choice).collect_view()}
        </fieldset>
    }
}
