//! Reporting false detections: who may, and how often in a day.
//!
//! No role object stands before it: whoever can sign in may say that a verdict was wrong, in an organization and in the
//! personal scope alike. A day is one of UTC, the same for everybody, so that it neither travels with the reporter nor
//! depends on a clock that they can set.

use chrono::{DateTime, NaiveTime, TimeDelta, Utc};

use crate::decision::{Decision, Reason, ReasonCode};
use crate::limits;

/// The day in which reports are counted: from midnight to midnight, UTC.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ReportDay {
    /// Its first moment.
    pub begins: DateTime<Utc>,
    /// The first moment of the next day.
    pub ends: DateTime<Utc>,
}

impl ReportDay {
    /// The day of a moment.
    pub fn of(now: DateTime<Utc>) -> Self {
        let begins = now.date_naive().and_time(NaiveTime::MIN).and_utc();
        Self { begins, ends: begins.checked_add_signed(TimeDelta::days(1)).unwrap_or(begins) }
    }
}

/// How many more reports the person can make today, having made `made`.
pub fn reports_left(made: u32) -> u32 {
    limits::FALSE_DETECTIONS_PER_DAY.saturating_sub(made)
}

/// Whether the person, who has made `made` reports in the day of `now`, may make another one.
pub fn report_false_detection(made: u32, now: DateTime<Utc>) -> Decision {
    Decision::when(reports_left(made) > 0, || {
        let message = format!(
            "You have made {} reports today, the most that one person can make in a day. The next one is possible in \
             {}, when the day ends (00:00 UTC).",
            limits::FALSE_DETECTIONS_PER_DAY,
            in_words(ReportDay::of(now).ends - now)
        );
        Reason::new(ReasonCode::DailyLimit, message)
    })
}

/// A time of a day at most, rounded up.
fn in_words(time: TimeDelta) -> String {
    let minutes = time.num_seconds().max(1).unsigned_abs().div_ceil(60);
    let (count, unit) = if minutes < 60 { (minutes, "minute") } else { (minutes.div_ceil(60), "hour") };
    format!("{count} {unit}{}", if count == 1 { "" } else { "s" })
}
