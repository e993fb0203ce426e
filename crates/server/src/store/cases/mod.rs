//! Cases: lists, counts, one case with its history, and every change of one.
//!
//! Reading takes a `Scope`, changing takes a proof. A change writes its history entry and raises the case's revision
//! in the same transaction.

mod change;
pub mod counts;
mod create;
mod cursor;
mod detail;
mod escalation;
mod event;
pub mod files;
mod filter;
pub mod history;
pub mod list;
mod numbers;
mod order;
mod permit;
mod plan;
mod search;
mod seen;
mod summary;
mod vendor;
mod visible;

pub use change::{NewFile, add_ccs, add_file, close, comment, rate, remove_ccs, reopen};
pub use create::{Filing, SubmitGrant, create};
pub use cursor::Cursor;
pub use detail::detail;
pub use escalation::{acknowledge, escalate, withdraw};
pub use event::Actor;
pub use filter::Filter;
pub use list::{ListQuery, WholeList};
pub use numbers::{start_at, take as take_numbers};
pub use permit::{
    AddFiles, Allowed, CaseAction, Close, Comment, EditCcs, Escalate, Importer, Rate, Reopen, Withdraw,
};
pub use seen::seen;
pub use vendor::{VendorDesk, vendor_comment};
pub use visible::VisibleCase;
