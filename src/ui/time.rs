//! Times in the reader's zone and language, the exact time on hover.

use chrono::{DateTime, Utc};
use leptos::prelude::*;

use crate::i18n::format;
use crate::platform;

/// How long ago.
pub fn relative_time(at: DateTime<Utc>) -> impl IntoView {
    view! { <time datetime=at.to_rfc3339() title=format::exact(at)>{format::relative(at, platform::now())}</time> }
}

/// Date and time to the minute.
pub fn moment(at: DateTime<Utc>) -> impl IntoView {
    view! { <time datetime=at.to_rfc3339() title=format::exact(at)>{format::moment(at)}</time> }
}

/// How long ago, as it becomes longer.
pub fn ticking_time(at: DateTime<Utc>, now: RwSignal<DateTime<Utc>>) -> impl IntoView {
    view! {
        <time datetime=at.to_rfc3339() title=format::exact(at)>{move || format::relative(at, now.get())}</time>
    }
}

/// The time of the day, where the day is said above.
pub fn time_of_day(at: DateTime<Utc>) -> impl IntoView {
    view! { <time datetime=at.to_rfc3339() title=format::exact(at)>{format::time_of_day(at)}</time> }
}
