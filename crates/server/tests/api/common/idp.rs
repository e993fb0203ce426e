//! An identity provider of the test's own, which can be made to do what no provider should.

use std::collections::BTreeMap;
use std::sync::{Arc, Mutex, MutexGuard};
use std::time::Duration;

use axum::Router;
use axum::extract::{Request, State};
use axum::http::{StatusCode, header};
use axum::middleware::{Next, from_fn_with_state};
use axum::response::{IntoResponse as _, Response};
use axum::routing::{get, post};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use caseport_server::clock::Clock as _;
use openidconnect::PrivateSigningKey as _;
use openidconnect::core::{CoreEdDsaPrivateSigningKey, CoreHmacKey, CoreJwsSigningAlgorithm as Algorithm};
use serde_json::{Value, json};
use sha2::{Digest as _, Sha256};
use tokio::net::TcpListener;

use super::ManualClock;

/// As what the portal is known there.
pub const CLIENT: &str = "caseport";
/// The portal's secret there.
pub const SECRET: &str = "the portal's secret";

/// For whom a host's tokens are made.
pub const HOST_AUDIENCE: &str = "caseport-api";

/// How the next ID token is signed.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Signed {
    /// Rightly.
    #[default]
    Rightly,
    /// Not at all.
    None,
    /// With the public key as a shared secret.
    PublicKeyAsSecret,
    /// With the client's secret.
    ClientSecret,
    /// With a key that nobody publishes, under the name of one that is published.
    Forged,
    /// Rightly, and changed afterwards.
    Changed,
}

/// What a test can change.
pub struct Ways {
    /// The keys that sign and are published, by their ids; the first signs.
    pub keys: Vec<&'static str>,
    pub signed: Signed,
    /// Over what the ID token would say; null leaves a claim out.
    pub instead: Value,
    /// What is said on being asked for more of the latest one who came.
    pub userinfo: Value,
    /// Over what is published.
    pub metadata: Value,
    /// The answer to a code: a status with this body.
    pub refusal: Option<(StatusCode, Value)>,
    /// Whether a code is good for ever.
    pub codes_last: bool,
    pub is_down: bool,
    pub delay: Duration,
    /// How often each path was asked.
    pub asked: BTreeMap<String, u32>,
    /// The subject of the latest ID token.
    last: Value,
    codes: BTreeMap<String, Grant>,
}

#[derive(Clone)]
struct Grant {
    claims: Value,
    challenge: String,
    nonce: String,
    redirect: String,
}

#[derive(Clone)]
pub struct Idp {
    pub issuer: String,
    clock: Arc<ManualClock>,
    ways: Arc<Mutex<Ways>>,
}

impl Idp {
    pub async fn start(clock: Arc<ManualClock>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let issuer = format!("http://{}", listener.local_addr().unwrap());
        let ways = Ways {
            keys: vec!["one"],
            signed: Signed::Rightly,
            instead: json!({}),
            userinfo: json!({}),
            metadata: json!({}),
            refusal: None,
            codes_last: false,
            is_down: false,
            delay: Duration::ZERO,
            asked: BTreeMap::new(),
            last: Value::Null,
            codes: BTreeMap::new(),
        };
        let this = Self { issuer, clock, ways: Arc::new(Mutex::new(ways)) };
        let router = Router::new()
            .route("/.well-known/openid-configuration", get(discovery))
            .route("/jwks", get(keys))
            .route("/token", post(token))
            .route("/userinfo", get(userinfo))
            .layer(from_fn_with_state(this.clone(), as_the_test_wants))
            .with_state(this.clone());
        tokio::spawn(async move { axum::serve(listener, router).await });
        this
    }

    pub fn ways(&self) -> MutexGuard<'_, Ways> {
        self.ways.lock().unwrap()
    }

    /// How often a path was asked.
    pub fn asked(&self, path: &str) -> u32 {
        self.ways().asked.get(path).copied().unwrap_or_default()
    }

    /// Somebody signs in there, and agrees: the code that their browser takes back.
    pub fn agree(&self, request: &BTreeMap<String, String>, claims: Value) -> String {
        assert_eq!(request["client_id"], CLIENT);
        assert_eq!(
            (request["response_type"].as_str(), request["code_challenge_method"].as_str()),
            ("code", "S256")
        );
        let mut ways = self.ways();
        let code = format!("code-{}", ways.codes.len());
        let grant = Grant {
            claims,
            challenge: request["code_challenge"].clone(),
            nonce: request["nonce"].clone(),
            redirect: request["redirect_uri"].clone(),
        };
        ways.codes.insert(code.clone(), grant);
        code
    }

    /// A token that a host portal was given for somebody, for the portal that it embeds.
    pub fn host_token(&self, claims: &Value) -> String {
        let ways = self.ways();
        let now = self.clock.now().timestamp();
        let usual = json!({ "iss": self.issuer, "aud": HOST_AUDIENCE, "iat": now, "exp": now + 300 });
        signed(&ways, changed(changed(usual, claims), &ways.instead), "at+jwt")
    }

    fn id_token(&self, ways: &Ways, grant: &Grant) -> String {
        let now = self.clock.now().timestamp();
        let claims = json!({
            "iss": self.issuer, "aud": CLIENT, "iat": now, "exp": now + 300, "nonce": grant.nonce,
        });
        let claims = changed(changed(claims, &grant.claims), &ways.instead);
        signed(ways, claims, "JWT")
    }
}

