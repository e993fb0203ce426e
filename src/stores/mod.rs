//! What the app knows: each value from the server with the state that it is in, kept in signals that pages read.

mod access;
mod config;
mod drafts;
mod live;
mod outbox;
mod remote;
mod session;

pub use access::AccessStore;
pub use config::ConfigStore;
pub use drafts::{
    Content, Draft, Drafts, Listed, OpenDraft, Outcome, Record, ReportDraft, RoleDraft, RoleVersion, Saved,
    Slot, Storage, TextDraft,
};
pub use live::{Change, Live};
pub use outbox::{Outbox, Outgoing};
pub use remote::{Loader, Remote};
pub use session::{SessionState, SessionStore};
