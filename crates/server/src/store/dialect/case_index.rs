//! The index behind the search in lists: over SQLite's FTS5, or columns of PostgreSQL's that are arrays.
//!
//! It holds every three characters in a row of the folded subjects and no places, which makes it small and lets it say
//! only where a text *may* be: whoever asks looks at the rows themselves afterwards. One or two characters are what threes
//! begin with (behind each subject stand two blanks for that) or, in PostgreSQL, an index of their own. What people type
//! never reaches FTS5's query language: it goes in cut into pieces, each in quotes.

use std::collections::BTreeSet;

use crate::store::row::get;
use crate::store::{Conn, Kind, Result, Write, sql};

/// Characters of a piece.
const PIECE: usize = 3;
/// Pieces of one question, at most; what they let through besides is found out afterwards.
const PIECES: usize = 24;
/// Threes that one or two characters are the beginning of, at most: beyond, they are everywhere.
const BEGUN: i64 = 200;

/// The numbers of all the cases whose folded subject may hold every one of the texts; none where there are more than
/// `most`, or where the index does not know, as of no text at all. Of anybody's: for a condition beside the reader's scope.
///
/// # Errors
/// As any query.
pub async fn holding(conn: &mut Conn, texts: &[&str], most: usize) -> Result<Option<Vec<i64>>> {
    if texts.is_empty() {
        return Ok(None);
    }
    let threes = threes(texts);
    let question = match conn.kind() {
        Kind::Sqlite if threes.is_empty() => match begun(conn, texts).await? {
            Some(question) if question.is_empty() => return Ok(Some(Vec::new())),
            question => question,
        },
        Kind::Sqlite => Some(all_of(&threes)),
        Kind::Postgres if threes.is_empty() => Some(serde_json::to_string(texts)?),
        Kind::Postgres => Some(serde_json::to_string(&threes)?),
    };
    let Some(question) = question else { return Ok(None) };
    let sql = match conn.kind() {
        Kind::Sqlite => "SELECT rowid AS number FROM case_index WHERE case_index MATCH $1 LIMIT $2",
        Kind::Postgres if threes.is_empty() => {
            "SELECT number FROM cases WHERE shorts(subject_key) @> ARRAY(SELECT value FROM json_each($1)) LIMIT $2"
        }
        Kind::Postgres => {
            "SELECT number FROM cases WHERE threes(subject_key) @> ARRAY(SELECT value FROM json_each($1)) LIMIT $2"
        }
    };
    let limit = i64::try_from(most).unwrap_or(i64::MAX).saturating_add(1);
    let rows = sql::query(sql).bind(question).bind(limit).fetch_all(conn).await?;
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

/// The texts' pieces.
fn threes(texts: &[&str]) -> BTreeSet<String> {
    let mut threes = BTreeSet::new();
    for text in texts {
        let chars: Vec<char> = text.chars().collect();
        threes.extend(chars.windows(PIECE).map(|three| three.iter().collect::<String>()));
    }
    threes.into_iter().take(PIECES).collect()
}

/// What begins with each of the texts, in FTS5's query language: empty where nothing does, none where too much does.
async fn begun(conn: &mut Conn, texts: &[&str]) -> Result<Option<String>> {
    let mut all = Vec::with_capacity(texts.len());
    for text in texts {
        let threes = sql::query("SELECT term FROM case_threes WHERE term >= $1 AND term <= $2 LIMIT $3");
        let rows =
            threes.bind(*text).bind(format!("{text}{}", char::MAX)).bind(BEGUN + 1).fetch_all(conn).await?;
        match i64::try_from(rows.len()).unwrap_or(i64::MAX) {
            0 => return Ok(Some(String::new())),
            1..=BEGUN => {
                let terms =
                    rows.iter().map(|row| Ok(quoted(get(row, "term")?))).collect::<Result<Vec<_>>>()?;
                all.push(format!("({})", terms.join(" OR ")));
            }
            _ => return Ok(None),
        }
    }
    Ok(Some(all.join(" AND ")))
}

/// All the threes, in FTS5's query language.
fn all_of(threes: &BTreeSet<String>) -> String {
    threes.iter().map(|three| quoted(three)).collect::<Vec<_>>().join(" AND ")
}

fn quoted(piece: &str) -> String {
    format!("\"{}\"", piece.replace('"', "\"\""))
}

#[cfg(test)]
mod tests {
    use super::{all_of, threes};

    #[test]
    fn nothing_typed_is_a_command() {
        let asked = |texts: &[&str]| all_of(&threes(texts));
        assert_eq!(asked(&["or \"*"]), "\" \"\"*\" AND \"or \" AND \"r \"\"\"");
        assert_eq!(asked(&["up", "更新"]), "");
        assert_eq!(asked(&["🦀🦀🦀"]), "\"🦀🦀🦀\"");
        assert!(asked(&["abcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz"]).len() < 300);
    }
}
