//! False-detection reports.

use caseport_domain::api::{CaseDetail, Detection, ReportAllowance};
use caseport_domain::id::CaseNumber;
use caseport_domain::validate::FalseDetectionRequest;

use super::{Api, ApiError};

/// `GET /cases/{number}/detection`: the report that a case was made from.
pub async fn detection(api: Api, number: CaseNumber) -> Result<Detection, ApiError> {
    api.get(&format!("/cases/{number}/detection")).await
}

/// `GET /false-detections/allowance`: whether the person may report one now, and how many more today.
pub async fn report_allowance(api: Api) -> Result<ReportAllowance, ApiError> {
    api.get("/false-detections/allowance").await
}

/// `POST /false-detections`: makes one report for a key, and answers with its case.
pub async fn report_false_detection(
    api: Api,
    report: &FalseDetectionRequest,
    key: &str,
) -> Result<CaseDetail, ApiError> {
    api.post_once("/false-detections", report, key).await
}
