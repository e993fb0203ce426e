//! Reports as one form, with the file in it.

use crate::common::sql;
use axum::body::{Body, Bytes};
use axum::http::Request;
use caseport_domain::api::CaseDetail;
use futures_util::stream;

use crate::common::{Form, TestApp, bytes, sha256};

const CORA: &str = "cora@contoso.example";

/// Files that are on their way, or reported.
async fn left(app: &TestApp) -> (usize, usize) {
    (app.names("uploads").await.len(), app.names("reported").await.len())
}

async fn uploads(app: &TestApp) -> i64 {
    let mut read = app.store.read().await.unwrap();
    let (count,): (i64,) = sql::query_as("SELECT COUNT(*) FROM uploads WHERE case_number IS NULL")
        .fetch_one(&mut read)
        .await
        .unwrap();
    count
}

#[tokio::test]
async fn a_form_is_a_report_whatever_the_order_of_its_fields() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let content = bytes(3_000_000);
    let fields = |form: Form| {
        form.text("description", "It phones home.")
            .text("products", "metadefender-kiosk")
            .text("of_no_interest", "x")
            .text("products", "metadefender-core")
            .text("submission_type", "false_negative")
            .text("organization", "contoso")
    };
    let forms = [
        fields(Form::new()).file("C:\\mail\\насос.exe", &content),
        fields(Form::new().file("насос.exe", &content)),
    ];
    for form in forms {
        let answer = cora.send_form(&form).await;
        let case: CaseDetail = answer.read_as(201);
        assert_eq!(answer.header("location"), format!("/api/v1/cases/{}", case.summary.number));
        assert_eq!(case.summary.subject, "False negative: насос.exe");
        let detection = cora.detection(case.summary.number).await;
        assert_eq!((detection.size, detection.sha256), (3_000_000, sha256(&content)));
        assert_eq!((detection.description.as_str(), detection.products.len()), ("It phones home.", 2));
    }
    assert_eq!(left(&app).await, (0, 2));
}

#[tokio::test]
async fn the_same_form_under_the_same_key_is_one_report() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await.with("idempotency-key", "f1");
    let first = cora.send_form(&Form::of("a.exe", b"abc")).await;
    first.read_as::<CaseDetail>(201);
    let second = cora.send_form(&Form::of("a.exe", b"abc")).await;
    assert_eq!((second.status, second.text()), (201, first.text()));
    for other in [
        Form::of("b.exe", b"abc"),
        Form::of("a.exe", b"abd"),
        Form::of("a.exe", b"abc").text("description", "Else."),
    ] {
        assert_eq!(cora.send_form(&other).await.problem(422).kind, "/problems/idempotency-key-reused");
    }
    // The files of the repetitions are gone.
    assert_eq!((left(&app).await, uploads(&app).await), ((0, 1), 0));
}

#[tokio::test]
async fn a_form_that_is_refused_leaves_nothing_behind() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let file = |form: Form| form.file("a.exe", b"abc");
    let rows = [
        (Form::of("a.exe", b""), "file", "required"),
        (Form::new().text("submission_type", "false_positive"), "file", "required"),
        (Form::of("a.exe", b"a").file("b.exe", b"b"), "file", "too_many"),
        (file(Form::new().text("products", "metadefender-core")), "submission_type", "required"),
        (
            file(Form::new().text("submission_type", "x").text("products", "metadefender-core")),
            "submission_type",
            "unknown",
        ),
        (file(Form::new().text("submission_type", "false_positive")), "products", "required"),
        (Form::of("a.exe", b"a").text("products", "x"), "products", "unknown"),
        (Form::of("a.exe", b"a").text("organization", "adatum"), "organization", "unknown"),
        (Form::of("a.exe", b"a").text("description", &"x".repeat(50_001)), "description", "too_long"),
    ];
    for (form, field, code) in rows {
        let found = cora.send_form(&form).await.fields(422);
        assert_eq!(found, [(field.to_owned(), code.to_owned())]);
        assert_eq!((left(&app).await, uploads(&app).await), ((0, 0), 0), "{field} {code}");
    }
    let long = Form::of("a.exe", b"a").text("description", &"x".repeat(1_000_001));
    assert_eq!(cora.send_form(&long).await.problem(413).kind, "/problems/too-large");
    app.anonymous().send_form(&Form::of("a.exe", b"a")).await.problem(401);
    assert_eq!((left(&app).await, uploads(&app).await), ((0, 0), 0));
}

async fn send(app: &TestApp, token: &str, length: Option<u64>, body: Body) -> crate::common::Answer {
    let mut request =
        Request::builder().method("POST").uri("/api/v1/false-detections").header("host", "portal.test");
    request = request.header("cookie", format!("caseport_session={token}"));
    request = request.header("content-type", Form::media_type());
    if let Some(length) = length {
        request = request.header("content-length", length.to_string());
    }
    app.send_from(([127, 0, 0, 1], 1).into(), request.body(body).unwrap()).await
}

#[tokio::test]
async fn a_form_that_breaks_off_reports_nothing() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let whole = Form::of("a.exe", &bytes(2_000_000)).bytes();
    let half = Bytes::from(whole[..1_000_000].to_vec());
    let broken = stream::iter([Ok(half.clone()), Err(std::io::Error::other("the line is cut"))]);
    send(&app, &cora.token(), None, Body::from_stream(broken)).await.problem(408);
    assert_eq!((left(&app).await, uploads(&app).await), ((0, 0), 0));
    // Without an error, but too early.
    send(&app, &cora.token(), None, Body::from(half)).await.problem(408);
    assert_eq!((left(&app).await, uploads(&app).await), ((0, 0), 0));
    assert_eq!(cora.list("contoso", "tab=false_detection&q=a.exe").await.total, 0);
}

#[tokio::test]
async fn a_form_that_says_it_is_too_large_is_not_waited_for() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let never = Body::from_stream(stream::pending::<Result<Bytes, std::io::Error>>());
    let answer = send(&app, &cora.token(), Some(2 * 1024 * 1024 * 1024 + 3_000_000), never).await;
    assert_eq!(answer.problem(413).kind, "/problems/file-too-large");
}

#[tokio::test]
async fn a_form_of_odd_texts_keeps_them() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let text = "<script>alert(1)</script> '; DROP TABLE cases; -- 日本語 👩‍👩‍👧‍👦";
    let form = Form::of("<b>&\u{202e}gpj.exe", b"abc").text("description", text);
    let case: CaseDetail = cora.send_form(&form).await.read_as(201);
    let detection = cora.detection(case.summary.number).await;
    assert_eq!((detection.description.as_str(), detection.file_name.as_str()), (text, "<b>&gpj.exe"));
    let found = cora.list("contoso", "tab=false_detection&q=%3Cb%3E").await;
    assert_eq!(found.items.len(), 1);
}
