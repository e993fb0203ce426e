//! Identifiers: opaque strings outside, distinct types inside, so that a user's id can never be passed as an
//! organization's.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize};

macro_rules! ids {
    ($($(#[$meta:meta])* $name:ident),* $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        #[cfg_attr(feature = "openapi", schema(value_type = String))]
        #[serde(transparent)]
        pub struct $name(pub String);

        impl $name {
            /// The id as text.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl From<&str> for $name {
            fn from(id: &str) -> Self {
                Self(id.to_owned())
            }
        }

        impl From<String> for $name {
            fn from(id: String) -> Self {
                Self(id)
            }
        }

        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(&self.0)
            }
        }
    )*};
}

ids! {
    /// A person with an account.
    UserId,
    /// A customer or partner organization.
    OrganizationId,
    /// A role: a built-in role's key or a custom role's id.
    RoleId,
    /// A product of the catalog.
    ProductId,
}

/// A case's number: eight digits, unique over all organizations. The only way to address a case.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(value_type = String, example = "10000042"))]
pub struct CaseNumber(u32);

impl CaseNumber {
    /// The smallest number with eight digits.
    pub const FIRST: u32 = 10_000_000;
    /// The largest number with eight digits.
    pub const LAST: u32 = 99_999_999;

    /// A number from its value; `None` outside eight digits.
    pub fn new(value: u32) -> Option<Self> {
        (Self::FIRST..=Self::LAST).contains(&value).then_some(Self(value))
    }

    /// A number as people write it; `None` unless it is exactly eight ASCII digits without a leading zero.
    pub fn parse(text: &str) -> Option<Self> {
        if text.len() != 8 || !text.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        Self::new(text.parse().ok()?)
    }

    /// The number's value.
    pub fn value(self) -> u32 {
        self.0
    }
}

impl fmt::Display for CaseNumber {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(&self.0, f)
    }
}

impl Serialize for CaseNumber {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for CaseNumber {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let text = String::deserialize(deserializer)?;
        Self::parse(&text).ok_or_else(|| serde::de::Error::custom("a case number has eight digits"))
    }
}
