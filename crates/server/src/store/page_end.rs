//! Where a page of a list ended, for lists that are no lists of cases: the last row's key, bound to the list that it
//! belongs to. Opaque outside.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// The place behind a row with that key.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct PageEnd<K> {
    /// Which list: a digest of everything that decides its rows and their order.
    #[serde(rename = "l")]
    list: String,
    /// The row's key.
    #[serde(rename = "k")]
    pub key: K,
}

impl<K: Serialize + DeserializeOwned> PageEnd<K> {
    /// A cursor that came back, where it is one and belongs to `list`.
    pub fn decode(text: &str, list: &str) -> Option<Self> {
        let bytes = URL_SAFE_NO_PAD.decode(text).ok()?;
        let end: Self = serde_json::from_slice(&bytes).ok()?;
        (end.list == list).then_some(end)
    }

    /// Cuts what was read to a page: the row too many says that there is another page, which begins behind the last one.
    pub fn cut<T>(rows: &mut Vec<T>, limit: u32, list: &str, key: impl FnOnce(&T) -> K) -> Option<String> {
        let limit = usize::try_from(limit).unwrap_or(usize::MAX);
        if rows.len() <= limit {
            return None;
        }
        rows.truncate(limit);
        let end = Self { list: list.to_owned(), key: key(rows.last()?) };
        // Strings and numbers always serialize.
        Some(URL_SAFE_NO_PAD.encode(serde_json::to_vec(&end).unwrap_or_default()))
    }
}
