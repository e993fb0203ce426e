//! What somebody typed, as words worth looking for: without the words of every letter to support, each word once in
//! whatever form it came.

use std::collections::HashSet;

use super::stop_words::says_nothing;
use crate::store::dialect::article_index::Word;

/// Characters of subject and description that are read; who writes more has said it before.
const SUBJECT_READ: usize = 400;
const DESCRIPTION_READ: usize = 20_000;
/// Words that are looked up, at most.
const WORDS_MAX: usize = 64;
/// Characters of a word, at least and at most; beyond are keys, hashes and mashed keyboards.
const WORD_LENGTH: std::ops::RangeInclusive<usize> = 2..=32;
/// How much more a word of the subject weighs.
const SUBJECT_WEIGHT: f64 = 1.5;
/// Characters of a script that may do without blanks, where one word can be a whole sentence.
const SENTENCE: usize = 8;

/// A word of the question.
#[derive(Clone, Debug)]
pub struct Asked {
    /// The word.
    pub word: Word,
    /// How much it counts, for where it stands.
    pub weight: f64,
}

/// The words of a subject and a description.
#[derive(Clone, Debug, Default)]
pub struct Question {
    words: Vec<Asked>,
}

impl Question {
    /// Reads what was typed, anything.
    pub fn new(subject: &str, description: &str) -> Self {
        let mut question = Self::default();
        let mut seen = HashSet::new();
        for (text, read, weight) in
            [(subject, SUBJECT_READ, SUBJECT_WEIGHT), (description, DESCRIPTION_READ, 1.0)]
        {
            let end = text.char_indices().nth(read).map_or(text.len(), |(at, _)| at);
            for text in words(&text[..end]) {
                if question.words.len() == WORDS_MAX {
                    return question;
                }
                if is_informative(&text) && seen.insert(stem(&text)) {
                    question.words.extend(Word::new(&text).map(|word| Asked { word, weight }));
                }
            }
        }
        question
    }

    /// The words, those of the subject first.
    pub fn words(&self) -> &[Asked] {
        &self.words
    }

    /// Whether there is enough to ask anybody: two words that say something, or a sentence of a script without blanks.
    pub fn says_something(&self) -> bool {
        let is_sentence = |word: &str| !word.is_ascii() && word.chars().count() >= SENTENCE;
        self.words.len() >= 2 || self.words.iter().any(|asked| is_sentence(asked.word.as_str()))
    }

    /// Whether a word of another text is one of the question's, in any form.
    pub fn asks_for(&self, word: &str) -> bool {
        let stem = stem(&word.to_lowercase());
        self.words.iter().any(|asked| self::stem(asked.word.as_str()) == stem)
    }
}

/// The words of a text in lower case. One with hyphens comes whole, too: a "time-out" is a timeout.
fn words(text: &str) -> impl Iterator<Item = String> {
    let lower = text.to_lowercase().replace(['\'', '’'], "");
    let joined = |piece: &str| -> Vec<String> {
        let parts: Vec<&str> =
            piece.split(|c: char| !c.is_alphanumeric()).filter(|it| !it.is_empty()).collect();
        let hyphenated =
            parts.len() == 2 && piece.trim_matches(|c: char| !c.is_alphanumeric()).contains(['-', '‐']);
        let whole = hyphenated.then(|| parts.concat());
        parts.into_iter().map(str::to_owned).chain(whole).collect()
    };
    let pieces: Vec<String> = lower.split_whitespace().flat_map(joined).collect();
    pieces.into_iter()
}

fn is_informative(word: &str) -> bool {
    WORD_LENGTH.contains(&word.chars().count()) && !says_nothing(word)
}

/// A word without its ending, roughly: only to tell forms of one word, where being wrong costs little.
fn stem(word: &str) -> String {
    let endings = ["ings", "ing", "edly", "ies", "ed", "es", "ly", "s", "e", "y"];
    let bare =
        endings.iter().find_map(|ending| word.strip_suffix(ending).filter(|bare| bare.chars().count() >= 3));
    let bare = bare.unwrap_or(word);
    let mut last = bare.chars().rev();
    match (last.next(), last.next()) {
        (Some(a), Some(b)) if a == b && bare.len() < word.len() => {
            bare[..bare.len() - a.len_utf8()].to_owned()
        }
        _ => bare.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(subject: &str, description: &str) -> Vec<String> {
        let question = Question::new(subject, description);
        question.words().iter().map(|asked| asked.word.as_str().to_owned()).collect()
    }

    #[test]
    fn forms_of_a_word_are_one_word_and_stop_words_none() {
        assert_eq!(
            read("Scans stopped", "The scanning stops. Please help, it doesn't scan!"),
            ["scans", "stopped"]
        );
        assert_eq!(read("", "help please it does not work"), [""; 0]);
    }

    #[test]
    fn hyphens_join() {
        assert_eq!(
            read("Time-out of the e-mail gateway", ""),
            ["time", "timeout", "mail", "email", "gateway"]
        );
        assert_eq!(read("a-b-c", "--- -x-"), [""; 0]);
    }

    #[test]
    fn the_subject_weighs_more_and_comes_first() {
        let question = Question::new("Kiosk", "Kiosk printer");
        let weights: Vec<_> = question.words().iter().map(|it| it.weight).collect();
        assert_eq!(weights, [SUBJECT_WEIGHT, 1.0]);
    }

    #[test]
    fn anything_can_be_read() {
        for text in [
            "x".repeat(50_000),
            "\"NEAR(a b, 2)\" AND title:* OR ^x -y {z} \u{0}\u{1}".to_owned(),
            "😀 🎉 ❤️‍🔥".to_owned(),
            "日本語のテキストです。助けてください。".repeat(2_000),
            "e\u{301}\u{301}\u{301} \u{202e}abc \u{feff}".to_owned(),
            (0..60_000).map(|n| format!("w{n} ")).collect(),
        ] {
            let words = read(&text, &text);
            assert!(words.len() <= WORDS_MAX);
            assert!(words.iter().all(|word| word.chars().all(char::is_alphanumeric)));
        }
    }

    #[test]
    fn a_sentence_without_blanks_says_something() {
        assert!(Question::new("", "ライセンスの有効化ができません").says_something());
        assert!(Question::new("license", "expired").says_something());
        assert!(!Question::new("license", "please").says_something());
        assert!(!Question::new("", "").says_something());
    }

    #[test]
    fn words_are_known_in_other_forms() {
        let question = Question::new("Licenses expired", "policies");
        assert!(question.asks_for("License") && question.asks_for("expires") && question.asks_for("policy"));
        assert!(!question.asks_for("lice") && !question.asks_for(""));
    }
}
