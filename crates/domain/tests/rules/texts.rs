//! Every text's limits in characters, trimming, control characters and line breaks.

use caseport_domain::Known;
use caseport_domain::limits;
use caseport_domain::validate::{
    CommentText, Description, EscalationReason, FieldErrorCode, Mistake, PersonName, ReopenReason,
    ReportDescription, RoleName, SearchText, Subject, VendorName, VerdictNote,
};

use crate::support::verdict::assert_is_sentence;

type Check = fn(&str) -> Result<String, Mistake>;

/// Each text with the page's least and greatest length.
const TEXTS: [(&str, usize, usize, Check); 11] = [
    ("subject", 5, 200, |raw| Subject::new(raw).map(|text| text.as_str().to_owned())),
    ("description", 20, 50_000, |raw| Description::new(raw).map(|text| text.as_str().to_owned())),
    ("comment", 1, 20_000, |raw| CommentText::new(raw).map(|text| text.as_str().to_owned())),
    ("escalation", 10, 2_000, |raw| EscalationReason::new(raw).map(|text| text.as_str().to_owned())),
    ("reopening", 1, 2_000, |raw| ReopenReason::new(raw).map(|text| text.as_str().to_owned())),
    ("report", 0, 50_000, |raw| ReportDescription::new(raw).map(|text| text.as_str().to_owned())),
    ("verdict", 0, 2_000, |raw| VerdictNote::new(raw).map(|text| text.as_str().to_owned())),
    ("vendor's name", 1, 100, |raw| VendorName::new(raw).map(|text| text.as_str().to_owned())),
    ("role", 1, 60, |raw| RoleName::new(raw).map(|text| text.as_str().to_owned())),
    ("person", 1, 100, |raw| PersonName::new(raw).map(|text| text.as_str().to_owned())),
    ("search", 0, 200, |raw| SearchText::new(raw).map(|text| text.as_str().to_owned())),
];

/// One, two, three and four bytes in UTF-8.
const LETTERS: [char; 4] = ['a', 'ß', '件', '🙂'];

fn code(mistake: Mistake) -> FieldErrorCode {
    let error = mistake.in_field("field");
    assert_is_sentence(&error.message, &error.code);
    match error.code {
        Known::Value(code) => code,
        Known::Other(code) => panic!("{code} is no code"),
    }
}

fn of(letter: char, length: usize) -> String {
    std::iter::repeat_n(letter, length).collect()
}

#[test]
fn limits_are_those_of_the_page() {
    assert_eq!(limits::FILES_PER_UPLOAD, 5);
    assert_eq!(limits::BYTES_PER_UPLOAD, 2_147_483_648);
    assert_eq!(limits::CCS_PER_CASE, 20);
    assert_eq!((limits::SUBJECT_MIN, limits::SUBJECT_MAX), (5, 200));
    assert_eq!((limits::DESCRIPTION_MIN, limits::DESCRIPTION_MAX), (20, 50_000));
    assert_eq!(limits::COMMENT_MAX, 20_000);
    assert_eq!((limits::ESCALATION_REASON_MIN, limits::REASON_MAX), (10, 2_000));
    assert_eq!(limits::RATING_COMMENT_MAX, 2_000);
    assert_eq!((limits::STARS_MIN, limits::STARS_MAX), (1, 5));
    assert_eq!((limits::ROLE_NAME_MAX, limits::ROLE_DESCRIPTION_MAX), (60, 500));
    assert_eq!((limits::PAGE_DEFAULT, limits::PAGE_MAX), (50, 200));
    assert_eq!((limits::RATING_CHANGE_HOURS, limits::REOPEN_DAYS), (168, 30));
}

#[test]
fn every_text_is_taken_from_its_least_to_its_greatest_length_in_characters() {
    for (name, min, max, check) in TEXTS {
        for letter in LETTERS {
            for length in [min, min + 1, max - 1, max] {
                let text = of(letter, length);
                assert_eq!(check(&text), Ok(text), "{name} of {length} {letter}");
            }
        }
    }
}

#[test]
fn one_character_less_or_more_is_refused_and_says_how_many_there_are() {
    for (name, min, max, check) in TEXTS {
        for letter in LETTERS {
            let too_long = check(&of(letter, max + 1)).expect_err(name);
            let message = too_long.clone().in_field("field").message;
            assert!(
                message.contains(&max.to_string()) && message.contains(&(max + 1).to_string()),
                "{message}"
            );
            assert_eq!(code(too_long), FieldErrorCode::TooLong, "{name}");
            if min > 1 {
                let too_short = check(&of(letter, min - 1)).expect_err(name);
                let message = too_short.clone().in_field("field").message;
                assert!(
                    message.contains(&min.to_string()) && message.contains(&(min - 1).to_string()),
                    "{message}"
                );
                assert_eq!(code(too_short), FieldErrorCode::TooShort, "{name}");
            }
        }
    }
}

