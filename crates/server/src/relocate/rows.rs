//! The rows, table by table, each in pieces: a piece and how far the table has come with it are one transaction, so that a move
//! that was killed goes on behind the last one.

use std::time::Instant;

use super::{MoveError, Moving};
use crate::store::Conn;
use crate::store::moving::marker::{self, Progress};
use crate::store::moving::{Table, steps};

/// How many rows are told of at a time.
const TELL_EVERY: u64 = 100_000;

impl Moving<'_> {
    /// Copies the rows that are not there yet, out of one snapshot of the source. How many.
    ///
    /// # Errors
    /// As any query; another move is at work.
    pub async fn rows(&self) -> Result<u64, MoveError> {
        let begun = Instant::now();
        let mut progress = marker::progress(&mut *self.target.read().await?).await?;
        let mut snapshot = self.source.read().await?;
        let mut copied = 0;
        for table in &self.tables {
            let progress = progress.remove(&table.name).unwrap_or_default();
            if !progress.is_whole {
                copied += self.table(&mut snapshot, table, progress).await?;
            }
        }
        let seconds = begun.elapsed().as_secs_f64();
        (self.say)(&format!("{copied} rows were copied in {seconds:.1} s"));
        Ok(copied)
    }

    async fn table(&self, snapshot: &mut Conn, table: &Table, from: Progress) -> Result<u64, MoveError> {
        let (before, mut progress) = (from.copied.rows, from);
        let mut rows = table.page(snapshot, progress.after.as_deref()).await?;
        let mut told = before;
        while let Some(last) = rows.last() {
            let mut next = progress.clone();
            next.copied.add(&rows);
            let after = table.key_of(last);
            next.after = Some(after.clone());
            // The next piece is read while this one is written.
            let (read, added) = tokio::join!(
                table.page(snapshot, Some(&after)),
                steps::add(&self.target, table, (&progress, &next), &rows)
            );
            if !added? {
                return Err(MoveError::Concurrent);
            }
            progress = next;
            rows = read?;
            if progress.copied.rows - told >= TELL_EVERY {
                told = progress.copied.rows;
                (self.say)(&format!("{}: {told} rows", table.name));
            }
        }
        let whole = Progress { is_whole: true, ..progress.clone() };
        if !steps::add(&self.target, table, (&progress, &whole), &[]).await? {
            return Err(MoveError::Concurrent);
        }
        let copied = progress.copied.rows - before;
        if copied > 0 {
            (self.say)(&format!("{}: {} rows", table.name, progress.copied.rows));
        }
        Ok(copied)
    }

    /// Makes the indexes of the tables, one after the other.
    ///
    /// # Errors
    /// As any query.
    pub async fn indexes(&self) -> Result<(), MoveError> {
        let missing = steps::missing_indexes(&self.target).await?;
        if missing.is_empty() {
            return Ok(());
        }
        (self.say)(&format!("making {} indexes", missing.len()));
        for (name, sql) in &missing {
            steps::put_back(&self.target, (name, sql)).await?;
        }
        Ok(())
    }

    /// Closes both databases.
    pub async fn close(&self) {
        self.source.close().await;
        self.target.close().await;
    }
}
