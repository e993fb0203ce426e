//! What is known before anybody has signed in: whose portal it is, and its limits.

use caseport_domain::api::Config;
use serde::Deserialize;

use super::{Loader, Remote};
use crate::api::{self, Api};
use crate::json;
use crate::site::Settings;

/// What every page needs of the configuration. The rest is for signing in, which most pages begin without.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Portal {
    /// The name that stands for `{vendor}` in every text.
    pub vendor: String,
    /// The address of a logo; none for the name alone.
    pub logo: Option<String>,
    /// The readable cookie that is there while somebody is signed in, where the server sets one.
    pub signed_in_cookie: Option<String>,
    /// All of it, as it came.
    whole: String,
}

/// The same in the contract's form.
#[derive(Deserialize)]
struct Part {
    vendor: Vendor,
    signed_in_cookie: Option<String>,
}

#[derive(Deserialize)]
struct Vendor {
    name: String,
    logo: Option<String>,
}

/// The vendor's configuration.
#[derive(Clone, Copy)]
pub struct ConfigStore {
    api: Api,
    config: Loader<Portal>,
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
            let (Part { vendor, signed_in_cookie }, whole) = api::config(api).await?;
            // What the installation says goes before what the server says.
            let Settings { name, logo, .. } = api.settings();
            Ok(Portal {
                vendor: name.unwrap_or(vendor.name),
                logo: logo.or(vendor.logo),
                signed_in_cookie,
                whole,
            })
        });
    }

    /// The configuration with its state; reactive.
    pub fn remote(self) -> Remote<Portal> {
        self.config.get()
    }

    /// What every page needs of it, where it has come; reactive.
    pub fn get(self) -> Option<Portal> {
        self.config.ready()
    }

    /// All of it, with the ways to sign in that the installation shows; reactive. None before it has come, and where the
    /// server's is not as the contract has it.
    pub fn whole(self) -> Option<Config> {
        let mut config: Config = json::read(&self.get()?.whole)?;
        show_ways(&mut config, &self.api.settings().sign_in);
        Some(config)
    }

    /// The name that stands for `{vendor}`; reactive. Empty until the configuration has come.
    pub fn vendor(self) -> String {
        self.config.with(|config| config.value().map(|portal| portal.vendor.clone())).unwrap_or_default()
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
