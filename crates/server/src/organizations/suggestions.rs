//! POST /organizations/{org}/suggestions: the articles that may solve a case before it is submitted.

use axum::extract::State;
use axum::response::Response;
use caseport_domain::api::Suggestions;
use caseport_domain::policy;
use caseport_domain::validate::NewCaseRequest;

use crate::auth::OrgAccess;
use crate::http::problem::ApiResult;
use crate::http::{Json, answer, problem};
use crate::state::AppState;
use crate::store::articles::{self, Question};
use crate::store::cases::SubmitGrant;

/// Suggest articles for a case so far; every field may be missing. None where nothing fits, where too little was typed,
/// and where AI assistance is off in the caller's organization or in the one that the case is for.
#[utoipa::path(
    post, path = "/organizations/{org}/suggestions", tag = "articles",
    params(("org" = String, Path, description = "An organization's id, or `personal`.")),
    request_body = NewCaseRequest,
    responses(
        (status = 200, body = Suggestions),
        problem::docs::SignedIn, problem::docs::Denied, problem::docs::NotFound, problem::docs::Body,
    ),
)]
pub async fn suggestions(
    State(state): State<AppState>,
    caller: OrgAccess,
    Json { value: request, .. }: Json<NewCaseRequest>,
) -> ApiResult<Response> {
    let whom = {
        let mut read = state.store.read().await?;
        SubmitGrant::ask(&mut read, &caller.access, &caller.user, request.customer.as_ref()).await??.whom()
    };
    let question = Question::new(&request.subject, &request.description);
    let may = policy::suggest_articles(&caller.access, whom.map(|whom| whom.ai_assistance));
    if !may || !question.says_something() {
        return answer::ok(&Suggestions::default());
    }
    if let Some(assistant) = &state.assistant {
        match assistant.ask(&request, &question).await {
            Ok(articles) => return answer::ok(&Suggestions { articles }),
            Err(error) => {
                tracing::warn!(error = %error, "the assistant did not help; the own search answers instead");
            }
        }
    }
    let mut read = state.store.read().await?;
    let articles = articles::suggest(&mut read, &question, &request.product).await?;
    answer::ok(&Suggestions { articles })
}
