//! False-detection reports: how many in a day, what is valid, and the case that is made of one.

use caseport_domain::api::{Catalog, ProductEntry};
use caseport_domain::case::{SubmissionType, Verdict};
use caseport_domain::limits::{BYTES_PER_UPLOAD, FALSE_DETECTIONS_PER_DAY, SUBJECT_MAX};
use caseport_domain::policy::{ReportDay, report_false_detection, reports_left};
use caseport_domain::validate::{
    Description, FalseDetectionRequest, FieldErrorCode, FieldErrors, FileName, NewReport, NewVerdict,
    Subject, VendorReportRequest, VerdictRequest, room_to_wait,
};
use caseport_domain::{Code, Known, ReasonCode, Severity};
use chrono::{Duration, SecondsFormat};

use FieldErrorCode::{Invalid, Required, TooLong, Unknown};

use crate::support::at;
use crate::support::verdict::{No, assert_verdict};

#[test]
fn forty_reports_a_day_are_as_many_as_one_can_make() {
    assert_eq!(FALSE_DETECTIONS_PER_DAY, 40);
    let now = at("2026-03-02T09:00:00Z");
    for made in 0..=45 {
        let expected = (made >= 40).then_some(No::Because(ReasonCode::DailyLimit));
        assert_verdict(&report_false_detection(made, now), expected, None, &made);
        assert_eq!(reports_left(made), 40_u32.saturating_sub(made));
    }
    assert_eq!(reports_left(u32::MAX), 0);
}

#[test]
fn a_day_goes_from_midnight_to_midnight_in_utc() {
    for (now, begins, ends) in [
        ("2026-03-02T09:00:00Z", "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z"),
        ("2026-03-02T00:00:00Z", "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z"),
        ("2026-03-02T23:59:59.999999Z", "2026-03-02T00:00:00Z", "2026-03-03T00:00:00Z"),
        // Half past one in Berlin is still the day before.
        ("2026-03-02T01:30:00+02:00", "2026-03-01T00:00:00Z", "2026-03-02T00:00:00Z"),
        ("2028-02-28T23:00:00Z", "2028-02-28T00:00:00Z", "2028-02-29T00:00:00Z"),
    ] {
        assert_eq!(ReportDay::of(at(now)), ReportDay { begins: at(begins), ends: at(ends) }, "{now}");
    }
}

#[test]
fn whoever_must_wait_is_told_how_long() {
    for (now, words) in [
        ("2026-03-02T00:00:00Z", "in 24 hours,"),
        ("2026-03-02T09:00:00Z", "in 15 hours,"),
        ("2026-03-02T22:59:59Z", "in 2 hours,"),
        ("2026-03-02T23:00:00Z", "in 1 hour,"),
        ("2026-03-02T23:00:01Z", "in 1 hour,"),
        ("2026-03-02T23:01:00Z", "in 59 minutes,"),
        ("2026-03-02T23:59:00Z", "in 1 minute,"),
        ("2026-03-02T23:59:59.9Z", "in 1 minute,"),
    ] {
        let decision = report_false_detection(40, at(now));
        let message = &decision.reason().expect("a no").message;
        assert!(message.contains(words), "{now}: {message}");
        assert!(message.contains("40 reports today") && message.contains("00:00 UTC"), "{message}");
    }
}

#[test]
fn the_next_moment_after_the_day_is_another_day() {
    let now = at("2026-03-02T12:34:56Z");
    let day = ReportDay::of(now);
    assert!(day.begins <= now && now < day.ends);
    assert_eq!(ReportDay::of(day.ends).begins, day.ends);
    assert_eq!(ReportDay::of(day.ends - Duration::microseconds(1)), day);
    assert_eq!(day.ends.to_rfc3339_opts(SecondsFormat::Secs, true), "2026-03-03T00:00:00Z");
}

fn catalog() -> Catalog {
    let product = |id: &str| ProductEntry {
        id: id.into(),
        name: id.to_uppercase(),
        featured: true,
        platforms: Vec::new(),
        versions: Vec::new(),
    };
    Catalog { products: vec![product("core"), product("kiosk"), product("cloud")], ..Catalog::default() }
}

fn valid() -> FalseDetectionRequest {
    FalseDetectionRequest {
        organization: Some("org-a".to_owned()),
        upload: "u-1".to_owned(),
        submission_type: "false_negative".to_owned(),
        products: vec!["kiosk".to_owned(), "core".to_owned(), "kiosk".to_owned()],
        description: " It *phones* home.\r\nSee the log.\u{0} ".to_owned(),
    }
}

fn changed(change: impl FnOnce(&mut FalseDetectionRequest)) -> FalseDetectionRequest {
    let mut request = valid();
    change(&mut request);
    request
}

fn codes(errors: FieldErrors) -> Vec<(String, FieldErrorCode)> {
    errors.0.into_iter().map(|error| (error.field, error.code.value().expect("a known code"))).collect()
}

