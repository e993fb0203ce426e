//! Every kind of mistake that a catalog can have stops the build, in words that say where.

use super::*;

const GREETING: &str = r#""greeting": "Hello {name}""#;
const FILES: &str = r#""files": { "one": "{count} file of {name}", "other": "{count} files of {name}" }"#;

/// Catalogs where one language has this and the others nothing wrong.
fn with(tag: &str, json: &str) -> Result<Catalogs, String> {
    let json = format!("{{{json}}}");
    Catalogs::of(|asked| if asked == tag { json.clone() } else { sound(asked) })
}

fn sound(tag: &str) -> String {
    let forms = match tag {
        "ja" => r#"{ "other": "{name} {count}" }"#,
        "ar" => {
            r#"{ "zero": "{name} -", "one": "{name} 1", "two": "{name} 2", "few": "{count} f {name}",
                 "many": "{count} m {name}", "other": "{count} o {name}" }"#
        }
        _ => return format!("{{ {GREETING}, {FILES} }}"),
    };
    format!(r#"{{ {GREETING}, "files": {forms} }}"#)
}

fn mistake(tag: &str, json: &str) -> String {
    with(tag, json).map(|_| ()).expect_err("no mistake was found")
}

#[test]
fn sound_catalogs_are_taken() {
    let catalogs = Catalogs::of(sound).unwrap();
    let japanese = &LANGUAGES[2];
    assert_eq!(catalogs.texts(japanese), ["other={name} {count}", "Hello {name}"]);
}

#[test]
fn what_is_needed_first_is_a_file_of_its_own() {
    let catalogs =
        Catalogs::of(|_| r#"{ "add": "A", "tab_my": "M", "tabs": "T", "retry": "R" }"#.to_owned()).unwrap();
    let files = catalogs.files(ENGLISH).map(|file| serde_json::from_str::<Vec<String>>(&file).unwrap());
    let signature = catalogs.signature();
    assert_eq!(files, [vec![signature.as_str(), "R", "M"], vec![signature.as_str(), "A", "T"]]);
    assert_eq!(catalogs.texts(ENGLISH), ["R", "M", "A", "T"]);
    assert_eq!(
        catalogs.english().map(|(key, _)| key).collect::<Vec<_>>(),
        ["retry", "tab_my", "add", "tabs"]
    );
}

#[test]
fn an_unknown_message_is_a_mistake() {
    let found = mistake("ja", r#""greeting": "{name}", "files": { "other": "{name}" }, "old": "x""#);
    assert_eq!(found, "ja.json: \"old\" is no message of en.json");
}

#[test]
fn a_place_too_few_or_too_many_is_a_mistake() {
    let found = mistake("de", &format!(r#""greeting": "Hallo", {FILES}"#));
    assert_eq!(found, "de.json: \"greeting\" lacks the place {name}");
    let found = mistake("de", &format!(r#""greeting": "Hallo {{name}} {{nmae}}", {FILES}"#));
    assert_eq!(found, "de.json: \"greeting\" has a place {nmae} that English does not have");
    // Every form for itself: only the number may be said in words.
    let forms = r#""files": { "one": "eine Datei", "other": "{count} Dateien von {name}" }"#;
    assert_eq!(mistake("de", &format!("{GREETING}, {forms}")), "de.json: \"files\" lacks the place {name}");
}

#[test]
fn braces_that_hold_no_name_are_a_mistake() {
    let unclosed = mistake("en", &format!(r#""greeting": "Hello {{name", {FILES}"#));
    assert!(unclosed.contains("en.json: \"greeting\" has an opening brace without its end"), "{unclosed}");
    let no_name = mistake("en", &format!(r#""greeting": "Hello {{Name}}", {FILES}"#));
    assert!(no_name.contains("en.json: \"greeting\" has {Name}, which is not a name"), "{no_name}");
}

#[test]
fn a_plural_has_exactly_the_forms_of_its_language() {
    let forms = |forms: &str| format!("{GREETING}, \"files\": {{ {forms} }}");
    let one = r#""other": "{count} {name}""#;
    assert_eq!(mistake("en", &forms(one)), "en.json: \"files\" lacks the plural form \"one\"");
    let four = r#""one": "{name}", "two": "{name}", "few": "{name}", "many": "{name}", "other": "{name}""#;
    assert_eq!(mistake("ar", &forms(four)), "ar.json: \"files\" lacks the plural form \"zero\"");
    let two = r#""one": "{name}", "other": "{name}""#;
    assert_eq!(
        mistake("ja", &forms(two)),
        "ja.json: \"files\" has the plural form \"one\", which 日本語 does not have"
    );
    let bar = r#""other": "{name} | {count}""#;
    assert!(mistake("ja", &forms(bar)).contains("\"files\" has a plural form with \"|\" in it"));
}

#[test]
fn what_is_chosen_by_a_number_is_so_in_every_language() {
    let found = mistake("ja", r#""greeting": "{name}", "files": "{name}""#);
    assert_eq!(found, "ja.json: \"files\" has one text where English has several");
    let found = mistake("ja", r#""greeting": { "other": "{name}" }, "files": { "other": "{name}" }"#);
    assert_eq!(found, "ja.json: \"greeting\" has several texts where English has one");
}

#[test]
fn an_empty_message_is_a_mistake() {
    let english = format!(r#"{{ "empty": "x", {GREETING} }}"#);
    let found = Catalogs::of(|tag| match tag {
        "ja" => format!(r#"{{ "empty": " ", {GREETING} }}"#),
        _ => english.clone(),
    });
    assert_eq!(found.unwrap_err(), "ja.json: \"empty\" is empty");
}

#[test]
fn a_damaged_catalog_is_named() {
    assert!(mistake("ar", "x").starts_with("ar.json: "));
}

#[test]
fn other_keys_or_another_order_make_another_signature() {
    let of = |keys: &[&str]| {
        let messages: Vec<String> = keys.iter().map(|key| format!("\"{key}\": \"x\"")).collect();
        Catalogs::of(|_| format!("{{{}}}", messages.join(","))).unwrap().signature()
    };
    assert_eq!(of(&["a", "b"]), of(&["b", "a"]));
    assert_ne!(of(&["a", "b"]), of(&["a", "c"]));
    assert_ne!(of(&["a", "b"]), of(&["ab"]));
}

#[test]
fn a_missing_message_is_a_mistake() {
    assert_eq!(mistake("de", GREETING), "de.json: \"files\" is missing");
}

#[test]
fn what_only_my_organization_says_may_be_english() {
    let english = r#"{ "role_added": "Added", "submit_case": "Submit" }"#;
    let of = |tag: &str, json: &str| {
        Catalogs::of(|asked| if asked == tag { json.to_owned() } else { english.to_owned() })
    };
    let catalogs = of("de", r#"{ "submit_case": "Einreichen" }"#).unwrap();
    assert_eq!(catalogs.texts(&LANGUAGES[1]), ["Einreichen", "Added"]);
    let lacking = of("de", r#"{ "role_added": "Hinzugefügt" }"#);
    assert_eq!(lacking.unwrap_err(), "de.json: \"submit_case\" is missing");
}

#[test]
fn every_mistake_is_told_at_once() {
    assert_eq!(mistake("de", r#""a": "x", "b": "x""#).lines().count(), 4);
}
