//! What uploads stand on: how fast they go, the checksum of a piece, and what the device remembers of them.

use caseport::upload::digest::{Checksum, base64};
use caseport::upload::meter::{Meter, seconds_left};
use caseport::upload::record::{self, Record, Source, Target};
use caseport_domain::id::{CaseNumber, UserId};
use js_sys::{Array, JsString, Object, Uint8Array};
use wasm_bindgen::JsValue;
use wasm_bindgen_futures::JsFuture;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Blob, File};

const MEBIBYTE: usize = 1024 * 1024;

#[wasm_bindgen_test]
fn the_speed_is_told_once_it_can_be() {
    let mut meter = Meter::default();
    assert_eq!(meter.speed(), None);
    meter.note(1_000.0, 0);
    assert_eq!(meter.speed(), None, "a moment has no length");
    meter.note(1_500.0, 600);
    assert_eq!(meter.speed(), None, "half a second tells nothing");
    meter.note(2_000.0, 1_000);
    assert_eq!(meter.speed(), Some(1_000.0));
    meter.note(3_000.0, 1_000);
    assert_eq!(meter.speed(), Some(500.0), "standing still makes it slower");
}

#[wasm_bindgen_test]
fn the_speed_is_that_of_the_last_seconds() {
    let mut meter = Meter::default();
    // Ten seconds at 1,000 bytes a second, then ten at 100.
    for second in 0..=10_u64 {
        meter.note(second as f64 * 1_000.0, second * 1_000);
    }
    assert_eq!(meter.speed(), Some(1_000.0));
    for second in 1..=10_u64 {
        meter.note((10 + second) as f64 * 1_000.0, 10_000 + second * 100);
    }
    assert_eq!(meter.speed(), Some(100.0));
}

#[wasm_bindgen_test]
fn bytes_taken_back_begin_the_measure_anew() {
    let mut meter = Meter::default();
    meter.note(0.0, 0);
    meter.note(2_000.0, 8_000);
    meter.note(3_000.0, 4_000);
    assert_eq!(meter.speed(), None, "it never goes backwards");
    meter.note(4_000.0, 6_000);
    assert_eq!(meter.speed(), Some(2_000.0));
}

#[wasm_bindgen_test]
fn the_time_left_is_rounded_up_and_not_told_without_a_speed() {
    assert_eq!(seconds_left(1_000, Some(400.0)), Some(3));
    assert_eq!(seconds_left(0, Some(400.0)), Some(0));
    assert_eq!(seconds_left(1_000, None), None);
    assert_eq!(seconds_left(1_000, Some(0.0)), None);
}

#[wasm_bindgen_test]
fn base64_is_that_of_the_rfc() {
    for (bytes, text) in [(&b""[..], ""), (b"f", "Zg=="), (b"fo", "Zm8="), (b"foobar", "Zm9vYmFy")] {
        assert_eq!(base64(bytes), text);
    }
    assert_eq!(base64(&[0x00, 0x80, 0xff]), "AID/");
    assert_eq!(base64("журнал".as_bytes()), "0LbRg9GA0L3QsNC7");
}

#[wasm_bindgen_test]
async fn the_checksum_is_the_sha_256_of_the_piece() {
    let parts = Array::of1(&JsString::from("xabcx"));
    let blob = Blob::new_with_str_sequence(&parts).unwrap();
    let piece = blob.slice_with_f64_and_f64(1.0, 4.0).unwrap();
    let header = Checksum::of(&piece).header().await.unwrap();
    // FIPS 180-2's example, "abc".
    assert_eq!(header.as_deref(), Some("sha256 ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0="));
}

fn file(name: &str, size: usize) -> File {
    let bytes = Uint8Array::new_with_length(size as u32);
    bytes.fill(7, 0, size as u32);
    File::new_with_u8_array_sequence(&Array::of1(&bytes), name).unwrap()
}

fn record(user: &str, id: &str, file: &File, begun: f64) -> Record {
    Record {
        id: id.to_owned(),
        user: UserId::from(user),
        target: Target::Case(CaseNumber::new(12_345_678).unwrap()),
        batch: "submission".to_owned(),
        name: file.name(),
        size: file.size() as u64,
        content_type: file.type_(),
        modified: file.last_modified(),
        key: "key".to_owned(),
        url: Some("/api/v1/uploads/1".to_owned()),
        paused: false,
        given_up: false,
        received: 5,
        begun,
    }
}

async fn all(user: &str) -> Vec<(Record, Option<Source>)> {
    record::all(&UserId::from(user)).await
}

async fn records(user: &str) -> Vec<Record> {
    all(user).await.into_iter().map(|(record, _)| record).collect()
}

