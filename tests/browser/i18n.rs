//! Languages; numbers, dates, plurals and places by the browser's `Intl`.

use caseport::i18n::language::{self, Language, NoTexts, Part};
use caseport::i18n::{format, roles, said, target_text};
use caseport_domain::decision::{Reason, ReasonCode};
use caseport_domain::response::{ResponseTarget, TargetUnit};
use caseport_domain::validate::{EmailAddress, Subject, UploadBudget};
use caseport_domain::{Code as _, Known, Level, RoleObject, Severity};
use chrono::{DateTime, Duration, Utc};
use js_sys::JSON;
use wasm_bindgen_test::wasm_bindgen_test;

fn catalogs() -> caseport_messages::Catalogs {
    caseport_messages::Catalogs::of(|tag| {
        let text = match tag {
            "de" => include_str!("../../locales/de.json"),
            "ja" => include_str!("../../locales/ja.json"),
            "ar" => include_str!("../../locales/ar.json"),
            _ => include_str!("../../locales/en.json"),
        };
        text.to_owned()
    })
    .unwrap()
}

/// Speaks a language; English again when the guard goes.
struct Speaking;

impl Speaking {
    fn new(tag: &str) -> Self {
        let language = language(tag);
        let of_catalog = caseport_messages::LANGUAGES.iter().find(|it| it.tag == tag).unwrap();
        for (part, file) in [Part::First, Part::More].into_iter().zip(catalogs().files(of_catalog)) {
            language::take_in(language, part, JSON::parse(&file).unwrap()).unwrap();
        }
        language::speak(language);
        Self
    }
}

impl Drop for Speaking {
    fn drop(&mut self) {
        if language::spoken().tag != "en" {
            Self::new("en");
        }
    }
}

fn language(tag: &str) -> &'static Language {
    language::all().iter().find(|language| language.tag == tag).unwrap()
}

fn at(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).unwrap().to_utc()
}

#[wasm_bindgen_test]
fn plurals_follow_the_number() {
    let text = |value, unit| target_text(ResponseTarget { value, unit });
    assert_eq!(text(1, TargetUnit::Hours), "1 hour");
    assert_eq!(text(4, TargetUnit::Hours), "4 hours");
    assert_eq!(text(8, TargetUnit::BusinessHours), "8 business hours");
    assert_eq!(text(1, TargetUnit::BusinessDays), "1 business day");
}

#[wasm_bindgen_test]
fn times_are_in_the_readers_zone_and_language() {
    let midnight = at("2026-01-01T00:30:00Z");
    format::set_reader("en-US", "America/New_York");
    assert_eq!(format::day(midnight), "Dec 31, 2025");
    {
        let _german = Speaking::new("de");
        format::set_reader("de-DE", "Europe/Berlin");
        assert_eq!(format::day(midnight), "01.01.2026");
        assert_eq!(format::number(1_234_567), "1.234.567");
    }
    format::set_reader("en-US", "Asia/Tokyo");
    assert!(format::moment(midnight).contains("9:30"), "{}", format::moment(midnight));
    assert!(format::exact(midnight).contains("Thursday, January 1, 2026"));
}

#[wasm_bindgen_test]
fn the_language_of_the_texts_decides_and_the_account_knows_the_country() {
    let moment = at("2026-06-15T12:00:00Z");
    format::set_reader("en-GB", "UTC");
    assert_eq!(format::day(moment), "15 Jun 2026");
    let _japanese = Speaking::new("ja");
    assert_eq!(format::day(moment), "2026/06/15");
    assert_eq!(format::relative(moment - Duration::hours(3), moment), "3 時間前");
}

#[wasm_bindgen_test]
fn arabic_counts_in_six_ways() {
    let _arabic = Speaking::new("ar");
    let text = |value| target_text(ResponseTarget { value, unit: TargetUnit::Hours });
    assert_eq!(text(0), "أقل من ساعة");
    assert_eq!(text(1), "ساعة واحدة");
    assert_eq!(text(2), "ساعتان");
    assert_eq!(text(3), "\u{2068}3\u{2069} ساعات");
    assert_eq!(text(11), "\u{2068}11\u{2069} ساعة");
    assert_eq!(text(100), "\u{2068}100\u{2069} ساعة");
}

#[wasm_bindgen_test]
fn arabic_is_written_with_the_digits_of_case_numbers() {
    let _arabic = Speaking::new("ar");
    for account in ["ar-EG", "ar", "en-US"] {
        format::set_reader(account, "UTC");
        assert_eq!(format::number(12_345), "12,345", "{account}");
    }
}

#[wasm_bindgen_test]
fn the_page_carries_its_language_and_direction() {
    let root = crate::page::document().document_element().unwrap();
    let marks = || (root.get_attribute("lang").unwrap(), root.get_attribute("dir").unwrap());
    {
        let _arabic = Speaking::new("ar");
        assert_eq!(marks(), ("ar".to_owned(), "rtl".to_owned()));
    }
    assert_eq!(marks(), ("en".to_owned(), "ltr".to_owned()));
}