#[test]
fn nothing_and_blanks_are_missing_where_a_text_is_required() {
    for (name, min, _, check) in TEXTS {
        for raw in ["", " ", "\t \n\r\n", "\u{a0}\u{2003}", "\u{0}\u{7}\u{1b}", " \u{0} "] {
            let found = check(raw).map_err(code);
            let expected = if min == 0 { Ok(String::new()) } else { Err(FieldErrorCode::Required) };
            assert_eq!(found, expected, "{name} {raw:?}");
        }
    }
}

#[test]
fn blanks_at_both_ends_are_removed_and_count_for_nothing() {
    for (name, min, max, check) in TEXTS {
        for length in [min.max(1), max] {
            let text = of('ß', length);
            assert_eq!(check(&format!(" \u{3000}\n\t{text}\r\n  ")), Ok(text), "{name}");
        }
        if min > 1 {
            let padded = format!("   {}   ", of('ß', min - 1));
            assert_eq!(check(&padded).map_err(code), Err(FieldErrorCode::TooShort), "{name}");
        }
    }
}

#[test]
fn control_characters_are_removed_and_count_for_nothing() {
    for (name, min, max, check) in TEXTS {
        let (half, rest) = (of('件', max / 2), of('件', max - max / 2));
        assert_eq!(check(&format!("{half}\u{0}\u{8}\u{1b}\u{7f}\u{9b}{rest}")), Ok(of('件', max)), "{name}");
        if min > 1 {
            let padded = format!("{}\u{0}\u{1}\u{2}", of('a', min - 1));
            assert_eq!(check(&padded).map_err(code), Err(FieldErrorCode::TooShort), "{name}");
        }
        // What a control character kept apart from the end is still at the end.
        let ended = format!("{} \u{0}", of('a', min.max(1)));
        assert_eq!(check(&ended), Ok(of('a', min.max(1))), "{name}");
    }
}

#[test]
fn a_text_of_one_line_has_no_line_breaks_of_any_kind() {
    for lines in
        ["first\nsecond", "first\rsecond", "first\tsecond", "first\u{2028}second", "first\u{85}second"]
    {
        assert_eq!(Subject::new(lines).expect("a subject").as_str(), "first second", "{lines:?}");
        assert_eq!(SearchText::new(lines).expect("a search").as_str(), "first second", "{lines:?}");
    }
    let header = Subject::new("Hello\r\nBcc: all@example.com").expect("a subject");
    assert!(header.as_str().chars().all(|c| !c.is_control()), "{header:?}");
}

#[test]
fn a_text_of_many_lines_keeps_its_lines_and_tabs_with_one_kind_of_line_break() {
    let expected = "# Steps of it\n\n\t1. start\n2. stop";
    for raw in [
        expected.to_owned(),
        expected.replace('\n', "\r\n"),
        expected.replace('\n', "\r"),
        format!("\u{0}{expected}\u{1b}"),
    ] {
        assert_eq!(Description::new(&raw).expect("a description").as_str(), expected, "{raw:?}");
        assert_eq!(CommentText::new(&raw).expect("a comment").as_str(), expected, "{raw:?}");
    }
}

#[test]
fn a_cleaned_text_stays_as_it_is() {
    for (name, _, _, check) in TEXTS {
        let once = check(" \u{7}A text \r\n of \u{2028} two lines, 件 🙂 ß.\u{0} ").expect(name);
        assert_eq!(check(&once), Ok(once.clone()), "{name}");
    }
}

#[test]
fn in_names_whatever_looks_blank_is_a_blank_and_only_blanks_are_nothing() {
    for blank in [
        ' ', '\t', '\u{a0}', '\u{2003}', '\u{3000}', '\u{200b}', '\u{2800}', '\u{3164}', '\u{feff}',
        '\u{202e}',
    ] {
        let name = RoleName::new(&format!("{blank}{blank}Night{blank} {blank}shift{blank}")).expect("a name");
        assert_eq!(name.as_str(), "Night shift", "{blank:?}");
        for only in [format!("{blank}"), format!("{blank}\u{200d}{blank}\u{7}")] {
            assert_eq!(
                code(RoleName::new(&only).expect_err("nothing")),
                FieldErrorCode::Required,
                "{blank:?}"
            );
        }
    }
    // What joins letters is part of a word.
    assert_eq!(
        RoleName::new("می\u{200c}خواهم").map(|it| it.as_str().to_owned()).as_deref(),
        Ok("می\u{200c}خواهم")
    );
}
