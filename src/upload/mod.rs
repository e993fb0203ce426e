//! Files on their way to a case, or to be reported: in pieces that are checked one by one, so that a lost connection, a reload or a server
//! that is started anew costs a piece and never the file.
//!
//! The store ([`Uploads`]) belongs to the app and not to a page: uploads go on while people go elsewhere. What sends
//! them ([`engine`]) and what shows them ([`panel`]) is code that only pages with uploads download.

mod actions;
mod arrived;
pub mod choose;
pub mod digest;
pub mod engine;
mod focus;
mod item;
mod lock;
pub mod meter;
pub mod panel;
pub mod record;
pub mod reported;
mod row;
mod send;
pub mod tus;
mod work;

pub use actions::{Refused, source_of};
pub use arrived::{Arrived, SUBMISSION};
pub use item::{Interruption, Item, State, Uploads, View};
pub use record::Target;
pub use send::PIECE;
