//! How soon the first response is due: the support plan of the organization the case is for, by severity.
//!
//! Hours run around the clock. Business hours run in the plan's window on Monday to Friday, UTC (Silver: 08:00 to
//! 20:00; the others: the whole day), after the vendor's public plan table; a business day is one such window. Public
//! holidays are not known.

use chrono::{DateTime, Datelike, Duration, NaiveTime, Utc, Weekday};
use serde::{Deserialize, Serialize};

use crate::case::Severity;
use crate::code::codes;
use crate::organization::SupportPlan;

codes! {
    /// What a response target is counted in.
    TargetUnit {
        /// Hours around the clock.
        Hours = "hours",
        /// Hours within the plan's business window.
        BusinessHours = "business_hours",
        /// Whole business windows.
        BusinessDays = "business_days",
    }
}

/// How soon the first response is due after submission.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ResponseTarget {
    /// How many.
    pub value: u32,
    /// Of what.
    pub unit: TargetUnit,
}

/// The target for a plan and a severity. A personal user's cases have the Silver plan's.
pub fn target(plan: Option<SupportPlan>, severity: Severity) -> ResponseTarget {
    use TargetUnit::{BusinessDays, BusinessHours, Hours};
    let urgent = matches!(severity, Severity::S1 | Severity::S2);
    let (value, unit) = match (plan.unwrap_or(SupportPlan::Silver), urgent) {
        (SupportPlan::Silver, true) => (4, Hours),
        (SupportPlan::Silver, false) => (1, BusinessDays),
        (SupportPlan::Gold, true) => (2, Hours),
        (SupportPlan::Gold, false) => (8, BusinessHours),
        (SupportPlan::Platinum | SupportPlan::EmeraldUs, true) => (1, Hours),
        (SupportPlan::Platinum | SupportPlan::EmeraldUs, false) => (4, BusinessHours),
    };
    ResponseTarget { value, unit }
}

/// When the first response to a case submitted at `submitted` is due.
pub fn due(submitted: DateTime<Utc>, plan: Option<SupportPlan>, severity: Severity) -> DateTime<Utc> {
    let window = Window::of(plan.unwrap_or(SupportPlan::Silver));
    let ResponseTarget { value, unit } = target(plan, severity);
    match unit {
        TargetUnit::Hours => submitted + Duration::hours(i64::from(value)),
        TargetUnit::BusinessHours => window.add(submitted, Duration::hours(i64::from(value))),
        TargetUnit::BusinessDays => {
            window.add(submitted, window.length() * i32::try_from(value).unwrap_or(1))
        }
    }
}

/// The hours of a working day, as hours after midnight UTC.
#[derive(Clone, Copy)]
struct Window {
    opens: i64,
    closes: i64,
}

impl Window {
    fn of(plan: SupportPlan) -> Self {
        match plan {
            SupportPlan::Silver => Self { opens: 8, closes: 20 },
            SupportPlan::Gold | SupportPlan::Platinum | SupportPlan::EmeraldUs => {
                Self { opens: 0, closes: 24 }
            }
        }
    }

    fn length(self) -> Duration {
        Duration::hours(self.closes - self.opens)
    }

    /// `start` plus `amount` of time within the window on working days.
    fn add(self, start: DateTime<Utc>, mut amount: Duration) -> DateTime<Utc> {
        let mut at = start;
        loop {
            let midnight = at.date_naive().and_time(NaiveTime::MIN).and_utc();
            let closes = midnight + Duration::hours(self.closes);
            let working = !matches!(at.weekday(), Weekday::Sat | Weekday::Sun);
            at = at.max(midnight + Duration::hours(self.opens));
            if working && at < closes {
                let left = closes - at;
                if amount <= left {
                    return at + amount;
                }
                amount -= left;
            }
            at = midnight + Duration::days(1);
        }
    }
}
