//! What PostgreSQL must have in common with the embedded database, and what only it can: several servers. The other tests
//! are over it, too, in `cargo xtask test shared`.

use std::collections::{BTreeMap, BTreeSet};
use std::time::{Duration, Instant};

use caseport_server::store::{Kind, Store};
use serde_json::json;
use tempfile::TempDir;

use crate::common::sql::{self, Get as _};
use crate::common::{Database, HEARTBEAT, Options, TestApp, bytes, sha256};
use crate::objects::{begun, meanwhile};

/// What one database has and the other does another way.
const OWN: [&str; 6] = ["article_index", "case_index", "case_texts", "case_threes", "article_rows", "turns"];

/// Table and column, with what it holds: its type, whether it must have a value, whether it is of the primary key.
type Columns = BTreeMap<(String, String), (String, bool, bool)>;

fn is_own(table: &str) -> bool {
    OWN.iter().any(|own| table.starts_with(own)) || table.starts_with('_') || table.starts_with("sqlite_")
}

async fn of_sqlite(store: &Store) -> (Columns, BTreeSet<String>) {
    let mut read = store.read().await.unwrap();
    let rows = sql::query(
        "SELECT t.name AS \"table\", c.name AS \"column\", c.type, c.\"notnull\" AS needed, c.pk
         FROM pragma_table_list t, pragma_table_xinfo(t.name) c WHERE t.schema = 'main' AND t.type IN ('table', 'view')",
    );
    let rows = rows.fetch_all(&mut read).await.unwrap();
    let columns = rows.iter().filter(|row| !is_own(&row.get::<String>("table"))).map(|row| {
        let (of_key, needed): (bool, bool) = (row.get("pk"), row.get("needed"));
        let kind: String = row.get("type");
        ((row.get("table"), row.get("column")), (kind, needed || of_key, of_key))
    });
    let indexes =
        sql::query("SELECT name FROM sqlite_schema WHERE type IN ('index', 'trigger') AND sql IS NOT NULL");
    let indexes = indexes.fetch_all(&mut read).await.unwrap();
    (columns.collect(), indexes.iter().map(|row| row.get("name")).collect())
}

async fn of_postgres(store: &Store) -> (Columns, BTreeSet<String>) {
    let mut read = store.read().await.unwrap();
    let rows = sql::query(
        "SELECT c.table_name::text AS \"table\", c.column_name::text AS \"column\", c.data_type::text AS type,
             c.is_nullable = 'NO' AS needed, EXISTS (
                 SELECT 1 FROM information_schema.table_constraints t
                 JOIN information_schema.key_column_usage k USING (constraint_name, table_name)
                 WHERE t.constraint_type = 'PRIMARY KEY' AND t.table_name = c.table_name
                     AND k.column_name = c.column_name) AS pk
         FROM information_schema.columns c WHERE c.table_schema = 'public'",
    );
    let rows = rows.fetch_all(&mut read).await.unwrap();
    let columns = rows.iter().filter(|row| !is_own(&row.get::<String>("table"))).map(|row| {
        let kind = match row.get::<String>("type").as_str() {
            "text" => "TEXT",
            "bigint" => "INTEGER",
            other => panic!("a column of type {other}"),
        };
        ((row.get("table"), row.get("column")), (kind.to_owned(), row.get("needed"), row.get("pk")))
    });
    let indexes = sql::query(
        "SELECT indexname::text AS name FROM pg_indexes WHERE schemaname = 'public'
         UNION SELECT tgname::text FROM pg_trigger WHERE NOT tgisinternal",
    );
    let indexes = indexes.fetch_all(&mut read).await.unwrap();
    (columns.collect(), indexes.iter().map(|row| row.get("name")).collect())
}

/// Two servers over one database.
async fn servers() -> (TestApp, TestApp) {
    servers_with(HEARTBEAT).await
}

/// The same, whose streams look for what has changed by themselves that often.
async fn servers_with(heartbeat: Duration) -> (TestApp, TestApp) {
    let app = TestApp::with(Options { database: Kind::Postgres, heartbeat, ..Options::default() }).await;
    let other = app.beside().await;
    (app, other)
}

#[tokio::test]
async fn both_databases_have_the_same_tables_indexes_and_triggers() {
    let folder = TempDir::new().unwrap();
    let (sqlite, in_sqlite) = of_sqlite(&Store::open(&folder.path().join("x.db")).await.unwrap()).await;
    let database = Database::empty(Kind::Postgres, folder.path()).await;
    let (mut postgres, in_postgres) = of_postgres(&database.open().await).await;
    // A view's columns have no types there, nor keys and promises here.
    for (place, (kind, needed, of_key)) in &sqlite {
        if ["case_places", "case_files"].contains(&place.0.as_str()) {
            postgres.entry(place.clone()).and_modify(|it| *it = (kind.clone(), *needed, *of_key));
        }
    }
    assert!(sqlite.len() > 200, "{}", sqlite.len());
    let places: BTreeSet<_> = sqlite.keys().chain(postgres.keys()).collect();
    let different = places.into_iter().filter(|place| sqlite.get(*place) != postgres.get(*place));
    let different: Vec<_> = different.map(|place| (place, sqlite.get(place), postgres.get(place))).collect();
    assert!(different.is_empty(), "{different:#?}");
    let own = ["case_indexed", "case_reindexed", "case_unindexed", "organization_events_are_not_replaced"];
    let missing: Vec<_> = in_sqlite
        .iter()
        .filter(|name| !in_postgres.contains(*name) && !own.contains(&name.as_str()))
        .collect();
    assert!(missing.is_empty(), "{missing:?}");
}

