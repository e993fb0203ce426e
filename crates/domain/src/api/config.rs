//! `/config`: what the app must know before anybody has signed in.

use serde::{Deserialize, Serialize};

use super::SignInProvider;
use crate::limits;

/// The vendor, the limits, and how to sign in.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Config {
    /// Whose portal it is.
    pub vendor: Vendor,
    /// The limits that the app shows before they are reached.
    pub limits: Limits,
    /// How one can sign in: `password`, `oidc`.
    pub sign_in: Vec<String>,
    /// The identity providers where one can, by `oidc`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub sign_in_providers: Vec<SignInProvider>,
    /// The name of a readable cookie that is there while somebody is signed in, where the server sets one: without it
    /// the app need not ask.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signed_in_cookie: Option<String>,
    /// Accounts of the demo data, where the server runs with it; each button signs in as one.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub demo_accounts: Vec<DemoAccount>,
    /// The password of every demo account.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub demo_password: Option<String>,
}

impl Config {
    /// The way of signing in with an e-mail address and a password.
    pub const PASSWORD: &str = "password";
    /// The way of signing in at an identity provider.
    pub const OIDC: &str = "oidc";

    /// Whether one can sign in with a password.
    pub fn takes_passwords(&self) -> bool {
        self.sign_in.iter().any(|way| way == Self::PASSWORD)
    }
}

/// Whose portal it is.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Vendor {
    /// The name that stands for `{vendor}` in every text.
    pub name: String,
    /// The address of a logo; none for the name alone.
    pub logo: Option<String>,
    /// Where to write when the portal does not help.
    pub support_email: String,
    /// Further links, such as documentation.
    pub links: Vec<Link>,
}

/// A link out of the portal.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Link {
    /// Its text.
    pub label: String,
    /// Its address.
    pub url: String,
}

/// The limits that the app shows (see [`crate::limits`] for units).
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Limits {
    /// Files in one upload.
    pub files: u32,
    /// Bytes of the files of one upload together.
    pub bytes: u64,
    /// CC's of one case.
    pub ccs: u32,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            files: limits::FILES_PER_UPLOAD,
            bytes: limits::BYTES_PER_UPLOAD,
            ccs: u32::try_from(limits::CCS_PER_CASE).unwrap_or(u32::MAX),
        }
    }
}

/// A demo account as the sign-in page offers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct DemoAccount {
    /// What to sign in with.
    pub email: String,
    /// The person's name.
    pub name: String,
    /// What is particular about them.
    pub note: String,
}
