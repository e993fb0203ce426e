//! Lists of cases, a case, and what is done to it.

use std::collections::BTreeMap;

use caseport_domain::api::{
    CaseDetail, CaseFile, CaseSummary, CloseRequest, CommentRequest, HistoryEntry, Items, Page, TabCounts,
};
use caseport_domain::id::CaseNumber;
use caseport_domain::validate::NewCaseRequest;
use caseport_domain::{Code, Tab};

use super::{Api, ApiError, Place, segment};

/// `GET /organizations/{org}/cases?tab=`: the newest `limit` cases of a tab.
pub async fn newest_cases(
    api: Api,
    place: &Place,
    tab: Tab,
    limit: u32,
) -> Result<Page<CaseSummary>, ApiError> {
    api.get(&format!("/organizations/{}/cases?tab={}&limit={limit}", segment(place.as_str()), tab.code()))
        .await
}

/// `GET /organizations/{org}/cases/counts`: by the codes of the tabs that the person has.
pub async fn case_counts(api: Api, place: &Place) -> Result<BTreeMap<String, TabCounts>, ApiError> {
    api.get(&format!("/organizations/{}/cases/counts", segment(place.as_str()))).await
}

/// `POST /organizations/{org}/cases`: makes one case for a key.
pub async fn submit_case(
    api: Api,
    place: &Place,
    case: &NewCaseRequest,
    key: &str,
) -> Result<CaseDetail, ApiError> {
    api.post_once(&format!("/organizations/{}/cases", segment(place.as_str())), case, key).await
}

/// `GET /cases/{number}`
pub async fn case(api: Api, number: CaseNumber) -> Result<CaseDetail, ApiError> {
    api.get(&format!("/cases/{number}")).await
}

/// `GET /cases/{number}/history`, every page of it, oldest first.
pub async fn history(api: Api, number: CaseNumber) -> Result<Vec<HistoryEntry>, ApiError> {
    let mut entries = Vec::new();
    let mut cursor = String::new();
    loop {
        let page: Page<HistoryEntry> = api.get(&format!("/cases/{number}/history?limit=200{cursor}")).await?;
        entries.extend(page.items);
        match page.next_cursor {
            Some(next) => cursor = format!("&cursor={}", segment(&next)),
            None => return Ok(entries),
        }
    }
}

/// `GET /cases/{number}/files`, oldest first.
pub async fn case_files(api: Api, number: CaseNumber) -> Result<Vec<CaseFile>, ApiError> {
    api.get::<Items<CaseFile>>(&format!("/cases/{number}/files")).await.map(|files| files.items)
}

/// `POST /cases/{number}/comments`: adds one comment for a key.
pub async fn comment(api: Api, number: CaseNumber, text: &str, key: &str) -> Result<HistoryEntry, ApiError> {
    let request = CommentRequest { text: text.to_owned() };
    api.post_once(&format!("/cases/{number}/comments"), &request, key).await
}

/// `POST /cases/{number}/close`: answers with the case as it is then.
pub async fn close(
    api: Api,
    number: CaseNumber,
    request: &CloseRequest,
    key: &str,
) -> Result<CaseDetail, ApiError> {
    api.post_once(&format!("/cases/{number}/close"), request, key).await
}
