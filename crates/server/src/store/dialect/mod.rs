//! Everything that is SQLite's and would be different on PostgreSQL, by name. Nothing else in the store may depend on
//! which database it is. The knowledge base's full-text index is in [`article_index`], that of the lists in
//! [`case_index`]; the triggers that keep counters and indexes are in the migrations.

pub mod article_index;
pub mod case_index;

use sea_query::{Condition, Expr, ExprTrait as _, Func, Query, SelectStatement, SqliteQueryBuilder};
use sea_query_sqlx::{SqlxBinder as _, SqlxValues};
use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// Begins a transaction that will write: the lock is taken at once, not at the first write, where it could fail.
pub const BEGIN_WRITE: &str = "BEGIN IMMEDIATE";

/// Lets the planner know how the rows are spread, after many came at once.
pub const REFRESH_STATISTICS: &str = "ANALYZE";
/// The same out of a sample, which takes no time: an index of which nothing is known, beside others of which much is,
/// looks far better than it is.
pub const SAMPLE_STATISTICS: &str = "PRAGMA analysis_limit = 400; ANALYZE; PRAGMA analysis_limit = 0";
/// A number that is another one after every change of tables and indexes.
pub const SCHEMA: &str = "SELECT schema_version AS version FROM pragma_schema_version";

/// Keeps the indexes of very many rows in memory while they are written; and goes back to what the store opens with.
pub const ROOM_FOR_MANY: &str = "PRAGMA cache_size = -512000";
/// See [`ROOM_FOR_MANY`].
pub const ROOM_FOR_FEW: &str = "PRAGMA cache_size = -16000";

/// The migrations, embedded.
pub fn migrator() -> Migrator {
    let migration = |version, name: &'static str, sql: &'static str| {
        Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
    };
    Migrator::with_migrations(vec![
        migration(1, "initial", include_str!("../../../migrations/0001_initial.sql")),
        migration(
            2,
            "customer cases by submitter",
            include_str!("../../../migrations/0002_customer_cases_by_submitter.sql"),
        ),
        migration(3, "article keywords", include_str!("../../../migrations/0003_article_keywords.sql")),
        migration(4, "uploads", include_str!("../../../migrations/0004_uploads.sql")),
        migration(5, "article search", include_str!("../../../migrations/0005_article_search.sql")),
        migration(6, "case search", include_str!("../../../migrations/0006_case_search.sql")),
        migration(7, "journal", include_str!("../../../migrations/0007_journal.sql")),
        migration(8, "case lists", include_str!("../../../migrations/0008_case_lists.sql")),
        migration(9, "false detections", include_str!("../../../migrations/0009_false_detections.sql")),
    ])
}

/// A built query as text and values.
pub fn build(select: &SelectStatement) -> (String, SqlxValues) {
    select.build_sqlx(SqliteQueryBuilder)
}

/// Whether `column` holds `text` anywhere, character for character (PostgreSQL: `strpos`).
pub fn holds(column: Expr, text: &str) -> Expr {
    Expr::from(Func::cust("instr").arg(column).arg(Expr::val(text))).gt(Expr::Constant(0_i64.into()))
}

/// The same value, which no index is used for: where the order is to come from an index, the planner shall not be
/// tempted by another one.
pub fn unindexed(value: Expr) -> Expr {
    Expr::cust_with_exprs("+?", [value])
}

/// Whether a column that may have no value is `text`, where no text stands for no value; an index can be used for it
/// (PostgreSQL: `IS NOT DISTINCT FROM`).
pub fn is_text_or_none(column: Expr, text: Expr) -> Expr {
    Expr::cust_with_exprs("? IS NULLIF(?, '')", [column, text])
}

/// Whether `column` is one of many numbers, bound as one value.
///
/// # Errors
/// JSON.
pub fn one_of(column: Expr, numbers: &[i64]) -> super::Result<Condition> {
    let json = serde_json::to_string(numbers)?;
    let values = Query::select()
        .expr(Expr::cust("value"))
        .from_function(Func::cust("json_each").arg(Expr::val(json)), "numbers")
        .take();
    Ok(Condition::all().add(column.in_subquery(values)))
}
