//! The tokens of an app that is embedded in somebody else's page: that page signs its people in, and is asked for a token of
//! theirs. Where it gives none, the app has its session by a cookie, and nothing of this matters.
//!
//! The page's script (`web/caseport.js`) keeps the token, shares one question among all that ask at once, and waits for an
//! answer no longer than a person would.

use wasm_bindgen::JsValue;

use super::ApiError;
use crate::platform;

/// What a request carries. Deliberately without Debug and Display.
#[derive(Clone)]
pub struct Token(String);

impl Token {
    /// The value of `Authorization`.
    pub fn header(&self) -> &str {
        &self.0
    }
}

/// Why there is no token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenFailure {
    /// The page around the app failed to give one.
    Failed,
    /// It did not answer.
    Late,
    /// The server did not take the one that it gave.
    Refused,
}

/// Whether the page around the app signs people in.
pub fn is_used() -> bool {
    platform::call_page("hasTokens", &[]).is_some_and(|it| it.is_truthy())
}

/// The token to send; none where the session is by a cookie.
///
/// # Errors
/// The page around the app has none to give.
pub async fn token() -> Result<Option<Token>, ApiError> {
    if !is_used() {
        return Ok(None);
    }
    ask(&JsValue::UNDEFINED).await.map(Some)
}

/// The server did not take a token that had just been given in the place of another: the page is told, and asked anew.
pub fn refused() {
    platform::call_page("refused", &[]);
}

/// Another one than that, which the server did not take.
///
/// # Errors
/// The page around the app has none to give.
pub async fn instead_of(refused: &Token) -> Result<Token, ApiError> {
    ask(&refused.0.trim_start_matches(SCHEME).into()).await
}

const SCHEME: &str = "Bearer ";

async fn ask(refused: &JsValue) -> Result<Token, ApiError> {
    match platform::ask_page("token", std::slice::from_ref(refused)).await {
        Ok(token) => {
            let token = token.as_string().ok_or(ApiError::Token(TokenFailure::Failed))?;
            Ok(Token(format!("{SCHEME}{token}")))
        }
        Err(why) if why.as_string().as_deref() == Some("late") => Err(ApiError::Token(TokenFailure::Late)),
        Err(_) => Err(ApiError::Token(TokenFailure::Failed)),
    }
}
