//! How a draft stands on this device, in words that keep up with the clock.

use std::time::Duration;

use leptos::prelude::*;

use super::clock::clock;
use crate::i18n::{format, messages};
use crate::platform;
use crate::stores::Saved;

const EVERY: Duration = Duration::from_secs(5);

/// "Saved on this device ... ago", or that nothing is.
pub fn saved_text(saved: Signal<Saved>) -> impl IntoView {
    let now = clock(EVERY);
    move || match saved.get() {
        Saved::NotYet => ().into_any(),
        Saved::Soon => view! { <p class="saved">{messages::draft_saving()}</p> }.into_any(),
        Saved::At(at) => {
            now.track();
            let ago = format::relative_to_seconds(at, platform::now());
            view! { <p class="saved">{messages::draft_saved(&ago)}</p> }.into_any()
        }
        Saved::Refused => view! { <p class="saved">{messages::draft_not_saved()}</p> }.into_any(),
    }
}
