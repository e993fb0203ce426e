//! E-mail addresses and lists of CC's.

use caseport_domain::validate::{CcList, EmailAddress, FieldErrorCode, Mistake, addresses_in};
use proptest::prelude::*;

fn code(mistake: Mistake) -> Option<FieldErrorCode> {
    mistake.in_field("ccs").code.value()
}

fn addresses(count: usize) -> Vec<String> {
    (0..count).map(|number| format!("person{number}@example.com")).collect()
}

#[test]
fn good_addresses_are_taken() {
    for good in [
        "a@b.co",
        "name@example.com",
        "first.last@example.com",
        "first+tag@example.com",
        "o'brien@example.ie",
        "user_name-1@sub.domain.example.org",
        "!#$%&'*+/=?^_`{|}~-@example.com",
        "1234@example.com",
        "name@xn--bcher-kva.example",
        "müller@bücher.example",
        "用户@例子.公司",
        "name@example.museum",
        "name@1and1.com",
        "name@a-b.example",
    ] {
        let address = EmailAddress::new(good).unwrap_or_else(|mistake| panic!("{good}: {mistake:?}"));
        assert_eq!(address.as_str(), good);
    }
}

#[test]
fn bad_addresses_are_refused() {
    for bad in [
        "name",
        "@example.com",
        "name@",
        "name@example",
        "name@@example.com",
        "name@example@example.com",
        "first last@example.com",
        "name@exam ple.com",
        ".name@example.com",
        "name.@example.com",
        "first..last@example.com",
        "name@.example.com",
        "name@example.com.",
        "name@example..com",
        "name@-example.com",
        "name@example-.com",
        "name@exa_mple.com",
        "name@[127.0.0.1]",
        "name@127.0.0.1",
        "\"quoted name\"@example.com",
        "Name <name@example.com>",
        "name@example.com, other@example.com",
        "name@example.com;other@example.com",
        "mailto:name@example.com",
        "name@example.com\nBcc: all@example.com",
        "na\u{0}me@example.com",
        "name@example.com\u{200b}",
        "name(comment)@example.com",
    ] {
        assert_eq!(EmailAddress::new(bad).map_err(code), Err(Some(FieldErrorCode::Invalid)), "{bad:?}");
    }
    for blank in ["", "   ", "\t\n"] {
        assert_eq!(EmailAddress::new(blank).map_err(code), Err(Some(FieldErrorCode::Required)), "{blank:?}");
    }
}

#[test]
fn addresses_are_trimmed_and_lower_case() {
    let address = EmailAddress::new("  First.Last@EXAMPLE.Com\n").expect("an address");
    assert_eq!(address.as_str(), "first.last@example.com");
}

#[test]
fn a_letter_whose_lower_case_is_two_characters_is_measured_and_checked_as_it_is_kept() {
    // The second one is a combining dot, which no address takes.
    assert_eq!("İ".to_lowercase().chars().count(), 2);
    for raw in ["İ@example.com", "name@İx.com"] {
        assert_eq!(EmailAddress::new(raw).map_err(code), Err(Some(FieldErrorCode::Invalid)), "{raw}");
    }
}

#[test]
fn the_parts_of_an_address_have_their_greatest_lengths() {
    let local = |length| format!("{}@example.com", "a".repeat(length));
    assert!(EmailAddress::new(&local(64)).is_ok());
    assert_eq!(EmailAddress::new(&local(65)).map_err(code), Err(Some(FieldErrorCode::Invalid)));

    let label = |length| format!("name@{}.com", "a".repeat(length));
    assert!(EmailAddress::new(&label(63)).is_ok());
    assert_eq!(EmailAddress::new(&label(64)).map_err(code), Err(Some(FieldErrorCode::Invalid)));

    // 64 + 1 + 3 x 62 + 3 = 254
    let whole = |last: usize| {
        let labels = [62, 62, last].map(|length| "a".repeat(length)).join(".");
        format!("{}@{labels}", "a".repeat(64))
    };
    assert_eq!(whole(63).len(), 254);
    assert!(EmailAddress::new(&whole(63)).is_ok());
    let longer = format!("{}b", whole(63));
    assert_eq!(longer.len(), 255);
    assert_eq!(EmailAddress::new(&longer).map_err(code), Err(Some(FieldErrorCode::TooLong)));
}

