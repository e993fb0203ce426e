//! Reading Event History: the latest first, narrowed by what happened, who did it, to whom, and when.

use crate::store::sql;
use caseport_domain::api::{EventPerson, OrganizationEvent, OrganizationEventKind, Page};
use caseport_domain::id::{OrganizationId, UserId};
use caseport_domain::{Code as _, Known};
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait as _, Order, Query, SelectStatement};
use serde::{Deserialize, Serialize};
use sqlx::AssertSqlSafe;

use super::actor::{Permit, SeeEvents};
use crate::store::fold::fold;
use crate::store::page_end::PageEnd;
use crate::store::row::{Row, get, time, unsigned};
use crate::store::{Conn, Result, dialect};

/// Entries that are counted; of more it is said that there are more.
const COUNTED: u64 = 10_000;

/// What the list is narrowed to.
#[derive(Clone, Debug, Default)]
pub struct EventFilter {
    /// What happened; empty for anything.
    pub kinds: Vec<OrganizationEventKind>,
    /// Who did it.
    pub actor: Option<UserId>,
    /// To whom.
    pub user: Option<UserId>,
    /// What is searched for: words of names, addresses, roles, values and reasons.
    pub search: String,
    /// Not before.
    pub from: Option<DateTime<Utc>>,
    /// Not after.
    pub to: Option<DateTime<Utc>>,
}

/// Behind which entry a page begins.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ByTime {
    /// When it happened, in microseconds.
    #[serde(rename = "t")]
    pub at: i64,
    /// Which of those at the same time.
    #[serde(rename = "s")]
    pub seq: i64,
}

/// Which page of it.
#[derive(Clone, Debug)]
pub struct EventsQuery {
    /// What it is narrowed to.
    pub filter: EventFilter,
    /// Behind which entry; the first page without.
    pub after: Option<PageEnd<ByTime>>,
    /// Entries of the page, at most.
    pub limit: u32,
    /// The digest of the list that cursors are bound to.
    pub list: String,
}

/// A page of the organization's Event History.
///
/// # Errors
/// As any query.
pub async fn page(
    conn: &mut Conn,
    permit: &Permit<SeeEvents>,
    query: &EventsQuery,
) -> Result<Page<OrganizationEvent>> {
    let after = query.after.as_ref().map(|end| end.key);
    let mut rows =
        rows(conn, permit.organization(), &query.filter, after, query.limit.saturating_add(1)).await?;
    let next_cursor = PageEnd::cut(&mut rows, query.limit, &query.list, |(key, _)| *key);
    let counted = total(conn, permit.organization(), &query.filter, Some(COUNTED + 1)).await?;
    Ok(Page {
        items: rows.into_iter().map(|(_, event)| event).collect(),
        next_cursor,
        total: Ord::min(counted, COUNTED),
        total_at_least: counted > COUNTED,
        as_of: None,
    })
}

/// All of it, a batch after the other, in one snapshot.
#[derive(Debug)]
pub struct WholeHistory {
    organization: OrganizationId,
    filter: EventFilter,
    after: Option<ByTime>,
}

impl WholeHistory {
    /// The entries that a filter leaves.
    pub fn of(permit: &Permit<SeeEvents>, filter: EventFilter) -> Self {
        Self { organization: permit.organization().clone(), filter, after: None }
    }

    /// How many there are, counted to the end.
    ///
    /// # Errors
    /// As any query.
    pub async fn total(&self, conn: &mut Conn) -> Result<u64> {
        total(conn, &self.organization, &self.filter, None).await
    }

    /// The next entries; none at the end.
    ///
    /// # Errors
    /// As any query.
    pub async fn next(&mut self, conn: &mut Conn, limit: u32) -> Result<Vec<OrganizationEvent>> {
        let rows = rows(conn, &self.organization, &self.filter, self.after, limit).await?;
        self.after = rows.last().map(|(key, _)| *key).or(self.after);
        Ok(rows.into_iter().map(|(_, event)| event).collect())
    }
}

