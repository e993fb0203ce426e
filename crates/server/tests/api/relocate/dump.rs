//! What is in a database, read without any of what moves it.

use std::collections::{BTreeMap, BTreeSet};

use caseport_server::store::{Kind, Store};
use sqlx::AssertSqlSafe;

use crate::common::sql::{self, Get as _};

/// The rows of each table, every column as text, in an order of their own.
pub type Dump = BTreeMap<String, Vec<Vec<Option<String>>>>;

/// All rows of all tables, those columns included that the database computes; but for the note of a finished move.
pub async fn dump(store: &Store) -> Dump {
    let columns = match store.kind() {
        Kind::Sqlite => {
            "SELECT t.name AS \"table\", c.name AS \"column\" FROM pragma_table_list t, pragma_table_xinfo(t.name) c
             WHERE t.schema = 'main' AND t.type = 'table' AND t.name NOT LIKE 'sqlite%' AND t.name NOT LIKE '\\_%' ESCAPE '\\'
             ORDER BY 1, 2"
        }
        Kind::Postgres => {
            "SELECT table_name::text AS \"table\", column_name::text AS \"column\" FROM information_schema.columns
             WHERE table_schema = 'public' AND table_name NOT IN ('article_rows', 'turns', '_sqlx_migrations',
                 'case_places', 'case_files') ORDER BY 1, 2"
        }
    };
    let mut read = store.read().await.unwrap();
    let mut tables: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for row in sql::query(columns).fetch_all(&mut read).await.unwrap() {
        tables.entry(row.get("table")).or_default().push(row.get("column"));
    }
    let mut dump = Dump::new();
    for (table, columns) in tables {
        let list: Vec<_> =
            columns.iter().map(|name| format!("CAST(\"{name}\" AS TEXT) AS \"{name}\"")).collect();
        let sql = format!("SELECT {} FROM \"{table}\"", list.join(", "));
        let rows = sql::query(AssertSqlSafe(sql)).fetch_all(&mut read).await.unwrap();
        let mut rows: Vec<Vec<Option<String>>> =
            rows.iter().map(|row| columns.iter().map(|name| row.get(name.as_str())).collect()).collect();
        rows.retain(|row| table != "settings" || row[0].as_deref() != Some("moved"));
        rows.sort();
        dump.insert(table, rows);
    }
    dump
}

/// Tables whose rows are not the same.
#[track_caller]
pub fn assert_same(one: &Dump, other: &Dump) {
    let names: BTreeSet<_> = one.keys().chain(other.keys()).collect();
    for name in names {
        let (one, other) = (one.get(name).unwrap(), other.get(name).unwrap());
        let only_one: Vec<_> = one.iter().filter(|row| !other.contains(row)).take(3).collect();
        let only_other: Vec<_> = other.iter().filter(|row| !one.contains(row)).take(3).collect();
        assert!(one == other, "{name}: {} rows and {}: {only_one:?} {only_other:?}", one.len(), other.len());
    }
}

/// The statements that make every table's triggers and indexes.
pub async fn additions(store: &Store) -> BTreeMap<String, String> {
    let sql = match store.kind() {
        Kind::Sqlite => "SELECT type || ' ' || name AS name, sql FROM sqlite_schema WHERE sql IS NOT NULL",
        Kind::Postgres => {
            "SELECT 'index ' || indexname::text AS name, indexdef AS sql FROM pg_indexes WHERE schemaname = 'public'
             UNION ALL SELECT 'trigger ' || tgname::text, pg_get_triggerdef(oid) || tgenabled::text FROM pg_trigger
                 WHERE NOT tgisinternal
             UNION ALL SELECT 'table ' || relname::text, '' FROM pg_class
                 WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace"
        }
    };
    let mut read = store.read().await.unwrap();
    let rows = sql::query(sql).fetch_all(&mut read).await.unwrap();
    rows.iter().map(|row| (row.get("name"), row.get("sql"))).collect()
}
