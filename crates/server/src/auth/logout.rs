//! POST /auth/logout: the session ends on the server, not only in the browser.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;

use super::token::SessionToken;
use crate::http::answer;
use crate::http::problem::ApiResult;
use crate::state::AppState;
use crate::store::sessions;

/// Sign out. Does no harm where nobody is signed in.
#[utoipa::path(
    post, path = "/auth/logout", tag = "session",
    responses((status = 204, description = "Signed out, or was not signed in.")),
    security(()),
)]
pub async fn logout(State(state): State<AppState>, headers: HeaderMap) -> ApiResult<Response> {
    if let Some(token) = SessionToken::of_request(&headers) {
        let mut write = state.store.write().await?;
        sessions::end(&mut write, &token.hash()).await?;
        write.commit().await?;
    }
    let mut response = answer::no_content();
    SessionToken::take_away(response.headers_mut(), state.secure_cookies);
    Ok(response)
}
