//! Texts with a least and a greatest length, counted in characters after trimming.

use super::{FieldErrorCode, FileName, Mistake};
use crate::case::SubmissionType;
use crate::limits;

/// How a kind of text is cleaned and measured.
struct Shape {
    what: &'static str,
    min: usize,
    max: usize,
    lines: Lines,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Lines {
    One,
    Many,
    /// One, in which whatever looks like a blank, or like nothing, is one: names that look alike are alike.
    Name,
}

/// Removes control characters (but line breaks and tabs in texts of many lines) and blanks at both ends.
fn clean(raw: &str, lines: Lines) -> String {
    let kept: String = match lines {
        Lines::Many => raw
            .replace("\r\n", "\n")
            .replace('\r', "\n")
            .chars()
            .filter(|c| !c.is_control() || matches!(c, '\n' | '\t'))
            .collect(),
        Lines::One => {
            raw.chars().map(|c| if c.is_whitespace() { ' ' } else { c }).filter(|c| !c.is_control()).collect()
        }
        Lines::Name => {
            let words = raw.split(looks_blank).filter(|word| word.chars().any(|c| !is_joiner(c)));
            let words: Vec<String> =
                words.map(|word| word.chars().filter(|c| !c.is_control()).collect()).collect();
            words.join(" ")
        }
    };
    kept.trim().to_owned()
}

/// Blanks of every width, fillers of Hangul and Braille, and what only says how others are to be written.
fn looks_blank(c: char) -> bool {
    c.is_whitespace()
        || matches!(
            c,
            '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
                | '\u{180b}'..='\u{180f}' | '\u{200b}' | '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}'
                | '\u{2060}'..='\u{206f}' | '\u{2800}' | '\u{3164}' | '\u{feff}' | '\u{ffa0}'
                | '\u{fff9}'..='\u{fffb}' | '\u{e0000}'..='\u{e007f}'
        )
}

/// What joins letters, or keeps them apart, in Persian, Hindi and others, and is nothing by itself.
fn is_joiner(c: char) -> bool {
    matches!(c, '\u{200c}' | '\u{200d}') || c.is_control()
}

fn check(raw: &str, shape: &Shape) -> Result<String, Mistake> {
    let text = clean(raw, shape.lines);
    let length = text.chars().count();
    let Shape { what, min, max, .. } = shape;
    if length == 0 && *min > 0 {
        return Err(Mistake::new(FieldErrorCode::Required, format!("Enter {what}.")));
    }
    if length < *min {
        let message = format!("Write at least {min} characters; there are {length}.");
        return Err(Mistake::new(FieldErrorCode::TooShort, message).of_size(*min as u64, length as u64));
    }
    if length > *max {
        let message = format!("Shorten it to at most {max} characters; there are {length}.");
        return Err(Mistake::new(FieldErrorCode::TooLong, message).of_size(*max as u64, length as u64));
    }
    Ok(text)
}

macro_rules! texts {
    ($($(#[$meta:meta])* $name:ident { $what:literal, $min:expr, $max:expr, $lines:expr }),* $(,)?) => {$(
        $(#[$meta])*
        #[derive(Clone, Debug, PartialEq, Eq)]
        pub struct $name(String);

        impl $name {
            /// Cleans and measures what was typed.
            ///
            /// # Errors
            /// What is wrong with it, in words.
            pub fn new(raw: &str) -> Result<Self, Mistake> {
                check(raw, &Shape { what: $what, min: $min, max: $max, lines: $lines }).map(Self)
            }

            /// The text, cleaned.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
    )*};
}

texts! {
    /// A case's subject: one line of 5 to 200 characters.
    Subject { "a subject", limits::SUBJECT_MIN, limits::SUBJECT_MAX, Lines::One },
    /// A case's description: Markdown, 20 to 50,000 characters.
    Description { "a description", limits::DESCRIPTION_MIN, limits::DESCRIPTION_MAX, Lines::Many },
    /// A comment: Markdown, 1 to 20,000 characters.
    CommentText { "a comment", 1, limits::COMMENT_MAX, Lines::Many },
    /// Why a case is escalated: 10 to 2,000 characters.
    EscalationReason { "a reason", limits::ESCALATION_REASON_MIN, limits::REASON_MAX, Lines::Many },
    /// Why a case is reopened: 1 to 2,000 characters.
    ReopenReason { "a reason", 1, limits::REASON_MAX, Lines::Many },
    /// What the vendor does about an escalation: 1 to 2,000 characters.
    AcknowledgementNote { "a note", 1, limits::REASON_MAX, Lines::Many },
    /// What a false-detection report says of its file: Markdown, at most 50,000 characters; it may say nothing.
    ReportDescription { "a description", 0, limits::REPORT_DESCRIPTION_MAX, Lines::Many },
    /// What the vendor says of a verdict: at most 2,000 characters; it may say nothing.
    VerdictNote { "a note", 0, limits::REASON_MAX, Lines::Many },
    /// The name of somebody of the vendor's: one line of 1 to 100 characters.
    VendorName { "a name", 1, limits::VENDOR_NAME_MAX, Lines::One },
    /// A custom role's name: one line of 1 to 60 characters.
    RoleName { "a name", 1, limits::ROLE_NAME_MAX, Lines::Name },
    /// A person's name: one line of 1 to 100 characters.
    PersonName { "a name", 1, limits::PERSON_NAME_MAX, Lines::Name },
    /// What a list is searched for: at most 200 characters; empty finds everything.
    SearchText { "a search text", 0, limits::SEARCH_MAX, Lines::One },
}

impl Subject {
    /// The subject of the case that is made from the report of a file.
    pub(super) fn of_report(kind: SubmissionType, file: &FileName) -> Self {
        let label = kind.label();
        // The colon and the blank between the two.
        let left = limits::SUBJECT_MAX - label.len() - 2;
        Self(clean(&format!("{label}: {}", file.within(left)), Lines::One))
    }
}

impl Description {
    /// The description of the case that is made from a report: its own words, however few.
    pub(super) fn of_report(text: &ReportDescription) -> Self {
        let text = text.as_str();
        Self(if text.is_empty() { "Reported without a description.".to_owned() } else { text.to_owned() })
    }
}

/// An optional line typed by hand, such as a version; none where it is blank.
pub(super) fn typed_by_hand(raw: Option<&str>) -> Result<Option<String>, Mistake> {
    let shape = Shape { what: "a value", min: 0, max: limits::TYPED_BY_HAND_MAX, lines: Lines::One };
    let text = check(raw.unwrap_or_default(), &shape)?;
    Ok((!text.is_empty()).then_some(text))
}

/// An optional text of many lines; none where it is blank.
pub(super) fn optional(raw: Option<&str>, max: usize) -> Result<Option<String>, Mistake> {
    let text = check(raw.unwrap_or_default(), &Shape { what: "a text", min: 0, max, lines: Lines::Many })?;
    Ok((!text.is_empty()).then_some(text))
}
