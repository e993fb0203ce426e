//! Everything that is SQLite's and would be different on PostgreSQL, by name. Nothing else in the store may depend on
//! which database it is. The full-text index is in [`article_index`].

pub mod article_index;

use sea_query::{Expr, ExprTrait as _, LikeExpr, SelectStatement, SqliteQueryBuilder};
use sea_query_sqlx::{SqlxBinder as _, SqlxValues};
use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// Begins a transaction that will write: the lock is taken at once, not at the first write, where it could fail.
pub const BEGIN_WRITE: &str = "BEGIN IMMEDIATE";

/// Lets the planner know how the rows are spread, after many came at once.
pub const REFRESH_STATISTICS: &str = "ANALYZE";

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
    ])
}

/// A built query as text and values.
pub fn build(select: &SelectStatement) -> (String, SqlxValues) {
    select.build_sqlx(SqliteQueryBuilder)
}

/// Whether `column` holds `text` anywhere, regardless of case (SQLite's LIKE folds ASCII; PostgreSQL has ILIKE).
pub fn contains(column: Expr, text: &str) -> Expr {
    column.like(LikeExpr::new(format!("%{}%", escape_like(text))).escape(ESCAPE))
}

/// Whether `column`, written as text, begins with `text`.
pub fn begins_with(column: Expr, text: &str) -> Expr {
    column.cast_as("TEXT").like(LikeExpr::new(format!("{}%", escape_like(text))).escape(ESCAPE))
}

const ESCAPE: char = '!';

fn escape_like(text: &str) -> String {
    text.chars()
        .flat_map(|c| matches!(c, '%' | '_' | ESCAPE).then_some(ESCAPE).into_iter().chain([c]))
        .collect()
}