fn mistakes(request: &FalseDetectionRequest) -> Vec<(String, FieldErrorCode)> {
    request.check(&catalog()).err().map(codes).unwrap_or_default()
}

fn checked(request: &FalseDetectionRequest) -> NewReport {
    request.check(&catalog()).expect("a valid report")
}

#[test]
fn a_valid_report_names_each_product_once_in_the_order_in_which_they_came() {
    let report = checked(&valid());
    assert_eq!(report.submission_type, SubmissionType::FalseNegative);
    assert_eq!(report.product, "kiosk".into());
    assert_eq!(report.products, ["kiosk".into(), "core".into()]);
    assert_eq!(report.description.as_str(), "It *phones* home.\nSee the log.");
    // Which upload, and where, only the server knows.
    assert_eq!(
        checked(&changed(|it| {
            it.upload.clear();
            it.organization = Some("nonsense".to_owned());
        })),
        report
    );
    assert_eq!(checked(&changed(|it| it.description.clear())).description.as_str(), "");
}

#[test]
fn each_field_of_a_report_is_refused_for_what_is_wrong_with_it() {
    type Change = fn(&mut FalseDetectionRequest);
    let rows: [(&str, FieldErrorCode, Change); 9] = [
        ("submission_type", Required, |it| it.submission_type.clear()),
        ("submission_type", Unknown, |it| it.submission_type = "false".to_owned()),
        ("submission_type", Unknown, |it| it.submission_type = "FALSE_POSITIVE".to_owned()),
        ("products", Required, |it| it.products.clear()),
        ("products", Required, |it| it.products = vec![String::new()]),
        ("products", Unknown, |it| it.products.push("theirs".to_owned())),
        ("products", Unknown, |it| it.products = vec!["KIOSK".to_owned()]),
        ("description", TooLong, |it| it.description = "件".repeat(50_001)),
        ("description", TooLong, |it| it.description = "a".repeat(1_000_000)),
    ];
    for (field, code, change) in rows {
        let request = changed(change);
        assert_eq!(mistakes(&request), [(field.to_owned(), code)], "{request:?}");
    }
    assert_eq!(mistakes(&changed(|it| it.description = "件".repeat(50_000))), []);
    let nothing = mistakes(&FalseDetectionRequest::default());
    assert_eq!(nothing, [("submission_type".to_owned(), Required), ("products".to_owned(), Required)]);
}

#[test]
fn the_case_of_a_report_says_what_was_reported_of_which_file() {
    let case = checked(&valid()).case(&FileName::clean("журнал.exe"));
    assert_eq!(case.subject.as_str(), "False negative: журнал.exe");
    assert_eq!(case.description.as_str(), "It *phones* home.\nSee the log.");
    assert_eq!((case.product, case.severity), ("kiosk".into(), Severity::S3));
    assert_eq!((case.customer, case.platform, case.license, case.version), (None, None, None, None));
    assert_eq!(case.ccs.addresses().count(), 0);
    let positive = checked(&changed(|it| it.submission_type = "false_positive".to_owned()));
    assert_eq!(positive.case(&FileName::clean("a")).subject.as_str(), "False positive: a");
}

#[test]
fn whatever_the_file_is_called_the_subject_is_a_valid_one() {
    for name in ["", "a", ".", "x y\u{3000}z.txt", &"n".repeat(300), &format!("{}.tar.gz", "ü".repeat(300))]
    {
        let file = FileName::clean(name);
        for kind in SubmissionType::ALL {
            let report = checked(&changed(|it| it.submission_type = kind.code().to_owned()));
            let subject = report.case(&file).subject;
            assert_eq!(Subject::new(subject.as_str()), Ok(subject.clone()), "{name}");
            assert!(subject.as_str().starts_with(kind.label()), "{subject:?}");
        }
    }
    // The ending tells what it is, so it stays.
    let long = checked(&valid()).case(&FileName::clean(&format!("{}.docm", "ü".repeat(300)))).subject;
    assert_eq!(long.as_str().chars().count(), SUBJECT_MAX);
    assert!(long.as_str().ends_with("ü….docm"), "{long:?}");
}

#[test]
fn a_report_without_words_makes_a_case_with_some() {
    let silent = checked(&changed(|it| it.description = " \n ".to_owned()));
    let text = silent.case(&FileName::clean("a.exe")).description;
    assert_eq!(Description::new(text.as_str()), Ok(text.clone()));
    // Few words are words.
    let terse = checked(&changed(|it| it.description = "Clean.".to_owned()));
    assert_eq!(terse.case(&FileName::clean("a.exe")).description.as_str(), "Clean.");
}

