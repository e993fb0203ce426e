//! Case numbers and ids.

use caseport_domain::id::{CaseNumber, OrganizationId, ProductId, RoleId, UserId};
use proptest::prelude::*;

#[test]
fn eight_digits_are_a_case_number() {
    for text in ["10000000", "10000042", "12345678", "99999999"] {
        let number = CaseNumber::parse(text).expect("a case number");
        assert_eq!(number.to_string(), text);
        assert_eq!(CaseNumber::new(number.value()), Some(number));
    }
}

#[test]
fn nothing_else_is_a_case_number() {
    for text in [
        "",
        "1234567",
        "123456789",
        "012345678",
        "00000000",
        "01234567",
        "09999999",
        "1234567a",
        "1234 567",
        " 12345678",
        "12345678 ",
        "12345678\n",
        "+1234567",
        "-1234567",
        "+12345678",
        "1234567.",
        "0x123456",
        "1e000000",
        // Digits of other scripts: eight characters, and eight bytes.
        "١٢٣٤٥٦٧٨",
        "١٢٣٤",
        "１２３４５６７８",
        "10000042; DROP TABLE cases",
    ] {
        assert_eq!(CaseNumber::parse(text), None, "{text:?}");
    }
}

#[test]
fn values_outside_eight_digits_are_no_case_numbers() {
    for (value, valid) in [
        (0, false),
        (9_999_999, false),
        (10_000_000, true),
        (99_999_999, true),
        (100_000_000, false),
        (u32::MAX, false),
    ] {
        assert_eq!(CaseNumber::new(value).is_some(), valid, "{value}");
    }
}

#[test]
fn case_numbers_travel_as_strings() {
    let number = CaseNumber::parse("10000042").expect("a case number");
    assert_eq!(serde_json::to_string(&number).expect("JSON"), r#""10000042""#);
    assert_eq!(serde_json::from_str::<CaseNumber>(r#""10000042""#).expect("a case number"), number);
    for json in [r#""1000004""#, "10000042", "null", r#""""#] {
        assert!(serde_json::from_str::<CaseNumber>(json).is_err(), "{json}");
    }
}

#[test]
fn ids_are_opaque_and_travel_as_strings() {
    fn travels<T: serde::Serialize + serde::de::DeserializeOwned + std::fmt::Display + From<&'static str>>() {
        let text = "Contoso/ä 件 -- '; 01";
        let id = T::from(text);
        assert_eq!(id.to_string(), text);
        let json = serde_json::to_string(&id).expect("JSON");
        assert_eq!(json, serde_json::to_string(text).expect("JSON"));
        assert_eq!(serde_json::from_str::<T>(&json).expect("an id").to_string(), text);
    }
    travels::<UserId>();
    travels::<OrganizationId>();
    travels::<RoleId>();
    travels::<ProductId>();
}

proptest! {
    #[test]
    fn every_case_number_survives_writing_and_reading(value in CaseNumber::FIRST..=CaseNumber::LAST) {
        let number = CaseNumber::new(value).expect("eight digits");
        prop_assert_eq!(number.to_string().len(), 8);
        prop_assert_eq!(CaseNumber::parse(&number.to_string()), Some(number));
        prop_assert_eq!(number.value(), value);
    }

    #[test]
    fn any_text_is_a_case_number_only_if_it_is_eight_ascii_digits_that_do_not_begin_with_zero(text in ".{0,10}|[0-9]{7,9}") {
        let bytes = text.as_bytes();
        let valid = bytes.len() == 8 && bytes[0] != b'0' && bytes.iter().all(u8::is_ascii_digit);
        prop_assert_eq!(CaseNumber::parse(&text).is_some(), valid);
    }
}
