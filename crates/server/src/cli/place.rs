//! Where a portal's data is, and what of that is not to be shown.

use std::fmt;
use std::path::PathBuf;
use std::str::FromStr;

use clap::Args;

/// Where the data is.
#[derive(Args, Clone, Debug)]
#[group(required = true, multiple = true)]
pub struct Place {
    /// The folder that holds the database and the files, as far as the other options do not say otherwise; made where it is
    /// missing. A server may be running on it.
    #[arg(long, env = "CASEPORT_DATA", value_name = "DIR")]
    pub data: Option<PathBuf>,
    /// PostgreSQL in place of the database in the folder, for any number of servers: postgres://user:password@host/name;
    /// better given in the environment. See docs/OPERATING.md.
    #[arg(long, env = "CASEPORT_DATABASE", value_name = "URL", hide_env_values = true)]
    pub database: Option<DatabaseUrl>,
}

/// The address of a PostgreSQL. It may hold a password, and is not shown.
#[derive(Clone)]
pub struct DatabaseUrl(String);

impl DatabaseUrl {
    /// With all that is in it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for DatabaseUrl {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("DatabaseUrl(…)")
    }
}

impl FromStr for DatabaseUrl {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let is_one = text.starts_with("postgres://") || text.starts_with("postgresql://");
        if is_one {
            Ok(Self(text.to_owned()))
        } else {
            Err("it must be like postgres://user:password@host/name")
        }
    }
}

/// What may have a password in it: neither shown nor repeated in an error.
#[derive(Clone)]
pub struct Secret(String);

impl Secret {
    /// With all that is in it.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Secret(…)")
    }
}

impl FromStr for Secret {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Ok(Self(text.to_owned()))
    }
}
