//! Whether a move may begin, go on, or has been done before. Until that is clear nothing is changed anywhere.

use std::path::Path;
use std::time::Duration;

use super::address::Place;
use super::verify::{sums, total};
use super::{MoveError, Moving, Plan, Say};
use crate::store::moving::{self, Table, Version, marker, steps};
use crate::store::{Store, journal, settings};

/// For how long a server that has just stopped may still seem to be there.
const STOPPING: Duration = Duration::from_secs(3);
/// How often that is looked at.
const LOOK_EVERY: Duration = Duration::from_millis(200);

/// What there is to do.
pub enum Begun<'a> {
    /// Everything from the rows on, or the rest of it.
    Moving(Moving<'a>),
    /// Nothing: it was done before, and the source is the same still.
    Before,
}

/// How the target stands.
enum Stands {
    Unused,
    HalfMoved,
    Before,
}

impl<'a> Moving<'a> {
    /// Begins a move, or goes on with one.
    ///
    /// # Errors
    /// Somebody has one of the databases open, the source is no store of this version, or the target has something else in it:
    /// nothing was changed then.
    pub async fn begin(plan: &'a Plan, say: Say<'a>) -> Result<Begun<'a>, MoveError> {
        let from = plan.from.to_string();
        nobody_has(&plan.from).await?;
        let source = opened(&plan.from, Store::to_read(plan.from.located()).await)?;
        let mut read = source.read().await.map_err(|error| cannot(&plan.from, &error))?;
        match moving::version(&mut read).await.map_err(|error| cannot(&plan.from, &error))? {
            Version::Current => {}
            Version::Older => return Err(MoveError::OldSource(from)),
            Version::Newer => return Err(MoveError::Newer(from)),
            Version::Nothing | Version::Foreign => return Err(MoveError::NotOurs(from)),
        }
        if marker::is_there(&mut read).await? {
            return Err(MoveError::HalfSource(from));
        }
        let name = journal::name(&mut read).await?;
        let tables = moving::tables(&mut read).await?;
        drop(read);
        let stands = match &plan.to {
            Place::File(file) if !file.exists() => Stands::Unused,
            _ => stands(plan, &name, &source, &tables).await?,
        };
        if matches!(stands, Stands::Before) {
            return Ok(Begun::Before);
        }
        if let Place::File(file) = &plan.to {
            std::fs::create_dir_all(file.parent().unwrap_or(Path::new(".")))?;
        }
        let target = opened(&plan.to, Store::to_fill(plan.to.located()).await)?;
        let tables = alike(&tables, moving::tables(&mut *target.read().await?).await?)?;
        match stands {
            Stands::Unused | Stands::Before => steps::begin(&target, &tables, &name).await?,
            Stands::HalfMoved if marker::is_stale(&mut *target.read().await?).await? => {
                say("what was copied before is of no use any more: beginning anew");
                steps::begin_anew(&target, &tables).await?;
            }
            Stands::HalfMoved => say("going on with a move that was not finished"),
        }
        steps::make_room(&target).await?;
        Ok(Begun::Moving(Self { plan, say, source, target, tables }))
    }
}

async fn stands(plan: &Plan, name: &str, source: &Store, tables: &[Table]) -> Result<Stands, MoveError> {
    let to = plan.to.to_string();
    let target = opened(&plan.to, Store::to_read(plan.to.located()).await)?;
    let mut read = target.read().await.map_err(|error| cannot(&plan.to, &error))?;
    let version = moving::version(&mut read).await.map_err(|error| cannot(&plan.to, &error))?;
    let stands = match version {
        Version::Nothing => Stands::Unused,
        Version::Foreign => return Err(MoveError::Foreign(to)),
        Version::Newer => return Err(MoveError::Newer(to)),
        Version::Older | Version::Current if marker::is_there(&mut read).await? => {
            if version != Version::Current {
                return Err(MoveError::OtherVersion(to));
            }
            if marker::source(&mut read).await?.as_deref() != Some(name) {
                return Err(MoveError::OtherSource(to));
            }
            Stands::HalfMoved
        }
        Version::Older | Version::Current => {
            let used = moving::used_tables(&mut read).await?;
            let moved = settings::value(&mut read, steps::MOVED).await?;
            let is_of_source = settings::value(&mut read, "journal").await?.as_deref() == Some(name);
            match moved.filter(|_| is_of_source) {
                Some(moved) if total(&sums(source, tables).await?) == moved => Stands::Before,
                Some(_) => return Err(MoveError::MovedBefore(to)),
                None if used.is_empty() && !is_of_source => Stands::Unused,
                None => {
                    let tables = used.into_iter().take(5).collect();
                    return Err(MoveError::TargetUsed { place: to, tables });
                }
            }
        }
    };
    drop(read);
    target.close().await;
    nobody_has(&plan.to).await?;
    Ok(stands)
}

async fn nobody_has(place: &Place) -> Result<(), MoveError> {
    let until = tokio::time::Instant::now() + STOPPING;
    while opened(place, Store::is_in_use(place.located()).await)? {
        if tokio::time::Instant::now() >= until {
            return Err(MoveError::InUse(place.to_string()));
        }
        tokio::time::sleep(LOOK_EVERY).await;
    }
    Ok(())
}

/// The target's tables, in the order in which they are filled.
fn alike(source: &[Table], target: Vec<Table>) -> Result<Vec<Table>, MoveError> {
    let missing = |these: &[Table], those: &[Table]| {
        let unlike = these.iter().filter(|table| !those.contains(table));
        unlike.map(|table| table.name.clone()).collect::<Vec<_>>()
    };
    let mut unlike = missing(source, &target);
    unlike.extend(missing(&target, source));
    unlike.sort_unstable();
    unlike.dedup();
    if unlike.is_empty() { Ok(target) } else { Err(MoveError::Unlike(unlike.join(", "))) }
}

fn opened<T, E: std::fmt::Display>(place: &Place, opened: Result<T, E>) -> Result<T, MoveError> {
    opened.map_err(|error| cannot(place, &error))
}

fn cannot(place: &Place, error: &dyn std::fmt::Display) -> MoveError {
    // One line, whatever a library had to say.
    let why = error.to_string().split_whitespace().collect::<Vec<_>>().join(" ");
    MoveError::Place { place: place.to_string(), why }
}
