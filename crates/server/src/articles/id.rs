//! The article's id of an address. What cannot be one is no article: 404 like any other unknown one.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;

use crate::http::path::path_part;
use crate::http::problem::ApiError;

/// Characters of an id, at most; an external assistant has ids of its own making.
const ID_MAX: usize = 200;

/// `{id}` of the address.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleId(pub String);

impl ArticleId {
    /// The id, where it can be one: 1 to 200 printable characters.
    pub fn new(text: &str) -> Option<Self> {
        let length = text.chars().take(ID_MAX + 1).count();
        let fits = (1..=ID_MAX).contains(&length) && !text.contains(char::is_control);
        fits.then(|| Self(text.to_owned()))
    }
}

impl<S: Send + Sync> FromRequestParts<S> for ArticleId {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        path_part(parts, state, "id", Self::new).await
    }
}
