//! Browsers that sign in at a provider.

use std::collections::BTreeMap;

use caseport_domain::api::Session;
use caseport_server::sign_on::{Settings, SignOn};
use serde_json::Value;

use super::idp::{CLIENT, Idp, SECRET};
use super::{Answer, ManualClock, Options, TestApp, User};

/// Where the portal is.
pub const PORTAL: &str = "https://portal.example";

/// A portal with a provider, `corp`.
pub struct Portal {
    pub app: TestApp,
    pub idp: Idp,
}

impl Portal {
    /// Whose provider is set up in a way of the test's own.
    pub async fn with(more: &str) -> Self {
        let clock = std::sync::Arc::new(ManualClock::default());
        let idp = Idp::start(clock.clone()).await;
        let sign_on = sign_on(&provider("corp", &idp, more));
        let app = TestApp::with(Options { sign_on, clock, ..Options::default() }).await;
        let mut read = app.store.read().await.unwrap();
        app.state.sign_on.check(&mut read).await.unwrap().unwrap();
        drop(read);
        Self { app, idp }
    }

    /// The same data under another server, set up in the same way.
    pub async fn on_another_server(self, more: &str) -> Self {
        let Self { app, idp } = self;
        let sign_on = sign_on(&provider("corp", &idp, more));
        let TestApp { store, folder, clock, state, database, router, place, .. } = app;
        state.stopping.begin();
        drop((state, router));
        store.close().await;
        Self {
            app: TestApp::over(
                folder,
                database,
                Options { sign_on, clock, bucket: place, ..Options::default() },
            )
            .await,
            idp,
        }
    }

    /// A browser that is led to the provider.
    pub async fn begin(&self, next: &str) -> Begun<'_> {
        Begun::of(&self.app, "corp", next).await
    }

    /// What comes of somebody's signing in there.
    pub async fn sign_in(&self, claims: Value) -> Answer {
        let begun = self.begin("/cases?tab=my").await;
        let code = self.idp.agree(&begun.request, claims);
        begun.come_back(&[("code", &code)]).await
    }

    /// Somebody who has signed in there.
    pub async fn signed_in(&self, claims: Value) -> User<'_> {
        let answer = self.sign_in(claims).await;
        assert_eq!(answer.header("location"), format!("{PORTAL}/cases?tab=my"));
        self.app.anonymous().with_cookie(&answer.session_cookie())
    }

    pub async fn session(&self, claims: Value) -> Session {
        self.signed_in(claims).await.get("/session").await.read_as(200)
    }
}

/// The code of the failure that a browser is sent to the sign-in page with, and that it has no session then.
#[track_caller]
pub fn failure(answer: &Answer) -> String {
    assert_eq!(answer.status, 303, "{answer:?}");
    let address = answer
        .header("location")
        .strip_prefix(&format!("{PORTAL}/sign-in?"))
        .unwrap_or_else(|| panic!("{answer:?}"));
    let cookies: Vec<_> = answer.headers.get_all("set-cookie").iter().collect();
    assert!(cookies.is_empty(), "{cookies:?}");
    query(address)["error"].clone()
}

/// The settings of a provider.
pub fn provider(id: &str, idp: &Idp, more: &str) -> String {
    let issuer = &idp.issuer;
    format!(
        "[[provider]]\nid = \"{id}\"\nlabel = \"Corp\"\nissuer = \"{issuer}\"\nclient_id = \"{CLIENT}\"\nclient_secret_env = \"S\"\n{more}\n"
    )
}

pub fn sign_on(file: &str) -> SignOn {
    let settings = Settings::parse(file, std::path::Path::new("."), |_| Some(SECRET.to_owned())).unwrap();
    SignOn::new(settings, Some(PORTAL)).unwrap()
}

/// A sign-in under way.
pub struct Begun<'a> {
    app: &'a TestApp,
    provider: String,
    /// The parameters that the provider gets.
    pub request: BTreeMap<String, String>,
    /// `name=value` of the browser's cookie.
    pub cookie: String,
}

impl<'a> Begun<'a> {
    pub async fn of(app: &'a TestApp, provider: &str, next: &str) -> Self {
        let next: String = form_urlencoded::byte_serialize(next.as_bytes()).collect();
        let answer = app.anonymous().get(&format!("/auth/oidc/{provider}/start?next={next}")).await;
        assert_eq!(answer.status, 303, "{answer:?}");
        let (_, parameters) =
            answer.header("location").split_once("/authorize?").unwrap_or_else(|| panic!("{answer:?}"));
        let cookie = answer.set_cookie("caseport_sign_on");
        Self {
            app,
            provider: provider.to_owned(),
            request: query(parameters),
            cookie: cookie.split(';').next().unwrap().to_owned(),
        }
    }

    /// The browser comes back, with its state.
    pub async fn come_back(&self, parameters: &[(&str, &str)]) -> Answer {
        let mut all = vec![("state", self.request["state"].as_str())];
        all.extend_from_slice(parameters);
        self.come_with(&all).await
    }

    /// The browser comes back with these parameters alone.
    pub async fn come_with(&self, parameters: &[(&str, &str)]) -> Answer {
        come(self.app, &self.provider, Some(&self.cookie), parameters).await
    }
}

/// A browser with a cookie comes back from a provider.
pub async fn come(
    app: &TestApp,
    provider: &str,
    cookie: Option<&str>,
    parameters: &[(&str, &str)],
) -> Answer {
    let query = form_urlencoded::Serializer::new(String::new()).extend_pairs(parameters).finish();
    let browser = match cookie {
        Some(cookie) => app.anonymous().with_cookie(cookie),
        None => app.anonymous(),
    };
    browser.get(&format!("/auth/oidc/{provider}/callback?{query}")).await
}

fn query(text: &str) -> BTreeMap<String, String> {
    form_urlencoded::parse(text.as_bytes()).into_owned().collect()
}