async fn rows(
    conn: &mut Conn,
    organization: &OrganizationId,
    filter: &EventFilter,
    after: Option<ByTime>,
    limit: u32,
) -> Result<Vec<(ByTime, OrganizationEvent)>> {
    let mut select = narrowed(organization, filter);
    select
        .columns([
            "seq",
            "at",
            "kind",
            "by_id",
            "by_name",
            "by_email",
            "subject_id",
            "subject_name",
            "subject_email",
            "role",
            "changes",
            "attempted",
            "reason",
        ])
        .order_by("at", Order::Desc)
        .order_by("seq", Order::Desc)
        .limit(limit.into());
    if let Some(after) = after {
        let here = Expr::tuple([Expr::col("at"), Expr::col("seq")]);
        select.and_where(here.lt(Expr::tuple([Expr::val(after.at), Expr::val(after.seq)])));
    }
    let (sql, values) = dialect::build(&select);
    let rows = sql::query_with(AssertSqlSafe(sql), values).fetch_all(conn).await?;
    rows.iter().map(|row| Ok((ByTime { at: get(row, "at")?, seq: get(row, "seq")? }, event(row)?))).collect()
}

async fn total(
    conn: &mut Conn,
    organization: &OrganizationId,
    filter: &EventFilter,
    at_most: Option<u64>,
) -> Result<u64> {
    let mut found = narrowed(organization, filter);
    found.expr_as(Expr::val(1), "one");
    if let Some(at_most) = at_most {
        found.limit(at_most);
    }
    let mut select = Query::select();
    select.expr_as(Expr::cust("COUNT(*)"), "n").from_subquery(found, "found");
    let (sql, values) = dialect::build(&select);
    let row = sql::query_with(AssertSqlSafe(sql), values).fetch_one(conn).await?;
    unsigned(&row, "n")
}

fn narrowed(organization: &OrganizationId, filter: &EventFilter) -> SelectStatement {
    let mut select = Query::select();
    select.from("organization_events").and_where(Expr::col("organization_id").eq(organization.as_str()));
    if !filter.kinds.is_empty() {
        select.and_where(Expr::col("kind").is_in(filter.kinds.iter().map(|it| it.code())));
    }
    if let Some(actor) = &filter.actor {
        select.and_where(Expr::col("by_id").eq(actor.as_str()));
    }
    if let Some(user) = &filter.user {
        select.and_where(Expr::col("subject_id").eq(user.as_str()));
    }
    if let Some(from) = filter.from {
        select.and_where(Expr::col("at").gte(from.timestamp_micros()));
    }
    if let Some(to) = filter.to {
        select.and_where(Expr::col("at").lte(to.timestamp_micros()));
    }
    for word in fold(&filter.search).split_whitespace() {
        select.and_where(dialect::holds(Expr::col("search_key"), word));
    }
    select
}

fn event(row: &Row) -> Result<OrganizationEvent> {
    let known = |code: &str| {
        OrganizationEventKind::parse(code).map_or_else(|| Known::Other(code.to_owned()), Known::Value)
    };
    let subject = get::<Option<String>>(row, "subject_email")?.map(|email| {
        let id = get::<Option<String>>(row, "subject_id")?.map(UserId);
        Ok::<_, crate::store::Error>(EventPerson { id, name: get(row, "subject_name")?, email })
    });
    let changes = get::<Option<&str>>(row, "changes")?.map(serde_json::from_str).transpose()?;
    Ok(OrganizationEvent {
        id: get::<i64>(row, "seq")?.to_string(),
        at: time(row, "at")?,
        kind: known(get(row, "kind")?),
        by: EventPerson {
            // Single sign-on is nobody of the portal's.
            id: Some(UserId(get(row, "by_id")?)).filter(|id| !id.as_str().is_empty()),
            name: get(row, "by_name")?,
            email: get(row, "by_email")?,
        },
        subject: subject.transpose()?,
        role: get(row, "role")?,
        changes: changes.unwrap_or_default(),
        attempted: get::<Option<&str>>(row, "attempted")?.map(known),
        reason: get(row, "reason")?,
    })
}
