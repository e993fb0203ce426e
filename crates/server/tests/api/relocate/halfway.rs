//! A move that was interrupted, or whose source did not keep still.

use caseport_server::relocate::{Begun, MoveError, Moving, Plan};
use caseport_server::store::{Kind, OpenError, Store};
use tempfile::TempDir;

use super::dump::{assert_same, dump};
use super::{app, moved, other, plan, used};
use crate::common::Database;
use crate::common::sql;

fn quiet(_: &str) {}

async fn begun(plan: &Plan) -> Moving<'_> {
    match Moving::begin(plan, &quiet).await.unwrap() {
        Begun::Moving(moving) => moving,
        Begun::Before => panic!("nothing to do"),
    }
}

async fn refused(database: &Database) -> OpenError {
    let opened = match database {
        Database::File(file) => Store::open(file).await,
        Database::Server(..) => Store::connect(&database.address()).await,
    };
    opened.expect_err("it is half moved")
}

#[tokio::test]
async fn a_server_keeps_away_from_half_a_store() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let (folder, source) = app(kind).await.stopped().await;
        let elsewhere = TempDir::new().unwrap();
        let target = Database::empty(other(kind), elsewhere.path()).await;
        let plan = plan(&source, folder.path(), &target, elsewhere.path()).await;
        let moving = begun(&plan).await;
        assert!(matches!(refused(&target).await, OpenError::HalfMoved));
        moving.rows().await.unwrap();
        moving.indexes().await.unwrap();
        moving.close().await;
        let error = refused(&target).await;
        assert!(error.to_string().contains("`caseport-server move`"), "{error}");
        // Nor is it a source.
        let further = Database::empty(Kind::Postgres, elsewhere.path()).await;
        let on = super::plan(&target, folder.path(), &further, folder.path()).await;
        assert!(matches!(moved(&on).await.0, Err(MoveError::HalfSource(_))));
        moved(&plan).await.0.unwrap().unwrap();
        target.open().await.close().await;
    }
}

#[tokio::test]
async fn a_move_goes_on_and_copies_nothing_twice() {
    let app = app(Kind::Sqlite).await;
    used(&app).await;
    let was = dump(&app.store).await;
    let (folder, source) = app.stopped().await;
    let elsewhere = TempDir::new().unwrap();
    let target = Database::empty(Kind::Postgres, elsewhere.path()).await;
    let plan = plan(&source, folder.path(), &target, elsewhere.path()).await;
    let moving = begun(&plan).await;
    let rows = moving.rows().await.unwrap();
    assert_eq!(rows, was.values().map(|rows| rows.len() as u64).sum::<u64>());
    moving.close().await;
    let moving = begun(&plan).await;
    assert_eq!(moving.rows().await.unwrap(), 0);
    moving.close().await;
    // Not by a move from elsewhere.
    let (other_folder, other) = super::app(Kind::Postgres).await.stopped().await;
    let from_elsewhere = super::plan(&other, other_folder.path(), &target, elsewhere.path()).await;
    let error = moved(&from_elsewhere).await.0.unwrap_err();
    assert!(matches!(error, MoveError::OtherSource(_)), "{error}");
    let (done, told) = moved(&plan).await;
    done.unwrap().unwrap();
    assert!(told.iter().any(|line| line.contains("going on")), "{told:?}");
    let now = target.open().await;
    assert_same(&was, &dump(&now).await);
    now.close().await;
}

#[tokio::test]
async fn a_source_that_changes_meanwhile_is_told_and_the_next_run_begins_anew() {
    for kind in [Kind::Sqlite, Kind::Postgres] {
        let before = app(kind).await;
        used(&before).await;
        let (folder, source) = before.stopped().await;
        let elsewhere = TempDir::new().unwrap();
        let target = Database::empty(other(kind), elsewhere.path()).await;
        let plan = plan(&source, folder.path(), &target, elsewhere.path()).await;
        let moving = begun(&plan).await;
        moving.rows().await.unwrap();
        let serving = source.open().await;
        let mut write = serving.write().await.unwrap();
        // No new row, and nothing that the journal tells.
        sql::query("UPDATE sessions SET last_seen_at = last_seen_at + 1").execute(&mut write).await.unwrap();
        write.commit().await.unwrap();
        let was = dump(&serving).await;
        serving.close().await;
        let error = moving.verify().await.unwrap_err();
        assert!(matches!(&error, MoveError::Changed { tables } if tables == &["sessions"]), "{error}");
        moving.close().await;
        assert!(matches!(refused(&target).await, OpenError::HalfMoved));
        let (done, told) = moved(&plan).await;
        done.unwrap().unwrap();
        assert!(told.iter().any(|line| line.contains("beginning anew")), "{told:?}");
        let now = target.open().await;
        assert_same(&was, &dump(&now).await);
        now.close().await;
    }
}

#[tokio::test]
async fn a_row_that_is_not_what_was_read_is_told() {
    for sql in [
        "UPDATE cases SET subject = subject || '.' WHERE number = (SELECT MIN(number) FROM cases)",
        "DELETE FROM case_ccs WHERE (case_number, email) = (SELECT case_number, email FROM case_ccs LIMIT 1)",
    ] {
        let app = app(Kind::Sqlite).await;
        used(&app).await;
        let (folder, source) = app.stopped().await;
        let elsewhere = TempDir::new().unwrap();
        let target = Database::empty(Kind::Postgres, elsewhere.path()).await;
        let plan = plan(&source, folder.path(), &target, elsewhere.path()).await;
        let moving = begun(&plan).await;
        moving.rows().await.unwrap();
        let mut conn = <sqlx::PgConnection as sqlx::Connection>::connect(&target.address()).await.unwrap();
        sqlx::query(sql).execute(&mut conn).await.unwrap();
        let error = moving.verify().await.unwrap_err();
        assert!(matches!(&error, MoveError::Unequal { tables } if tables.len() == 1), "{error}");
        moving.close().await;
        moved(&plan).await.0.unwrap().unwrap();
    }
}

#[tokio::test]
async fn two_moves_at_once_do_not_get_in_each_others_way() {
    // From a file, the second would find the first to have it open.
    let (folder, source) = app(Kind::Postgres).await.stopped().await;
    let elsewhere = TempDir::new().unwrap();
    let target = Database::empty(Kind::Postgres, elsewhere.path()).await;
    let plan = plan(&source, folder.path(), &target, elsewhere.path()).await;
    let (one, other) = (begun(&plan).await, begun(&plan).await);
    let (first, second) = tokio::join!(one.rows(), other.rows());
    assert!(first.is_ok() || second.is_ok(), "{first:?} {second:?}");
    for done in [first, second] {
        assert!(matches!(done, Ok(_) | Err(MoveError::Concurrent)), "{done:?}");
    }
    one.close().await;
    other.close().await;
    moved(&plan).await.0.unwrap().unwrap();
}
