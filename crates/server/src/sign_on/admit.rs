//! Whom a provider vouches for becomes somebody here: an account that there is, one that was invited or is made, or nobody;
//! with the organizations and roles that the provider's claims stand for. All in the caller's transaction.

use caseport_domain::api::SignOnFailure;
use caseport_domain::id::{OrganizationId, UserId};
use chrono::{DateTime, Utc};

use super::provider::Provider;
use super::settings::{Accounts, NoOrganization, OrganizationSettings, Unknown};
use super::verify::Verified;
use crate::random::{Random, new_id};
use crate::store::administration::invitations;
use crate::store::administration::sign_on::{self as memberships, Giver};
use crate::store::{Result, Write, sign_on};

/// Somebody who comes in.
#[derive(Debug)]
pub struct Admitted {
    /// Who.
    pub user: UserId,
    /// Whether that accepted an invitation, or several.
    pub has_accepted: bool,
}

/// Lets somebody in, or says why not. What was taken back from them stays so either way: the caller commits both.
///
/// # Errors
/// As any query.
pub async fn admit(
    write: &mut Write,
    provider: &Provider,
    verified: &Verified,
    random: &dyn Random,
    now: DateTime<Utc>,
) -> Result<std::result::Result<Admitted, SignOnFailure>> {
    let admitted = match sign_on::known(write, provider.issuer().as_str(), &verified.subject).await? {
        Some(user) => Admitted { user, has_accepted: false },
        None => match newcomer(write, provider, verified, random, now).await? {
            Ok(admitted) => admitted,
            Err(failure) => return Ok(Err(failure)),
        },
    };
    let Some(organizations) = &provider.settings.organizations else { return Ok(Ok(admitted)) };
    let named = give_and_take(write, provider, organizations, verified, &admitted.user, now).await?;
    if !named && organizations.none == NoOrganization::Refuse {
        return Ok(Err(SignOnFailure::NoOrganization));
    }
    Ok(Ok(admitted))
}

/// Somebody whom the provider has not sent before.
async fn newcomer(
    write: &mut Write,
    provider: &Provider,
    verified: &Verified,
    random: &dyn Random,
    now: DateTime<Utc>,
) -> Result<std::result::Result<Admitted, SignOnFailure>> {
    let settings = &provider.settings;
    let by_email = settings.accounts == Accounts::ByEmail;
    let Some(email) = verified.claims.verified_email(settings) else {
        let is_needed = by_email || settings.unknown != Unknown::Refuse;
        let failure =
            if is_needed { SignOnFailure::AddressNotVerified } else { SignOnFailure::UnknownPerson };
        return Ok(Err(failure));
    };
    let account = sign_on::by_email(write, email.as_str()).await?;
    let is_new = account.is_none();
    let invitations = match settings.unknown {
        Unknown::Refuse => Vec::new(),
        Unknown::Invited | Unknown::Create => invitations::to_address(write, email.as_str(), now).await?,
    };
    let user = match (account, settings.unknown) {
        (Some(user), _) if by_email => user,
        (Some(_), Unknown::Invited | Unknown::Create) => return Ok(Err(SignOnFailure::AddressTaken)),
        (Some(_), Unknown::Refuse) | (None, Unknown::Refuse) => {
            return Ok(Err(SignOnFailure::UnknownPerson));
        }
        (None, Unknown::Invited) if invitations.is_empty() => {
            return Ok(Err(SignOnFailure::UnknownPerson));
        }
        (None, Unknown::Invited | Unknown::Create) => {
            // Nobody is made who would be sent away.
            if is_sent_away(write, settings.organizations.as_ref(), verified).await? {
                return Ok(Err(SignOnFailure::NoOrganization));
            }
            let user = UserId(new_id(random)?);
            sign_on::add_user(write, &user, &verified.claims.name(&email), email.as_str(), now).await?;
            user
        }
    };
    if !sign_on::link(write, provider.issuer().as_str(), &verified.subject, &user, now).await? {
        // The address is somebody's whom the provider knows by another id: it has passed from hand to hand.
        return Ok(Err(SignOnFailure::AddressTaken));
    }
    for invitation in &invitations {
        invitations::accept(write, invitation, &user, is_new, now).await?;
    }
    Ok(Ok(Admitted { user, has_accepted: !invitations.is_empty() }))
}

/// The organizations that somebody's claims name, each with the first role that they name for it.
fn named<'a>(organizations: &'a OrganizationSettings, verified: &Verified) -> Vec<(OrganizationId, &'a str)> {
    let values = verified.claims.values(&organizations.claim);
    let mut named: Vec<(OrganizationId, &str)> = Vec::new();
    for mapping in organizations.map.iter().filter(|it| values.contains(&it.value.as_str())) {
        let organization = OrganizationId(mapping.organization.clone());
        if named.iter().all(|(known, _)| *known != organization) {
            named.push((organization, &mapping.role));
        }
    }
    named
}

async fn is_sent_away(
    write: &mut Write,
    organizations: Option<&OrganizationSettings>,
    verified: &Verified,
) -> Result<bool> {
    let Some(organizations) = organizations.filter(|it| it.none == NoOrganization::Refuse) else {
        return Ok(false);
    };
    for (organization, role) in named(organizations, verified) {
        if memberships::role(write, &organization, role).await?.is_some() {
            return Ok(false);
        }
    }
    Ok(true)
}

/// Gives what the claims name, and takes back what they named before; whether they name anything.
async fn give_and_take(
    write: &mut Write,
    provider: &Provider,
    organizations: &OrganizationSettings,
    verified: &Verified,
    user: &UserId,
    now: DateTime<Utc>,
) -> Result<bool> {
    let settings = &provider.settings;
    let giver = Giver { label: &settings.label, issuer: provider.issuer().as_str() };
    let mut given = Vec::new();
    for (organization, name) in named(organizations, verified) {
        let Some(role) = memberships::role(write, &organization, name).await? else {
            tracing::error!(provider = settings.id, %organization, role = name, "single sign-on is to give a role that is not there any more");
            continue;
        };
        match memberships::give(write, &giver, &organization, user, &role, now).await? {
            Ok(()) => {}
            Err(reason) => {
                tracing::warn!(provider = settings.id, %organization, role = name, reason = reason.message, "a role stays as it is");
            }
        }
        given.push(organization);
    }
    if let Err(reason) = memberships::take_back(write, &giver, user, &given, now).await? {
        tracing::warn!(
            provider = settings.id,
            reason = reason.message,
            "a membership stays, though the provider does not name it any more"
        );
    }
    Ok(!given.is_empty())
}
