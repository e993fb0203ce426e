//! A view that somebody else may have sent: the same address shows each person what that person may see, and says so.

use leptos::prelude::*;

use super::listing::Listing;
use crate::i18n::messages;
use crate::nav::focus_heading;
use crate::ui::{Icon, icon};

/// The note above such a view; nothing above the others.
pub fn foreign_notice(listing: Listing) -> impl IntoView {
    let shown = listing.foreign;
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
                        on:click=move |_| {
                            shown.set(false);
                            focus_heading();
                        }
                    >
                        {icon(Icon::Close)}
                    </button>
                </div>
            }
        })
    }
}
