//! What the Support page and the whole lists share: the toolbar that narrows a list, and how a case looks in a row.

mod cells;
mod filters;
mod mark;
mod rate;
mod toolbar;

pub(super) use cells::{Cells, heading, opens_case};
pub(super) use rate::{Rating, rating_dialog};
pub use toolbar::SEARCH;
pub(super) use toolbar::{Listing, toolbar};
