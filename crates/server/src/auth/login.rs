//! POST /auth/login: a password for a session cookie. Unknown addresses get the same answer after the same work.

use axum::extract::State;
use axum::http::header;
use axum::response::Response;
use caseport_domain::api::LoginRequest;

use super::sign_in::verify;
use crate::http::answer;
use crate::http::client::Client;
use crate::http::problem::{ApiError, ApiResult};
use crate::http::{Json, problem};
use crate::state::AppState;

/// Sign in.
#[utoipa::path(
    post, path = "/auth/login", tag = "session",
    request_body = LoginRequest,
    responses(
        (status = 204, description = "Signed in: `Set-Cookie` carries the session."),
        problem::docs::SignIn,
        problem::docs::Body,
    ),
    security(()),
)]
pub async fn login(
    State(state): State<AppState>,
    Client(client): Client,
    Json { value: LoginRequest { email, password }, .. }: Json<LoginRequest>,
) -> ApiResult<Response> {
    let verified = verify(&state, &client, &email, password).await?.ok_or_else(refused)?;
    let mut write = state.store.write().await?;
    let token = verified.begin(&state, &mut write).await?;
    write.commit().await?;

    let mut response = answer::no_content();
    token.give(response.headers_mut(), state.cookie_reach);
    Ok(response)
}

/// 401: the address or the password is wrong, and nobody is told which.
pub(super) fn refused() -> ApiError {
    ApiError::new(
        axum::http::StatusCode::UNAUTHORIZED,
        "sign-in-failed",
        "Sign-in failed",
        "The e-mail address or the password is wrong. Check both and try again.",
    )
    .with_header(header::WWW_AUTHENTICATE, axum::http::HeaderValue::from_static("Bearer realm=\"caseport\""))
}