#[test]
fn forty_files_wait_to_be_reported_at_most() {
    assert_eq!(room_to_wait(0), Ok(()));
    assert_eq!(room_to_wait(39), Ok(()));
    for waiting in [40, 41, u32::MAX] {
        let error = room_to_wait(waiting).expect_err("no room").in_field("file");
        assert_eq!(error.code, Known::Value(FieldErrorCode::TooMany));
        assert!(error.message.starts_with("40 files") && error.message.ends_with('.'), "{}", error.message);
    }
}

const HASH: &str = "9ff56e95e1a4f8d562127a03765a110a4188732916d7473b835fe23868585071";

fn from_the_vendor() -> VendorReportRequest {
    VendorReportRequest {
        submitter: " Cora@Contoso.example".to_owned(),
        organization: None,
        file_name: "../pump.exe".to_owned(),
        size: BYTES_PER_UPLOAD,
        sha256: HASH.to_uppercase(),
        submission_type: "false_positive".to_owned(),
        products: vec!["core".to_owned()],
        description: String::new(),
        by: Some(" Malware  Analysis\nTeam ".to_owned()),
    }
}

#[test]
fn a_report_that_the_vendor_brings_is_checked_like_one_of_ours() {
    let new = from_the_vendor().check(&catalog()).expect("a valid report");
    assert_eq!(new.submitter.as_str(), "cora@contoso.example");
    assert_eq!((new.file.name.as_str(), new.file.size), ("pump.exe", BYTES_PER_UPLOAD));
    assert_eq!(new.file.sha256, HASH);
    assert_eq!(new.by.map(|by| by.as_str().to_owned()).as_deref(), Some("Malware  Analysis Team"));
    type Change = fn(&mut VendorReportRequest);
    let rows: [(&str, FieldErrorCode, Change); 12] = [
        ("submitter", Required, |it| it.submitter.clear()),
        ("submitter", Invalid, |it| it.submitter = "cora".to_owned()),
        ("file_name", Required, |it| it.file_name = "  ".to_owned()),
        ("size", Required, |it| it.size = 0),
        ("size", TooLong, |it| it.size = BYTES_PER_UPLOAD + 1),
        ("sha256", Invalid, |it| it.sha256.clear()),
        ("sha256", Invalid, |it| it.sha256 = HASH[1..].to_owned()),
        ("sha256", Invalid, |it| it.sha256 = format!("{}g", &HASH[1..])),
        ("submission_type", Unknown, |it| it.submission_type = "x".to_owned()),
        ("products", Unknown, |it| it.products = vec!["x".to_owned()]),
        ("description", TooLong, |it| it.description = "x".repeat(50_001)),
        ("by", TooLong, |it| it.by = Some("x".repeat(101))),
    ];
    for (field, code, change) in rows {
        let mut request = from_the_vendor();
        change(&mut request);
        let found = request.check(&catalog()).err().map(codes).unwrap_or_default();
        assert_eq!(found, [(field.to_owned(), code)], "{request:?}");
    }
    let nothing = VendorReportRequest::default().check(&catalog()).err().map(codes).unwrap_or_default();
    let fields: Vec<_> = nothing.iter().map(|(field, _)| field.as_str()).collect();
    assert_eq!(fields, ["submitter", "file_name", "size", "sha256", "submission_type", "products"]);
}

#[test]
fn a_verdict_is_one_of_six_with_what_there_is_to_say() {
    for verdict in Verdict::ALL {
        let request = VerdictRequest { verdict: verdict.code().to_owned(), by: None, note: None };
        let expected = NewVerdict { verdict: *verdict, by: None, note: None };
        assert_eq!(NewVerdict::try_from(&request), Ok(expected));
    }
    let wrong = |verdict: &str, by: Option<&str>, note: Option<String>| {
        let request = VerdictRequest { verdict: verdict.to_owned(), by: by.map(str::to_owned), note };
        NewVerdict::try_from(&request).err().map(codes).unwrap_or_default()
    };
    let one = |field: &str, code| vec![(field.to_owned(), code)];
    assert_eq!(wrong("", None, None), one("verdict", Required));
    assert_eq!(wrong("In queue", None, None), one("verdict", Unknown));
    assert_eq!(wrong("rejected", Some(" "), None), one("by", Required));
    assert_eq!(wrong("rejected", None, Some("x".repeat(2_001))), one("note", TooLong));
    assert_eq!(wrong("rejected", Some("Ana"), Some("x".repeat(2_000))), []);
    let blank = VerdictRequest { verdict: "rejected".to_owned(), by: None, note: Some(" \n".to_owned()) };
    assert_eq!(NewVerdict::try_from(&blank).expect("a verdict").note, None, "blanks are nothing to say");
}

#[test]
fn the_reason_says_of_what_kind_it_is() {
    let decision = report_false_detection(40, at("2026-03-02T09:00:00Z"));
    assert_eq!(decision.reason().expect("a no").code, Known::Value(ReasonCode::DailyLimit));
}
