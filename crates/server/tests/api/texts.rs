//! Texts come back as they were sent: the server neither trusts nor touches them.

use crate::common::sql;
use crate::common::sql::Get as _;
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

/// Names of up to 60 characters that hope to be taken for markup, or to end what they stand in.
const NAMES: &[&str] = &[
    "<script>alert(1)</script>",
    "\"><img src=x onerror=\"alert(1)\">",
    "'><svg/onload='alert(1)'>",
    "</td></option></title><script>alert(1)</script>",
    "<a href=\"javascript:alert(1)\">x</a>",
    "javascript:alert(1)//",
    "&lt;b&gt; &amp; {{x}} ${x} %s '; DROP TABLE roles",
];

#[tokio::test]
async fn names_of_roles_are_kept_as_text() {
    let app = TestApp::demo().await;
    let sara = app.sign_in("sara@northwind.example").await;
    for label in NAMES {
        let role = sara.role("northwind", label, json!({})).await;
        assert_eq!(role.label, *label);
        let given = sara.put("/organizations/northwind/users/uma/role", &json!({ "role": role.id })).await;
        assert_eq!(given.json()["role"]["label"], *label);
        assert_eq!(app.last_entry("northwind").await.changes[0].rsplit(" -> ").next(), Some(*label));
    }
    // What turns text around is no part of a name: it would turn what stands behind it, too.
    assert_eq!(sara.role("northwind", "Boss \u{202e}tropx.exe", json!({})).await.label, "Boss tropx.exe");
}

#[tokio::test]
async fn addresses_are_kept_as_text_or_refused_with_it() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let odd = ["'onload='alert`1`@x.example", "{{7*7}}@x.example", "%3cscript%3e&lt&gt@x.example"];
    assert_eq!(cora.submitted("contoso", json!({ "ccs": odd })).await.ccs, odd);
    for address in [
        "<script>alert(1)</script>@x.example",
        "\"a\"@x.example",
        "\u{202e}a@x.example",
        "a@\u{202e}x.example",
    ] {
        let problem = cora.submit("contoso", json!({ "ccs": [address] })).await.problem(422);
        assert_eq!(problem.errors[0].value.as_deref(), Some(address));
    }
}

#[tokio::test]
async fn an_organizations_name_is_text_in_answers_exports_and_mails() {
    for name in NAMES.iter().chain(&["=cmd|' /C calc'!A0", "\u{202e}tropx"]) {
        let app = TestApp::demo().await;
        let mut write = app.store.write().await.unwrap();
        sql::query(
            "UPDATE organizations SET name = $1, name_key = lower($1) WHERE id IN ('contoso', 'northwind')",
        )
        .bind(*name)
        .execute(&mut write)
        .await
        .unwrap();
        write.commit().await.unwrap();
        let sara = app.sign_in("sara@northwind.example").await;
        assert_eq!(sara.get("/session").await.json()["organizations"][0]["name"], *name);
        let customers = sara.get("/organizations/northwind/customers").await.json();
        assert!(customers["items"].as_array().unwrap().iter().any(|it| it["name"] == *name));
        let csv =
            sara.get("/organizations/northwind/cases.csv?tab=customer&columns=organization").await.text();
        let cell = name
            .strip_prefix('=')
            .map_or((*name).to_owned(), |rest| format!("'={rest}"))
            .replace('"', "\"\"");
        assert!(csv.contains(&cell), "{cell}: {csv}");
        assert!(!csv.contains("\n="), "{csv}");

        let invitation = json!({ "email": "new@x.example", "role": "user" });
        sara.post("/organizations/northwind/invitations", &invitation).await.problem_free();
        let mut read = app.store.read().await.unwrap();
        let mail = sql::query("SELECT subject, text, html FROM outbox WHERE kind = 'invitation'");
        let mail = mail.fetch_one(&mut read).await.unwrap();
        let (text, html) = (mail.get::<String>("text"), mail.get::<String>("html"));
        // A letter's sentences are not turned around.
        let name = name.trim_start_matches('\u{202e}');
        for part in [mail.get::<String>("subject"), text] {
            assert!(part.contains(name) && !part.contains('\u{202e}'), "{part}");
        }
        for markup in ["<script", "<img", "<svg", "<a href=\"javascript", "</td>"] {
            assert!(!name.contains(markup) || !html.contains(&name[name.find(markup).unwrap()..]), "{html}");
        }
    }
}
