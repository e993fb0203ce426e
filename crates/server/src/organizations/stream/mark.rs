//! An event's id: how far its reader has come in the journal of which database, and with which rights. Opaque outside.

use std::fmt;

use caseport_domain::{Access, Grantors};
use sha2::{Digest as _, Sha256};

use crate::random::hex;
use crate::store::{Conn, Result, journal};

/// How far a reader has come.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Mark {
    /// The journal's name.
    pub journal: String,
    /// A place in it.
    pub seq: i64,
    /// A digest of what the reader was told to be allowed.
    pub rights: String,
}

impl Mark {
    /// The latest place.
    ///
    /// # Errors
    /// As any query.
    pub async fn now(read: &mut Conn, access: &Access) -> Result<Self> {
        let (_, seq) = journal::range(read).await?;
        Ok(Self { journal: journal::name(read).await?, seq, rights: rights(access)? })
    }

    /// An id that came back, where it can be one.
    pub fn parse(id: &str) -> Option<Self> {
        let mut parts = id.split('-');
        let (journal, seq, rights) = (parts.next()?, parts.next()?, parts.next()?);
        let seq = seq.parse().ok().filter(|seq| *seq >= 0)?;
        parts.next().is_none().then(|| Self { journal: journal.to_owned(), seq, rights: rights.to_owned() })
    }
}

impl fmt::Display for Mark {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}-{}-{}", self.journal, self.seq, self.rights)
    }
}

/// A digest of all that decides what somebody may do. The revision counts what others may, and who could grant more
/// changes nothing.
///
/// # Errors
/// JSON.
pub fn rights(access: &Access) -> Result<String> {
    let facts = Access { revision: 0, grantors: Grantors::default(), ..access.clone() };
    Ok(hex(&Sha256::digest(serde_json::to_vec(&facts)?)[..6]))
}

#[cfg(test)]
mod tests {
    use super::Mark;

    #[test]
    fn what_is_no_id_is_none() {
        let mark = Mark { journal: "a1".to_owned(), seq: 42, rights: "b2".to_owned() };
        assert_eq!(mark.to_string(), "a1-42-b2");
        assert_eq!(Mark::parse("a1-42-b2"), Some(mark));
        for none in ["", "42", "a1-42", "a1--1-b2", "a1-x-b2", "a1-42-b2-c3", "a1-99999999999999999999-b2"] {
            assert_eq!(Mark::parse(none), None, "{none}");
        }
    }
}
