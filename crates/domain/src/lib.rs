//! The rules of the portal: who may see and do what, how long things take, how large they may be, what is valid input,
//! and the messages that app and server exchange.
//!
//! One crate decides, so that the app never offers what the server refuses and the server never trusts what the app
//! hid. Pure on purpose: no I/O, no clock (every rule that depends on time takes `now`), no SQL, no browser. What
//! belongs here is what both sides must agree on; what only one side needs stays there.

mod code;

pub mod access;
pub mod api;
pub mod case;
pub mod decision;
pub mod id;
pub mod level;
pub mod limits;
pub mod list;
pub mod organization;
pub mod policy;
pub mod response;
pub mod role;
pub mod role_object;
pub mod time;
pub mod validate;

pub use access::{Access, Grantors};
pub use case::{CaseFacts, CaseKind, Severity, Status, StatusFilter, Tab};
pub use code::{Code, Known};
pub use decision::{Decision, Reason, ReasonCode};
pub use level::Level;
pub use list::{Column, Sort};
pub use organization::{LinkKind, OrganizationKind, SupportPlan};
pub use role::{BuiltInRole, Permissions};
pub use role_object::RoleObject;
