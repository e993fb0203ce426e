//! A user in the list, with what can be done.

use caseport_domain::api::{Member, MemberState};
use caseport_domain::policy;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{Deed, Users, name_of};
use crate::api;
use crate::i18n::{format, messages};
use crate::route::{OrganizationRoute, Route};
use crate::ui::{Icon, Link, Why, icon, relative_time};

pub(super) fn row(users: Users, member: Memo<Option<Member>>) -> impl IntoView {
    view! {
        <tr>
            <td class="people-who">
                <bdi class="people-name">{move || member.get().map(|it| name_of(&it))}</bdi>
                {move || member.get().filter(|it| !it.name.is_empty()).map(|it| view! {
                    <bdi class="people-mail">{it.email}</bdi>
                })}
            </td>
            <td data-label=messages::role()><bdi>{move || member.get().map(|it| it.role.label)}</bdi></td>
            <td>{move || member.get().map(|it| state(&it))}</td>
            <td class="people-quiet" data-label=messages::column_last_sign_in()>
                {move || member.get().map(|it| match it.last_sign_in_at {
                    Some(at) => relative_time(at).into_any(),
                    None => messages::never().into_any(),
                })}
            </td>
            <td class="people-end">
                <div class="people-actions">{move || member.get().map(|it| actions(users, it))}</div>
            </td>
        </tr>
    }
}

fn state(member: &Member) -> AnyView {
    match (&member.state.value(), &member.invitation) {
        (Some(MemberState::Active), _) => {
            view! { <span class="badge badge-vendor">{messages::state_active()}</span> }.into_any()
        }
        (Some(MemberState::Invited), invitation) => {
            let until = invitation.as_ref().map(|it| messages::invited_until(&format::moment(it.expires_at)));
            view! {
                <span class="badge badge-open">{messages::state_invited()}</span>
                {until.map(|until| view! { <span class="people-mail">{until}</span> })}
            }
            .into_any()
        }
        (None, _) => member.state.code().to_owned().into_any(),
    }
}

/// What can be done, each with the person's name for those who do not see the row; where nothing can be, why.
fn actions(users: Users, member: Member) -> AnyView {
    let app = users.app;
    let name = name_of(&member);
    let act = move |label: &'static str, deed: Deed| {
        let name = name.clone();
        view! {
            <button
                type="button"
                class="button button-small"
                on:click=move |_| users.deed.set(Some(deed.clone()))
            >
                {label}
                <span class="visually-hidden">" " {name}</span>
            </button>
        }
    };
    if let Some(invitation) = member.invitation.clone() {
        return invited(users, &member, invitation.id);
    }
    let may_view_as = app.access.get().is_some_and(|access| policy::view_as(&access).is_allowed());
    let view_as = member.id.clone().filter(|_| may_view_as).map(|id| {
        let name = name_of(&member);
        view! {
            <Link
                nav=app.nav
                to=Route::Organization(OrganizationRoute::ViewAs(id))
                class="button button-small button-quiet"
            >
                {messages::view_as()}
                <span class="visually-hidden">" " {name}</span>
            </Link>
        }
    });
    let change = member
        .change_role
        .is_allowed()
        .then(|| act(messages::change_role(), Deed::ChangeRole(member.clone())));
    let transfer =
        member.transfer.is_allowed().then(|| act(messages::transfer_short(), Deed::Transfer(member.clone())));
    let remove =
        member.remove.is_allowed().then(|| act(messages::remove_user(), Deed::Remove(member.clone())));
    let reason = member.change_role.reason().filter(|_| change.is_none() && remove.is_none()).cloned();
    view! {
        {reason.map(|reason| view! {
            {icon(Icon::Lock)}
            <Why reason />
        })}
        {transfer}
        {view_as}
        {change}
        {remove}
    }
    .into_any()
}

/// What can be asked of an invitation.
#[derive(Clone, Copy)]
enum Asked {
    /// That it is sent again.
    Again,
    /// That it is taken back.
    Back,
}

/// An invitation can be sent again and taken back.
fn invited(users: Users, member: &Member, id: String) -> AnyView {
    if let Some(reason) = member.remove.reason().cloned() {
        return view! {
            {icon(Icon::Lock)}
            <Why reason />
        }
        .into_any();
    }
    let app = users.app;
    let busy = RwSignal::new(false);
    let email = member.email.clone();
    let ask = move |asked: Asked| {
        if busy.get_untracked() {
            return;
        }
        busy.set(true);
        let (id, email) = (id.clone(), email.clone());
        spawn_local(async move {
            let place = app.session.place_untracked();
            let outcome = match asked {
                Asked::Again => api::resend_invitation(app.api, &place, &id).await,
                Asked::Back => api::revoke_invitation(app.api, &place, &id).await,
            };
            busy.try_set(false);
            app.toasts.say(match (outcome, asked) {
                (Ok(()), Asked::Again) => messages::invitation_sent(&email),
                (Ok(()), Asked::Back) => {
                    // The row is about to go.
                    crate::nav::focus_heading();
                    messages::invitation_revoked(&email)
                }
                (Err(error), _) => error.message(),
            });
            users.load(false);
        });
    };
    let (again, hidden) = (ask.clone(), member.email.clone());
    view! {
        <button type="button" class="button button-small" disabled=move || busy.get() on:click=move |_| again(Asked::Again)>
            {messages::resend()}
            <span class="visually-hidden">" " {hidden.clone()}</span>
        </button>
        <button type="button" class="button button-small" disabled=move || busy.get() on:click=move |_| ask(Asked::Back)>
            {messages::revoke()}
            <span class="visually-hidden">" " {hidden}</span>
        </button>
    }
    .into_any()
}
