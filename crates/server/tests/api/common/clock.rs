//! A clock that stands still until it is moved.

use std::sync::atomic::{AtomicI64, Ordering};

use caseport_server::clock::Clock;
use chrono::{DateTime, TimeDelta, Utc};

/// When every test begins: Monday, 2 March 2026, 09:00 UTC.
pub const T0: DateTime<Utc> = DateTime::from_timestamp(1_772_442_000, 0).unwrap();

pub struct ManualClock(AtomicI64);

impl Default for ManualClock {
    fn default() -> Self {
        Self(AtomicI64::new(T0.timestamp_micros()))
    }
}

impl ManualClock {
    pub fn pass(&self, time: TimeDelta) {
        self.0.fetch_add(time.num_microseconds().unwrap(), Ordering::SeqCst);
    }
}

impl Clock for ManualClock {
    fn now(&self) -> DateTime<Utc> {
        DateTime::from_timestamp_micros(self.0.load(Ordering::SeqCst)).unwrap()
    }
}
