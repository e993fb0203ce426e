//! The stream of changes is taken apart wherever its pieces are cut.

use std::cell::RefCell;

use caseport::api::{Event, Events};
use wasm_bindgen_test::wasm_bindgen_test;

const STREAM: &str = ": hello\nretry: 1000\nid: 7\n\nid: 8\r\nevent: case_created\r\ndata: {\"a\":\"ü\"}\r\n\r\n: beat\n\nevent:x\ndata: one\ndata: two\n\nid: 9\nevent: cut off";

fn event(id: Option<&str>, name: &str, data: &str) -> Event {
    Event { id: id.map(str::to_owned), name: name.to_owned(), data: data.to_owned() }
}

#[wasm_bindgen_test]
fn events_are_the_same_however_the_stream_is_cut() {
    let wanted = [
        event(Some("7"), "", ""),
        event(Some("8"), "case_created", "{\"a\":\"ü\"}"),
        event(None, "x", "one\ntwo"),
    ];
    for size in 1..STREAM.len() {
        let found = RefCell::new(Vec::new());
        let mut events = Events::default();
        for piece in STREAM.as_bytes().chunks(size) {
            events.take(piece, |event| found.borrow_mut().push(event));
        }
        assert_eq!(found.into_inner(), wanted, "in pieces of {size} bytes");
    }
}
