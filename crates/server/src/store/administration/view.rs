//! What a member sees: for those who manage roles. Numbers, and nothing of any case.

use std::collections::BTreeMap;

use caseport_domain::Code as _;
use caseport_domain::api::{MemberView, OrganizationEventKind};
use caseport_domain::policy::Scope;
use chrono::{DateTime, Utc};

use super::StoredMember;
use super::actor::{Permit, ViewAs};
use super::events::{self, NewEvent};
use crate::store::cases::counts;
use crate::store::reader::Reader;
use crate::store::{Error, Result, Write};

/// The facts about a member, and how many cases their tabs hold; noted in Event History.
///
/// # Errors
/// As any query.
pub async fn of_member(
    write: &mut Write,
    permit: &Permit<ViewAs>,
    member: &StoredMember,
    now: DateTime<Utc>,
) -> Result<MemberView> {
    let user = &member.person.id;
    let reader = Reader::load(write, user).await?;
    let access = reader.access(permit.organization()).cloned();
    let access = access.ok_or_else(|| Error::Corrupt(format!("{user} vanished within a transaction")))?;
    let mut by_tab = BTreeMap::new();
    for scope in Scope::of_place(&access, user) {
        by_tab.insert(scope.tab().code().to_owned(), counts::of_tab(write, &scope).await?);
    }
    let event = NewEvent { subject: Some(member.named()), ..NewEvent::new(OrganizationEventKind::ViewedAs) };
    events::record(write, permit, event, now).await?;
    Ok(MemberView { user: member.person.clone(), access, counts: by_tab })
}
