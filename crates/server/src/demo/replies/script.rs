//! What the vendor's people say: `replies.toml`, and which of it fits.

use std::collections::BTreeMap;

use caseport_domain::{CaseKind, Code as _};
use serde::Deserialize;

use super::turns::Turn;
use crate::demo::{DemoError, files};

/// `replies.toml`.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Script {
    urgency: BTreeMap<String, String>,
    reply: Vec<Reply>,
    false_detection: Analysts,
    reopened: Words,
    again: Vec<Words>,
    escalation: Manager,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Reply {
    issue_type: String,
    by: String,
    first: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Analysts {
    by: String,
    first: String,
    again: Vec<String>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Words {
    text: String,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Manager {
    by: String,
    note: String,
}

impl Script {
    /// The script that is part of the program.
    ///
    /// # Errors
    /// It is not as it should be.
    pub fn load() -> Result<Self, DemoError> {
        let script: Self = files::replies()?;
        if script.reply.is_empty() || script.again.is_empty() || script.false_detection.again.is_empty() {
            return Err(DemoError::data("replies.toml", "somebody has nothing to say"));
        }
        Ok(script)
    }

    /// Who answers, and what: the person who did before; the words by what the case is about, then taking turns.
    pub(super) fn reply<'a>(&'a self, turn: &'a Turn) -> (&'a str, String) {
        let (by, words) = if turn.kind == CaseKind::FalseDetection {
            let Analysts { by, first, again } = &self.false_detection;
            (by, next(turn, first, &again.iter().collect::<Vec<_>>()))
        } else {
            let fits = |it: &&Reply| it.issue_type == turn.issue_type;
            let Reply { by, first, .. } = self.reply.iter().find(fits).unwrap_or(&self.reply[0]);
            let again: Vec<_> = self.again.iter().map(|it| &it.text).collect();
            (by, if turn.is_reopening { &self.reopened.text } else { next(turn, first, &again) })
        };
        let by = turn.answered_by.as_deref().unwrap_or(by);
        let urgency = self.urgency.get(turn.severity.code()).map_or("", String::as_str);
        let name = turn.author.split_whitespace().next().unwrap_or(&turn.author);
        (by, words.replace("{urgency}", urgency).replace("{name}", name))
    }

    /// Who takes escalations up, and what they say.
    pub(super) fn acknowledgement(&self) -> (&str, &str) {
        (&self.escalation.by, &self.escalation.note)
    }
}

fn next<'a>(turn: &Turn, first: &'a String, again: &[&'a String]) -> &'a String {
    match turn.answers.checked_sub(1) {
        Some(before) => again[before % again.len()],
        None => first,
    }
}
