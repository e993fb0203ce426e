//! Who asks: the person and their standing in every organization that they belong to, as it is at this moment.

use caseport_domain::Access;
use caseport_domain::id::{OrganizationId, UserId};
use caseport_domain::policy::Scope;

use super::{Conn, Result, access};

/// A person with the facts that every rule about them reads.
#[derive(Clone, Debug)]
pub struct Reader {
    user: UserId,
    accesses: Vec<Access>,
}

impl Reader {
    /// Reads the facts. Inside a write transaction they cannot change before it is over.
    ///
    /// # Errors
    /// As any query.
    pub async fn load(conn: &mut Conn, user: &UserId) -> Result<Self> {
        let accesses = access::of_user(conn, user).await?;
        Ok(Self { user: user.clone(), accesses })
    }

    /// The person.
    pub fn user(&self) -> &UserId {
        &self.user
    }

    /// Their standing in each organization.
    pub fn accesses(&self) -> &[Access] {
        &self.accesses
    }

    /// Their standing in one organization; none where they do not belong to it.
    pub fn access(&self, organization: &OrganizationId) -> Option<&Access> {
        self.accesses.iter().find(|it| it.organization.as_ref().is_some_and(|it| it.id == *organization))
    }

    /// Everything that they may read.
    pub fn scopes(&self) -> Vec<Scope> {
        Scope::of_reader(&self.user, &self.accesses)
    }
}
