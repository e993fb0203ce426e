//! POST /auth/logout: the session ends on the server, not only in the browser.

use axum::extract::State;
use axum::http::HeaderMap;
use axum::response::Response;
use caseport_domain::api::SignedOut;

use super::token::SessionToken;
use crate::http::answer;
use crate::http::problem::ApiResult;
use crate::state::AppState;
use crate::store::{sessions, sign_on};

/// Sign out. Does no harm where nobody is signed in.
#[utoipa::path(
    post, path = "/auth/logout", tag = "session",
    responses(
        (status = 200, body = SignedOut, description = "Signed out here; the identity provider that the person had signed \
            in at signs out, too, where the browser goes on to `continue_at`."),
        (status = 204, description = "Signed out, or was not signed in."),
    ),
    security(()),
)]
pub async fn logout(State(state): State<AppState>, headers: HeaderMap) -> ApiResult<Response> {
    let mut continue_at = None;
    if let Some(token) = SessionToken::of_request(&headers) {
        let mut write = state.store.write().await?;
        let begun = sign_on::of_session(&mut write, &token.hash()).await?;
        sessions::end(&mut write, &token.hash()).await?;
        write.commit().await?;
        continue_at = state.sign_on.sign_out_url(&state, begun).await;
    }
    let mut response = match continue_at {
        Some(continue_at) => answer::ok(&SignedOut { continue_at })?,
        None => answer::no_content(),
    };
    SessionToken::take_away(response.headers_mut(), state.cookie_reach);
    Ok(response)
}
