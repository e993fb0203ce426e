//! What is refused, in clear words, with nothing changed.

use caseport_server::relocate::MoveError;
use caseport_server::store::Kind;
use sqlx::{Connection as _, PgConnection};
use tempfile::TempDir;

use super::dump::{assert_same, dump};
use super::{app, moved, plan, planned, write};
use crate::common::sql;
use crate::common::{Database, TestApp};

#[tokio::test]
async fn a_database_in_use_is_no_target_and_stays_as_it_is() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let (folder, source) = app(Kind::Sqlite).await.stopped().await;
        let used = app(kind).await;
        let was = dump(&used.store).await;
        let (elsewhere, target) = used.stopped().await;
        let plan = plan(&source, folder.path(), &target, elsewhere.path()).await;
        let error = moved(&plan).await.0.unwrap_err();
        assert!(matches!(error, MoveError::TargetUsed { .. }), "{error}");
        assert!(error.to_string().contains("holds data already (in article_numbers, "), "{error}");
        let target = target.open().await;
        assert_same(&was, &dump(&target).await);
        target.close().await;
    }
}

#[tokio::test]
async fn a_database_that_is_not_ours_stays_as_it_is() {
    let (folder, source) = app(Kind::Sqlite).await.stopped().await;
    let target = Database::empty(Kind::Postgres, folder.path()).await;
    let mut conn = PgConnection::connect(&target.address()).await.unwrap();
    sqlx::query("CREATE TABLE somebodys (id BIGINT)").execute(&mut conn).await.unwrap();
    let plan = plan(&source, folder.path(), &target, folder.path()).await;
    let error = moved(&plan).await.0.unwrap_err();
    assert!(matches!(error, MoveError::Foreign(_)), "{error}");
    let tables: Vec<String> =
        sqlx::query_scalar("SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'")
            .fetch_all(&mut conn)
            .await
            .unwrap();
    assert_eq!(tables, ["somebodys"]);
    // Nor is a file of somebody else's a source.
    let file = folder.path().join("other.db");
    let options = sqlx::sqlite::SqliteConnectOptions::new().filename(&file).create_if_missing(true);
    let mut other = sqlx::SqliteConnection::connect_with(&options).await.unwrap();
    sqlx::query("CREATE TABLE somebodys (id INTEGER)").execute(&mut other).await.unwrap();
    other.close().await.unwrap();
    let bytes = std::fs::read(&file).unwrap();
    let not_ours = super::plan(&Database::File(file.clone()), folder.path(), &target, folder.path()).await;
    let error = moved(&not_ours).await.0.unwrap_err();
    assert!(matches!(error, MoveError::NotOurs(_)), "{error}");
    assert!(std::fs::read(&file).unwrap() == bytes);
}

#[tokio::test]
async fn whoever_has_a_database_open_must_stop_first() {
    for (from, to) in [(Kind::Sqlite, Kind::Postgres), (Kind::Postgres, Kind::Sqlite)] {
        let serving = app(from).await;
        let elsewhere = TempDir::new().unwrap();
        let target = Database::empty(to, elsewhere.path()).await;
        let plan = plan(&serving.database.shared(), serving.folder.path(), &target, elsewhere.path()).await;
        let error = moved(&plan).await.0.unwrap_err();
        assert!(matches!(error, MoveError::InUse(_)), "{error}");
        let (_folder, _source) = serving.stopped().await;
        // One on the target, which is empty still.
        let serving = target.open().await;
        let error = moved(&plan).await.0.unwrap_err();
        assert!(
            matches!(&error, MoveError::InUse(place) if place.starts_with(match to {
                Kind::Sqlite => "sqlite:",
                Kind::Postgres => "postgres://127.0.0.1",
            })),
            "{error}"
        );
        serving.close().await;
        moved(&plan).await.0.unwrap();
    }
}

#[tokio::test]
async fn what_postgres_cannot_hold_is_told_with_its_row() {
    let app = app(Kind::Sqlite).await;
    write(
        &app,
        "UPDATE products SET name = 'a' || char(0) || 'b', name_key = 'x' WHERE id = 'metadefender-core'",
    )
    .await;
    let (folder, source) = app.stopped().await;
    let target = Database::empty(Kind::Postgres, folder.path()).await;
    let plan = plan(&source, folder.path(), &target, folder.path()).await;
    let error = moved(&plan).await.0.unwrap_err().to_string();
    assert!(
        error.contains("products") && error.contains("U+0000") && error.contains("metadefender-core"),
        "{error}"
    );
}

#[tokio::test]
async fn a_source_of_another_version_is_not_moved() {
    for (sql, earlier) in [
        ("DELETE FROM _sqlx_migrations WHERE version = 16", true),
        ("UPDATE _sqlx_migrations SET version = 9999 WHERE version = 16", false),
    ] {
        let app = app(Kind::Sqlite).await;
        let mut write = app.store.write().await.unwrap();
        sql::query(sql).execute(&mut write).await.unwrap();
        write.commit().await.unwrap();
        let (folder, source) = app.stopped().await;
        let target = Database::empty(Kind::Postgres, folder.path()).await;
        let plan = plan(&source, folder.path(), &target, folder.path()).await;
        let error = moved(&plan).await.0.unwrap_err();
        assert!(
            matches!((&error, earlier), (MoveError::OldSource(_), true) | (MoveError::Newer(_), false)),
            "{error}"
        );
    }
}

#[tokio::test]
async fn options_that_cannot_be() {
    let folder = TempDir::new().unwrap();
    let (folder, source) = {
        let app =
            TestApp::with(crate::common::Options { database: Kind::Sqlite, ..Default::default() }).await;
        drop(folder);
        app.stopped().await
    };
    let here = folder.path().display().to_string();
    let (from, nowhere) = (source.address(), format!("sqlite:{here}/nowhere"));
    let postgres = "postgres://ana:hush@127.0.0.1:9/cases";
    for (options, says) in [
        (vec!["--from", &nowhere, "--to", postgres], "there is no database sqlite:"),
        (vec!["--from", &from, "--to", &from], "the same place"),
        (vec!["--from", "mysql://ana:hush@x/y", "--to", postgres], "--from must be sqlite: with"),
        (vec!["--from", &from, "--to", "/var/lib/caseport"], "--to must be sqlite: with"),
        (vec!["--from", postgres, "--to", &nowhere], "name the folder or the bucket with --from-files"),
        (vec!["--from", &from, "--to", postgres, "--to-files", "s3://ana:hush@x"], "cannot use --to-files: "),
    ] {
        let error = planned(&options).await.unwrap_err().to_string();
        assert!(error.contains(says) && !error.contains("hush"), "{options:?}: {error}");
    }
    // It cannot be reached.
    let plan = planned(&["--from", &from, "--to", postgres]).await.unwrap();
    let error = moved(&plan).await.0.unwrap_err().to_string();
    assert!(
        error.starts_with("cannot use postgres://127.0.0.1:9/cases: ") && !error.contains("hush"),
        "{error}"
    );
}
