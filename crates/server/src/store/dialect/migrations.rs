//! The migrations, embedded. Both databases are brought to the same tables, which a test compares: every version from
//! [`BOTH_FROM`] on is there for both, and what was before is one migration for PostgreSQL.

use sqlx::SqlSafeStr as _;
use sqlx::migrate::{Migration, MigrationType, Migrator};

/// The version that PostgreSQL's tables began with.
pub const BOTH_FROM: i64 = 15;

/// Those of the embedded database.
pub fn of_sqlite() -> Migrator {
    Migrator::with_migrations(vec![
        migration(1, "initial", include_str!("../../../migrations/sqlite/0001_initial.sql")),
        migration(
            2,
            "customer cases by submitter",
            include_str!("../../../migrations/sqlite/0002_customer_cases_by_submitter.sql"),
        ),
        migration(
            3,
            "article keywords",
            include_str!("../../../migrations/sqlite/0003_article_keywords.sql"),
        ),
        migration(4, "uploads", include_str!("../../../migrations/sqlite/0004_uploads.sql")),
        migration(5, "article search", include_str!("../../../migrations/sqlite/0005_article_search.sql")),
        migration(6, "case search", include_str!("../../../migrations/sqlite/0006_case_search.sql")),
        migration(7, "journal", include_str!("../../../migrations/sqlite/0007_journal.sql")),
        migration(8, "case lists", include_str!("../../../migrations/sqlite/0008_case_lists.sql")),
        migration(
            9,
            "false detections",
            include_str!("../../../migrations/sqlite/0009_false_detections.sql"),
        ),
        migration(10, "case page", include_str!("../../../migrations/sqlite/0010_case_page.sql")),
        migration(11, "outbox", include_str!("../../../migrations/sqlite/0011_outbox.sql")),
        migration(12, "administration", include_str!("../../../migrations/sqlite/0012_administration.sql")),
        migration(
            13,
            "invitation mails",
            include_str!("../../../migrations/sqlite/0013_invitation_mails.sql"),
        ),
        migration(14, "bearer", include_str!("../../../migrations/sqlite/0014_bearer.sql")),
        migration(15, "sign on", include_str!("../../../migrations/sqlite/0015_sign_on.sql")),
        migration(16, "objects", include_str!("../../../migrations/sqlite/0016_objects.sql")),
        migration(17, "short words", include_str!("../../../migrations/sqlite/0017_short_words.sql")),
    ])
}

/// Those of PostgreSQL.
///
/// What a newer version has added is left alone: during an upgrade servers of both versions run, and either may start anew.
/// So a migration only adds what the version before does not miss; see docs/OPERATING.md.
pub fn of_postgres() -> Migrator {
    let mut migrator = Migrator::with_migrations(vec![
        migration(BOTH_FROM, "tables", include_str!("../../../migrations/postgres/0015_tables.sql")),
        migration(16, "objects", include_str!("../../../migrations/postgres/0016_objects.sql")),
        migration(17, "short words", include_str!("../../../migrations/postgres/0017_short_words.sql")),
    ]);
    migrator.set_ignore_missing(true);
    migrator
}

fn migration(version: i64, name: &'static str, sql: &'static str) -> Migration {
    Migration::new(version, name.into(), MigrationType::Simple, sql.into_sql_str(), false)
}
