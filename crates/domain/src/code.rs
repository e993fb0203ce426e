//! Enumerations that travel as lower snake_case strings: one macro gives each its code, its list and its parser, so
//! that addresses, SQL, JSON and tests spell a value in one way.

use std::fmt;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A closed set of values, each with the string that stands for it in JSON, in addresses and in the database.
pub trait Code: Copy + Eq + 'static {
    /// Every value, in the order in which people should see them.
    const ALL: &'static [Self];

    /// The value's string, lower snake_case.
    fn code(self) -> &'static str;

    /// The value that `code` stands for.
    fn parse(code: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|value| value.code() == code)
    }
}

/// Defines an enumeration with its codes (see [`Code`]), serde and, for the server, its OpenAPI schema.
macro_rules! codes {
    ($(#[$meta:meta])* $name:ident { $($(#[$doc:meta])* $variant:ident = $code:literal),* $(,)? }) => {
        $(#[$meta])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, serde::Serialize, serde::Deserialize)]
        #[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
        pub enum $name { $($(#[$doc])* #[serde(rename = $code)] $variant),* }

        impl $crate::Code for $name {
            const ALL: &'static [Self] = &[$(Self::$variant),*];

            fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }
        }
    };
}
pub(crate) use codes;

/// A value as it came over the wire: one that this build knows, or a newer one that it can still show by its code.
///
/// The API may add values; a client that fails on them would break every reader at every upgrade.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Known<T> {
    /// A value of this build.
    Value(T),
    /// A value that a newer server knows, by its code.
    Other(String),
}

impl<T: Code> Known<T> {
    /// The value, where this build knows it.
    pub fn value(&self) -> Option<T> {
        match self {
            Self::Value(value) => Some(*value),
            Self::Other(_) => None,
        }
    }

    /// The code as it came.
    pub fn code(&self) -> &str {
        match self {
            Self::Value(value) => value.code(),
            Self::Other(code) => code,
        }
    }
}

impl<T> From<T> for Known<T> {
    fn from(value: T) -> Self {
        Self::Value(value)
    }
}

impl<T: Code> Serialize for Known<T> {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.code())
    }
}

impl<'de, T: Code> Deserialize<'de> for Known<T> {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        let code = String::deserialize(deserializer)?;
        Ok(T::parse(&code).map_or(Self::Other(code), Self::Value))
    }
}

/// Reads an optional value that this build can do without: a newer server's value is passed over.
pub(crate) fn known_or_none<'de, T: Code, D: Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<T>, D::Error> {
    let known = Option::<Known<T>>::deserialize(deserializer)?;
    Ok(known.and_then(|known| known.value()))
}

impl<T: Code> fmt::Display for Known<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.code())
    }
}
