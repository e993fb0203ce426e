//! What the browser reads of JSON is what Rust's own reader makes of the same text.

use caseport::json;
use caseport_domain::Access;
use caseport_domain::api::{CaseSummary, Config, HistoryEntry, Page, Problem, Session};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};
use wasm_bindgen_test::wasm_bindgen_test;

fn same<T: DeserializeOwned + Serialize>(text: &str) {
    let theirs: T = serde_json::from_str(text).unwrap();
    let ours: T = json::read(text).unwrap();
    assert_eq!(serde_json::to_value(ours).unwrap(), serde_json::to_value(theirs).unwrap(), "{text}");
}

#[wasm_bindgen_test]
fn the_contracts_answers_are_read() {
    same::<Session>(
        r#"{"user":{"id":"max","name":"مكس","email":"max@contoso.example","locale":"en-US","time_zone":"America/New_York"},
            "organizations":[{"id":"contoso","name":"Contoso \"Ltd\"","kind":"customer","role":{"id":"own","label":"Own"}}],
            "default_organization":null, "later": [1, {"of": "another version"}]}"#,
    );
    same::<Access>(
        r#"{"organization":{"id":"northwind","name":"Northwind"},"kind":"partner","role":{"id":"super_admin","label":"Super Admin"},
            "permissions":{"critical_alerts":"full","support_service":"view","channel.mdf":"none"},"extended_case_view":true,
            "linked_customers":3,"has_customer_cases":true,"has_partner_cases":false,"ai_assistance":true,"mdf_program":true,
            "support_plan":"gold","revision":9007199254740991,"grantors":{"roles":["Sara"],"case_access":[]}}"#,
    );
    same::<Page<CaseSummary>>(
        r#"{"items":[{"number":"10204252","subject":"s","product":{"id":"p","name":"P"},"severity":"s9","status":"closed",
            "organization":null,"submitter":{"id":"sara","name":"Sara","email":"s@n.example"},
            "created_at":"2026-11-27T09:40:06.074618Z","updated_at":"2026-11-27T12:40:06+01:00","closed_at":"2026-11-27T12:40:06Z",
            "rating":{"overall":4,"solution":3,"speed":null,"comment":"","rated_at":"2026-11-27T12:40:06Z"},
            "can_rate":{"allowed":false,"reason":{"code":"case_not_closed","message":"m","granted_by":[]}}}],
            "next_cursor":null,"total":12,"as_of":"61bc98eb69e4-822-3b185a545489"}"#,
    );
    same::<Problem>(
        r#"{"type":"https://x/validation","title":"t","status":422,"detail":"d","request_id":"r",
            "errors":[{"field":"subject","code":"too_long","message":"m","limit":200}]}"#,
    );
}

#[wasm_bindgen_test]
fn what_is_not_as_the_contract_has_it_is_none() {
    for text in ["", "<html>", "null", "[]", "1", r#"{"user":1}"#, r#"{"user":null,"organizations":{}}"#] {
        assert!(json::read::<Session>(text).is_none(), "{text}");
        assert!(json::read::<Config>(text).is_none(), "{text}");
        assert!(json::read::<Vec<HistoryEntry>>(text).is_none_or(|read| read.is_empty()), "{text}");
    }
}

/// Every shape that serde makes of an enum or a part.
#[derive(Debug, PartialEq, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
enum Tagged {
    Empty,
    With { number: i64, share: f64, all: Vec<u8> },
}

#[derive(Debug, PartialEq, Deserialize)]
struct Whole {
    #[serde(flatten)]
    part: Part,
    tagged: Vec<Tagged>,
    plain: Plain,
}

#[derive(Debug, PartialEq, Deserialize)]
struct Part {
    #[serde(default)]
    absent: Option<u32>,
    text: String,
}

#[derive(Debug, PartialEq, Deserialize)]
#[serde(rename_all = "snake_case")]
enum Plain {
    Unit,
    Pair(u8, String),
}

#[wasm_bindgen_test]
fn every_shape_is_read() {
    for text in [
        r#"{"text":"a","tagged":[{"kind":"empty"},{"kind":"with","number":-3,"share":0.5,"all":[1,2]},{"kind":"with","number":0,"share":1e300,"all":[]}],"plain":"unit"}"#,
        r#"{"text":"","absent":7,"tagged":[],"plain":{"pair":[1,"b"]}}"#,
    ] {
        let theirs: Whole = serde_json::from_str(text).unwrap();
        assert_eq!(json::read(text), Some(theirs), "{text}");
    }
}
