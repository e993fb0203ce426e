//! POST /auth/token: a password for a token, for pages that embed the app and cannot have its cookie.
//!
//! The token is a session like any other, but in nobody's cookie, and it ends soon: what a page's scripts can read should
//! not be worth much.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::api::{BearerToken, LoginRequest};
use chrono::TimeDelta;

use super::login::refused;
use super::sign_in::verify;
use crate::http::client::Client;
use crate::http::problem::ApiResult;
use crate::http::{Json, answer, problem};
use crate::state::AppState;

/// How long a token lasts.
pub const LASTS: TimeDelta = TimeDelta::hours(1);

/// Get a token for an hour, for `Authorization: Bearer`. Signing out with it ends it before.
#[utoipa::path(
    post, path = "/auth/token", tag = "session",
    request_body = LoginRequest,
    responses(
        (status = 200, body = BearerToken, description = "The token; no cookie is set."),
        problem::docs::SignIn,
        problem::docs::Body,
    ),
    security(()),
)]
pub async fn bearer_token(
    State(state): State<AppState>,
    Client(client): Client,
    Json { value: LoginRequest { email, password }, .. }: Json<LoginRequest>,
) -> ApiResult<Response> {
    let verified = verify(&state, &client, &email, password).await?.ok_or_else(refused)?;
    let expires_at = state.clock.now() + LASTS;
    let mut write = state.store.write().await?;
    let token = verified.begin_until(&state, &mut write, expires_at).await?;
    write.commit().await?;
    answer::ok(&BearerToken { token: token.tell(), expires_at })
}
