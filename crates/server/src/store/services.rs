//! The vendor's own systems, by the hash of their token.

use crate::store::sql;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};

use super::row::{Row, get, time, time_opt};
use super::{Conn, Result, Write};

/// What a token opens.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum TokenScope {
    /// Replies, statuses and escalations.
    Cases,
    /// Reports of false detections, and verdicts.
    Detections,
}

impl TokenScope {
    /// All there are.
    pub const ALL: [Self; 2] = [Self::Cases, Self::Detections];

    /// Its name.
    pub fn code(self) -> &'static str {
        match self {
            Self::Cases => "cases",
            Self::Detections => "detections",
        }
    }
}

/// A service that has shown its token: the proof that the vendor's side speaks.
#[derive(Clone, Debug)]
pub struct Service {
    id: String,
    name: String,
    scopes: Vec<TokenScope>,
    last_used_at: Option<DateTime<Utc>>,
}

impl Service {
    /// Its id, the token's.
    pub fn id(&self) -> &str {
        &self.id
    }

    /// In whose name it speaks where nobody else is named.
    pub fn name(&self) -> &str {
        &self.name
    }

    /// Whether its token opens that.
    pub fn opens(&self, scope: TokenScope) -> bool {
        self.scopes.contains(&scope)
    }

    /// When it was seen last before now, to within a few minutes.
    pub fn last_used_at(&self) -> Option<DateTime<Utc>> {
        self.last_used_at
    }
}

/// A token as an administrator sees it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListedToken {
    /// Its id.
    pub id: String,
    /// Its service.
    pub name: String,
    /// What it opens.
    pub scopes: Vec<TokenScope>,
    /// When it was made.
    pub created_at: DateTime<Utc>,
    /// When it was used last, to within a few minutes.
    pub last_used_at: Option<DateTime<Utc>>,
    /// When it was revoked.
    pub revoked_at: Option<DateTime<Utc>>,
}

/// The service with that token hash; none where the token is unknown or was revoked.
///
/// # Errors
/// As any query.
pub async fn find(conn: &mut Conn, token_hash: &str) -> Result<Option<Service>> {
    let row = sql::query(
        "SELECT id, name, scopes, last_used_at FROM service_tokens WHERE token_hash = $1 AND revoked_at IS NULL",
    )
    .bind(token_hash)
    .fetch_optional(conn)
    .await?;
    row.map(|row| {
        Ok(Service {
            id: get(&row, "id")?,
            name: get(&row, "name")?,
            scopes: serde_json::from_str(get(&row, "scopes")?)?,
            last_used_at: time_opt(&row, "last_used_at")?,
        })
    })
    .transpose()
}

/// Notes that the service was here.
///
/// # Errors
/// As any query.
pub async fn seen(write: &mut Write, service: &Service, now: DateTime<Utc>) -> Result<()> {
    sql::query("UPDATE service_tokens SET last_used_at = $2 WHERE id = $1")
        .bind(&service.id)
        .bind(now.timestamp_micros())
        .execute(write)
        .await?;
    Ok(())
}

/// Keeps a new token's hash.
///
/// # Errors
/// As any query.
pub async fn add(
    write: &mut Write,
    id: &str,
    name: &str,
    scopes: &[TokenScope],
    token_hash: &str,
    now: DateTime<Utc>,
) -> Result<()> {
    sql::query(
        "INSERT INTO service_tokens (id, name, scopes, token_hash, created_at) VALUES ($1, $2, $3, $4, $5)",
    )
    .bind(id)
    .bind(name)
    .bind(serde_json::to_string(scopes)?)
    .bind(token_hash)
    .bind(now.timestamp_micros())
    .execute(write)
    .await?;
    Ok(())
}

/// Revokes a token, for good; false where there is none of that id in force.
///
/// # Errors
/// As any query.
pub async fn revoke(write: &mut Write, id: &str, now: DateTime<Utc>) -> Result<bool> {
    let done = sql::query("UPDATE service_tokens SET revoked_at = $2 WHERE id = $1 AND revoked_at IS NULL")
        .bind(id)
        .bind(now.timestamp_micros())
        .execute(write)
        .await?;
    Ok(done.rows_affected() > 0)
}

/// Every token, the oldest first.
///
/// # Errors
/// As any query.
pub async fn list(conn: &mut Conn) -> Result<Vec<ListedToken>> {
    let rows = sql::query(
        "SELECT id, name, scopes, created_at, last_used_at, revoked_at FROM service_tokens ORDER BY created_at, id",
    )
    .fetch_all(conn)
    .await?;
    let listed = |row: &Row| {
        Ok(ListedToken {
            id: get(row, "id")?,
            name: get(row, "name")?,
            scopes: serde_json::from_str(get(row, "scopes")?)?,
            created_at: time(row, "created_at")?,
            last_used_at: time_opt(row, "last_used_at")?,
            revoked_at: time_opt(row, "revoked_at")?,
        })
    };
    rows.iter().map(listed).collect()
}
