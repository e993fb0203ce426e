//! Everything that is different on the two databases, by name. Nothing else in the store may depend on which it is. The
//! knowledge base's full-text index is in [`article_index`], that of the lists in [`case_index`]; the triggers that keep
//! counters and indexes are in the migrations, and so are a few functions by which PostgreSQL understands what is
//! written for SQLite (`instr`, `json_each`, `+` before a text).

pub mod article_index;
pub mod bulk;
pub mod case_index;
pub mod migrations;
pub mod numbering;
pub mod schema;

use sea_query::{Condition, Expr, ExprTrait as _, Func, PostgresQueryBuilder, Query, SelectStatement};
use sea_query_sqlx::{SqlxBinder as _, SqlxValues};

use super::{Kind, Result, Write, sql};

/// Lets the planner know how the rows are spread, after many came at once.
pub const REFRESH_STATISTICS: &str = "ANALYZE";
/// The same out of a sample, which takes no time: an index of which nothing is known, beside others of which much is,
/// looks far better than it is.
pub const SAMPLE_STATISTICS: &str = "PRAGMA analysis_limit = 400; ANALYZE; PRAGMA analysis_limit = 0";

/// How much of the indexes is kept in memory while rows are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Room {
    /// What the store opens with.
    ForFew,
    /// For very many rows at once.
    ForMany,
}

/// Makes room for what will be written; PostgreSQL's is set by whoever operates it.
///
/// # Errors
/// As any query.
pub async fn make_room(write: &mut Write, room: Room) -> Result<()> {
    if write.kind() == Kind::Sqlite {
        let sql = match room {
            Room::ForFew => "PRAGMA cache_size = -16000",
            Room::ForMany => "PRAGMA cache_size = -512000",
        };
        sql::query(sql).execute(write).await?;
    }
    Ok(())
}

/// Lets the planner know how the rows are spread, out of a sample, within a transaction.
///
/// # Errors
/// As any query.
pub async fn sample_statistics(write: &mut Write) -> Result<()> {
    let statements: &[&str] = match write.kind() {
        Kind::Sqlite => &["PRAGMA analysis_limit = 400", REFRESH_STATISTICS, "PRAGMA analysis_limit = 0"],
        Kind::Postgres => &[REFRESH_STATISTICS],
    };
    for statement in statements {
        sql::query(*statement).fetch_all(write).await?;
    }
    Ok(())
}

/// A built query as text and values.
pub fn build(select: &SelectStatement) -> (String, SqlxValues) {
    select.build_sqlx(PostgresQueryBuilder)
}

/// Whether `column` holds `text` anywhere, character for character.
pub fn holds(column: Expr, text: &str) -> Expr {
    Expr::from(Func::cust("instr").arg(column).arg(Expr::val(text))).gt(Expr::Constant(0_i64.into()))
}

/// The same value, which no index is used for: where the order is to come from an index, the planner shall not be
/// tempted by another one.
pub fn unindexed(value: Expr) -> Expr {
    Expr::cust_with_exprs("+$1", [value])
}

/// The same condition, of which the planner does not guess how few rows it leaves: it takes each part to be rare, and all
/// together to be so rare that sorting what is left would be cheaper than walking along an index.
pub fn unguessed(condition: Condition) -> Expr {
    Expr::case(condition, true).finally(false).into()
}

/// Whether a column that may have no value is `text`, where no text stands for no value.
pub fn is_text_or_none(column: Expr, text: Expr) -> Expr {
    Expr::cust_with_exprs("$1 IS NOT DISTINCT FROM NULLIF($2, '')", [column, text])
}

/// Whether an SQL text holds every word of the JSON array that is bound to a parameter; for hand-written queries.
pub fn holds_all(text: &str, parameter: &str) -> String {
    format!("NOT EXISTS (SELECT 1 FROM json_each({parameter}) word WHERE instr({text}, word.value) = 0)")
}

/// Whether an SQL text is in the JSON array that is bound to a parameter, or the array is empty; for hand-written queries.
pub fn is_in_or_none(text: &str, parameter: &str) -> String {
    format!("({parameter} = '[]' OR {text} IN (SELECT value FROM json_each({parameter})))")
}

/// Whether `column` is one of many numbers, bound as one value.
///
/// # Errors
/// JSON.
pub fn one_of(column: Expr, numbers: &[i64]) -> Result<Condition> {
    let json = serde_json::to_string(numbers)?;
    let values = Query::select()
        .expr(Expr::cust("CAST(value AS BIGINT)"))
        .from_function(Func::cust("json_each").arg(Expr::val(json)), "numbers")
        .take();
    Ok(Condition::all().add(column.in_subquery(values)))
}
