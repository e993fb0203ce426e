//! Cases: lists, counts, one case with its history, and every change of one.
//!
//! Reading takes a `Scope`, changing takes a proof. A change writes its history entry and raises the case's revision
//! in the same transaction.

mod ccs;
mod change;
pub mod counts;
mod create;
mod cursor;
mod detail;
mod escalation;
mod event;
pub mod files;
mod filter;
mod found;
pub mod history;
pub mod list;
mod numbers;
mod order;
mod permit;
mod plan;
mod report;
mod search;
mod seen;
mod summary;
mod tell;
mod vendor;
mod visible;
mod written;

pub use ccs::{Ccs, add_ccs, ccs, change_ccs, remove_ccs};
pub use change::{NewFile, add_file, close, comment, rate, reopen};
pub use create::{Filing, SubmitGrant, create};
pub use cursor::Cursor;
pub use detail::detail;
pub use escalation::{acknowledge, escalate, withdraw};
pub use event::Actor;
pub use filter::Filter;
pub use list::{ListQuery, WholeList};
pub use numbers::{start_at, take as take_numbers};
pub use permit::{
    AddFiles, Allowed, CaseAction, Close, Comment, Download, EditCcs, Escalate, Importer, Rate, Reopen,
    Withdraw,
};
pub use report::{MayReport, ReportSource, allowance, give_verdict, keep_report, report, report_for_vendor};
pub use seen::seen;
pub use vendor::{VendorDesk, vendor_case, vendor_comment, vendor_status};
pub use visible::VisibleCase;
pub use written::{MayChange, WrittenComment, correct_kept_answer, edit_comment, withdraw_comment};
