//! The cookie that binds a sign-in to the browser that began it: nobody can finish one in somebody else's browser, and so
//! sign them in to an account that is not theirs.

use axum::http::{HeaderMap, HeaderValue, header};

use crate::auth::{CookieReach, cookie_named};

const COOKIE: &str = "caseport_sign_on";

/// The browser's secret, where it has one.
pub fn of_request(headers: &HeaderMap) -> Option<&str> {
    // One of ours: what somebody else has put there is not taken over.
    cookie_named(headers, COOKIE).filter(|secret| secret.len() == 43)
}

/// Gives a browser its secret, for so many seconds. It is sent along when the provider leads back here.
pub fn give(headers: &mut HeaderMap, secret: &str, seconds: i64, reach: CookieReach) {
    let secure = if reach == CookieReach::Site { "" } else { "; Secure" };
    let cookie = format!("{COOKIE}={secret}; HttpOnly; Path=/; SameSite=Lax; Max-Age={seconds}{secure}");
    if let Ok(mut value) = HeaderValue::from_str(&cookie) {
        value.set_sensitive(true);
        headers.append(header::SET_COOKIE, value);
    }
}
