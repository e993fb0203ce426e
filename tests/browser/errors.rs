//! What each answer of the server means to the app.

use caseport::api::ApiError;
use caseport_domain::ReasonCode;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
fn each_status_has_its_meaning() {
    let of = ApiError::from_answer;
    let detail = r#"{"type":"x","title":"t","status":409,"detail":"Somebody was quicker."}"#;
    assert_eq!(of(401, ""), ApiError::SignedOut);
    assert_eq!(of(404, "not even json"), ApiError::NotFound);
    assert_eq!(of(412, detail), ApiError::Changed(None));
    assert_eq!(of(409, detail), ApiError::Conflict("Somebody was quicker.".to_owned()));
    assert_eq!(of(429, detail), ApiError::TooMany("Somebody was quicker.".to_owned()));
    assert_eq!(of(502, "<html>Bad gateway</html>"), ApiError::Unreachable);
    assert_eq!(
        of(500, r#"{"type":"x","title":"t","status":500,"request_id":"r1"}"#),
        ApiError::Failed(Some("r1".to_owned()))
    );
    assert_eq!(of(500, ""), ApiError::Failed(None));
    assert_eq!(of(418, ""), ApiError::Failed(None));
}

#[wasm_bindgen_test]
fn a_refusal_brings_its_reason_and_invalid_fields_their_names() {
    let forbidden = r#"{"type":"x","title":"t","status":403,"detail":"d","reason":{"code":"needs_level","object":"support_service","have":"none","need":"view","message":"No.","granted_by":["Sara"]}}"#;
    let ApiError::Forbidden(reason) = ApiError::from_answer(403, forbidden) else { panic!("not forbidden") };
    assert_eq!(reason.code.value(), Some(ReasonCode::NeedsLevel));
    assert_eq!(reason.granted_by, ["Sara"]);
    let invalid = r#"{"type":"x","title":"t","status":422,"detail":"d","errors":[{"field":"subject","code":"too_short","message":"Longer."},{"field":"ccs","code":"new_kind","message":"Odd."}]}"#;
    let ApiError::Invalid(errors) = ApiError::from_answer(422, invalid) else { panic!("not invalid") };
    assert_eq!(errors.of("subject"), Some("Longer."));
    assert_eq!(errors.of("ccs"), Some("Odd."));
    assert_eq!(errors.of("description"), None);
}

#[wasm_bindgen_test]
fn every_error_says_something_and_knows_whether_to_try_again() {
    let errors = [
        (ApiError::Unreachable, true),
        (ApiError::SignedOut, true),
        (ApiError::NotFound, false),
        (ApiError::Conflict(String::new()), false),
        (ApiError::TooMany("Later.".to_owned()), true),
        (ApiError::Failed(Some("r1".to_owned())), true),
    ];
    for (error, retry) in errors {
        assert!(!error.message().is_empty(), "{error:?}");
        assert_eq!(error.is_worth_retrying(), retry, "{error:?}");
    }
    assert!(ApiError::Failed(Some("r1".to_owned())).message().contains("r1"));
}
