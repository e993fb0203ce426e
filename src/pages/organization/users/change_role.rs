//! Giving somebody another role, with what they gain and lose by it.

use caseport_domain::api::{Member, Role};
use caseport_domain::id::RoleId;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::choice::role_choice;
use super::{Deed, Users, name_of};
use crate::api;
use crate::i18n::messages;
use crate::pages::organization::roles::{Whom, effect};
use crate::ui::{Dialog, form_actions, remote_view, skeleton_lines};

pub(super) fn dialog(users: Users) -> impl IntoView {
    let member = Memo::new(move |_| match users.deed.get() {
        Some(Deed::ChangeRole(member)) => Some(member),
        _ => None,
    });
    let open = Signal::derive(move || member.with(Option::is_some));
    view! {
        <Dialog open=open on_close=move || users.deed.set(None) title=messages::change_role() id="change-role-title">
            {member.get_untracked().map(|member| {
                let chosen = RwSignal::new(Some(member.role.id.clone()));
                remote_view(users.roles, || {}, || skeleton_lines(4), move |roles| {
                    form(users, member.clone(), roles, chosen)
                })
            })}
        </Dialog>
    }
}

fn form(users: Users, member: Member, roles: Vec<Role>, chosen: RwSignal<Option<RoleId>>) -> impl IntoView {
    let app = users.app;
    let (error, sending) = (RwSignal::new(None::<String>), RwSignal::new(false));
    let name = name_of(&member);
    let known = roles.clone();
    let (whom, old) = (Whom::Person(name.clone()), member.role.id.clone());
    let meaning = move || {
        let access = app.access.get()?;
        let permissions = |id| known.iter().find(|role| Some(&role.id) == id).map(|role| role.permissions);
        let (before, after) = (permissions(Some(&old))?, permissions(chosen.get().as_ref())?);
        let sentences = effect(&access, &whom, &before, &after);
        Some(sentences.into_iter().map(|text| view! { <p>{text}</p> }).collect_view())
    };
    let save = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        let Some(role) = chosen.get_untracked() else { return };
        if sending.get_untracked() {
            return;
        }
        let Some(id) = member.id.clone().filter(|_| role != member.role.id) else {
            users.deed.set(None);
            return;
        };
        let name = name_of(&member);
        sending.set(true);
        error.set(None);
        spawn_local(async move {
            let place = app.session.place_untracked();
            let outcome = api::assign_role(app.api, &place, &id, &role).await;
            sending.try_set(false);
            users.load(false);
            match outcome {
                Ok(()) => {
                    app.toasts.say(messages::role_changed_toast(&name));
                    if !sending.is_disposed() {
                        users.deed.try_set(None);
                    }
                }
                Err(failed) => {
                    error.try_set(Some(failed.message()));
                }
            }
        });
    };
    view! {
        <form class="form" on:submit=save novalidate>
            <p><bdi>{name}</bdi></p>
            {role_choice(messages::role(), roles, chosen)}
            <div class="effect" role="status">{meaning}</div>
            <p class="form-error" role="alert">{move || error.get()}</p>
            {form_actions(move || users.deed.set(None), sending, messages::change_role())}
        </form>
    }
}
