//! The clock, for texts that keep up with it.

use std::time::Duration;

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use crate::platform;

/// The time now, looked up again every so often for as long as the present owner lasts.
pub fn clock(every: Duration) -> RwSignal<DateTime<Utc>> {
    let now = RwSignal::new(platform::now());
    let look = move || {
        now.try_set(platform::now());
    };
    if let Ok(timer) = set_interval_with_handle(look, every) {
        on_cleanup(move || timer.clear());
    }
    now
}
