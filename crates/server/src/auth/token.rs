//! The session token: what a signed-in client holds. The server keeps only its hash.

use axum::http::{HeaderMap, HeaderValue, header};
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::random::{Random, hex};

/// The cookie's name.
const COOKIE: &str = "caseport_session";
/// A second cookie, readable by the app and without any secret: whether it is worth asking who is signed in. Without it
/// every visitor's first request would be a refused one.
pub const SIGNED_IN_COOKIE: &str = "caseport_signed_in";
/// Seconds after which a browser forgets the cookie; the server ends the session no later.
const COOKIE_MAX_AGE: i64 = 7 * 24 * 60 * 60;

/// A session's secret. Deliberately without Debug, Display and comparison.
pub struct SessionToken(String);

impl SessionToken {
    /// A new one, of 256 random bits.
    ///
    /// # Errors
    /// There is no randomness.
    pub fn new(random: &dyn Random) -> std::io::Result<Self> {
        let mut bytes = [0_u8; 32];
        random.fill(&mut bytes)?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// The token that a request carries: `Authorization: Bearer`, or else the cookie.
    pub fn of_request(headers: &HeaderMap) -> Option<Self> {
        bearer(headers).or_else(|| cookie(headers)).map(|token| Self(token.to_owned()))
    }

    /// What the store knows it by. The token is random, so a fast hash is enough.
    pub fn hash(&self) -> String {
        hex(&Sha256::digest(&self.0))
    }

    /// The token that an address carries.
    pub(super) fn of_address(text: &str) -> Self {
        Self(text.to_owned())
    }

    /// Tells it to whoever it was made for: it is in no log and in no cookie.
    pub(super) fn tell(self) -> String {
        self.0
    }

    /// Gives it to a browser, with the mark that says so.
    pub fn give(&self, headers: &mut HeaderMap, reach: CookieReach) {
        set_cookies(headers, &self.0, "1", COOKIE_MAX_AGE, reach);
    }

    /// Takes token and mark away from a browser.
    pub fn take_away(headers: &mut HeaderMap, reach: CookieReach) {
        set_cookies(headers, "", "", 0, reach);
    }
}

/// Where browsers send the session's cookies.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum CookieReach {
    /// Wherever the site's pages are, by http, too.
    Site,
    /// By https only.
    SecureSite,
    /// By https only, and from pages of other sites as well: the app is installed there. What they may do with it is the
    /// origin's check and CORS's.
    Everywhere,
}

fn set_cookies(headers: &mut HeaderMap, token: &str, mark: &str, max_age: i64, reach: CookieReach) {
    let (site, secure) = match reach {
        CookieReach::Site => ("Lax", ""),
        CookieReach::SecureSite => ("Lax", "; Secure"),
        CookieReach::Everywhere => ("None", "; Secure"),
    };
    let rest = format!("Path=/; SameSite={site}; Max-Age={max_age}{secure}");
    let session = format!("{COOKIE}={token}; HttpOnly; {rest}");
    let signed_in = format!("{SIGNED_IN_COOKIE}={mark}; {rest}");
    // Every character of a token may stand in a header, so neither is ever left out.
    for mut value in [session, signed_in].iter().filter_map(|cookie| HeaderValue::from_str(cookie).ok()) {
        value.set_sensitive(true);
        headers.append(header::SET_COOKIE, value);
    }
}

/// The bearer token of a request.
pub fn bearer(headers: &HeaderMap) -> Option<&str> {
    let (scheme, token) = headers.get(header::AUTHORIZATION)?.to_str().ok()?.split_once(' ')?;
    scheme.eq_ignore_ascii_case("bearer").then(|| token.trim())
}

/// The session cookie of a request.
pub fn cookie(headers: &HeaderMap) -> Option<&str> {
    cookie_named(headers, COOKIE)
}

/// The cookie of that name.
pub fn cookie_named<'a>(headers: &'a HeaderMap, wanted: &str) -> Option<&'a str> {
    let lines = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    lines
        .flat_map(|line| line.split(';'))
        .filter_map(|pair| pair.trim().split_once('='))
        .find_map(|(name, value)| (name == wanted && !value.is_empty()).then_some(value))
}
