//! Where the app is installed: one bundle serves under any path of any host. The page's script reads `config.json` before the
//! app starts and leaves here what it says; nothing else in the app knows where its page or the API is.

use js_sys::{Array, Reflect};
use leptos::prelude::*;
use wasm_bindgen::JsCast;

use crate::platform;
use crate::route::Route;

/// Where the app's addresses begin, where the API is, and whose name and logo are shown.
#[derive(Clone, Copy)]
pub struct Site(StoredValue<Settings>);

/// What an installation decides.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Settings {
    /// Where the API is: a path of this origin or a whole address, without a slash at its end.
    pub api: String,
    /// The path that every address of the app begins with, without a slash at its end; empty at the top of a host.
    pub base: String,
    /// Whether the browser's address is none of the app's: it is an element in somebody else's page. Then `base` is where
    /// the app is on its own, whole, for what is opened in another tab.
    pub in_memory: bool,
    /// The name in place of the one that the server gives.
    pub name: Option<String>,
    /// The address of the logo in place of the one that the server gives.
    pub logo: Option<String>,
    /// The ways to sign in that are shown, of those that the server has; all where none is named.
    pub sign_in: Vec<String>,
}

impl Settings {
    /// What the page has found out; without it everything is at the top of this host.
    pub fn of_page() -> Self {
        let site = platform::of_page("site");
        let text = |name: &str| Reflect::get(&site, &name.into()).ok()?.as_string();
        let texts = |name: &str| {
            let list = Reflect::get(&site, &name.into()).ok().and_then(|it| it.dyn_into::<Array>().ok());
            list.map(|list| list.iter().filter_map(|it| it.as_string()).collect()).unwrap_or_default()
        };
        Self {
            api: text("api").unwrap_or_else(|| "/api/v1".to_owned()),
            base: text("base").unwrap_or_default(),
            in_memory: Reflect::get(&site, &"inMemory".into()).is_ok_and(|it| it.as_bool() == Some(true)),
            name: text("name"),
            logo: text("logo"),
            sign_in: texts("signIn"),
        }
    }
}

impl Default for Site {
    fn default() -> Self {
        Self::new(Settings::of_page())
    }
}

impl Site {
    /// Belongs to the present owner.
    pub fn new(settings: Settings) -> Self {
        Self(StoredValue::new(settings))
    }

    /// What was decided; the settings of a top of a host once the app is gone.
    pub fn settings(self) -> Settings {
        self.0.try_get_value().unwrap_or_default()
    }

    /// The whole address of something of the API's; `path` begins with a slash.
    pub fn api(self, path: &str) -> String {
        self.settings().api + path
    }

    /// Whether the API is on another origin: browsers send it cookies only when told to.
    pub fn is_api_elsewhere(self) -> bool {
        let origin = web_sys::window().and_then(|window| window.location().origin().ok());
        let api = self.settings().api;
        api.contains("://") && origin.is_none_or(|origin| !api.starts_with(&(origin + "/")))
    }

    /// Whether the app has no part in the browser's address.
    pub fn is_in_memory(self) -> bool {
        self.0.try_with_value(|settings| settings.in_memory).unwrap_or_default()
    }

    /// A route's address as the browser knows it.
    pub fn href(self, route: &Route) -> String {
        self.settings().base + &route.address()
    }

    /// The route of a path and a query (without its question mark) of the browser's.
    pub fn route(self, path: &str, query: &str) -> Route {
        match self.within(path) {
            Some(path) => Route::parse(&path, query),
            None => Route::Unknown { path: path.to_owned() },
        }
    }

    /// Whether a path of the browser's is one of the app's.
    pub fn has(self, path: &str) -> bool {
        self.within(path).is_some()
    }

    fn within(self, path: &str) -> Option<String> {
        let rest = path.strip_prefix(&self.settings().base)?;
        (rest.is_empty() || rest.starts_with('/')).then(|| rest.to_owned())
    }
}
