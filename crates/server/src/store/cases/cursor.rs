//! Where a page ended: the last row's sort value and number, bound to the list that it belongs to. Opaque outside.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use caseport_domain::Sort;
use caseport_domain::policy::Scope;
use serde::{Deserialize, Serialize};

use super::order::{is_text, within};

/// The value that a list is sorted by, as the database compares it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(untagged)]
pub(super) enum Key {
    /// Times, numbers, ranks.
    Number(i64),
    /// Names and the like, folded.
    Text(String),
}

/// The place between two rows of one list.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Cursor {
    /// Which list: a digest of everything that decides its rows and their order.
    #[serde(rename = "l")]
    pub(super) list: String,
    #[serde(rename = "k")]
    pub(super) key: Key,
    #[serde(rename = "n")]
    pub(super) number: i64,
}

impl Cursor {
    /// The cursor as it travels.
    pub fn encode(&self) -> String {
        // A struct of strings and numbers always serializes.
        URL_SAFE_NO_PAD.encode(serde_json::to_vec(self).unwrap_or_default())
    }

    /// A cursor that came back, where it is one and belongs to `list`.
    pub fn decode(text: &str, list: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let cursor: Self = serde_json::from_slice(&bytes).ok()?;
        (cursor.list == list).then_some(cursor)
    }

    /// Whether it has a value of the kind that the list of the scope is sorted by.
    pub fn fits(&self, sort: Sort, scope: &Scope) -> bool {
        matches!(self.key, Key::Text(_)) == is_text(within(sort, scope).by)
    }
}
