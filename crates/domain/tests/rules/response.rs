//! First-response targets: the plan x severity table, due times by hand, and against a count minute by minute.

use caseport_domain::response::{ResponseTarget, TargetUnit, due, target};
use caseport_domain::{Code, Severity, SupportPlan};
use chrono::{DateTime, Datelike, Duration, NaiveDateTime, Timelike, Utc, Weekday};
use proptest::prelude::*;
use proptest::sample::select;

use Severity::{S1, S2, S3, S4};
use SupportPlan::{EmeraldUs, Gold, Platinum, Silver};
use TargetUnit::{BusinessDays, BusinessHours, Hours};

/// The page's table, cell by cell.
const TARGETS: [(SupportPlan, Severity, u32, TargetUnit); 16] = [
    (Silver, S1, 4, Hours),
    (Silver, S2, 4, Hours),
    (Silver, S3, 1, BusinessDays),
    (Silver, S4, 1, BusinessDays),
    (Gold, S1, 2, Hours),
    (Gold, S2, 2, Hours),
    (Gold, S3, 8, BusinessHours),
    (Gold, S4, 8, BusinessHours),
    (Platinum, S1, 1, Hours),
    (Platinum, S2, 1, Hours),
    (Platinum, S3, 4, BusinessHours),
    (Platinum, S4, 4, BusinessHours),
    (EmeraldUs, S1, 1, Hours),
    (EmeraldUs, S2, 1, Hours),
    (EmeraldUs, S3, 4, BusinessHours),
    (EmeraldUs, S4, 4, BusinessHours),
];

/// A minute of a week in November 2026, as "Fri 2026-11-20 19:59"; the day's name is checked against the date.
fn minute(text: &str) -> DateTime<Utc> {
    NaiveDateTime::parse_from_str(text, "%a %Y-%m-%d %H:%M").expect("a minute with its day's name").and_utc()
}

#[test]
fn targets_are_those_of_the_page_for_every_plan_and_severity() {
    assert_eq!(TARGETS.len(), SupportPlan::ALL.len() * Severity::ALL.len());
    for (plan, severity, value, unit) in TARGETS {
        assert_eq!(target(Some(plan), severity), ResponseTarget { value, unit }, "{plan:?} {severity:?}");
    }
}

#[test]
fn a_personal_user_has_the_targets_of_silver() {
    for severity in Severity::ALL {
        assert_eq!(target(None, *severity), target(Some(Silver), *severity));
        let submitted = minute("Fri 2026-11-20 19:59");
        assert_eq!(due(submitted, None, *severity), due(submitted, Some(Silver), *severity));
    }
}

