//! Texts come back as they were sent: the server neither trusts nor touches them.

use caseport_domain::api::HistoryEntry;
use serde_json::json;

use crate::common::TestApp;

const TEXTS: &[&str] = &[
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)> &lt;b&gt; &amp;",
    "[click](javascript:alert(1)) ![x](data:text/html,<script>)",
    "'; DROP TABLE cases; -- \" \\ \\0 %s {} {{}} ${x} `x`",
    "=cmd|' /C calc'!A0 @SUM(1) +1 -1",
    "日本語のテキスト、العربية نص, עברית טקסט, Ελληνικά, ไทย, 한국어",
    "👩‍👩‍👧‍👦 🏳️‍🌈 e\u{301} é \u{1F600}",
    "\u{202E}right to left override\u{202C} zero\u{200B}width \u{FEFF}bom",
    "İstanbul ǅ ß ﬁ ſ K Å",
    "http://a.example/?a=1&b=<2>#\"3\"",
    "\u{FFFD} \u{FFFF} \u{10FFFF} end",
];

#[tokio::test]
async fn odd_texts_round_trip_exactly() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    for text in TEXTS {
        let long = format!("{text}\n\n\t{text} and some more");
        let case = cora
            .submitted("contoso", json!({ "subject": text, "description": long, "version": "5 <b>" }))
            .await;
        let number = case.summary.number;
        assert_eq!(case.summary.subject, *text);
        let read = cora.case(number).await;
        assert_eq!((read.summary.subject.as_str(), read.description.as_str()), (*text, long.as_str()));
        assert_eq!(read.version.as_deref(), Some("5 <b>"));
        let row = &cora.list("contoso", &format!("tab=my&q={number}")).await.items[0];
        assert_eq!(row.subject, *text);
        let path = format!("/cases/{number}/comments");
        let entry: HistoryEntry = cora.post(&path, &json!({ "text": long })).await.read_as(201);
        assert_eq!(entry.text.as_deref(), Some(long.as_str()));
        // And what was written can be found.
        let query: String = form_urlencoded::byte_serialize(text.as_bytes()).collect();
        let found = cora.whole_list("contoso", &format!("tab=my&q={query}")).await;
        assert!(found.iter().any(|row| row.number == number), "{text}");
    }
}

#[tokio::test]
async fn control_characters_are_removed() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let case = cora
        .submitted(
            "contoso",
            json!({
                "subject": "one\u{0}two\u{7}\r\nthree",
                "description": "first\u{0} line\r\nsecond\u{1B}[31m line with more text",
            }),
        )
        .await;
    assert_eq!(case.summary.subject, "onetwo  three");
    assert_eq!(case.description, "first line\nsecond[31m line with more text");
}
