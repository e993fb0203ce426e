//! "View as": what a member sees, for those who give roles. Only what the rules say of them: tabs with their counts, buttons
//! and pages; nothing of any case. It is recorded.

use caseport_domain::api::MemberView;
use caseport_domain::id::UserId;
use caseport_domain::policy::{self, Ability};
use caseport_domain::{Code as _, OrganizationKind};
use leptos::prelude::*;

use super::guard::guarded;
use crate::api;
use crate::context::App;
use crate::i18n::{ability_text, format, messages, tab_text};
use crate::nav::HEADING;
use crate::pages::sections::Section;
use crate::reactive::effect;
use crate::route::Route;
use crate::stores::Loader;
use crate::ui::{Icon, Link, icon, reason_text, remote_view, skeleton_lines};

/// The page.
pub(super) fn page(app: App, user: UserId) -> AnyView {
    view! {
        <p class="breadcrumb">
            <Link nav=app.nav to=Section::Users.route() class="back-link">
                {icon(Icon::Back)}
                {messages::users()}
            </Link>
        </p>
        {guarded(app, Some(messages::view_as()), policy::view_as, move || look(app, user.clone()).into_any())}
    }
    .into_any()
}

fn look(app: App, user: UserId) -> impl IntoView {
    let seen = Loader::<MemberView>::default();
    let load = move || {
        let (api, place, user) = (app.api, app.session.place_untracked(), user.clone());
        seen.load(async move { api::member_view(api, &place, &user).await });
    };
    load();
    let load = StoredValue::new(load);
    // The heading comes with what is seen, later than the page.
    effect(move || {
        if seen.with(|seen| seen.value().is_some()) {
            crate::nav::focus_heading();
        }
    });
    remote_view(
        seen,
        move || load.with_value(|load| load()),
        || skeleton_lines(6),
        move |seen| show(app, seen),
    )
}

fn show(app: App, seen: MemberView) -> impl IntoView {
    let MemberView { user, access, counts } = seen;
    let role = access.role.as_ref().map(|role| role.label.clone()).unwrap_or_default();
    let tabs = policy::visible_tabs(&access).map(|tab| {
        let count = counts.get(tab.code()).map(|counts| format::number(counts.total));
        view! {
            <li class="tab">
                <span>{tab_text(tab)}</span>
                {count.map(|count| view! { <span class="tab-count">{count}</span> })}
            </li>
        }
    });
    let tabs = tabs.collect_view();
    let button = |text: &'static str, primary: bool| {
        let class = if primary { "button button-primary" } else { "button" };
        view! { <li><span class=class>{text}</span></li> }
    };
    let submits = policy::submit_own(&access).or(|| policy::submit_for_customer(&access)).is_allowed();
    let buttons = [
        policy::see_case_access(&access).is_allowed().then(|| button(messages::extend_case_view(), false)),
        submits.then(|| button(messages::submit_case(), true)),
    ];
    let sections = Section::visible(&access).into_iter().map(Section::title).collect::<Vec<_>>();
    let exists = |it: &Ability| access.kind == OrganizationKind::Partner || !it.is_partner_only();
    let (mut can, mut cannot) = (Vec::new(), Vec::new());
    for ability in Ability::ALL.iter().copied().filter(exists) {
        match ability.of(&access).reason() {
            None => can.push(view! { <li>{icon(Icon::Check)} {ability_text(ability)}</li> }),
            Some(reason) => cannot.push(view! {
                <li>{icon(Icon::Lock)} <span><strong>{ability_text(ability)}</strong> " " {reason_text(reason)}</span></li>
            }),
        }
    }
    let sections_text =
        if sections.is_empty() { messages::nothing().to_owned() } else { sections.join(", ") };
    view! {
        <div class="view-as">
            <p class="view-as-mark">
                {icon(Icon::Eye)}
                <strong>{messages::viewing_as(&user.name)}</strong>
                <span>{messages::view_as_text()}</span>
                <Link nav=app.nav to=Section::Users.route() class="button button-small">{messages::end_view()}</Link>
            </p>
            <div class="view-as-body">
                <h1 id=HEADING tabindex="-1">{messages::view_as_title(&user.name)}</h1>
                <p class="role-line"><bdi>{user.email}</bdi> " · " <bdi>{role}</bdi></p>
                <h2 class="group-title">{messages::support_title()}</h2>
                <ul class="view-as-buttons">{buttons}</ul>
                <ul class="tabs">{tabs}</ul>
                <h2 class="group-title">{messages::my_organization()}</h2>
                <p>{sections_text}</p>
                <div class="view-as-lists">
                    <section aria-labelledby="can-title">
                        <h2 class="group-title" id="can-title">{messages::can()}</h2>
                        <ul class="ability-list">{can}</ul>
                    </section>
                    <section aria-labelledby="cannot-title">
                        <h2 class="group-title" id="cannot-title">{messages::cannot()}</h2>
                        <ul class="ability-list">{cannot}</ul>
                    </section>
                </div>
                <p>
                    <Link nav=app.nav to=Route::HOME class="button">{messages::to_support()}</Link>
                </p>
            </div>
        </div>
    }
}