#[test]
fn a_refused_address_is_shown_in_its_message_without_control_characters_and_cut() {
    let message = |raw: &str| EmailAddress::new(raw).expect_err("bad").in_field("ccs").message;
    assert!(message("nobody at home").contains("\"nobody at home\""));
    assert!(message("no\u{1b}[31mbody").chars().all(|c| !c.is_control()));
    assert!(message(&"件".repeat(254)).chars().count() < 160);
}

#[test]
fn a_case_has_at_most_20_ccs() {
    assert_eq!(CcList::new::<&str>(&[]).expect("none").addresses().count(), 0);
    for count in [1, 19, 20] {
        let list = CcList::new(&addresses(count)).expect("a list");
        assert!(list.addresses().eq(addresses(count).iter().map(String::as_str)), "in order");
    }
    let mistake = CcList::new(&addresses(21)).expect_err("too many");
    assert!(mistake.clone().in_field("ccs").message.contains("20"));
    assert_eq!(code(mistake), Some(FieldErrorCode::TooMany));
}

#[test]
fn repeated_ccs_count_once_however_they_are_written() {
    let mut twice = addresses(20);
    twice.extend(addresses(20).iter().map(|address| format!(" {} ", address.to_uppercase())));
    let list = CcList::new(&twice).expect("twenty different ones");
    assert!(list.addresses().eq(addresses(20).iter().map(String::as_str)), "the first of each, in order");
}

#[test]
fn one_bad_address_among_good_ones_is_the_mistake_that_is_named() {
    let mistake = CcList::new(&["good@example.com", "bad", "worse"]).expect_err("a bad one");
    assert!(mistake.in_field("ccs").message.contains("\"bad\""));
    assert_eq!(CcList::new(&["good@example.com", ""]).map_err(code), Err(Some(FieldErrorCode::Required)));
}

#[test]
fn a_list_of_very_many_addresses_is_refused_at_once() {
    // Comparing each with each would take minutes; the rest of the list is not looked at.
    let mistake = CcList::new(&addresses(300_000)).expect_err("too many");
    assert_eq!(code(mistake), Some(FieldErrorCode::TooMany));
}

proptest! {
    #[test]
    fn a_taken_address_is_taken_again_unchanged(raw in r"[a-zA-Z0-9À-ʯΑ-Ͽİ.+_-]{1,12}@[a-zA-ZÀ-ʯİ-]{1,9}\.[a-zA-Zİ]{2,5}") {
        if let Ok(address) = EmailAddress::new(&raw) {
            prop_assert_eq!(EmailAddress::new(address.as_str()), Ok(address.clone()));
            prop_assert_eq!(address.as_str().matches('@').count(), 1);
        }
    }

    #[test]
    fn no_input_makes_the_check_fail_otherwise_than_by_a_mistake(raw in any::<String>()) {
        match EmailAddress::new(&raw) {
            Ok(address) => prop_assert!(address.as_str().contains('@')),
            Err(mistake) => prop_assert_eq!(mistake.in_field("email").field, "email"),
        }
    }
}

fn meant(address: &str) -> Option<String> {
    EmailAddress::new(address).expect("an address").probably_meant()
}

#[test]
fn slips_are_found() {
    for (typed, meant_by_it) in [
        ("cora@gmial.com", "cora@gmail.com"),
        ("cora@gmal.com", "cora@gmail.com"),
        ("cora@gnail.com", "cora@gmail.com"),
        ("cora@gmaill.com", "cora@gmail.com"),
        ("cora@gmail.co", "cora@gmail.com"),
        ("cora@gmail.con", "cora@gmail.com"),
        ("cora@gmial.con", "cora@gmail.com"),
        ("Cora.Lind+x@GMIAL.com", "cora.lind+x@gmail.com"),
        ("cora@hotmial.com", "cora@hotmail.com"),
        ("cora@hotnail.cmo", "cora@hotmail.com"),
        ("cora@outlok.com", "cora@outlook.com"),
        ("cora@oulook.de", "cora@outlook.de"),
        ("cora@yaho.com", "cora@yahoo.com"),
        ("cora@yahooo.co.uk", "cora@yahoo.co.uk"),
        ("cora@icluod.com", "cora@icloud.com"),
        ("cora@googelmail.com", "cora@googlemail.com"),
        ("cora@contoso.con", "cora@contoso.com"),
        ("cora@contoso.cmo", "cora@contoso.com"),
        ("cora@contoso.ogr", "cora@contoso.org"),
        ("cora@mail.contoso.nte", "cora@mail.contoso.net"),
    ] {
        assert_eq!(meant(typed).as_deref(), Some(meant_by_it), "{typed}");
    }
}

