//! The index behind the search in lists: over SQLite's FTS5, or a column of PostgreSQL's that is an array.
//!
//! It holds every three characters in a row of the folded subjects and no places, which makes it small and lets it say
//! only where a text *may* be: whoever asks looks at the rows themselves afterwards. What people type never reaches FTS5's
//! query language: it goes in cut into threes, each in quotes.

use std::collections::BTreeSet;

use crate::store::row::get;
use crate::store::{Conn, Kind, Result, Write, sql};

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
    let threes = threes(texts);
    if threes.is_empty() {
        return Ok(None);
    }
    let limit = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
    let question = match conn.kind() {
        Kind::Sqlite => sql::query("SELECT rowid AS number FROM case_index WHERE case_index MATCH $1 LIMIT $2")
            .bind(question(&threes)),
        Kind::Postgres => sql::query(
            "SELECT number FROM cases WHERE threes(subject_key) @> ARRAY(SELECT value FROM json_each($1)) LIMIT $2",
        )
        .bind(serde_json::to_string(&threes)?),
    };
    let rows = question.bind(limit).fetch_all(conn).await?;
    if rows.len() > most {
        return Ok(None);
    }
    rows.iter().map(|row| get(row, "number")).collect::<Result<_>>().map(Some)
}

/// Makes the index of the cases that are there, after they came past the triggers that keep it.
///
/// # Errors
/// As any query.
pub async fn make(write: &mut Write) -> Result<()> {
    match write.kind() {
        Kind::Sqlite => {
            sql::query("INSERT INTO case_index (case_index) VALUES ('rebuild')").execute(write).await?;
            Ok(())
        }
        // An index like any other there.
        Kind::Postgres => Ok(()),
    }
}

fn threes(texts: &[&str]) -> BTreeSet<String> {
    let mut threes = BTreeSet::new();
    for text in texts {
        let chars: Vec<char> = text.chars().collect();
        threes.extend(chars.windows(SHORTEST).map(|three| three.iter().collect::<String>()));
    }
    threes.into_iter().take(THREES).collect()
}

/// The threes in FTS5's query language.
fn question(threes: &BTreeSet<String>) -> String {
    let quoted = threes.iter().map(|three| format!("\"{}\"", three.replace('"', "\"\"")));
    quoted.collect::<Vec<_>>().join(" AND ")
}

#[cfg(test)]
mod tests {
    use super::{question, threes};

    #[test]
    fn nothing_typed_is_a_command() {
        let asked = |texts: &[&str]| question(&threes(texts));
        assert_eq!(asked(&["or \"*"]), "\" \"\"*\" AND \"or \" AND \"r \"\"\"");
        assert_eq!(asked(&["up", "更新"]), "");
        assert_eq!(asked(&["🦀🦀🦀"]), "\"🦀🦀🦀\"");
        assert!(asked(&["abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"]).len() < 300);
    }
}
