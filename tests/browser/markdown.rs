//! What people write becomes elements, and nothing but harmless ones.

use caseport::markdown::markdown;
use wasm_bindgen_test::wasm_bindgen_test;

use crate::page::{Mounted, wait};

fn rendered(text: &'static str) -> Mounted {
    Mounted::new(move || markdown(text))
}

#[wasm_bindgen_test]
fn the_usual_marks_become_elements() {
    let page = rendered(
        "# Title\n\n**bold** _soft_ ~~gone~~ `code`\n\n- one\n- two\n\n3. three\n\n> said\n\n```\nlog\n```\n\n| a | b |\n|---|---|\n| 1 | 2 |",
    );
    for (selector, text) in [
        ("h3", "Title"),
        ("strong", "bold"),
        ("em", "soft"),
        ("s", "gone"),
        ("p code", "code"),
        ("ul li", "one"),
        ("ol[start='3'] li", "three"),
        ("blockquote", "said"),
        ("pre code", "log\n"),
        ("thead td", "a"),
        ("table > tr td", "1"),
    ] {
        assert_eq!(page.get(selector).text_content().unwrap(), text, "{selector}");
    }
}

#[wasm_bindgen_test]
async fn html_stays_text_and_runs_nothing() {
    let page = rendered(
        "<img src=x onerror=\"window.hit=1\"><script>window.hit=1</script>\n\n<iframe src=javascript:window.hit=1></iframe> <b onclick=window.hit=1>x</b>",
    );
    wait(100).await;
    assert!(js_sys::Reflect::get(&js_sys::global(), &"hit".into()).unwrap().is_undefined());
    for selector in ["img", "script", "iframe", "b"] {
        assert!(page.find(selector).is_none(), "{selector}");
    }
    assert!(page.text().contains("<script>window.hit=1</script>"));
    assert!(page.text().contains("onerror=\"window.hit=1\""));
}

#[wasm_bindgen_test]
fn only_harmless_schemes_become_links() {
    let page = rendered(
        "[a](https://a.example) [b](mailto:b@b.example) [c](HTTP://c.example) [d](javascript:alert(1)) [e](data:text/html,x) [f](/local) [g](vbscript:x) ![h](https://h.example/p.png)",
    );
    assert_eq!(page.count("a"), 4);
    assert_eq!(page.count("img"), 0);
    assert_eq!(page.get("a").get_attribute("rel").unwrap(), "noopener noreferrer nofollow");
    for kept in ["d", "e", "f", "g", "h"] {
        assert!(page.text().contains(kept), "{kept}");
    }
}

#[wasm_bindgen_test]
fn deep_nesting_is_flattened_and_loses_no_text() {
    let text: &'static str = Box::leak(format!("{} end", ">".repeat(15_000)).into_boxed_str());
    let page = rendered(text);
    assert!(page.count("blockquote") <= 12);
    assert!(page.text().contains("end"));
}

/// Texts that a careless reader of Markdown chokes on, each of `size` bytes.
fn walls(size: usize) -> Vec<String> {
    let table = format!("{}\n{}\n{}", "|a".repeat(size / 8), "|-".repeat(size / 8), "x\n".repeat(size / 4));
    let seeds =
        [">", "- ", "* 1. > ", "[", "![", "**a _b ", "`", "<a ", "&amp", "~~", "[a](", "| ", "<!--", "\\"];
    seeds.into_iter().map(|seed| seed.repeat(size / seed.len())).chain([table]).collect()
}

#[wasm_bindgen_test]
fn walls_of_nesting_are_shown_in_no_time() {
    for wall in walls(200_000) {
        let (text, from): (&'static str, f64) = (Box::leak(wall.into_boxed_str()), js_sys::Date::now());
        let page = rendered(text);
        assert!(page.count("*") <= 60_000, "{} elements of {}", page.count("*"), &text[..6]);
        let took = js_sys::Date::now() - from;
        assert!(took < 5_000.0, "{took} ms for {}", &text[..6]);
    }
}

#[wasm_bindgen_test]
fn ten_megabytes_are_shown_as_they_were_typed() {
    let wall = walls(10_000_000).swap_remove(2) + "\nthe end <script>";
    let (text, from): (&'static str, f64) = (Box::leak(wall.into_boxed_str()), js_sys::Date::now());
    let page = rendered(text);
    assert!(js_sys::Date::now() - from < 5_000.0);
    assert_eq!(page.count("blockquote") + page.count("script"), 0);
    assert_eq!(page.text().trim_end(), text, "nothing is left out");
}

#[wasm_bindgen_test]
fn languages_and_odd_texts_come_through_whole() {
    for text in ["日本語 العربية Ελληνικά 🧪👩🏽‍💻", "a & b < c > d \"e\" 'f'", "", "***", "[](", "|||\n|-|"]
    {
        let page = rendered(text);
        if !text.is_empty() && !text.contains('|') && !text.contains("***") {
            assert!(page.text().contains(text), "{text}");
        }
    }
}
