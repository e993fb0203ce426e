//! How often an article made a case unnecessary: whoever pressed "This solved it", and when.

use crate::store::sql;
use caseport_domain::id::UserId;
use chrono::{DateTime, Utc};

use crate::store::row::unsigned;
use crate::store::{Result, Write};

/// Notes that the article solved it for somebody; how often it did in all.
///
/// # Errors
/// As any query.
pub async fn note(write: &mut Write, article: &str, user: &UserId, now: DateTime<Utc>) -> Result<u64> {
    sql::query("INSERT INTO solved_suggestions (article_id, user_id, at) VALUES ($1, $2, $3)")
        .bind(article)
        .bind(user.as_str())
        .bind(now.timestamp_micros())
        .execute(write)
        .await?;
    let row = sql::query("SELECT COUNT(*) AS n FROM solved_suggestions WHERE article_id = $1")
        .bind(article)
        .fetch_one(write)
        .await?;
    unsigned(&row, "n")
}
