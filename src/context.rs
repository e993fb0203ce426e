//! What the shell hands to every page: a handful of copyable handles, passed as an argument and never looked up.

use leptos::prelude::RwSignal;

use crate::api::Api;
use crate::chunks::Chunks;
use crate::nav::Nav;
use crate::stores::{AccessStore, ConfigStore, Drafts, Live, SessionStore};
use crate::ui::Toasts;
use crate::upload::Uploads;

/// What every page is given: where the app is, what it knows, and the way to the server.
#[derive(Clone, Copy)]
pub struct App {
    /// The way to the app's other files.
    pub chunks: Chunks,
    /// The address.
    pub nav: Nav,
    /// The way to the server.
    pub api: Api,
    /// Whose portal it is.
    pub config: ConfigStore,
    /// Who is signed in, and where they are looking.
    pub session: SessionStore,
    /// What they may do there.
    pub access: AccessStore,
    /// What changes there.
    pub live: Live,
    /// What they are typing.
    pub drafts: Drafts,
    /// What they are uploading.
    pub uploads: Uploads,
    /// Short messages.
    pub toasts: Toasts,
    /// Whether the help is open.
    pub help: RwSignal<bool>,
}