#[test]
fn what_is_right_is_left_alone() {
    for right in [
        "cora@gmail.com",
        "cora@mail.com",
        "cora@email.com",
        "cora@ymail.com",
        "cora@live.com",
        "cora@gmx.at",
        "cora@web.de",
        "cora@me.com",
        "cora@hey.com",
        "cora@qq.com",
        "cora@contoso.example",
        "cora@contoso.com",
        "cora@contoso.co",
        "cora@contoso.cm",
        "cora@opswat.com",
        "cora@dell.com",
        "cora@aon.com",
        "cora@ibm.com",
        "cora@google.com",
        "cora@b\u{fc}cher.example",
    ] {
        assert_eq!(meant(right), None, "{right}");
    }
}

#[test]
fn several_addresses_are_taken_apart() {
    let three = ["a@x.example", "b@y.example", "c@z.example"];
    for text in [
        "a@x.example, b@y.example; c@z.example",
        "a@x.example\nb@y.example\r\nc@z.example\n",
        "a@x.example b@y.example\tc@z.example",
        " ;a@x.example,,b@y.example;;\u{2028}c@z.example , ",
        "Anna X <a@x.example>, \"B. Y\" <b@y.example>;Chlo\u{e9} <c@z.example>",
        "Anna X <a@x.example>\nb@y.example\n<c@z.example>",
    ] {
        assert_eq!(addresses_in(text), three, "{text:?}");
    }
    assert_eq!(addresses_in(" ,; \n"), Vec::<String>::new());
    assert_eq!(addresses_in("neither nor"), ["neither", "nor"]);
    assert_eq!(addresses_in("half <a@x"), ["half", "<a@x"]);
}

#[test]
fn another_cc_is_neither_there_already_nor_the_submitter() {
    let ccs = ["anna@x.example", "bob@x.example"];
    let check = |address: &str| CcList::check_another(address, &ccs, "Cora@contoso.example");
    assert_eq!(check(" Dora@x.example").unwrap().as_str(), "dora@x.example");
    for (address, words) in [
        ("ANNA@x.example", "anna@x.example is among the CC's already."),
        (
            "cora@CONTOSO.example",
            "cora@contoso.example submitted the case and is kept informed already; leave this address out.",
        ),
        ("nobody", "\"nobody\" is not an e-mail address such as name@example.com."),
    ] {
        let mistake = check(address).unwrap_err();
        assert_eq!(mistake.in_field("emails").message, words);
    }
}

proptest! {
    #[test]
    fn a_slip_is_never_a_slip_again(local in "[a-z]{1,8}", domain in "[a-z]{1,12}\\.(com|con|de|co|net|ogr)") {
        if let Some(meant) = meant(&format!("{local}@{domain}")) {
            prop_assert_eq!(EmailAddress::new(&meant).expect("an address").probably_meant(), None);
        }
    }
}

#[test]
fn a_list_takes_the_place_of_another() {
    let present = ["a@example.com", "b@example.com"].map(str::to_owned);
    let change = |wanted: &[&str]| {
        let list = CcList::new(wanted).expect("a list");
        list.replacing(&present, "me@example.com").map(|change| {
            let texts =
                |all: &[EmailAddress]| all.iter().map(|it| it.as_str().to_owned()).collect::<Vec<_>>();
            (texts(&change.added), texts(&change.removed), change.is_empty())
        })
    };
    let texts = |all: &[&str]| all.iter().map(|it| (*it).to_owned()).collect::<Vec<_>>();
    for (wanted, added, removed) in [
        (&["B@example.com", "a@example.com"] as &[&str], &[] as &[&str], &[] as &[&str]),
        (&["a@example.com", "c@example.com", "c@example.com"], &["c@example.com"], &["b@example.com"]),
        (&[], &[], &["a@example.com", "b@example.com"]),
    ] {
        let nothing = added.is_empty() && removed.is_empty();
        assert_eq!(change(wanted), Ok((texts(added), texts(removed), nothing)), "{wanted:?}");
    }
    let mistake = change(&["a@example.com", " Me@Example.com"]).expect_err("the submitter");
    assert_eq!(mistake.clone().in_field("emails").message.split(' ').next(), Some("me@example.com"));
    assert_eq!(code(mistake), Some(FieldErrorCode::Invalid));
    // One that came with the case stays as long as it is wanted, so that others can be added beside it.
    let with_own = ["me@example.com".to_owned()];
    let list = CcList::new(&["me@example.com", "c@example.com"]).expect("a list");
    assert_eq!(list.replacing(&with_own, "me@example.com").expect("a change").added.len(), 1);
}
