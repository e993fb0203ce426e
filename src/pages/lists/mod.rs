//! What the Support page and the whole lists share: the toolbar that narrows a list, how a case looks in a row, and
//! what is new.

mod cells;
mod chips;
mod export;
mod filters;
mod foreign;
mod kept;
mod listing;
mod mark;
mod news;
mod rate;
mod toolbar;

use leptos::prelude::*;

pub(super) use cells::{Cells, heading, opens_case};
pub(super) use foreign::foreign_notice;
pub use listing::Listing;
pub(super) use news::News;
pub use rate::Rating;
pub(super) use rate::rating_dialog;
pub use toolbar::SEARCH;
pub(super) use toolbar::toolbar;

/// What narrows and rates the Support page's lists: a file of its own, since rows can be read without it.
pub fn tools(listing: Listing, rating: Rating) -> AnyView {
    // The page may have been left while this was on its way, and its signals with it.
    if listing.view.try_get_untracked().is_none() {
        return ().into_any();
    }
    view! {
        {toolbar(listing)}
        {rating_dialog(listing.app, rating)}
    }
    .into_any()
}
