//! One article as a file: front matter between two lines of `---`, then Markdown.
//!
//! Of YAML as much as such files need: `key: value` on a line each, lists in brackets, quotes where somebody likes them.

use std::collections::BTreeMap;
use std::fmt;

use chrono::{NaiveDate, NaiveTime};

use crate::http::link::is_web_address;
use crate::store::articles::Article;

/// Characters of an id, at most.
const ID_MAX: usize = 100;
/// Characters of a title, at most.
const TITLE_MAX: usize = 200;
/// Bytes of a text, at most; longer ones are no articles.
const BODY_MAX: usize = 1_000_000;
/// What an article says of itself.
const KEYS: [&str; 6] = ["id", "title", "products", "keywords", "updated", "url"];

/// What is wrong with a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileMistake {
    /// In which line, where it is in one.
    pub line: Option<usize>,
    /// What, in a sentence without its beginning: the file's name goes before it.
    pub what: String,
}

impl FileMistake {
    fn new(line: Option<usize>, what: impl Into<String>) -> Self {
        Self { line, what: what.into() }
    }
}

impl fmt::Display for FileMistake {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.line {
            Some(line) => write!(f, "line {line}: {}", self.what),
            None => f.write_str(&self.what),
        }
    }
}

/// An article that was read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ArticleFile {
    /// The article.
    pub article: Article,
    /// Keys that mean nothing here, with their lines: mistyped ones, or another program's.
    pub strange: Vec<(usize, String)>,
}

/// Reads a file's text.
///
/// # Errors
/// Everything that is wrong with it.
pub fn parse(text: &str) -> Result<ArticleFile, Vec<FileMistake>> {
    let mut mistakes = Vec::new();
    let (front, body) = split(text).map_err(|mistake| vec![mistake])?;
    let (values, strange) = values(&front, &mut mistakes);
    let mut fields = Fields { values, mistakes };
    let id = fields.required("id", "such as no-engine-available", |id| {
        let plain = |c: char| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-';
        (id.len() <= ID_MAX && id.chars().all(plain)).then(|| id.to_owned())
    });
    let title = fields.required("title", "of at most 200 characters", |title| {
        let fits = title.chars().count() <= TITLE_MAX && !title.contains(char::is_control);
        fits.then(|| title.to_owned())
    });
    let updated_at = fields.required("updated", "a date such as 2026-01-31", |date| {
        let date: NaiveDate = date.parse().ok()?;
        Some(date.and_time(NaiveTime::MIN).and_utc())
    });
    let products = fields.list("products");
    let keywords = fields.list("keywords");
    let url = fields.optional("url", "an address such as https://kb.example.com/1", |url| {
        is_web_address(url).then(|| url.to_owned())
    });
    let mut mistakes = fields.mistakes;
    if body.trim().is_empty() {
        mistakes.push(FileMistake::new(None, "there is no text behind the front matter"));
    } else if body.len() > BODY_MAX {
        mistakes.push(FileMistake::new(None, "the text has more than 1 MB"));
    }
    match (id, title, updated_at) {
        (Some(id), Some(title), Some(updated_at)) if mistakes.is_empty() => {
            let body = body.trim().to_owned();
            Ok(ArticleFile {
                article: Article { id, title, url, body, products, keywords, updated_at },
                strange,
            })
        }
        _ => {
            mistakes.sort_by_key(|mistake| mistake.line);
            Err(mistakes)
        }
    }
}

/// The lines of the front matter, with their numbers.
type Front<'a> = Vec<(usize, &'a str)>;

/// The lines between the two lines of `---`, and what is behind.
fn split(text: &str) -> Result<(Front<'_>, String), FileMistake> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let is_border = |line: &str| line.trim_end() == "---";
    let mut lines = (1..).zip(text.lines());
    if !lines.next().is_some_and(|(_, line)| is_border(line)) {
        return Err(FileMistake::new(Some(1), "the file must begin with `---` and its front matter"));
    }
    let mut front = Vec::new();
    while let Some((number, line)) = lines.next() {
        if is_border(line) {
            let body: Vec<&str> = lines.map(|(_, line)| line).collect();
            return Ok((front, body.join("\n")));
        }
        front.push((number, line));
    }
    Err(FileMistake::new(None, "the front matter does not end: a second line of `---` is missing"))
}