#[wasm_bindgen_test]
async fn uploads_are_kept_by_person_and_come_back_oldest_first() {
    let file = file("log.txt", 9);
    let (young, old) = (record("u", "1", &file, 2.0), record("u", "2", &file, 1.0));
    // Somebody whose id begins alike.
    let other = record("u0", "1", &file, 1.0);
    for record in [&young, &old, &other] {
        record::keep(record, None).await;
    }
    assert_eq!(records("u").await, [old.clone(), young.clone()]);
    assert_eq!(records("u0").await, std::slice::from_ref(&other));

    let later = Record { received: 9, paused: true, given_up: true, ..old };
    record::keep(&later, None).await;
    assert_eq!(records("u").await, [later.clone(), young.clone()]);

    record::forget(&later).await;
    assert_eq!(records("u").await, std::slice::from_ref(&young));
    record::forget(&young).await;
    assert_eq!(records("u").await, []);
    assert_eq!(records("u0").await, std::slice::from_ref(&other));
    record::forget(&other).await;
}

#[wasm_bindgen_test]
async fn a_small_file_is_kept_itself_with_everything_that_it_is_known_by() {
    let file = file("log.txt", 70_000);
    let kept = record("small", "1", &file, 1.0);
    record::keep(&kept, Some(&Source::of(file.clone(), None))).await;
    let (found, source) = all("small").await.remove(0);
    let Some(Source::File(again)) = source else { panic!("the file is gone: {source:?}") };
    assert!(found.is_of(&again));
    let bytes = JsFuture::from(again.array_buffer()).await.unwrap();
    assert_eq!(Uint8Array::new(&bytes).to_vec(), [7; 70_000]);

    record::keep(&Record { received: 9, ..kept.clone() }, None).await;
    assert!(all("small").await.remove(0).1.is_none(), "what is kept without its file has none");
    record::forget(&kept).await;
}

#[wasm_bindgen_test]
async fn a_large_file_is_not_kept_and_its_handle_is() {
    let large = file("dump.bin", 20 * MEBIBYTE + 1);
    let kept = record("large", "1", &large, 1.0);
    record::keep(&kept, Some(&Source::of(large.clone(), None))).await;
    assert!(all("large").await.remove(0).1.is_none());

    let handle = JsValue::from(Object::new());
    record::keep(&kept, Some(&Source::of(large, Some(handle.clone())))).await;
    assert!(matches!(all("large").await.remove(0).1, Some(Source::Handle(_))));
    record::forget(&kept).await;

    // For a small file the handle would only bring a question.
    assert!(matches!(Source::of(file("log.txt", 9), Some(handle)), Source::File(_)));
}

#[wasm_bindgen_test]
async fn what_the_device_cannot_keep_is_kept_without_the_file() {
    // A function cannot be stored.
    let handle = JsValue::from(js_sys::Function::new_no_args(""));
    let file = file("log.txt", 9);
    let kept = record("refusing", "1", &file, 1.0);
    record::keep(&kept, Some(&Source::Handle(handle))).await;
    let (found, source) = all("refusing").await.remove(0);
    assert_eq!((found, source.is_none()), (kept.clone(), true));
    record::forget(&kept).await;
}

#[wasm_bindgen_test]
fn a_file_is_known_by_its_name_size_and_time() {
    let file = file("log.txt", 9);
    let kept = record("u", "1", &file, 1.0);
    assert!(kept.is_of(&file));
    assert!(!Record { name: "Log.txt".to_owned(), ..kept.clone() }.is_of(&file));
    assert!(!Record { size: 8, ..kept.clone() }.is_of(&file));
    assert!(!Record { modified: kept.modified + 1.0, ..kept }.is_of(&file));
}

#[wasm_bindgen_test]
fn what_an_older_version_kept_is_read() {
    let text = r#"{"id":"1","user":"u","case":"12345678","batch":"submission","name":"a","size":1,"content_type":"",
        "modified":1.0,"key":"k","url":null,"received":0,"paused":true,"begun":1.0}"#;
    let read: Record = serde_json::from_str(text).unwrap();
    assert!(read.paused && !read.given_up);
    assert_eq!(read.target, Target::Case(CaseNumber::new(12_345_678).unwrap()));
}

#[wasm_bindgen_test]
fn a_file_to_report_waits_for_that_once_it_has_arrived() {
    let file = file("sample.bin", 9);
    let whole = Record { target: Target::Report, received: 9, ..record("u", "1", &file, 1.0) };
    let text = serde_json::to_string(&whole).unwrap();
    assert_eq!(serde_json::from_str::<Record>(&text).unwrap(), whole);
    assert!(whole.is_to_be_reported());
    assert!(!Record { received: 8, ..whole.clone() }.is_to_be_reported());
    assert!(!Record { url: None, ..whole.clone() }.is_to_be_reported());
    assert!(!Record { target: record("u", "1", &file, 1.0).target, ..whole }.is_to_be_reported());
}
