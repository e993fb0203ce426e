//! What is known before anybody has signed in: whose portal it is, and its limits.

use caseport_domain::api::Config;

use super::{Loader, Remote};
use crate::api::{self, Api};
use crate::site::Settings;

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
        self.config.load(async move {
            let mut config = api::config(api).await?;
            // What the installation says goes before what the server says.
            let Settings { name, logo, sign_in, .. } = api.settings();
            config.vendor.name = name.unwrap_or(config.vendor.name);
            config.vendor.logo = logo.or(config.vendor.logo);
            show_ways(&mut config, &sign_in);
            Ok(config)
        });
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

/// Leaves only these ways to sign in; all, where the server has none of them, since nobody is to be locked out by a file that is
/// older than the server's settings.
fn show_ways(config: &mut Config, shown: &[String]) {
    let is_shown = |way: &String| shown.contains(way);
    if !config.sign_in.iter().any(is_shown) {
        return;
    }
    config.sign_in.retain(is_shown);
    if !config.takes_passwords() {
        config.demo_accounts.clear();
    }
    if !config.sign_in.iter().any(|way| way == Config::OIDC) {
        config.sign_in_providers.clear();
    }
}
