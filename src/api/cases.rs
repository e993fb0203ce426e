//! Lists of cases, a case, and what is done to it.

use std::collections::BTreeMap;

use caseport_domain::api::{
    CaseDetail, CaseFile, CaseSummary, CloseRequest, CommentRequest, EscalationRequest, HistoryEntry, Items,
    OrganizationRef, Page, TabCounts,
};
use caseport_domain::id::CaseNumber;
use caseport_domain::validate::{NewCaseRequest, RatingRequest};
use caseport_domain::{Code, Column};

use super::transport::ROOT;
use super::{Api, ApiError, Place, segment};
use crate::i18n::format::{day_begins, day_ends};
use crate::route::{ListView, print_columns};

/// `GET /organizations/{org}/cases?tab=`: the `limit` cases of a view behind `cursor`.
pub async fn cases(
    api: Api,
    place: &Place,
    view: &ListView,
    limit: u32,
    cursor: Option<&str>,
) -> Result<Page<CaseSummary>, ApiError> {
    let cursor = cursor.map(|cursor| format!("cursor={}", segment(cursor)));
    let rest: String = view
        .parameters(day_begins, day_ends)
        .into_iter()
        .chain(cursor)
        .map(|parameter| format!("&{parameter}"))
        .collect();
    let (place, tab) = (segment(place.as_str()), view.tab.code());
    api.get(&format!("/organizations/{place}/cases?tab={tab}&limit={limit}{rest}")).await
}

/// `GET /organizations/{org}/cases.csv?tab=`: where the browser downloads a view from.
pub fn csv_address(place: &Place, view: &ListView, columns: &[Column]) -> String {
    let rest: String =
        view.parameters(day_begins, day_ends).into_iter().map(|parameter| format!("&{parameter}")).collect();
    let (place, tab) = (segment(place.as_str()), view.tab.code());
    format!("{ROOT}/organizations/{place}/cases.csv?tab={tab}&columns={}{rest}", print_columns(columns))
}

/// `GET /organizations/{org}/cases/customers`: the organizations that cases of the tab Customer Cases are for.
pub async fn case_customers(api: Api, place: &Place) -> Result<Vec<OrganizationRef>, ApiError> {
    let path = format!("/organizations/{}/cases/customers?tab=customer", segment(place.as_str()));
    api.get::<Items<OrganizationRef>>(&path).await.map(|customers| customers.items)
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

/// `POST /cases/{number}/escalation`: escalates once for a key; answers with the case as it is then.
pub async fn escalate(api: Api, number: CaseNumber, reason: &str, key: &str) -> Result<CaseDetail, ApiError> {
    let request = EscalationRequest { reason: reason.to_owned() };
    api.post_once(&format!("/cases/{number}/escalation"), &request, key).await
}

/// `PUT /cases/{number}/rating`: answers with the case as it is then.
pub async fn rate(api: Api, number: CaseNumber, rating: &RatingRequest) -> Result<CaseSummary, ApiError> {
    api.put(&format!("/cases/{number}/rating"), rating).await
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
