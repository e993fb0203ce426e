//! What is known before anybody has signed in: whose portal it is, and its limits.

use caseport_domain::api::Config;

use super::{Loader, Remote};
use crate::api::{self, Api};

/// The vendor's configuration.
#[derive(Clone, Copy)]
pub struct ConfigStore {
    api: Api,
    config: Loader<Config>,
}

impl ConfigStore {
    /// Asks for the configuration.
    pub fn start(api: Api) -> Self {
        let store = Self { api, config: Loader::default() };
        store.reload();
        store
    }

    /// Asks again.
    pub fn reload(self) {
        let api = self.api;
        self.config.load(async move { api::config(api).await });
    }

    /// The configuration with its state; reactive.
    pub fn remote(self) -> Remote<Config> {
        self.config.get()
    }

    /// The configuration, where it has come; reactive.
    pub fn get(self) -> Option<Config> {
        self.config.ready()
    }

    /// The name that stands for `{vendor}`; reactive. Empty until the configuration has come.
    pub fn vendor(self) -> String {
        self.config.with(|config| config.value().map(|config| config.vendor.name.clone())).unwrap_or_default()
    }
}
