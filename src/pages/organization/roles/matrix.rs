//! What a role gives, as a table: a row for each object with the levels that it offers, each with what it allows in words.

use caseport_domain::decision::{Reason, ReasonCode};
use caseport_domain::{
    Access, Code as _, Decision, Level, OrganizationKind, Permissions, RoleObject, policy,
};
use leptos::prelude::*;

use crate::i18n::{messages, roles};
use crate::ui::{Icon, Why, icon};

/// Who may set a level, if anybody may.
#[derive(Clone)]
pub(super) enum Lock {
    /// Nothing can be changed; why is said once for all of it.
    All,
    /// Each level is for the rules to say, by these facts.
    Rules(Box<Access>),
}

impl Lock {
    /// The levels that cannot be set in a role that was saved with these.
    pub fn locked(&self, saved: &Permissions) -> Vec<(RoleObject, Level)> {
        let all = RoleObject::ALL.iter().flat_map(|object| Level::ALL.iter().map(|level| (*object, *level)));
        all.filter(|(object, level)| self.decide(*object, *level, saved.level(*object)).is_some()).collect()
    }

    /// Why the object cannot be set to `level` where it was saved with `saved`; none where it can.
    fn decide(&self, object: RoleObject, level: Level, saved: Level) -> Option<Reason> {
        match self {
            Self::All => None,
            Self::Rules(access) => match policy::change_level(access, object, saved, level) {
                Decision::Allowed => None,
                Decision::Denied(reason) => Some(reason),
            },
        }
    }
}

/// The objects that an organization of this kind has.
pub(super) fn objects(kind: OrganizationKind) -> impl Iterator<Item = RoleObject> {
    let exists = move |object: &RoleObject| kind == OrganizationKind::Partner || !object.is_partner_only();
    RoleObject::ALL.iter().copied().filter(exists)
}

/// The table. `saved` is what the role gives now; what differs is marked where `marks`.
pub(super) fn matrix(
    kind: OrganizationKind,
    lock: Lock,
    marks: bool,
    saved: Memo<Permissions>,
    chosen: RwSignal<Permissions>,
    choose: impl Fn(RoleObject, Level) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let rows: Vec<_> = objects(kind).map(|object| row(object, &lock, marks, saved, chosen, choose)).collect();
    view! {
        <table class="matrix">
            <thead>
                <tr>
                    <th scope="col">{messages::role_object()}</th>
                    {Level::ALL.iter().map(|level| view! { <th scope="col">{level.label()}</th> }).collect_view()}
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
}

fn row(
    object: RoleObject,
    lock: &Lock,
    marks: bool,
    saved: Memo<Permissions>,
    chosen: RwSignal<Permissions>,
    choose: impl Fn(RoleObject, Level) + Copy + Send + Sync + 'static,
) -> AnyView {
    let before = saved.get_untracked().level(object);
    let level_of = move |permissions: &Permissions| permissions.level(object);
    let changed = Memo::new(move |_| {
        let before = saved.with(level_of);
        (marks && chosen.with(level_of) != before).then_some(before)
    });
    let name = format!("object-{}", object.code());
    // One "Why?" for the row: what locks several of its levels is the same.
    let mut reasons: Vec<Reason> = Vec::new();
    let mut cells: Vec<AnyView> = Vec::new();
    for level in Level::ALL.iter().copied() {
        let Some(meaning) = roles::meaning(object, level) else {
            cells.push(view! { <span class="level-absent" aria-hidden="true">"–"</span> }.into_any());
            continue;
        };
        let reason = lock.decide(object, level, before);
        let locked = matches!(lock, Lock::All) || reason.is_some();
        if let Some(reason) = reason
            && !reasons.iter().any(|known| known.code == reason.code)
        {
            reasons.push(reason);
        }
        cells.push(cell(object, level, meaning, locked, chosen, choose).into_any());
    }
    let is_locked_object = reasons.iter().any(|reason| reason.code.value() == Some(ReasonCode::LockedObject));
    view! {
        <tr class="matrix-row" class:matrix-changed=move || changed.get().is_some() class:matrix-locked=is_locked_object>
            <th scope="row">
                <span class="matrix-object" id=name.clone()>{object.label()}</span>
                <span class="matrix-where">{roles::applies_to(object)}</span>
                <span class="matrix-notes">
                    {move || changed.get().map(|before| view! {
                        <span class="matrix-was">{messages::was_level(before.label())}</span>
                    })}
                    {(!reasons.is_empty()).then(|| icon(Icon::Lock))}
                    {reasons.into_iter().map(|reason| view! { <Why reason /> }).collect_view()}
                </span>
            </th>
            <td colspan="3">
                <div class="matrix-levels" role="radiogroup" aria-labelledby=name>{cells}</div>
            </td>
        </tr>
    }
    .into_any()
}

fn cell(
    object: RoleObject,
    level: Level,
    meaning: String,
    locked: bool,
    chosen: RwSignal<Permissions>,
    choose: impl Fn(RoleObject, Level) + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let is_chosen = move || chosen.with(|permissions| permissions.level(object) == level);
    let described = format!("meaning-{}-{}", object.code(), level.code());
    view! {
        <label class="level" class:level-none=level == Level::None class:level-chosen=is_chosen class:level-locked=locked>
            <input
                type="radio"
                name=format!("level-{}", object.code())
                aria-label=level.label()
                aria-describedby=described.clone()
                disabled=locked
                prop:checked=is_chosen
                on:change=move |_| choose(object, level)
            />
            <span class="level-name">{level.label()}</span>
            <span class="level-text" id=described>{meaning}</span>
        </label>
    }
}
