//! What the portal's e-mails say: a letter as text and as HTML, made of the same blocks. Pure, like the rules.
//!
//! Everything that people wrote is foreign here: it stands on one line where one line is meant, is escaped in HTML, and
//! its Markdown becomes no more than the app would show.

pub mod case;
mod html;

use caseport_domain::validate::turns_text;

/// Whose letters they are.
#[derive(Clone, Debug, Default)]
pub struct Letterhead {
    /// The vendor's name.
    pub vendor: String,
    /// Where people reach the portal, without a slash at the end; none where nobody has said.
    pub public_url: Option<String>,
}

impl Letterhead {
    /// The address of a page of the portal, by its path.
    pub fn link(&self, path: &str) -> Option<String> {
        self.public_url.as_ref().map(|url| format!("{}{path}", url.trim_end_matches('/')))
    }
}

/// A part of a letter.
#[derive(Clone, Debug)]
pub enum Block<'a> {
    /// A paragraph on one line, not Markdown.
    Sentence(String),
    /// What somebody wrote, as Markdown, set off from the rest.
    Words(&'a str),
    /// A link on a line of its own.
    Link {
        /// What it is called.
        label: &'a str,
        /// Where it leads.
        url: String,
    },
    /// A paragraph about the letter itself, below it.
    Small(String),
}

/// A letter, ready to be sent to anybody.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Letter {
    /// Its subject, on one line.
    pub subject: String,
    /// As plain text.
    pub text: String,
    /// As a page of HTML.
    pub html: String,
}

impl Letter {
    /// Puts a letter together.
    pub fn new(subject: &str, blocks: &[Block<'_>]) -> Self {
        let subject = one_line(subject);
        let text = blocks.iter().map(text).collect::<Vec<_>>().join("\n\n") + "\n";
        let html = html::page(&subject, blocks);
        Self { subject, text, html }
    }
}

fn text(block: &Block<'_>) -> String {
    match block {
        Block::Sentence(text) | Block::Small(text) => one_line(text),
        Block::Words(words) => plain(words)
            .lines()
            .map(|line| format!("> {line}").trim_end().to_owned())
            .collect::<Vec<_>>()
            .join("\n"),
        Block::Link { label, url } => format!("{label}: {url}"),
    }
}

/// The text on one line, without what could be taken for more than text.
pub fn one_line(text: &str) -> String {
    let is_kept = |c: &char| !turns_text(*c) && (!c.is_control() || c.is_whitespace());
    let kept: String = text.chars().filter(is_kept).collect();
    kept.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The text with its lines, without what moves a terminal's cursor.
fn plain(text: &str) -> String {
    let text = text.replace("\r\n", "\n").replace('\r', "\n");
    text.chars().filter(|c| !turns_text(*c) && (!c.is_control() || matches!(c, '\n' | '\t'))).collect()
}

#[cfg(test)]
mod tests {
    use super::{Block, Letter, Letterhead, one_line};

    #[test]
    fn a_line_is_one_line_whatever_was_written() {
        for (text, line) in [
            ("a\r\nBcc: b@x.example", "a Bcc: b@x.example"),
            ("  a\u{2028}b\u{2029}c\u{85}d\u{b}e\tf ", "a b c d e f"),
            ("ab\u{0}\u{1b}[31mc", "ab[31mc"),
            ("exe.\u{202e}gpj", "exe.gpj"),
            ("見積もり مرحبا", "見積もり مرحبا"),
        ] {
            assert_eq!(one_line(text), line, "{text:?}");
        }
    }

    #[test]
    fn text_and_html_say_the_same() {
        let letter = Letter::new(
            "Hello\nthere",
            &[
                Block::Sentence("Ana & Bo <b>".to_owned()),
                Block::Words("first\r\n\r\n*second* \u{1b}[2J"),
                Block::Link { label: "Open", url: "https://x.example/a?b=1&c=\"2".to_owned() },
                Block::Small("Why.".to_owned()),
            ],
        );
        assert_eq!(letter.subject, "Hello there");
        assert_eq!(
            letter.text,
            "Ana & Bo <b>\n\n> first\n>\n> *second* [2J\n\nOpen: https://x.example/a?b=1&c=\"2\n\nWhy.\n"
        );
        for part in [
            "<title>Hello there</title>",
            "<p dir=\"auto\">Ana &amp; Bo &lt;b&gt;</p>",
            "<p>first</p>\n<p><em>second</em> [2J</p>",
            "<a href=\"https://x.example/a?b=1&amp;c=%222\">Open</a>",
        ] {
            assert!(letter.html.contains(part), "{part}: {}", letter.html);
        }
    }

    #[test]
    fn there_is_a_link_where_the_portal_has_an_address() {
        let mut head = Letterhead { vendor: "V".to_owned(), public_url: None };
        assert_eq!(head.link("/x"), None);
        head.public_url = Some("https://portal.example/".to_owned());
        assert_eq!(head.link("/x").as_deref(), Some("https://portal.example/x"));
    }
}
