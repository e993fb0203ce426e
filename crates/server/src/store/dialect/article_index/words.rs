//! A text's words as the embedded database's index has them: letters and digits in a row, without case and marks, and
//! without their endings.

use std::ops::Range;

use unicode_normalization::UnicodeNormalization as _;
use unicode_normalization::char::is_combining_mark;

use super::porter::stem;

/// The stems of a text, in order, each with where its word stands.
pub fn stems(text: &str) -> Vec<(Range<usize>, String)> {
    let mut found = Vec::new();
    let mut begin = None;
    for (at, c) in text.char_indices().chain([(text.len(), ' ')]) {
        let belongs = c.is_alphanumeric() || (begin.is_some() && is_combining_mark(c));
        match (belongs, begin) {
            (true, None) => begin = Some(at),
            (false, Some(from)) => {
                found.push((from..at, stem(&folded(&text[from..at]))));
                begin = None;
            }
            _ => {}
        }
    }
    found
}

/// A word without case, and without the marks of Latin letters; those of other scripts stay, as SQLite has it.
fn folded(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    let mut is_latin = false;
    let bare = word.nfd().filter(|c| {
        if is_combining_mark(*c) {
            return !is_latin;
        }
        is_latin = c.is_ascii();
        true
    });
    bare.flat_map(char::to_lowercase).nfc().collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use sqlx::Connection as _;

    use super::stems;

    #[test]
    fn words_are_found_where_they_stand() {
        let of =
            |text| stems(text).into_iter().map(|(at, stem)| (at.start, at.end, stem)).collect::<Vec<_>>();
        assert_eq!(
            of("Re-running Épées."),
            [(0, 2, "re".into()), (3, 10, "run".into()), (11, 18, "epe".into())]
        );
        assert_eq!(of("0x80070005, 更新"), [(0, 10, "0x80070005".into()), (12, 18, "更新".into())]);
        assert_eq!(of("e\u{301}t\u{e9}"), [(0, 6, "et".into())]);
        assert!(of(" -- ").is_empty());
    }

    /// Every word of every article of the demo, and some that are hard, against SQLite's own.
    #[tokio::test]
    async fn stems_are_those_of_the_embedded_databases_index() {
        let mut texts: Vec<String> = std::fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/demo/articles"))
            .unwrap()
            .map(|article| std::fs::read_to_string(article.unwrap().path()).unwrap())
            .collect();
        assert!(texts.len() >= 40);
        texts.push(
            "Größe ÉPÉES naïvely Straße ΣΊΣΥΦΟΣ Ёлками 更新が失敗 a ab generalizations oscillators hopefulness \
             relational conditional valenci digitizer conformabli radicalli differentli vileli analogousli \
             vietnamization predication operator feudalism decisiveness callousness formaliti sensitiviti sensibiliti \
             triplicate formative formalize electriciti electrical goodness revival allowance inference airliner \
             gyroscopic adjustable defensible irritant replacement adjustment dependent adoption homologou communism \
             activate angulariti effective bowdlerize probate rate cease controll roll sky skies dying tying agreed \
             feed plastered bled motoring sing conflated troubled sized hopping tanned falling hissing fizzed failing"
                .to_owned(),
        );
        let mut index = sqlx::SqliteConnection::connect("sqlite::memory:").await.unwrap();
        sqlx::raw_sql(
            "CREATE VIRTUAL TABLE words USING fts5 (text, tokenize = 'porter unicode61 remove_diacritics 2');
             CREATE VIRTUAL TABLE stems USING fts5vocab (words, row);",
        )
        .execute(&mut index)
        .await
        .unwrap();
        for text in &texts {
            sqlx::query("INSERT INTO words (text) VALUES ($1)").bind(text).execute(&mut index).await.unwrap();
        }
        let expected: Vec<String> =
            sqlx::query_scalar("SELECT term FROM stems").fetch_all(&mut index).await.unwrap();
        let expected: BTreeSet<String> = expected.into_iter().collect();
        let found: BTreeSet<String> =
            texts.iter().flat_map(|text| stems(text)).map(|(_, stem)| stem).collect();
        assert!(expected.len() > 1_000);
        assert_eq!(found.symmetric_difference(&expected).collect::<Vec<_>>(), [""; 0]);
    }
}
