//! The index behind the search in lists: all that is SQLite's FTS5 about it. On PostgreSQL it would be `pg_trgm`'s.
//!
//! It holds every three characters in a row of the folded subjects and no places (`detail = none`), which makes it small
//! and lets it say only where a text *may* be: whoever asks looks at the rows themselves afterwards. What people type
//! never reaches FTS5's query language: it goes in cut into threes, each in quotes.

use std::collections::BTreeSet;

use crate::store::row::get;
use crate::store::{Conn, Result};

/// Characters of a text, at least, for the index to know anything about it.
pub const SHORTEST: usize = 3;
/// Threes of one question, at most; what they let through besides is found out afterwards.
const THREES: usize = 24;

/// The numbers of all the cases whose folded subject may hold every one of the texts; none where there are more than
/// `most`, or where the texts are too short to ask. Of anybody's: for a condition beside the reader's scope.
///
/// # Errors
/// As any query.
pub async fn holding(conn: &mut Conn, texts: &[&str], most: usize) -> Result<Option<Vec<i64>>> {
    let Some(question) = question(texts) else { return Ok(None) };
    let limit = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
    let rows = sqlx::query("SELECT rowid AS number FROM case_index WHERE case_index MATCH $1 LIMIT $2")
        .bind(question)
        .bind(limit)
        .fetch_all(conn)
        .await?;
    if rows.len() > most {
        return Ok(None);
    }
    rows.iter().map(|row| get(row, "number")).collect::<Result<_>>().map(Some)
}

fn question(texts: &[&str]) -> Option<String> {
    let mut threes = BTreeSet::new();
    for text in texts {
        let chars: Vec<char> = text.chars().collect();
        threes.extend(chars.windows(SHORTEST).map(|three| three.iter().collect::<String>()));
    }
    let quoted = threes.iter().take(THREES).map(|three| format!("\"{}\"", three.replace('"', "\"\"")));
    let quoted: Vec<_> = quoted.collect();
    (!quoted.is_empty()).then(|| quoted.join(" AND "))
}

#[cfg(test)]
mod tests {
    use super::question;

    #[test]
    fn nothing_typed_is_a_command() {
        assert_eq!(question(&["or \"*"]).unwrap(), "\" \"\"*\" AND \"or \" AND \"r \"\"\"");
        assert_eq!(question(&["up", "更新"]), None);
        assert_eq!(question(&["🦀🦀🦀"]).unwrap(), "\"🦀🦀🦀\"");
        assert!(question(&["abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"]).unwrap().len() < 300);
    }
}
