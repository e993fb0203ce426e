//! A case that a reader can see, with the facts that the rules read. What is not visible is not found, exactly like
//! what does not exist: there is one query for both.

use crate::store::sql;
use caseport_domain::decision::Reason;
use caseport_domain::id::{CaseNumber, OrganizationId, UserId};
use caseport_domain::policy::{self, CaseActions, CommentFacts, Relation, Standing};
use caseport_domain::{CaseFacts, Decision};
use chrono::{DateTime, Utc};
use sea_query::{Expr, ExprTrait as _, Query};
use sqlx::AssertSqlSafe;

use super::permit::{Allowed, CaseAction};
use crate::store::reader::Reader;
use crate::store::row::{Row, code, get, time_opt};
use crate::store::scope::{any_scope, case_column};
use crate::store::{Conn, Error, Result, dialect};

/// The columns that [`facts`] reads; of `cases`.
pub(super) const FACTS: [&str; 7] =
    ["kind", "organization_id", "filed_from", "submitter_id", "status", "closed_at", "rated_at"];

/// Whether an escalation of the case is in force.
pub(super) fn escalated() -> Expr {
    Expr::exists(
        Query::select()
            .expr(Expr::val(1))
            .from("escalations")
            .and_where(Expr::col(("escalations", "case_number")).equals(("cases", "number")))
            .and_where(Expr::col(("escalations", "state")).ne("withdrawn"))
            .take(),
    )
}

/// The facts of a row with the columns [`FACTS`] and `escalated`.
pub(super) fn facts(row: &Row) -> Result<CaseFacts> {
    Ok(CaseFacts {
        kind: code(row, "kind")?,
        organization: get::<Option<String>>(row, "organization_id")?.map(OrganizationId),
        filed_from: get::<Option<String>>(row, "filed_from")?.map(OrganizationId),
        submitter: UserId(get(row, "submitter_id")?),
        status: code(row, "status")?,
        closed_at: time_opt(row, "closed_at")?,
        escalated: get(row, "escalated")?,
        rated: get::<Option<i64>>(row, "rated_at")?.is_some(),
    })
}

/// A case and the reader who can see it.
#[derive(Clone, Debug)]
pub struct VisibleCase {
    number: CaseNumber,
    facts: CaseFacts,
    reader: Reader,
}

impl VisibleCase {
    /// The case, where the person can see it at this moment.
    ///
    /// # Errors
    /// As any query.
    pub async fn of(conn: &mut Conn, user: &UserId, number: CaseNumber) -> Result<Option<Self>> {
        let reader = Reader::load(conn, user).await?;
        Self::find(conn, reader, number).await
    }

    /// The case, where the reader has any scope that holds it.
    ///
    /// # Errors
    /// As any query.
    pub async fn find(conn: &mut Conn, reader: Reader, number: CaseNumber) -> Result<Option<Self>> {
        let (sql, values) = dialect::build(
            Query::select()
                .columns(FACTS.map(|column| ("cases", column)))
                .expr_as(escalated(), "escalated")
                .from("cases")
                .and_where(case_column("number").eq(i64::from(number.value())))
                .cond_where(any_scope(&reader.scopes())),
        );
        let row = sql::query_with(AssertSqlSafe(sql), values).fetch_optional(conn).await?;
        row.map(|row| Ok(Self { number, facts: facts(&row)?, reader })).transpose()
    }

    /// The same case after a change in the same transaction.
    ///
    /// # Errors
    /// As any query; the case cannot have gone.
    pub async fn again(self, conn: &mut Conn) -> Result<Self> {
        let number = self.number;
        let found = Self::find(conn, self.reader, number).await?;
        found.ok_or_else(|| Error::Corrupt(format!("case {number} vanished within a transaction")))
    }

    /// Its number.
    pub fn number(&self) -> CaseNumber {
        self.number
    }

    /// Who reads it.
    pub fn reader(&self) -> &Reader {
        &self.reader
    }

    /// What the rules say about every action.
    pub fn actions(&self, now: DateTime<Utc>) -> CaseActions {
        policy::actions(&self.standings(), &self.facts, now)
    }

    /// What the reader is to the case; the first where they are several things.
    ///
    /// # Errors
    /// SQL and rules disagree about who sees what.
    pub fn relation(&self) -> Result<Relation> {
        let first = self.standings().first().map(|standing| standing.relation);
        first.ok_or_else(|| Error::Corrupt(format!("case {} was found, but is in no scope", self.number)))
    }

    /// The facts.
    pub fn facts(&self) -> &CaseFacts {
        &self.facts
    }

    /// The proof that the reader may do `A` now.
    ///
    /// # Errors
    /// Why not.
    pub fn allow<A: CaseAction>(&self, now: DateTime<Utc>) -> std::result::Result<Allowed<A>, Reason> {
        match policy::action(A::ACTION, &self.standings(), &self.facts, now) {
            Decision::Allowed => Ok(Allowed::new(self.number, self.reader.user().clone())),
            Decision::Denied(reason) => Err(reason),
        }
    }

    /// What the rules say about changing a comment of the case.
    pub(super) fn change_comment(&self, comment: &CommentFacts, now: DateTime<Utc>) -> Decision {
        policy::change_comment(self.reader.user(), comment, &self.standings(), &self.facts, now)
    }

    fn standings(&self) -> Vec<Standing<'_>> {
        policy::standings(self.reader.user(), self.reader.accesses(), &self.facts)
    }
}
