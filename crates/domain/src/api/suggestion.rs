//! Articles of the vendor's knowledge base, and which of them may solve a case before it is submitted.

use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::Named;

/// The articles that fit a case to be, best first; none where nothing fits, or where AI assistance is off.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Suggestions {
    /// At most five, each article once.
    pub articles: Vec<SuggestedArticle>,
}

/// An article that fits, with the passage that fits best.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SuggestedArticle {
    /// Its id, for `/suggestions/{id}/solved`.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Plain text, a few lines.
    pub passage: String,
    /// The passage in pieces, whose texts make exactly `passage`.
    #[serde(default)]
    pub parts: Vec<PassagePart>,
    /// Where it is: `/articles/{id}` for one that this API has itself, or an address of the vendor's (`https:`, `http:`,
    /// or a path of the portal's own site).
    pub url: String,
    /// How well it fits, from 0 to 1.
    #[serde(default)]
    pub score: f64,
}

/// A piece of a passage.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct PassagePart {
    /// Its text.
    pub text: String,
    /// Whether it is a word that was typed, in any form.
    pub matches: bool,
}

/// An article as its page shows it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Article {
    /// Its id.
    pub id: String,
    /// Its title.
    pub title: String,
    /// Markdown.
    pub body: String,
    /// The products that it is about; none for all of them.
    pub products: Vec<Named>,
    /// When it was changed last.
    #[serde(deserialize_with = "crate::time::moment")]
    pub updated_at: DateTime<Utc>,
}

/// What "This solved it" answers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Solved {
    /// How many times in all the article has made a case unnecessary, this time included.
    pub solved: u64,
}
