//! Articles that may solve a case before it is submitted.

use caseport_domain::api::{Article, Solved, SuggestedArticle, Suggestions};
use caseport_domain::validate::NewCaseRequest;

use super::{Api, ApiError, Place, segment};

/// `POST /organizations/{org}/suggestions`: the articles that fit what was typed so far, best first.
pub async fn suggestions(
    api: Api,
    place: &Place,
    case: &NewCaseRequest,
) -> Result<Vec<SuggestedArticle>, ApiError> {
    let path = format!("/organizations/{}/suggestions", segment(place.as_str()));
    api.post::<Suggestions>(&path, case).await.map(|suggestions| suggestions.articles)
}

/// `POST /suggestions/{id}/solved`: counted once for a key.
pub async fn article_solved(api: Api, id: &str, key: &str) -> Result<Solved, ApiError> {
    api.post_once(&format!("/suggestions/{}/solved", segment(id)), &serde_json::Map::new(), key).await
}

/// `GET /articles/{id}`
pub async fn article(api: Api, id: &str) -> Result<Article, ApiError> {
    api.get(&format!("/articles/{}", segment(id))).await
}
