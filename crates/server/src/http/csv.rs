//! Lines of CSV: RFC 4180, UTF-8 with a byte-order mark, nothing in it that a spreadsheet would run.

use chrono::{DateTime, SecondsFormat, Utc};
use csv::{QuoteStyle, Terminator, Writer, WriterBuilder};

/// So that spreadsheets do not take UTF-8 for something else.
const BYTE_ORDER_MARK: &str = "\u{feff}";

/// The mark and the line with the columns' names.
///
/// # Errors
/// None in practice: it is written to memory.
pub fn head<'a>(titles: impl IntoIterator<Item = &'a str>) -> std::io::Result<Vec<u8>> {
    let mut bytes = BYTE_ORDER_MARK.as_bytes().to_vec();
    bytes.extend(lines(|writer| writer.write_record(titles))?);
    Ok(bytes)
}

/// Lines, as they are written.
///
/// # Errors
/// None in practice: it is written to memory.
pub fn lines(write: impl FnOnce(&mut Writer<Vec<u8>>) -> csv::Result<()>) -> std::io::Result<Vec<u8>> {
    let mut writer = WriterBuilder::new()
        .terminator(Terminator::CRLF)
        .quote_style(QuoteStyle::Necessary)
        .from_writer(Vec::new());
    write(&mut writer)?;
    writer.into_inner().map_err(csv::IntoInnerError::into_error)
}

/// A time, in whole seconds.
pub fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}

/// A text that spreadsheets take for one: an apostrophe goes before whatever they would run. Those that separate cells by
/// semicolons or tabs, as most of Europe's do, see several cells in one: none of them may begin as a formula.
pub fn harmless(text: &str) -> String {
    let mut harmless = String::with_capacity(text.len() + 1);
    let mut rest = text;
    loop {
        if is_formula(rest) {
            harmless.push('\'');
        }
        let Some(end) = rest.find([';', '\t', '\n', '\r']) else { break };
        let end = if rest[end..].starts_with("\r\n") { end + 2 } else { end + 1 };
        harmless.push_str(&rest[..end]);
        rest = &rest[end..];
    }
    harmless.push_str(rest);
    harmless
}

/// Whether it begins as a formula does, behind any blanks and quotes: some spreadsheets pass over those.
fn is_formula(text: &str) -> bool {
    let skipped = |c: char| {
        (c.is_whitespace() && !matches!(c, '\t' | '\r')) || matches!(c, '"' | '\'' | '\u{feff}' | '\u{200b}')
    };
    let first = text.trim_start_matches(skipped).chars().next();
    first.is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '＝' | '＋' | '－' | '＠'))
}

#[cfg(test)]
mod tests {
    use super::{harmless, is_formula};

    #[test]
    fn nothing_runs_and_nothing_else_changes() {
        for text in ["=1+1", "+1", "-1", "@SUM(A1)", " =1", "\"=1", "'=1", "＝1"] {
            assert_eq!(harmless(text), format!("'{text}"));
        }
        for text in [
            "", "a=1", "'quoted'", "5 - 3", "é", "🦀", "\"x\"", "a;b", "a\tb", "a\r\nb", "a,=1", ";",
            "a;;b\n",
        ] {
            assert_eq!(harmless(text), text);
        }
    }

    #[test]
    fn nothing_runs_where_cells_are_separated_otherwise() {
        for (text, safe) in [
            ("a;=1", "a;'=1"),
            ("a; =1", "a;' =1"),
            ("a;\"=1\"", "a;'\"=1\""),
            ("a\t=1", "a\t'=1"),
            ("a\r\n-1\n+2", "a\r\n'-1\n'+2"),
            ("=1;=2;3", "'=1;'=2;3"),
            ("\tx", "'\tx"),
            ("\r=x", "'\r'=x"),
            ("\n=1", "'\n'=1"),
            ("a;';=1", "a;';'=1"),
        ] {
            assert_eq!(harmless(text), safe);
            let mut cells = safe.split([';', '\t', '\n', '\r']);
            assert!(cells.all(|cell| cell.starts_with('\'') || !is_formula(cell)), "{safe:?}");
            assert_eq!(undone(safe), text);
        }
    }

    /// As the API's page says.
    fn undone(safe: &str) -> String {
        let mut text = String::new();
        let mut rest = safe;
        loop {
            if is_formula(rest) {
                rest = rest.strip_prefix('\'').unwrap();
            }
            let Some(end) = rest.find([';', '\t', '\n', '\r']) else { break };
            let end = if rest[end..].starts_with("\r\n") { end + 2 } else { end + 1 };
            text.push_str(&rest[..end]);
            rest = &rest[end..];
        }
        text + rest
    }
}
