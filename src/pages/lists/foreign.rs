//! A view that somebody else may have sent: the same address shows each person what that person may see, and says so.

use leptos::prelude::*;

use super::kept;
use super::listing::Listing;
use crate::i18n::messages;
use crate::ui::{Icon, icon};

/// The note above a view that the person has not had before in this browser; nothing above the others.
pub fn foreign_notice(listing: Listing) -> impl IntoView {
    let user = untrack(|| listing.app.session.user()).map(|user| user.id);
    let first = listing.view.get_untracked();
    let is_foreign =
        user.as_ref().is_some_and(|user| !first.query().is_empty() && !kept::is_known(user, &first));
    let shown = RwSignal::new(is_foreign);
    Effect::new(move |_| {
        let view = listing.view.get();
        // Whoever narrows or sorts it further makes it their own.
        if view != first {
            shown.set(false);
        }
        if let Some(user) = &user {
            kept::know(user, &view);
        }
    });
    move || {
        shown.get().then(|| {
            view! {
                <div class="notice notice-calm" role="status">
                    {icon(Icon::Person)}
                    <span>{messages::foreign_view()}</span>
                    <button
                        type="button"
                        class="button-icon"
                        aria-label=messages::close_notice()
                        on:click=move |_| shown.set(false)
                    >
                        {icon(Icon::Close)}
                    </button>
                </div>
            }
        })
    }
}
