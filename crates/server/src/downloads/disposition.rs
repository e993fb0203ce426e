//! A file's name in a header (RFC 6266): in any language by RFC 8187, and in ASCII for whoever does not know that. Nothing
//! of a name is left that could end the header.

use axum::http::HeaderValue;
use caseport_domain::validate::FileName;
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};

/// All but `attr-char` of RFC 8187.
const ENCODED: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'!')
    .remove(b'#')
    .remove(b'$')
    .remove(b'&')
    .remove(b'+')
    .remove(b'-')
    .remove(b'.')
    .remove(b'^')
    .remove(b'_')
    .remove(b'`')
    .remove(b'|')
    .remove(b'~');

/// `attachment` with the name, cleaned as if it came now: what was brought in may be older than the rules.
pub fn attachment(name: &str) -> HeaderValue {
    let name = FileName::clean(name);
    let plain: String = name.as_str().chars().map(plain).collect();
    let encoded = utf8_percent_encode(name.as_str(), ENCODED);
    let value = format!("attachment; filename=\"{plain}\"; filename*=UTF-8''{encoded}");
    HeaderValue::try_from(value).unwrap_or(HeaderValue::from_static("attachment"))
}

/// What needs no escape within quotes, and is no escape to those who decode too much.
fn plain(c: char) -> char {
    if matches!(c, ' '..='~') && !matches!(c, '"' | '\\' | '%') { c } else { '_' }
}

#[cfg(test)]
mod tests {
    use super::attachment;

    #[test]
    fn names_of_any_language_survive_and_none_gets_out_of_the_header() {
        for (name, header) in [
            ("a.log", "filename=\"a.log\"; filename*=UTF-8''a.log"),
            ("two words.txt", "filename=\"two words.txt\"; filename*=UTF-8''two%20words.txt"),
            ("日本.zip", "filename=\"__.zip\"; filename*=UTF-8''%E6%97%A5%E6%9C%AC.zip"),
            ("Größe.txt", "filename=\"Gr__e.txt\"; filename*=UTF-8''Gr%C3%B6%C3%9Fe.txt"),
            ("a\"; x=\"b", "filename=\"a_; x=_b\"; filename*=UTF-8''a%22%3B%20x%3D%22b"),
            ("a\r\nSet-Cookie: b", "filename=\"aSet-Cookie: b\"; filename*=UTF-8''aSet-Cookie%3A%20b"),
            ("..\\..\\x%41'(1).exe", "filename=\"x_41'(1).exe\"; filename*=UTF-8''x%2541%27%281%29.exe"),
            ("../../etc/passwd", "filename=\"passwd\"; filename*=UTF-8''passwd"),
            ("exe.\u{202e}gpj", "filename=\"exe.gpj\"; filename*=UTF-8''exe.gpj"),
            ("..", "filename=\"file\"; filename*=UTF-8''file"),
        ] {
            assert_eq!(attachment(name).to_str().unwrap(), format!("attachment; {header}"), "{name:?}");
        }
    }
}