#[tokio::test]
async fn what_one_server_writes_reaches_the_readers_of_another_within_a_second() {
    let (app, other) = servers_with(Options::default().heartbeat).await;
    let cora = app.sign_in("cora@contoso.example").await;
    let number = cora.submitted("contoso", json!({})).await.summary.number;
    let mut stream = other.signed_in_as(&cora).stream("contoso").await;
    for turn in 0..5 {
        let comment = json!({ "text": format!("Comment {turn}") });
        let begun = Instant::now();
        assert_eq!(cora.post(&format!("/cases/{number}/comments"), &comment).await.status, 201);
        loop {
            let event = stream.event().await;
            if event.number() == number.to_string() {
                break;
            }
            assert!(begun.elapsed() < Duration::from_secs(1), "{event:?}");
        }
        assert!(begun.elapsed() < Duration::from_secs(1), "{:?}", begun.elapsed());
    }
}

#[tokio::test]
async fn a_turn_is_one_servers_at_a_time_and_a_dead_ones_is_taken_over() {
    let (app, other) = servers().await;
    let turn = app.store.try_turn("x").await.unwrap().unwrap();
    assert!(other.store.try_turn("x").await.unwrap().is_none());
    assert!(other.store.try_turn("y").await.unwrap().is_some());
    // Who waits asks, and who is asked hears it.
    let waiting = other.store.turn("x", Duration::from_secs(8));
    let giving_way = async {
        turn.wanted().await;
        drop(turn);
    };
    let (taken, ()) = tokio::join!(waiting, giving_way);
    let taken = taken.unwrap().unwrap();
    // Its server is gone, without having given it back.
    std::mem::forget(taken);
    let mut write = app.store.write().await.unwrap();
    sql::query("UPDATE turns SET holder = 'gone', until = clock_timestamp() - interval '1 second'")
        .execute(&mut write)
        .await
        .unwrap();
    write.commit().await.unwrap();
    assert!(app.store.try_turn("x").await.unwrap().is_some());
}

#[tokio::test]
async fn two_servers_write_one_after_the_other_and_number_no_case_twice() {
    let (app, other) = servers().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let there = other.signed_in_as(&cora);
    let mut numbers = BTreeSet::new();
    for _ in 0..10 {
        let (here, there) = (cora.submitted("contoso", json!({})), there.submitted("contoso", json!({})));
        let (here, there) = tokio::join!(here, there);
        numbers.extend([here.summary.number, there.summary.number]);
    }
    assert_eq!(numbers.len(), 20);
}

#[tokio::test]
async fn a_key_that_one_server_answered_is_answered_the_same_by_another() {
    let (app, other) = servers().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let there = other.signed_in_as(&cora);
    let number = cora.submitted("contoso", json!({})).await.summary.number;
    let (path, comment) = (format!("/cases/{number}/comments"), json!({ "text": "Once" }));
    let (here, there) = (cora.clone().with("idempotency-key", "k1"), there.with("idempotency-key", "k1"));
    let (first, second) = tokio::join!(here.post(&path, &comment), there.post(&path, &comment));
    assert_eq!((first.status, second.status), (201, 201));
    assert_eq!(first.text(), second.text());
}

#[tokio::test]
async fn a_reader_that_comes_back_to_another_server_has_missed_nothing() {
    let (app, other) = servers().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let number = cora.submitted("contoso", json!({})).await.summary.number;
    let mut stream = cora.stream("contoso").await;
    cora.post(&format!("/cases/{number}/comments"), &json!({ "text": "Seen" })).await;
    stream.events(&app).await;
    let last = stream.last_id.clone();
    drop(stream);
    let missed: Vec<_> =
        [cora.submitted("contoso", json!({})).await, cora.submitted("contoso", json!({})).await]
            .map(|case| case.summary.number.to_string())
            .into();
    cora.post(&format!("/cases/{number}/comments"), &json!({ "text": "Meanwhile" })).await;
    let mut stream = other.signed_in_as(&cora).stream_behind("contoso", &last).await;
    let told: Vec<String> = stream.events(&other).await.iter().map(|it| it.number().to_owned()).collect();
    for number in missed.iter().chain([&number.to_string()]) {
        assert!(told.contains(number), "{number}: {told:?}");
    }
}

/// The client has lost the older server and asks the newer one, which the older does not know of.
#[tokio::test]
async fn an_upload_goes_on_at_another_server_while_the_first_still_waits_for_it() {
    let (app, other) = servers().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let there = other.signed_in_as(&cora);
    let content = bytes(3_000_000);
    let (case, upload) = begun(&cora, content.len()).await;
    let answer = meanwhile(&app, &cora, &upload, &content[..2_000_000], async {
        // It gives way, and what it has is kept.
        assert_eq!(there.patch(&upload, 0, &content[..10]).await.status, 409);
        assert_eq!(there.upload_state(&upload).await.header("upload-offset"), "2000000");
        assert_eq!(there.patch(&upload, 2_000_000, &content[2_000_000..]).await.status, 204);
    })
    .await;
    assert_eq!(answer.problem(423).kind, "/problems/upload-busy");
    assert_eq!(there.files(case).await[0].sha256.as_deref(), Some(sha256(&content).as_str()));
}
