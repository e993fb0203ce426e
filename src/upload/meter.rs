//! How fast an upload goes, from what has been sent lately: pure, so that it can be tested without one.

use std::collections::VecDeque;

/// How far back it looks.
const WINDOW_MS: f64 = 8_000.0;
/// With less than this nothing can be told.
const LEAST_MS: f64 = 800.0;

/// Bytes over time.
#[derive(Clone, Debug, Default)]
pub struct Meter {
    /// Moments in milliseconds, with the bytes sent until then.
    samples: VecDeque<(f64, u64)>,
}

impl Meter {
    /// Notes how many bytes have been sent at a moment. Bytes taken back begin the measure anew.
    pub fn note(&mut self, now_ms: f64, sent: u64) {
        if self.samples.back().is_some_and(|(_, before)| sent < *before) {
            self.samples.clear();
        }
        self.samples.push_back((now_ms, sent));
        // The last one before the window stays, so that the window is covered whole.
        while self.samples.get(1).is_some_and(|(at, _)| *at <= now_ms - WINDOW_MS) {
            self.samples.pop_front();
        }
    }

    /// Bytes in a second; none where it is too early to tell.
    pub fn speed(&self) -> Option<f64> {
        let ((first_at, first), (last_at, last)) = (self.samples.front()?, self.samples.back()?);
        let passed = last_at - first_at;
        (passed >= LEAST_MS && last > first).then(|| (last - first) as f64 * 1_000.0 / passed)
    }
}

/// Seconds until `left` bytes are sent, rounded up; none where the speed is not known.
pub fn seconds_left(left: u64, speed: Option<f64>) -> Option<u64> {
    let speed = speed.filter(|speed| *speed > 0.0)?;
    Some((left as f64 / speed).ceil() as u64)
}
