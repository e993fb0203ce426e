//! What the shell hands to every page: a handful of copyable handles, passed as an argument and never looked up.

use leptos::prelude::RwSignal;

use crate::api::Api;
use crate::chunks::Chunks;
use crate::i18n::language::Language;
use crate::nav::Nav;
use crate::site::Site;
use crate::stores::{AccessStore, ConfigStore, Drafts, Live, Outbox, SessionStore};
use crate::ui::Toasts;
use crate::upload::Uploads;

/// What every page is given: where the app is, what it knows, and the way to the server.
#[derive(Clone, Copy)]
pub struct App {
    /// The way to the app's other files.
    pub chunks: Chunks,
    /// Where it is installed.
    pub site: Site,
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
    /// Their comments that are on their way.
    pub outbox: Outbox,
    /// What they are uploading.
    pub uploads: Uploads,
    /// Short messages.
    pub toasts: Toasts,
    /// What the texts are in; whatever shows one is shown anew when it changes.
    pub language: RwSignal<&'static Language>,
    /// Whether the help is open.
    pub help: RwSignal<bool>,
}
