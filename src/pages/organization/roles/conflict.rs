//! Two people changed one role: both versions side by side, and a choice for each line that differs. Nothing is lost, and
//! nothing of the other's is overwritten unseen.

use caseport_domain::api::Role;
use caseport_domain::validate::RoleRequest;
use caseport_domain::{Code as _, RoleObject};
use leptos::prelude::*;

use super::editor::{Editor, request_of};
use crate::i18n::messages;
use crate::ui::{Icon, icon, relative_time};

/// One line of a role.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Line {
    Label,
    Description,
    Level(RoleObject),
}

impl Line {
    fn all() -> impl Iterator<Item = Self> {
        [Self::Label, Self::Description].into_iter().chain(RoleObject::ALL.iter().copied().map(Self::Level))
    }

    fn title(self) -> &'static str {
        match self {
            Self::Label => messages::role_name(),
            Self::Description => messages::role_description(),
            Self::Level(object) => object.label(),
        }
    }

    fn code(self) -> &'static str {
        match self {
            Self::Label => "label",
            Self::Description => "description",
            Self::Level(object) => object.code(),
        }
    }

    fn text(self, role: &RoleRequest) -> String {
        match self {
            Self::Label => role.label.clone(),
            Self::Description => role.description.clone(),
            Self::Level(object) => role.permissions.level(object).label().to_owned(),
        }
    }

    /// Makes this line of `role` as it is in `other`.
    fn take(self, role: &mut RoleRequest, other: &RoleRequest) {
        match self {
            Self::Label => role.label.clone_from(&other.label),
            Self::Description => role.description.clone_from(&other.description),
            Self::Level(object) => {
                role.permissions = role.permissions.with(object, other.permissions.level(object));
            }
        }
    }
}

/// Says that somebody else has saved the role, while one's own changes are not saved yet.
pub(super) fn notice(editor: Editor) -> impl IntoView {
    move || {
        let newer = editor.newer.get().filter(|_| !editor.comparing.get())?;
        Some(view! {
            <div class="notice" role="status">
                {icon(Icon::Warning)}
                <span>{saved_by(&newer)}</span>
                <button type="button" class="button button-small" on:click=move |_| editor.comparing.set(true)>
                    {messages::compare()}
                </button>
            </div>
        })
    }
}

fn saved_by(newer: &Role) -> String {
    match &newer.updated_by {
        Some(by) => messages::role_changed_by(&by.name),
        None => messages::role_changed_meanwhile().to_owned(),
    }
}

/// The two versions; nothing while there is one.
pub(super) fn comparison(editor: Editor) -> impl IntoView {
    move || {
        let newer = editor.newer.get().filter(|_| editor.comparing.get())?;
        Some(lines(editor, newer))
    }
}

fn lines(editor: Editor, newer: Role) -> impl IntoView {
    let begun = editor.saved.get_untracked().as_ref().map(request_of).unwrap_or_default();
    let (theirs, mine) = (request_of(&newer), editor.request.get_untracked());
    // A line that one alone has changed is as they changed it; where both did, it is for the reader to say.
    let both = |line: Line| line.text(&theirs) != line.text(&begun) && line.text(&mine) != line.text(&begun);
    let differing: Vec<Line> = Line::all().filter(|line| line.text(&theirs) != line.text(&mine)).collect();
    let takes_theirs: Vec<(Line, RwSignal<bool>)> =
        differing.iter().map(|line| (*line, RwSignal::new(line.text(&mine) == line.text(&begun)))).collect();
    let rows: Vec<_> = takes_theirs
        .iter()
        .map(|(line, choice)| row(*line, &theirs, &mine, both(*line), *choice).into_any())
        .collect();
    let title = saved_by(&newer);
    let when = newer.updated_at.map(relative_time);
    let version = newer;
    let save = move |_| {
        let mut merged = mine.clone();
        for (line, choice) in &takes_theirs {
            if choice.get_untracked() {
                line.take(&mut merged, &theirs);
            }
        }
        editor.settle(merged, version.clone());
    };
    view! {
        <section class="conflict card" aria-labelledby="conflict-title">
            <h2 id="conflict-title" tabindex="-1">{title}</h2>
            <p>{when} " " {messages::conflict_text()}</p>
            <table class="conflict-lines">
                <thead>
                    <tr>
                        <th scope="col">{messages::conflict_what()}</th>
                        <th scope="col">{messages::conflict_theirs()}</th>
                        <th scope="col">{messages::conflict_yours()}</th>
                    </tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
            <div class="form-actions">
                <button type="button" class="button" on:click=move |_| editor.comparing.set(false)>
                    {messages::later()}
                </button>
                <button type="button" class="button button-primary" on:click=save>{messages::save_these()}</button>
            </div>
        </section>
    }
}

fn row(
    line: Line,
    theirs: &RoleRequest,
    mine: &RoleRequest,
    both: bool,
    takes_theirs: RwSignal<bool>,
) -> impl IntoView + use<> {
    let version = |text: String, is_theirs: bool, label: &'static str| {
        let is_chosen = move || takes_theirs.get() == is_theirs;
        let empty = text.is_empty();
        view! {
            <td>
                <label class="conflict-choice" class:level-chosen=is_chosen>
                    <input
                        type="radio"
                        name=format!("conflict-{}", line.code())
                        prop:checked=is_chosen
                        on:change=move |_| takes_theirs.set(is_theirs)
                    />
                    <span class="visually-hidden">{label} ": "</span>
                    <bdi>{if empty { messages::nothing().to_owned() } else { text }}</bdi>
                </label>
            </td>
        }
    };
    view! {
        <tr>
            <th scope="row">
                {line.title()}
                {both.then(|| view! { <span class="matrix-was">{messages::conflict_both()}</span> })}
            </th>
            {version(line.text(theirs), true, messages::conflict_theirs())}
            {version(line.text(mine), false, messages::conflict_yours())}
        </tr>
    }
}