/// A token that says this, signed in the way that the test wants.
fn signed(ways: &Ways, claims: Value, typ: &str) -> String {
    let (kid, signed) = (ways.keys[0], ways.signed);
    let alg = match signed {
        Signed::None => "none",
        Signed::PublicKeyAsSecret | Signed::ClientSecret => "HS256",
        _ => "EdDSA",
    };
    let part = |value: &Value| URL_SAFE_NO_PAD.encode(value.to_string());
    let said = format!("{}.{}", part(&json!({ "alg": alg, "typ": typ, "kid": kid })), part(&claims));
    let hmac =
        |secret: &[u8]| CoreHmacKey::new(secret).sign(&Algorithm::HmacSha256, said.as_bytes()).unwrap();
    let signature = match signed {
        Signed::None => Vec::new(),
        Signed::PublicKeyAsSecret => {
            hmac(&URL_SAFE_NO_PAD.decode(public(kid)["x"].as_str().unwrap()).unwrap())
        }
        Signed::ClientSecret => hmac(SECRET.as_bytes()),
        Signed::Forged => key("nobody's").sign(&Algorithm::EdDsa, said.as_bytes()).unwrap(),
        Signed::Rightly | Signed::Changed => key(kid).sign(&Algorithm::EdDsa, said.as_bytes()).unwrap(),
    };
    let said = match signed {
        Signed::Changed => {
            let other = changed(claims, &json!({ "sub": "somebody else" }));
            format!("{}.{}", said.split('.').next().unwrap(), part(&other))
        }
        _ => said,
    };
    format!("{said}.{}", URL_SAFE_NO_PAD.encode(signature))
}

/// A key by its name: an Ed25519 key in the usual form (PKCS #8) is 32 bytes behind a fixed beginning.
fn key(name: &str) -> CoreEdDsaPrivateSigningKey {
    let mut der = vec![0x30, 0x2e, 2, 1, 0, 0x30, 5, 6, 3, 0x2b, 0x65, 0x70, 4, 0x22, 4, 0x20];
    der.extend(Sha256::digest(name));
    let label = ["PRIVATE", "KEY"].join(" ");
    let pem = format!("-----BEGIN {label}-----\n{}\n-----END {label}-----\n", STANDARD.encode(der));
    let kid = openidconnect::JsonWebKeyId::new(name.to_owned());
    CoreEdDsaPrivateSigningKey::from_ed25519_pem(&pem, Some(kid)).unwrap()
}

fn public(name: &str) -> Value {
    serde_json::to_value(key(name).as_verification_key()).unwrap()
}

/// An object with some fields changed; a field changed to null is left out.
fn changed(mut object: Value, changes: &Value) -> Value {
    for (field, value) in changes.as_object().unwrap() {
        match value {
            Value::Null => drop(object.as_object_mut().unwrap().remove(field)),
            value => object[field] = value.clone(),
        }
    }
    object
}

async fn as_the_test_wants(State(idp): State<Idp>, request: Request, next: Next) -> Response {
    let (is_down, delay) = {
        let mut ways = idp.ways();
        *ways.asked.entry(request.uri().path().to_owned()).or_default() += 1;
        (ways.is_down, ways.delay)
    };
    tokio::time::sleep(delay).await;
    if is_down { StatusCode::SERVICE_UNAVAILABLE.into_response() } else { next.run(request).await }
}

async fn discovery(State(idp): State<Idp>) -> Response {
    let at = |path: &str| format!("{}{path}", idp.issuer);
    let metadata = json!({
        "issuer": idp.issuer, "authorization_endpoint": at("/authorize"), "token_endpoint": at("/token"),
        "jwks_uri": at("/jwks"), "userinfo_endpoint": at("/userinfo"), "end_session_endpoint": at("/sign-out"),
        "response_types_supported": ["code"], "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["EdDSA"],
    });
    said(StatusCode::OK, &changed(metadata, &idp.ways().metadata))
}

async fn keys(State(idp): State<Idp>) -> Response {
    let keys: Vec<Value> = idp.ways().keys.iter().map(|name| public(name)).collect();
    said(StatusCode::OK, &json!({ "keys": keys }))
}

async fn token(State(idp): State<Idp>, headers: axum::http::HeaderMap, body: String) -> Response {
    let basic = format!(
        "Basic {}",
        STANDARD.encode(format!("{CLIENT}:{}", SECRET.replace(' ', "+").replace('\'', "%27")))
    );
    assert_eq!(headers[header::AUTHORIZATION], basic.as_str());
    let form: BTreeMap<String, String> = form_urlencoded::parse(body.as_bytes()).into_owned().collect();
    let mut ways = idp.ways();
    if let Some((status, body)) = &ways.refusal {
        return said(*status, body);
    }
    // A code is good once, for whoever has the verifier.
    let challenge =
        URL_SAFE_NO_PAD.encode(Sha256::digest(form.get("code_verifier").map_or("", String::as_str)));
    let grant = match ways.codes_last {
        true => ways.codes.get(&form["code"]).cloned(),
        false => ways.codes.remove(&form["code"]),
    };
    let grant = grant.filter(|it| it.challenge == challenge && it.redirect == form["redirect_uri"]);
    let Some(grant) = grant else {
        return said(StatusCode::BAD_REQUEST, &json!({ "error": "invalid_grant" }));
    };
    ways.last = grant.claims["sub"].clone();
    let id_token = idp.id_token(&ways, &grant);
    said(
        StatusCode::OK,
        &json!({ "access_token": "access", "token_type": "Bearer", "expires_in": 300, "id_token": id_token }),
    )
}

fn said(status: StatusCode, body: &Value) -> Response {
    (status, [(header::CONTENT_TYPE, "application/json")], body.to_string()).into_response()
}

async fn userinfo(State(idp): State<Idp>, headers: axum::http::HeaderMap) -> Response {
    assert_eq!(headers[header::AUTHORIZATION], "Bearer access");
    let ways = idp.ways();
    said(StatusCode::OK, &changed(json!({ "sub": ways.last }), &ways.userinfo))
}