type Values<'a> = BTreeMap<&'a str, (usize, &'a str)>;

fn values<'a>(
    front: &[(usize, &'a str)],
    mistakes: &mut Vec<FileMistake>,
) -> (Values<'a>, Vec<(usize, String)>) {
    let mut values = Values::new();
    let mut strange = Vec::new();
    for (number, line) in front {
        if line.trim().is_empty() || line.starts_with('#') {
            continue;
        }
        let Some((key, value)) = line.split_once(':') else {
            mistakes.push(FileMistake::new(Some(*number), "this is not `key: value`"));
            continue;
        };
        let key = key.trim();
        if !KEYS.contains(&key) {
            strange.push((*number, key.to_owned()));
        } else if values.insert(key, (*number, value.trim())).is_some() {
            mistakes.push(FileMistake::new(Some(*number), format!("`{key}` is there a second time")));
        }
    }
    (values, strange)
}

struct Fields<'a> {
    values: Values<'a>,
    mistakes: Vec<FileMistake>,
}

impl Fields<'_> {
    fn required<T>(&mut self, key: &str, form: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        if self.values.get(key).is_none_or(|(_, value)| unquoted(value).is_empty()) {
            let line = self.values.get(key).map(|(line, _)| *line);
            self.mistakes.push(FileMistake::new(line, format!("`{key}` is missing")));
            return None;
        }
        self.optional(key, form, read)
    }

    fn optional<T>(&mut self, key: &str, form: &str, read: impl Fn(&str) -> Option<T>) -> Option<T> {
        let (line, value) = self.values.get(key)?;
        let value = unquoted(value);
        if value.is_empty() {
            return None;
        }
        let found = read(value);
        if found.is_none() {
            self.mistakes.push(FileMistake::new(Some(*line), format!("`{key}` must be {form}")));
        }
        found
    }

    fn list(&mut self, key: &str) -> Vec<String> {
        let Some((line, value)) = self.values.get(key).filter(|(_, value)| !value.is_empty()) else {
            return Vec::new();
        };
        let Some(items) = value.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')) else {
            let what = format!("`{key}` must be a list in brackets, such as [one, two]");
            self.mistakes.push(FileMistake::new(Some(*line), what));
            return Vec::new();
        };
        let items = items.split(',').map(|item| unquoted(item.trim()));
        items.filter(|item| !item.is_empty()).map(str::to_owned).collect()
    }
}

/// A value without the quotes around it.
fn unquoted(value: &str) -> &str {
    let within = |quote: char| value.strip_prefix(quote)?.strip_suffix(quote);
    within('"').or_else(|| within('\'')).unwrap_or(value).trim()
}

#[cfg(test)]
mod tests {
    use super::*;

    const GOOD: &str = "---\nid: no-engine\ntitle: \"No engine\"\nproducts: [core, 'kiosk']\nkeywords: [a b, c]\n\
                        updated: 2026-01-31\n---\n\n# Text\n\nMore.\n";

    #[test]
    fn a_whole_file() {
        let ArticleFile { article, strange } = parse(GOOD).unwrap();
        assert_eq!((article.id.as_str(), article.title.as_str()), ("no-engine", "No engine"));
        assert_eq!(
            (article.products, article.keywords),
            (vec!["core".to_owned(), "kiosk".to_owned()], vec!["a b".to_owned(), "c".to_owned()])
        );
        assert_eq!((article.body.as_str(), article.url), ("# Text\n\nMore.", None));
        assert_eq!(article.updated_at.to_rfc3339(), "2026-01-31T00:00:00+00:00");
        assert!(strange.is_empty());
    }

    #[test]
    fn line_ends_and_a_mark_of_another_system_change_nothing() {
        let other = format!("\u{feff}{}", GOOD.replace('\n', "\r\n"));
        assert_eq!(parse(&other), parse(GOOD));
    }

    #[test]
    fn lists_may_be_missing_and_other_keys_are_passed_over() {
        let text = "---\nid: a\ntitle: A: b\nupdated: 2026-01-31\nkeyword: [x]\nurl: https://kb.example/1\n---\nText";
        let ArticleFile { article, strange } = parse(text).unwrap();
        assert!(article.products.is_empty() && article.keywords.is_empty());
        assert_eq!((article.title.as_str(), article.url.as_deref()), ("A: b", Some("https://kb.example/1")));
        assert_eq!(strange, [(5, "keyword".to_owned())]);
    }

    #[test]
    fn every_mistake_is_told_with_its_line() {
        for (text, expected) in [
            ("", "line 1: the file must begin"),
            ("Text", "line 1: the file must begin"),
            ("---\nid: a", "the front matter does not end"),
            (&GOOD.replace("id: no-engine\n", ""), "`id` is missing"),
            (&GOOD.replace("no-engine", "No_Engine"), "line 2: `id` must be"),
            (&GOOD.replace("no-engine", &"x".repeat(101)), "line 2: `id` must be"),
            (&GOOD.replace("\"No engine\"", "\"\""), "line 3: `title` is missing"),
            (&GOOD.replace("No engine", &"x".repeat(201)), "line 3: `title` must be"),
            (&GOOD.replace("[core, 'kiosk']", "core"), "line 4: `products` must be a list"),
            (&GOOD.replace("2026-01-31", "31.1.2026"), "line 6: `updated` must be a date"),
            (&GOOD.replace("2026-01-31", "2026-01-31\nurl: javascript:alert(1)"), "line 7: `url` must be"),
            (&GOOD.replace("2026-01-31", "2026-01-31\nid: other"), "line 7: `id` is there a second time"),
            (&GOOD.replace("2026-01-31", "2026-01-31\nwhat"), "line 7: this is not `key: value`"),
            ("---\nid: a\ntitle: A\nupdated: 2026-01-31\n---\n \n", "there is no text"),
        ] {
            let mistakes = parse(text).unwrap_err();
            assert_eq!(mistakes.len(), 1, "{text:?}: {mistakes:?}");
            assert!(mistakes[0].to_string().starts_with(expected), "{text:?}: {}", mistakes[0]);
        }
        assert_eq!(parse("---\n---\n").unwrap_err().len(), 4);
    }
}
