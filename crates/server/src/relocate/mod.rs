//! `move`: a whole store from one database to another, and its files from one place to another; in any direction.
//!
//! The steps, each of which a killed run goes on with: the target is marked as half moved, which keeps servers away from it; rows
//! are copied in pieces out of one snapshot; indexes are made; files are copied; everything is compared, with the source as it is
//! then; and in one last transaction the target becomes a store like any other. What the two databases do differently, and all
//! SQL, is in `store::moving` and `store::dialect`. Nothing is ever written to the source.

mod address;
mod begin;
mod error;
mod files;
mod plan;
mod report;
mod rows;
mod uploads;
mod verify;

use std::io::Write as _;

pub use address::Place;
pub use begin::Begun;
pub use error::MoveError;
pub use files::FilesDone;
pub use plan::{FilesPlan, Plan};
pub use report::Report;
pub use uploads::CarriedUpload;
pub use verify::Sums;

use crate::cli::Move;
use crate::store::Store;
use crate::store::moving::Table;

/// To whom it is told how far it has come, a line at a time.
pub type Say<'a> = &'a (dyn Fn(&str) + Sync);

/// A move under way.
pub struct Moving<'a> {
    plan: &'a Plan,
    say: Say<'a>,
    source: Store,
    target: Store,
    tables: Vec<Table>,
}

/// Does it, with how far it has come on stderr, and what was moved on stdout.
///
/// # Errors
/// It was not finished.
pub fn run(options: &Move) -> Result<(), MoveError> {
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let say = |line: &str| eprintln!("caseport-server: {line}");
    runtime.block_on(async {
        let plan = Plan::of(options).await?;
        say(&format!("moving {} to {}; no server may run on either meanwhile", plan.from, plan.to));
        let mut out = std::io::stdout().lock();
        match relocate(&plan, &say).await? {
            Some(report) => {
                write!(out, "{report}")?;
                say("moved. Start servers on the new place only: what the old one takes from now on would be lost");
            }
            None => writeln!(out, "everything was moved before, and the source is the same still: nothing was done")?,
        }
        Ok(())
    })
}

/// Moves a store, or goes on with that. None where it was done before.
///
/// # Errors
/// It was not finished; running it again goes on, unless the error says otherwise.
pub async fn relocate(plan: &Plan, say: Say<'_>) -> Result<Option<Report>, MoveError> {
    let moving = match Moving::begin(plan, say).await? {
        Begun::Moving(moving) => moving,
        Begun::Before => return Ok(None),
    };
    let done = async {
        moving.rows().await?;
        moving.indexes().await?;
        let files = moving.files().await?;
        let uploads = moving.uploads().await?;
        let rows = moving.verify().await?;
        moving.finish(&rows, &uploads).await?;
        Ok(Some(Report::new(plan, rows, files, &uploads)))
    };
    let done = done.await;
    moving.close().await;
    done
}
