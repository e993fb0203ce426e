//! Whether all of it is there: the source is read once more, and the target too, and both must be what was copied.

use std::collections::BTreeMap;

use sha2::{Digest as _, Sha256};

use super::{MoveError, Moving};
use crate::random::hex;
use crate::store::moving::{Sum, Table, marker, steps};
use crate::store::{self, Store};

/// What each table holds.
pub type Sums = BTreeMap<String, Sum>;

/// What each of these tables holds, all at the same moment.
pub(super) async fn sums(store: &Store, tables: &[Table]) -> store::Result<Sums> {
    let mut read = store.read().await?;
    let mut sums = Sums::new();
    for table in tables {
        sums.insert(table.name.clone(), table.sum(&mut read).await?);
    }
    Ok(sums)
}

/// One sum of all.
pub(super) fn total(sums: &Sums) -> String {
    let mut hasher = Sha256::new();
    for (table, Sum { rows, digest }) in sums {
        hasher.update(format!("{table} {rows} {}\n", digest.to_hex()));
    }
    hex(&hasher.finalize())
}

impl Moving<'_> {
    /// Compares the source as it is now, what was read of it, and what is in the target: row by row, by what is in them.
    ///
    /// # Errors
    /// They are not the same: the next run begins anew.
    pub async fn verify(&self) -> Result<Sums, MoveError> {
        (self.say)("comparing every row");
        let progress = marker::progress(&mut *self.target.read().await?).await?;
        let copied: Sums = progress.into_iter().map(|(table, progress)| (table, progress.copied)).collect();
        let (source, target) =
            tokio::join!(sums(&self.source, &self.tables), sums(&self.target, &self.tables));
        let tables = different(&source?, &copied);
        if !tables.is_empty() {
            self.is_stale().await?;
            return Err(MoveError::Changed { tables });
        }
        let tables = different(&target?, &copied);
        if !tables.is_empty() {
            self.is_stale().await?;
            return Err(MoveError::Unequal { tables });
        }
        Ok(copied)
    }

    async fn is_stale(&self) -> Result<(), MoveError> {
        let mut write = self.target.write().await?;
        marker::set_stale(&mut write).await?;
        Ok(write.commit().await?)
    }

    /// The last step, after everything has been compared: the target is a store like any other then.
    ///
    /// # Errors
    /// As any query; nothing of the step was done.
    pub async fn finish(&self, moved: &Sums, uploads: &[super::CarriedUpload]) -> Result<(), MoveError> {
        (self.say)("making the search indexes");
        let numbers = {
            let mut read = self.source.read().await?;
            store::dialect::numbering::last_numbers(&mut read).await?
        };
        let last = steps::Last { numbers: &numbers, uploads, sum: &total(moved) };
        Ok(steps::finish(&self.target, &last).await?)
    }
}

fn different(one: &Sums, other: &Sums) -> Vec<String> {
    let names = one.keys().chain(other.keys()).filter(|name| one.get(*name) != other.get(*name));
    let names: std::collections::BTreeSet<_> = names.cloned().collect();
    names.into_iter().collect()
}
