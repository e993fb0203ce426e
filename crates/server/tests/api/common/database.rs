//! A database of each test's own: a file, or one at the PostgreSQL that `cargo xtask` has started for the tests.

use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicU32, Ordering};

use caseport_server::store::{Kind, Store};
use sqlx::{AssertSqlSafe, Connection as _, PgConnection};

/// Where it is.
#[derive(Debug)]
pub enum Database {
    File(PathBuf),
    Server(Served),
}

/// A database at a server.
#[derive(Clone, Debug)]
pub struct Served {
    pub name: String,
    /// How a portal gets to the server: `postgres://user@host:port`.
    pub by: String,
    /// Whether the database goes with this value.
    is_own: bool,
}

impl Served {
    pub fn url(&self) -> String {
        format!("{}/{}", self.by, self.name)
    }
}

/// Which kind tests are over that do not say: PostgreSQL where `CASEPORT_TEST_DATABASE` says so.
pub fn usual() -> Kind {
    match std::env::var("CASEPORT_TEST_DATABASE").as_deref() {
        Ok("postgres") => Kind::Postgres,
        _ => Kind::Sqlite,
    }
}

/// Where the PostgreSQL is, without a database's name.
pub fn server() -> String {
    std::env::var("CASEPORT_POSTGRES")
        .expect("the address of a PostgreSQL: `cargo xtask test server` starts one")
}

impl Database {
    /// An empty one, with its file in the folder where it is a file.
    pub async fn empty(kind: Kind, folder: &Path) -> Self {
        match kind {
            Kind::Sqlite => Self::File(folder.join("caseport.db")),
            Kind::Postgres => Self::created("template0").await,
        }
    }

    /// One with all that another has, which nobody has open.
    pub async fn copy(&self, folder: &Path) -> Self {
        match self {
            Self::File(file) => {
                let copy = folder.join("caseport.db");
                std::fs::copy(file, &copy).unwrap();
                Self::File(copy)
            }
            Self::Server(it) => Self::created(&it.name).await,
        }
    }

    async fn created(template: &str) -> Self {
        static COUNT: AtomicU32 = AtomicU32::new(0);
        let name = format!("test_{}_{}", std::process::id(), COUNT.fetch_add(1, Ordering::Relaxed));
        administer(&format!("CREATE DATABASE {name} TEMPLATE {template}")).await;
        Self::Server(Served { name, by: server(), is_own: true })
    }

    /// The one at a server.
    pub fn served(&self) -> &Served {
        match self {
            Self::File(_) => panic!("a file"),
            Self::Server(it) => it,
        }
    }

    /// The same, reached another way.
    #[must_use]
    pub fn by(mut self, way: Option<String>) -> Self {
        if let (Self::Server(it), Some(way)) = (&mut self, way) {
            it.by = way;
        }
        self
    }

    /// The same one, for another server.
    pub fn shared(&self) -> Self {
        match self {
            Self::File(file) => Self::File(file.clone()),
            Self::Server(it) => Self::Server(Served { is_own: false, ..it.clone() }),
        }
    }

    pub async fn open(&self) -> Store {
        match self {
            Self::File(file) => Store::open(file).await.unwrap(),
            Self::Server(it) => Store::connect(&it.url()).await.unwrap(),
        }
    }

    /// As the program's options name it.
    pub fn address(&self) -> String {
        match self {
            Self::File(file) => format!("sqlite:{}", file.display()),
            Self::Server(it) => it.url(),
        }
    }

    /// Whether it holds the words anywhere: in the file, or in any row of any table. Nobody has it open.
    pub async fn holds(&self, words: &str) -> bool {
        let name = match self {
            Self::File(file) => {
                let bytes = std::fs::read(file).unwrap();
                return bytes.windows(words.len()).any(|it| it == words.as_bytes());
            }
            Self::Server(it) => &it.name,
        };
        let mut conn = PgConnection::connect(&format!("{}/{name}", server())).await.unwrap();
        let tables = "SELECT tablename::text FROM pg_tables WHERE schemaname = 'public'";
        let tables: Vec<String> = sqlx::query_scalar(tables).fetch_all(&mut conn).await.unwrap();
        assert!(tables.len() > 30);
        for table in tables {
            let sql = format!("SELECT EXISTS (SELECT 1 FROM {table} AS it WHERE strpos(it::text, $1) > 0)");
            let holds: bool =
                sqlx::query_scalar(AssertSqlSafe(sql)).bind(words).fetch_one(&mut conn).await.unwrap();
            if holds {
                return true;
            }
        }
        false
    }
}

/// Tells the PostgreSQL something of all its databases.
pub async fn administer(sql: &str) {
    let mut conn = PgConnection::connect(&format!("{}/postgres", server())).await.unwrap();
    sqlx::query(AssertSqlSafe(sql.to_owned())).execute(&mut conn).await.unwrap();
    conn.close().await.unwrap();
}

impl Drop for Database {
    fn drop(&mut self) {
        let Self::Server(Served { name, is_own: true, .. }) = self else { return };
        let sql = format!("DROP DATABASE {name} WITH (FORCE)");
        // Away from the test's runtime, which ends with it.
        let dropping = std::thread::spawn(move || {
            let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
            runtime.block_on(administer(&sql));
        });
        let _: std::thread::Result<()> = dropping.join();
    }
}
