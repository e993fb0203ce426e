//! Deleting a role: its users get another one in the same step.

use caseport_domain::api::Role;
use caseport_domain::id::RoleId;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::editor::Editor;
use crate::api::{self, ApiError};
use crate::i18n::{messages, said};
use crate::route::{OrganizationRoute, Route};
use crate::stores::Loader;
use crate::ui::{Dialog, form_actions, remote_view, skeleton_lines};

/// The button and its dialog; nothing for a role that one cannot change.
pub(super) fn button(editor: Editor) -> impl IntoView {
    let open = RwSignal::new(false);
    let may = Memo::new(move |_| {
        editor.saved.with(|saved| saved.as_ref().is_some_and(|role| role.editable.is_allowed()))
    });
    move || {
        may.get().then(|| {
            view! {
                <button type="button" class="button" on:click=move |_| open.set(true)>
                    {messages::delete_role()}
                </button>
                <Dialog
                    open=open.into()
                    on_close=move || open.set(false)
                    title=messages::delete_role()
                    id="delete-title"
                >
                    {editor.saved.get_untracked().map(|role| form(editor, role, open))}
                </Dialog>
            }
        })
    }
}

fn form(editor: Editor, role: Role, open: RwSignal<bool>) -> impl IntoView {
    let app = editor.app;
    let target = RwSignal::new(None::<RoleId>);
    let (error, sending) = (RwSignal::new(None::<String>), RwSignal::new(false));
    let in_use = role.users > 0;
    let choice = in_use.then(|| targets(editor, &role, target));
    let label = role.label.clone();
    let delete = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if sending.get_untracked() {
            return;
        }
        let target = target.get_untracked();
        if in_use && target.is_none() {
            error.set(Some(messages::choose_target().to_owned()));
            return;
        }
        let role = role.clone();
        sending.set(true);
        error.set(None);
        spawn_local(async move {
            let place = app.session.place_untracked();
            let outcome = api::delete_role(app.api, &place, &role, target.as_ref()).await;
            sending.try_set(false);
            match outcome {
                // Gone is gone, whoever was quicker.
                Ok(()) | Err(ApiError::NotFound) => {
                    app.toasts.say(messages::role_deleted(&role.label));
                    if !open.is_disposed() {
                        app.nav.replace(Route::Organization(OrganizationRoute::Roles));
                    }
                }
                Err(failed) => {
                    error.try_set(Some(failed.message()));
                }
            }
        });
    };
    view! {
        <form class="form" on:submit=delete novalidate>
            <p>{messages::delete_role_text(&label)}</p>
            {choice}
            <p class="form-error" role="alert">{move || error.get()}</p>
            {form_actions(move || open.set(false), sending, messages::delete_role())}
        </form>
    }
}

/// Where the role's users go.
fn targets(editor: Editor, role: &Role, target: RwSignal<Option<RoleId>>) -> impl IntoView + use<> {
    let roles = Loader::<Vec<Role>>::default();
    let app = editor.app;
    let load = move || {
        let (api, place) = (app.api, app.session.place_untracked());
        roles.load(async move { api::roles(api, &place).await });
    };
    load();
    let (id, users) = (role.id.clone(), role.users);
    view! {
        <p>{messages::move_users(users)}</p>
        {remote_view(roles, load, || skeleton_lines(2), move |roles| {
            let options: Vec<_> = roles
                .into_iter()
                .filter(|role| role.id != id)
                .map(|role| {
                    let text = match role.assignable.reason() {
                        None => role.label.clone(),
                        Some(reason) => messages::denied_option(&role.label, &said::reason(reason)),
                    };
                    view! {
                        <option value=role.id.to_string() disabled=!role.assignable.is_allowed()>{text}</option>
                    }
                })
                .collect();
            view! {
                <div class="field">
                    <label for="move-to">{messages::move_users_to()}</label>
                    <select
                        id="move-to"
                        on:change=move |event| {
                            let id = event_target_value(&event);
                            target.set((!id.is_empty()).then(|| RoleId::from(id)));
                        }
                    >
                        <option value="">{messages::choose_role()}</option>
                        {options}
                    </select>
                </div>
            }
        })}
    }
}
