//! Where a store is, as it is given on the command line, and as it is told: without what may be a password.

use std::fmt;
use std::path::{Path, PathBuf};

use url::Url;

use super::MoveError;
use crate::cli::{DatabaseUrl, Secret};
use crate::store::Located;

/// What the database's file is called in a data folder.
const FILE: &str = "caseport.db";

/// Where a database is.
#[derive(Clone, Debug)]
pub enum Place {
    /// In a file.
    File(PathBuf),
    /// At a PostgreSQL.
    Server(DatabaseUrl),
}

impl Place {
    /// `sqlite:` with a data folder or a file, or a `postgres://` address.
    ///
    /// # Errors
    /// It is neither; what was given is not repeated.
    pub fn of(option: &'static str, given: &Secret) -> Result<Self, MoveError> {
        let text = given.as_str();
        if let Some(path) = text.strip_prefix("sqlite:").filter(|path| !path.is_empty()) {
            let path = Path::new(path);
            let is_file = path.is_file() || (!path.is_dir() && path.extension().is_some_and(|it| it == "db"));
            return Ok(Self::File(if is_file { path.to_owned() } else { path.join(FILE) }));
        }
        text.parse().map(Self::Server).map_err(|_| MoveError::Address { option })
    }

    /// For the store.
    pub fn located(&self) -> Located<'_> {
        match self {
            Self::File(file) => Located::File(file),
            Self::Server(url) => Located::Server(url.as_str()),
        }
    }

    /// The data folder that the database's file is in; none for a server.
    pub fn folder(&self) -> Option<&Path> {
        let Self::File(file) = self else { return None };
        Some(file.parent().filter(|it| !it.as_os_str().is_empty()).unwrap_or(Path::new(".")))
    }

    /// Whether the two are surely the same.
    pub fn is(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::File(one), Self::File(other)) => is_same(one, other),
            (Self::Server(one), Self::Server(other)) => one.as_str() == other.as_str(),
            _ => false,
        }
    }
}

/// Whether two paths lead to the same.
pub fn is_same(one: &Path, other: &Path) -> bool {
    let whole = |path: &Path| path.canonicalize().or_else(|_| std::path::absolute(path));
    matches!((whole(one), whole(other)), (Ok(one), Ok(other)) if one == other)
}

impl fmt::Display for Place {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let url = match self {
            Self::File(file) => return write!(f, "sqlite:{}", file.display()),
            Self::Server(url) => Url::parse(url.as_str()).ok(),
        };
        let host = url.as_ref().and_then(Url::host_str).filter(|host| !host.is_empty());
        let (Some(url), Some(host)) = (&url, host) else { return f.write_str("the PostgreSQL") };
        write!(f, "postgres://{host}")?;
        if let Some(port) = url.port() {
            write!(f, ":{port}")?;
        }
        f.write_str(url.path())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn place(text: &str) -> Result<Place, MoveError> {
        Place::of("--to", &text.parse().unwrap_or_else(|never| match never {}))
    }

    #[test]
    fn a_place_is_told_without_its_password() {
        for (given, told) in [
            (
                "postgres://ana:hush@db.example:5433/cases?sslmode=require&password=hush",
                "postgres://db.example:5433/cases",
            ),
            ("postgresql://db.example/cases", "postgres://db.example/cases"),
            ("postgres:///cases?host=/run/postgresql&password=hush", "the PostgreSQL"),
            ("sqlite:/no/such/folder", "sqlite:/no/such/folder/caseport.db"),
            ("sqlite:/no/such/folder/cases.db", "sqlite:/no/such/folder/cases.db"),
        ] {
            let place = place(given).unwrap();
            assert_eq!(place.to_string(), told);
            assert!(!format!("{place:?}").contains("hush"));
        }
        for given in ["mysql://ana:hush@db.example/cases", "/var/lib/caseport", "sqlite:", ""] {
            let said = place(given).unwrap_err().to_string();
            assert!(said.starts_with("--to must be ") && !said.contains("hush"), "{said}");
        }
    }
}