#[wasm_bindgen_test]
fn what_the_rules_say_is_in_the_readers_language_where_its_code_is_known() {
    let own = Reason::new(ReasonCode::NotSubmitter, "Only the person who submitted the case can do this.");
    let foreign = Reason {
        code: Known::Other("too_blue".to_owned()),
        ..Reason::new(ReasonCode::NotSubmitter, "Too blue.")
    };
    let level = Reason::needs_level(RoleObject::SupportService, Level::View, Level::Full, &[]);
    let short = || Subject::new("abc").unwrap_err();
    assert_eq!(said::reason(&own), own.message);
    assert_eq!(said::reason(&level), level.message);
    assert_eq!(said::mistake(short(), "subject"), "Write at least 5 characters; there are 3.");
    let _german = Speaking::new("de");
    assert_eq!(said::reason(&own), "Das kann nur die Person, die den Fall eingereicht hat.");
    let needed = "Dafür ist „Full Access“ für „Support Service“ nötig; Ihre Rolle gibt Ihnen „View Only“.";
    assert_eq!(said::reason(&level), needed);
    assert_eq!(said::reason(&foreign), "Too blue.", "nobody here knows more about it");
    assert_eq!(said::mistake(short(), "subject"), "Schreiben Sie mindestens 5 Zeichen; bisher sind es 3.");
    let address = EmailAddress::new("nobody").unwrap_err();
    assert_eq!(said::mistake(address, "ccs"), "„nobody“ ist keine E-Mail-Adresse wie name@example.com.");
    let empty = UploadBudget::default().with(0).unwrap_err();
    assert_eq!(said::mistake(empty, "file"), "Die Datei ist leer: Es gibt nichts hochzuladen.");
}

#[wasm_bindgen_test]
fn what_is_known_by_its_code_reads_the_same_in_english() {
    // The words of the rules and the app's own are two copies in English; a change of one is to be one of both.
    let english: serde_json::Value = serde_json::from_str(include_str!("../../locales/en.json")).unwrap();
    for severity in Severity::ALL {
        assert_eq!(english[format!("guidance_{}", severity.code())], severity.guidance());
    }
    let level = Reason::needs_level(RoleObject::SupportService, Level::View, Level::Full, &[]);
    let filled = english["reason_needs_level"].as_str().unwrap().to_owned();
    let filled = filled.replace("{need}", "Full Access").replace("{object}", "Support Service");
    assert_eq!(filled.replace("{have}", "View Only"), level.message);
    let known: Vec<&str> = english.as_object().unwrap().values().filter_map(|text| text.as_str()).collect();
    for object in RoleObject::ALL {
        assert!(known.contains(&object.applies_to()), "{}", object.applies_to());
        for meaning in Level::ALL.iter().filter_map(|level| object.meaning(*level)) {
            assert!(known.contains(&meaning), "{meaning}");
        }
    }
}

#[wasm_bindgen_test]
fn what_a_level_allows_is_said_in_every_language() {
    let all = || -> Vec<String> {
        let levels =
            |object: &'static RoleObject| Level::ALL.iter().filter_map(|it| roles::meaning(*object, *it));
        let objects = RoleObject::ALL.iter();
        objects.flat_map(|object| levels(object).chain([roles::applies_to(*object)])).collect()
    };
    let english = all();
    for tag in ["de", "ja", "ar"] {
        let _spoken = Speaking::new(tag);
        for (own, english) in all().iter().zip(&english).filter(|(_, english)| *english != "Support") {
            assert_ne!(own, english, "{tag}");
        }
    }
}

#[wasm_bindgen_test]
fn a_catalog_of_another_build_is_not_taken() {
    let english = language("en");
    for file in [r#"["0123456789abcdef", "Account"]"#, "[]", "{}", "null", "1"] {
        let read = JSON::parse(file).unwrap();
        assert_eq!(language::take_in(english, Part::First, read), Err(NoTexts), "{file}");
    }
}

#[wasm_bindgen_test]
fn an_unknown_zone_or_language_leaves_the_browsers_own() {
    for (locale, zone) in [("no such language!", "Mars/Olympus"), ("", ""), ("en-US", "x")] {
        format::set_reader(locale, zone);
        assert!(format::day(at("2026-06-15T12:00:00Z")).contains("2026"), "{locale} {zone}");
    }
}

#[wasm_bindgen_test]
fn the_distance_in_time_is_told_in_the_largest_unit_that_fits() {
    format::set_reader("en-US", "UTC");
    let now = at("2026-11-22T12:00:00Z");
    let ago = |seconds| format::relative(now - Duration::seconds(seconds), now);
    assert_eq!(ago(10), "just now");
    assert_eq!(ago(120), "2 min. ago");
    assert_eq!(ago(2 * 3_600), "2 hr. ago");
    assert_eq!(ago(86_400), "yesterday");
    assert_eq!(ago(3 * 86_400), "3 days ago");
    assert_eq!(ago(60 * 86_400), "Sep 23, 2026");
    assert_eq!(format::relative(now + Duration::hours(4), now), "in 4 hr.");
}
