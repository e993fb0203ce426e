//! What another set of levels means for the people who have them, in a sentence each for what is gained and lost.

use caseport_domain::policy::{AbilityChange, role_changes};
use caseport_domain::{Access, Level, Permissions};

use super::matrix::objects;
use crate::i18n::{ability_text, messages};

/// Whom a change concerns.
#[derive(Clone)]
pub(in super::super) enum Whom {
    /// So many people who have the role.
    Holders(u64),
    /// Somebody by name.
    Person(String),
}

/// The sentences; none where nothing changes.
pub(in super::super) fn effect(
    access: &Access,
    whom: &Whom,
    before: &Permissions,
    after: &Permissions,
) -> Vec<String> {
    let (gained, lost) = sorted(access, before, after);
    let sentence = |parts: Vec<String>, gains: bool| {
        (!parts.is_empty()).then(|| {
            let list = parts.join("; ");
            match (whom, gains) {
                (Whom::Holders(0), true) => messages::role_will_give(&list),
                (Whom::Holders(0), false) => messages::role_will_not_give(&list),
                (Whom::Holders(count), true) => messages::people_gain(*count, &list),
                (Whom::Holders(count), false) => messages::people_lose(*count, &list),
                (Whom::Person(name), true) => messages::person_gains(name, &list),
                (Whom::Person(name), false) => messages::person_loses(name, &list),
            }
        })
    };
    [sentence(gained, true), sentence(lost, false)].into_iter().flatten().collect()
}

/// What is gained and what is lost, each thing in words.
fn sorted(access: &Access, before: &Permissions, after: &Permissions) -> (Vec<String>, Vec<String>) {
    let (mut gained, mut lost) = (Vec::new(), Vec::new());
    for AbilityChange { ability, gained: is_gained, extended_only } in role_changes(access, before, after) {
        let text = within_sentence(ability_text(ability));
        let text = if extended_only { messages::where_extended(&text) } else { text };
        if is_gained { &mut gained } else { &mut lost }.push(text);
    }
    // What is for the vendor's other portals is theirs to decide; here it is a level on an object.
    for object in objects(access.kind).filter(|object| !object.applies_here()) {
        let (old, new) = (before.level(object), after.level(object));
        if old != new {
            let list = if new > old { &mut gained } else { &mut lost };
            list.push(match old {
                Level::None => messages::object_level(object.label(), new.label()),
                old => messages::object_levels(object.label(), old.label(), new.label()),
            });
        }
    }
    (gained, lost)
}

/// A text that begins a line, in the middle of one.
fn within_sentence(text: &str) -> String {
    let mut letters = text.chars();
    letters.next().map(|first| first.to_lowercase().chain(letters).collect()).unwrap_or_default()
}
