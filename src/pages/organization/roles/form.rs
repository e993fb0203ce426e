//! A role on the screen: name, description, the matrix, and below it what the change would mean.

use caseport_domain::{OrganizationKind, limits};
use leptos::prelude::*;

use super::conflict;
use super::delete;
use super::editor::Editor;
use super::effect::{Whom, effect};
use super::matrix::{Lock, matrix};
use crate::i18n::{messages, said};
use crate::nav::HEADING;
use crate::route::{OrganizationRoute, Route};
use crate::ui::{Icon, Link, TextArea, TextField, Why, icon, relative_time, saved_text};

/// The role.
pub(super) fn form(editor: Editor) -> impl IntoView {
    // With other levels of one's own, other levels can be granted; what was chosen stays.
    let basis = Memo::new(move |_| {
        let lock = editor.app.access.get().map(|access| Lock::Rules(Box::new(access)));
        (editor.may_change(), lock.map(|lock| lock.locked(&editor.levels())))
    });
    move || match basis.get() {
        (true, _) => writable(editor).into_any(),
        (false, _) => readable(editor).into_any(),
    }
}

fn kind(editor: Editor) -> OrganizationKind {
    untrack(|| editor.app.access.get()).map_or(OrganizationKind::Partner, |access| access.kind)
}

/// A role that cannot be changed, with why.
fn readable(editor: Editor) -> impl IntoView {
    let role = editor.saved.get_untracked();
    let reason = role.as_ref().and_then(|role| role.editable.reason().cloned());
    view! {
        {head(editor)}
        {role.map(|role| view! { <p class="lead"><bdi>{role.description}</bdi></p> })}
        {reason.map(|reason| view! {
            <div class="notice notice-calm">
                {icon(Icon::Lock)}
                <span>{messages::role_locked()}</span>
                <Why reason />
            </div>
        })}
        {matrix(kind(editor), Lock::All, false, Memo::new(move |_| editor.levels()), editor.chosen, |_, _| {})}
    }
}

/// The heading of a role that exists, with what can be done with it as a whole.
fn head(editor: Editor) -> impl IntoView {
    let app = editor.app;
    let role = move || editor.saved.get();
    let copy = move || {
        let id = role()?.id;
        let may = app.access.get().is_some_and(|it| caseport_domain::policy::change_roles(&it).is_allowed());
        may.then(|| {
            view! {
                <Link
                    nav=app.nav
                    to=Route::Organization(OrganizationRoute::NewRole { copy: Some(id) })
                    class="button"
                >
                    {messages::copy_role()}
                </Link>
            }
        })
    };
    view! {
        <div class="page-head">
            <div>
                <h1 id=HEADING tabindex="-1"><bdi>{move || role().map(|it| it.label)}</bdi></h1>
                <p class="role-line">
                    {move || role().map(|it| messages::users_count(it.users))}
                    {move || role().and_then(|it| it.updated_at.map(|at| view! {
                        " · " {messages::updated()} " " {relative_time(at)}
                        {it.updated_by.map(|by| view! { ", " <bdi>{by.name}</bdi> })}
                    }))}
                </p>
            </div>
            <div class="page-actions">
                {copy}
                {delete::button(editor)}
            </div>
        </div>
    }
}

fn writable(editor: Editor) -> impl IntoView {
    let exists = editor.saved.with_untracked(Option::is_some);
    let lock = untrack(|| editor.app.access.get()).map_or(Lock::All, |access| Lock::Rules(Box::new(access)));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        editor.save();
    };
    let error = move |field: &'static str| {
        Signal::derive(move || editor.errors.with(|errors| said::field(errors, field)))
    };
    view! {
        {exists.then(|| head(editor))}
        {conflict::notice(editor)}
        <form class="role-form" on:submit=submit novalidate>
            <div class="role-words">
                <TextField
                    id="role-name"
                    label=messages::role_name()
                    hint=messages::role_name_hint()
                    value=Signal::derive(move || editor.request.with(|it| it.label.clone()))
                    error=error("label")
                    on_input=move |text| editor.change(|it| it.label = text)
                />
                <TextArea
                    id="role-description"
                    label=messages::role_description()
                    hint=messages::role_description_hint(&limits::ROLE_DESCRIPTION_MAX.to_string())
                    rows=2
                    value=Signal::derive(move || editor.request.with(|it| it.description.clone()))
                    error=error("description")
                    on_input=move |text| editor.change(|it| it.description = text)
                />
            </div>
            {matrix(
                kind(editor),
                lock,
                exists,
                Memo::new(move |_| editor.levels()),
                editor.chosen,
                move |object, level| editor.choose(object, level),
            )}
            {save_bar(editor, exists)}
        </form>
        {conflict::comparison(editor)}
    }
}

/// What the change would mean, and the button that makes it so; in view as long as there is something to save.
fn save_bar(editor: Editor, exists: bool) -> impl IntoView {
    let changed = Memo::new(move |_| editor.is_changed());
    let sentences = Memo::new(move |_| {
        let Some(access) = editor.app.access.get() else { return Vec::new() };
        let holders = editor.saved.with(|saved| saved.as_ref().map_or(0, |role| role.users));
        effect(&access, &Whom::Holders(holders), &editor.levels(), &editor.chosen.get())
    });
    let differs = Memo::new(move |_| editor.chosen.get() != editor.levels());
    let meaning = move || {
        let sentences = sentences.get();
        if !sentences.is_empty() {
            sentences.into_iter().map(|text| view! { <p>{text}</p> }).collect_view().into_any()
        } else if differs.get() {
            view! { <p>{messages::no_effect_yet()}</p> }.into_any()
        } else {
            ().into_any()
        }
    };
    view! {
        <div class="save-bar" class:save-bar-idle=move || exists && !changed.get()>
            <div class="save-bar-text" role="status">
                {meaning}
                {saved_text(Signal::derive(move || editor.kept()))}
            </div>
            <p class="form-error" role="alert">{move || editor.failure.get()}</p>
            <div class="form-actions">
                <button
                    type="button"
                    class="button"
                    disabled=move || !changed.get()
                    on:click=move |_| editor.undo()
                >
                    {messages::discard_changes()}
                </button>
                <button
                    type="submit"
                    class="button button-primary"
                    disabled=move || editor.saving.get()
                >
                    {move || match (editor.saving.get(), exists) {
                        (true, _) => messages::sending(),
                        (false, true) => messages::save(),
                        (false, false) => messages::add_role(),
                    }}
                </button>
            </div>
        </div>
    }
}