#[test]
fn due_times_are_as_computed_by_hand() {
    let rows = [
        // Hours run around the clock, over nights and weekends.
        (Silver, S1, "Fri 2026-11-20 23:30", "Sat 2026-11-21 03:30"),
        (Silver, S2, "Sun 2026-11-22 22:00", "Mon 2026-11-23 02:00"),
        (Gold, S1, "Sat 2026-11-21 12:00", "Sat 2026-11-21 14:00"),
        (Gold, S2, "Thu 2026-12-31 23:15", "Fri 2027-01-01 01:15"),
        (Platinum, S1, "Mon 2028-02-28 23:30", "Tue 2028-02-29 00:30"),
        (EmeraldUs, S2, "Sun 2026-11-22 23:59", "Mon 2026-11-23 00:59"),
        // Silver: one business day is 08:00 to 20:00 UTC.
        (Silver, S3, "Mon 2026-11-16 08:00", "Mon 2026-11-16 20:00"),
        (Silver, S3, "Mon 2026-11-16 08:01", "Tue 2026-11-17 08:01"),
        (Silver, S3, "Mon 2026-11-16 14:30", "Tue 2026-11-17 14:30"),
        (Silver, S3, "Mon 2026-11-16 07:59", "Mon 2026-11-16 20:00"),
        (Silver, S3, "Mon 2026-11-16 00:00", "Mon 2026-11-16 20:00"),
        (Silver, S3, "Mon 2026-11-16 20:00", "Tue 2026-11-17 20:00"),
        (Silver, S4, "Mon 2026-11-16 23:59", "Tue 2026-11-17 20:00"),
        // Over the weekend.
        (Silver, S4, "Fri 2026-11-20 08:00", "Fri 2026-11-20 20:00"),
        (Silver, S4, "Fri 2026-11-20 12:00", "Mon 2026-11-23 12:00"),
        (Silver, S3, "Fri 2026-11-20 19:59", "Mon 2026-11-23 19:59"),
        (Silver, S3, "Fri 2026-11-20 20:00", "Mon 2026-11-23 20:00"),
        (Silver, S3, "Sat 2026-11-21 03:00", "Mon 2026-11-23 20:00"),
        (Silver, S3, "Sun 2026-11-22 23:59", "Mon 2026-11-23 20:00"),
        (Silver, S3, "Thu 2026-12-31 19:00", "Fri 2027-01-01 19:00"),
        // The others: business hours run all day, Monday to Friday UTC.
        (Gold, S3, "Mon 2026-11-16 00:00", "Mon 2026-11-16 08:00"),
        (Gold, S3, "Tue 2026-11-17 20:00", "Wed 2026-11-18 04:00"),
        (Gold, S4, "Fri 2026-11-20 16:00", "Sat 2026-11-21 00:00"),
        (Gold, S4, "Fri 2026-11-20 16:01", "Mon 2026-11-23 00:01"),
        (Gold, S3, "Fri 2026-11-20 19:59", "Mon 2026-11-23 03:59"),
        (Gold, S3, "Sat 2026-11-21 00:00", "Mon 2026-11-23 08:00"),
        (Gold, S3, "Sun 2026-11-22 12:00", "Mon 2026-11-23 08:00"),
        (Platinum, S3, "Fri 2026-11-20 20:00", "Sat 2026-11-21 00:00"),
        (Platinum, S4, "Fri 2026-11-20 22:30", "Mon 2026-11-23 02:30"),
        (Platinum, S3, "Sat 2026-11-21 10:00", "Mon 2026-11-23 04:00"),
        (EmeraldUs, S3, "Fri 2026-11-20 23:59", "Mon 2026-11-23 03:59"),
        (EmeraldUs, S4, "Wed 2026-11-18 09:30", "Wed 2026-11-18 13:30"),
    ];
    for (plan, severity, submitted, expected) in rows {
        let found = due(minute(submitted), Some(plan), severity);
        assert_eq!(found, minute(expected), "{plan:?} {severity:?} {submitted}");
    }
}

#[test]
fn seconds_count() {
    let submitted = minute("Fri 2026-11-20 19:59") + Duration::seconds(59);
    let expected = minute("Mon 2026-11-23 19:59") + Duration::seconds(59);
    assert_eq!(due(submitted, Some(Silver), S3), expected);
}

/// Walks minute by minute and counts those that the plan works in.
fn counted(submitted: DateTime<Utc>, plan: SupportPlan, severity: Severity) -> DateTime<Utc> {
    let urgent = severity == S1 || severity == S2;
    let minutes = match (plan, urgent) {
        (Silver, true) => 4 * 60,
        (Silver, false) => 12 * 60,
        (Gold, true) => 2 * 60,
        (Gold, false) => 8 * 60,
        (Platinum | EmeraldUs, true) => 60,
        (Platinum | EmeraldUs, false) => 4 * 60,
    };
    let works = |moment: DateTime<Utc>| {
        let weekend = moment.weekday() == Weekday::Sat || moment.weekday() == Weekday::Sun;
        let day = plan != Silver || (8..20).contains(&moment.hour());
        urgent || (!weekend && day)
    };
    let (mut moment, mut left) = (submitted, minutes);
    loop {
        left -= i32::from(works(moment));
        moment += Duration::minutes(1);
        if left == 0 {
            return moment;
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, ..ProptestConfig::default() })]

    #[test]
    fn due_times_agree_with_a_count_minute_by_minute(
        // Fifteen years from 2020 on.
        minutes in 0..15 * 366 * 24 * 60_i64,
        plan in select(SupportPlan::ALL),
        severity in select(Severity::ALL),
    ) {
        let submitted = minute("Wed 2020-01-01 00:00") + Duration::minutes(minutes);
        prop_assert_eq!(due(submitted, Some(plan), severity), counted(submitted, plan, severity));
    }

    #[test]
    fn who_submits_later_is_never_due_earlier(
        minutes in 0..14 * 24 * 60_i64,
        plan in select(SupportPlan::ALL),
        severity in select(Severity::ALL),
    ) {
        let submitted = minute("Mon 2026-11-16 00:00") + Duration::minutes(minutes);
        let later = submitted + Duration::minutes(1);
        prop_assert!(due(submitted, Some(plan), severity) <= due(later, Some(plan), severity));
        prop_assert!(due(submitted, Some(plan), severity) > submitted);
    }
}
