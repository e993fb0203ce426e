//! Numbers, dates, plurals and places, by the browser's `Intl`.

use caseport::i18n::{format, target_text};
use caseport_domain::response::{ResponseTarget, TargetUnit};
use chrono::{DateTime, Duration, Utc};
use wasm_bindgen_test::wasm_bindgen_test;

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

#[wasm_bindgen_test]
fn plurals_follow_the_number() {
    let text = |value, unit| target_text(ResponseTarget { value, unit });
    assert_eq!(text(1, TargetUnit::Hours), "1 hour");
    assert_eq!(text(4, TargetUnit::Hours), "4 hours");
    assert_eq!(text(8, TargetUnit::BusinessHours), "8 business hours");
    assert_eq!(text(1, TargetUnit::BusinessDays), "1 business day");
}

#[wasm_bindgen_test]
fn times_are_in_the_readers_zone_and_language() {
    let midnight = at("2026-01-01T00:30:00Z");
    format::set_reader("en-US", "America/New_York");
    assert_eq!(format::day(midnight), "Dec 31, 2025");
    format::set_reader("de-DE", "Europe/Berlin");
    assert_eq!(format::day(midnight), "01.01.2026");
    assert_eq!(format::number(1_234_567), "1.234.567");
    format::set_reader("en-US", "Asia/Tokyo");
    assert!(format::moment(midnight).contains("9:30"), "{}", format::moment(midnight));
    assert!(format::exact(midnight).contains("Thursday, January 1, 2026"));
}

#[wasm_bindgen_test]
fn an_unknown_zone_or_language_leaves_the_browsers_own() {
    for (locale, zone) in [("no such language!", "Mars/Olympus"), ("", ""), ("en-US", "x")] {
        format::set_reader(locale, zone);
        assert!(format::day(at("2026-06-15T12:00:00Z")).contains("2026"), "{locale} {zone}");
    }
}

#[wasm_bindgen_test]
fn the_distance_in_time_is_told_in_the_largest_unit_that_fits() {
    format::set_reader("en-US", "UTC");
    let now = at("2026-11-22T12:00:00Z");
    let ago = |seconds| format::relative(now - Duration::seconds(seconds), now);
    assert_eq!(ago(10), "just now");
    assert_eq!(ago(120), "2 min. ago");
    assert_eq!(ago(2 * 3_600), "2 hr. ago");
    assert_eq!(ago(86_400), "yesterday");
    assert_eq!(ago(3 * 86_400), "3 days ago");
    assert_eq!(ago(60 * 86_400), "Sep 23, 2026");
    assert_eq!(format::relative(now + Duration::hours(4), now), "in 4 hr.");
}
