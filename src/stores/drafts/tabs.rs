//! Which pages of the app are alive in this browser: each holds a lock in its own name for as long as it lives.

use std::collections::BTreeSet;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::platform::locks;

const PREFIX: &str = "caseport-page/";

/// Shows the other pages that this one lives.
pub fn announce(page: &str) {
    let name = format!("{PREFIX}{page}");
    // Held to the end of the app. Where there are no locks, the storage alone keeps two pages apart.
    let kept = StoredValue::new_local(None);
    spawn_local(async move {
        let held = locks::hold(&name, true).await;
        kept.try_set_value(held);
    });
}

/// The pages that live, this one among them; empty where the browser cannot tell.
pub async fn alive() -> BTreeSet<String> {
    let held = locks::held().await;
    held.iter().filter_map(|name| name.strip_prefix(PREFIX).map(str::to_owned)).collect()
}
