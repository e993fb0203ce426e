//! What tables, references, triggers and indexes there are, as each database itself tells it: whoever goes through all of
//! them, such as a move, needs no change with a new migration.

use super::super::row::get;
use super::super::{Conn, Kind, Result, sql};

/// Tables that only PostgreSQL has: an index of what is in other tables, and who is at work at this moment. The embedded
/// database has virtual tables in place of the first.
const OWN: [&str; 2] = ["article_rows", "turns"];
/// Which migrations were applied.
pub const MIGRATIONS: &str = "_sqlx_migrations";

/// A column of a table.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ColumnOf {
    /// The table.
    pub table: String,
    /// Its name.
    pub name: String,
    /// Its type, as SQLite calls it.
    pub kind: String,
    /// Its place in the primary key, from 1; 0 for none.
    pub of_key: i64,
}

/// The columns of all tables that hold something of their own, but those that the database computes. Without what the
/// database and the migrator keep for themselves.
///
/// # Errors
/// As any query.
pub async fn columns(conn: &mut Conn) -> Result<Vec<ColumnOf>> {
    let sql = match conn.kind() {
        Kind::Sqlite => {
            "SELECT t.name AS \"table\", c.name AS \"column\", c.type AS type, c.pk AS of_key
             FROM pragma_table_list t, pragma_table_xinfo(t.name) c
             WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT GLOB 'sqlite_*' AND c.hidden = 0
             ORDER BY t.name, c.name"
        }
        Kind::Postgres => {
            "SELECT t.relname::text AS \"table\", c.attname::text AS \"column\",
                 CASE format_type(c.atttypid, NULL) WHEN 'bigint' THEN 'INTEGER' WHEN 'text' THEN 'TEXT'
                     ELSE format_type(c.atttypid, NULL) END AS type,
                 COALESCE((SELECT place FROM unnest(i.indkey) WITH ORDINALITY AS key (attnum, place)
                     WHERE key.attnum = c.attnum), 0) AS of_key
             FROM pg_class t
             JOIN pg_attribute c ON c.attrelid = t.oid AND c.attnum > 0 AND NOT c.attisdropped AND c.attgenerated = ''
             LEFT JOIN pg_index i ON i.indrelid = t.oid AND i.indisprimary
             WHERE t.relkind IN ('r', 'p') AND t.relnamespace = current_schema()::regnamespace
             ORDER BY t.relname, c.attname"
        }
    };
    let rows = sql::query(sql).fetch_all(conn).await?;
    let columns = rows.iter().map(|row| {
        Ok(ColumnOf {
            table: get(row, "table")?,
            name: get(row, "column")?,
            kind: get(row, "type")?,
            of_key: get(row, "of_key")?,
        })
    });
    let columns: Vec<ColumnOf> = columns.collect::<Result<_>>()?;
    let is_own = |table: &str| table == MIGRATIONS || (conn.kind() == Kind::Postgres && OWN.contains(&table));
    Ok(columns.into_iter().filter(|column| !is_own(&column.table)).collect())
}

/// Which table refers to which: pairs of the one that does and the one that it needs.
///
/// # Errors
/// As any query.
pub async fn references(conn: &mut Conn) -> Result<Vec<(String, String)>> {
    let sql = match conn.kind() {
        Kind::Sqlite => {
            "SELECT DISTINCT t.name AS \"table\", f.\"table\" AS needed
             FROM pragma_table_list t, pragma_foreign_key_list(t.name) f WHERE t.schema = 'main' AND t.type = 'table'"
        }
        Kind::Postgres => {
            "SELECT DISTINCT t.relname::text AS \"table\", n.relname::text AS needed FROM pg_constraint c
             JOIN pg_class t ON t.oid = c.conrelid JOIN pg_class n ON n.oid = c.confrelid
             WHERE c.contype = 'f' AND t.relnamespace = current_schema()::regnamespace"
        }
    };
    let rows = sql::query(sql).fetch_all(conn).await?;
    rows.iter().map(|row| Ok((get(row, "table")?, get(row, "needed")?))).collect()
}

/// Whether there is a table of that name.
///
/// # Errors
/// As any query.
pub async fn has_table(conn: &mut Conn, name: &str) -> Result<bool> {
    let sql = match conn.kind() {
        Kind::Sqlite => {
            "SELECT EXISTS (SELECT 1 FROM sqlite_schema WHERE type = 'table' AND name = $1) AS it"
        }
        Kind::Postgres => "SELECT to_regclass(quote_ident($1)) IS NOT NULL AS it",
    };
    get(&sql::query(sql).bind(name).fetch_one(conn).await?, "it")
}

/// What can be taken away from a table and put back.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Addition {
    /// `trigger` or `index`.
    pub kind: String,
    /// Its name.
    pub name: String,
    /// The table.
    pub table: String,
    /// The statement that makes it.
    pub sql: String,
}

impl Addition {
    /// The statement that takes it away.
    pub fn drop_sql(&self, from: Kind) -> String {
        let Self { kind, name, table, .. } = self;
        match (kind.as_str(), from) {
            ("trigger", Kind::Postgres) => format!("DROP TRIGGER \"{name}\" ON \"{table}\""),
            ("trigger", Kind::Sqlite) => format!("DROP TRIGGER \"{name}\""),
            _ => format!("DROP INDEX \"{name}\""),
        }
    }
}

/// All triggers, and all indexes but those that a table's own definition brings along.
///
/// # Errors
/// As any query.
pub async fn additions(conn: &mut Conn) -> Result<Vec<Addition>> {
    let sql = match conn.kind() {
        Kind::Sqlite => {
            "SELECT type AS kind, name, tbl_name AS \"table\", sql FROM sqlite_schema
             WHERE type IN ('trigger', 'index') AND sql IS NOT NULL ORDER BY type, name"
        }
        Kind::Postgres => {
            "SELECT 'index' AS kind, i.relname::text AS name, t.relname::text AS \"table\", pg_get_indexdef(i.oid) AS sql
             FROM pg_index x JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class t ON t.oid = x.indrelid
             WHERE t.relnamespace = current_schema()::regnamespace
                 AND NOT EXISTS (SELECT 1 FROM pg_constraint WHERE conindid = i.oid)
             UNION ALL
             SELECT 'trigger', g.tgname::text, t.relname::text, pg_get_triggerdef(g.oid)
             FROM pg_trigger g JOIN pg_class t ON t.oid = g.tgrelid
             WHERE t.relnamespace = current_schema()::regnamespace AND NOT g.tgisinternal
             ORDER BY 1, 2"
        }
    };
    let rows = sql::query(sql).fetch_all(conn).await?;
    let addition = |row: &sql::Row| {
        Ok(Addition {
            kind: get(row, "kind")?,
            name: get(row, "name")?,
            table: get(row, "table")?,
            sql: get(row, "sql")?,
        })
    };
    rows.iter().map(addition).collect()
}
