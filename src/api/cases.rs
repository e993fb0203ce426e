//! Lists of cases, a case, and what is done to it.

use std::collections::BTreeMap;

use caseport_domain::api::{
    CaseDetail, CaseFile, CaseSummary, CcsRequest, CloseRequest, CommentRequest, EscalationRequest,
    HistoryEntry, Items, OrganizationRef, Page, ReopenRequest, TabCounts,
};
use caseport_domain::id::CaseNumber;
use caseport_domain::limits::PAGE_MAX;
use caseport_domain::validate::{NewCaseRequest, RatingRequest};
use caseport_domain::{Code, Column};

use super::{Api, ApiError, Download, Place, segment};
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

/// `GET /organizations/{org}/cases.csv?tab=`: a view, to be downloaded.
pub fn cases_csv(place: &Place, view: &ListView, columns: &[Column]) -> Download {
    let rest: String =
        view.parameters(day_begins, day_ends).into_iter().map(|parameter| format!("&{parameter}")).collect();
    let (place, tab) = (segment(place.as_str()), view.tab.code());
    let columns = print_columns(columns);
    Download(format!("/organizations/{place}/cases.csv?tab={tab}&columns={columns}{rest}"))
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

/// `GET /cases/{number}/history`: the entries behind `cursor`, or else behind the entry `after`, oldest first.
pub async fn history(
    api: Api,
    number: CaseNumber,
    after: Option<&str>,
    cursor: Option<&str>,
) -> Result<Page<HistoryEntry>, ApiError> {
    let from = match (cursor, after) {
        (Some(cursor), _) => format!("&cursor={}", segment(cursor)),
        (None, Some(after)) => format!("&after={}", segment(after)),
        (None, None) => String::new(),
    };
    api.get(&format!("/cases/{number}/history?limit={PAGE_MAX}{from}")).await
}

/// `GET /cases/{number}/files`, oldest first.
pub async fn case_files(api: Api, number: CaseNumber) -> Result<Vec<CaseFile>, ApiError> {
    api.get::<Items<CaseFile>>(&format!("/cases/{number}/files")).await.map(|files| files.items)
}

/// `GET /files/{id}`: a file, to be downloaded.
pub fn file(id: &str) -> Download {
    Download(format!("/files/{}", segment(id)))
}

/// `PUT /cases/{number}/ccs`: who else is to be kept informed, as long as nobody has changed that since the version that
/// was read; answers with the case as it is then.
pub async fn change_ccs(
    api: Api,
    number: CaseNumber,
    emails: Vec<String>,
    etag: &str,
) -> Result<CaseDetail, ApiError> {
    api.put_for(&format!("/cases/{number}/ccs"), &CcsRequest { emails }, etag).await
}

/// `POST /cases/{number}/comments`: adds one comment for a key.
pub async fn comment(api: Api, number: CaseNumber, text: &str, key: &str) -> Result<HistoryEntry, ApiError> {
    let request = CommentRequest { text: text.to_owned() };
    api.post_once(&format!("/cases/{number}/comments"), &request, key).await
}

/// `PUT /cases/{number}/comments/{id}`: other words for one's own comment.
pub async fn change_comment(
    api: Api,
    number: CaseNumber,
    id: &str,
    text: &str,
) -> Result<HistoryEntry, ApiError> {
    let request = CommentRequest { text: text.to_owned() };
    api.put(&format!("/cases/{number}/comments/{}", segment(id)), &request).await
}

/// `DELETE /cases/{number}/comments/{id}`: takes one's own comment back.
pub async fn withdraw_comment(api: Api, number: CaseNumber, id: &str) -> Result<HistoryEntry, ApiError> {
    api.delete(&format!("/cases/{number}/comments/{}", segment(id))).await
}

/// `POST /cases/{number}/escalation`: escalates once for a key; answers with the case as it is then.
pub async fn escalate(api: Api, number: CaseNumber, reason: &str, key: &str) -> Result<CaseDetail, ApiError> {
    let request = EscalationRequest { reason: reason.to_owned() };
    api.post_once(&format!("/cases/{number}/escalation"), &request, key).await
}

/// `DELETE /cases/{number}/escalation`: withdraws it; answers with the case as it is then.
pub async fn withdraw_escalation(api: Api, number: CaseNumber) -> Result<CaseDetail, ApiError> {
    api.delete(&format!("/cases/{number}/escalation")).await
}

/// `POST /cases/{number}/reopen`: reopens once for a key; answers with the case as it is then.
pub async fn reopen(api: Api, number: CaseNumber, reason: &str, key: &str) -> Result<CaseDetail, ApiError> {
    let request = ReopenRequest { reason: reason.to_owned() };
    api.post_once(&format!("/cases/{number}/reopen"), &request, key).await
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
