//! An article's Markdown as passages: plain text of a few lines, each under its heading. A passage is what is found,
//! and what is shown of the article before it is opened.

use caseport_domain::limits::PASSAGE_MAX;
use pulldown_cmark::{Event, Options, Parser, Tag, TagEnd};

/// Characters of a heading that a passage shows, at most.
const HEADING_MAX: usize = 100;
/// What stands between a heading and its text.
pub const AFTER_HEADING: &str = ": ";

/// A few lines of an article.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Passage {
    /// The heading above them; empty before the first one.
    pub heading: String,
    /// Plain text. With heading and what stands between them no longer than [`PASSAGE_MAX`].
    pub text: String,
}

/// Cuts Markdown into passages, in order. Without Markdown's signs, HTML and heads of tables.
pub fn passages(markdown: &str) -> Vec<Passage> {
    let mut cutter = Cutter::default();
    for event in Parser::new_ext(markdown, Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH) {
        cutter.take(event);
    }
    cutter.end_block();
    cutter.passages
}

/// One line of plain text: blanks for white space and control characters, one at a time.
pub fn one_line(text: &str) -> String {
    let words = text.split(|c: char| c.is_whitespace() || c.is_control()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join(" ")
}

/// The beginning of a text, at most so many characters, with an ellipsis where it goes on.
pub fn beginning(text: &str, characters: usize) -> String {
    if text.chars().count() <= characters {
        return text.to_owned();
    }
    let cut: String = text.chars().take(characters.saturating_sub(1)).collect();
    format!("{}…", cut.trim_end())
}

#[derive(Default)]
struct Cutter {
    heading: String,
    block: String,
    passages: Vec<Passage>,
}

impl Cutter {
    fn take(&mut self, event: Event<'_>) {
        match event {
            Event::Text(text) | Event::Code(text) => self.block.push_str(&text),
            Event::SoftBreak | Event::HardBreak => self.block.push(' '),
            Event::Start(Tag::TableCell) if !self.block.is_empty() => self.block.push_str(" – "),
            Event::Start(Tag::Heading { .. } | Tag::Item | Tag::Table(_))
            | Event::Rule
            | Event::End(TagEnd::Paragraph | TagEnd::Item | TagEnd::CodeBlock | TagEnd::TableRow) => {
                self.end_block();
            }
            Event::End(TagEnd::Heading(_)) => {
                self.heading = beginning(&one_line(&std::mem::take(&mut self.block)), HEADING_MAX);
            }
            Event::End(TagEnd::TableHead) => self.block.clear(),
            _ => {}
        }
    }

    /// Adds the block to the passage before it, where both fit and stand under one heading.
    fn end_block(&mut self) {
        let block = one_line(&std::mem::take(&mut self.block));
        let room = match self.heading.chars().count() {
            0 => PASSAGE_MAX,
            heading => PASSAGE_MAX - heading - AFTER_HEADING.len(),
        };
        for piece in pieces(&block, room) {
            if let Some(last) = self.passages.last_mut().filter(|last| last.heading == self.heading) {
                let between = if last.text.ends_with(['.', ':', ';', '!', '?', ',']) { " " } else { " · " };
                if last.text.chars().count() + between.chars().count() + piece.chars().count() <= room {
                    last.text.push_str(between);
                    last.text.push_str(piece);
                    continue;
                }
            }
            self.passages.push(Passage { heading: self.heading.clone(), text: piece.to_owned() });
        }
    }
}

/// Cuts a line into pieces of at most so many characters: at the end of a sentence, or else between words, or else
/// anywhere.
fn pieces(mut line: &str, room: usize) -> Vec<&str> {
    let mut pieces = Vec::new();
    while let Some((end, _)) = line.char_indices().nth(room) {
        let fits = &line[..end];
        let sentence = fits.rmatch_indices(". ").map(|(at, _)| at + 1).find(|at| *at * 3 > end);
        let at = sentence.or_else(|| fits.rfind(' ').filter(|at| *at > 0)).unwrap_or(end);
        pieces.push(line[..at].trim());
        line = line[at..].trim();
    }
    if !line.is_empty() {
        pieces.push(line);
    }
    pieces
}

#[cfg(test)]
mod tests {
    use super::*;

    fn length(passage: &Passage) -> usize {
        format!("{}{AFTER_HEADING}{}", passage.heading, passage.text).chars().count()
    }

    #[test]
    fn markdown_becomes_plain_text_under_its_heading() {
        let found = passages(
            "Before *all* `else`.\n\n## A **heading**\n\nA [link](https://x.example) and\nmore.\n\n- one\n- two\n\n\
             | Head | Not shown |\n|---|---|\n| `a` | b |\n\n<script>x</script>\n\n```sh\nsome   code\n```\n",
        );
        let found: Vec<_> = found.iter().map(|it| (it.heading.as_str(), it.text.as_str())).collect();
        assert_eq!(
            found,
            [("", "Before all else."), ("A heading", "A link and more. one · two · a – b · some code")]
        );
    }

    #[test]
    fn passages_are_short_and_lose_nothing() {
        let sentence = "Seventy characters are not many, but enough to see where a text is cut. ";
        let long = format!("## {}\n\n{}\n\n{}", "h".repeat(300), sentence.repeat(30), "z".repeat(2_000));
        let found = passages(&long);
        assert!(found.iter().all(|passage| length(passage) <= PASSAGE_MAX && !passage.text.is_empty()));
        let kept: usize = found.iter().map(|it| it.text.matches("Seventy").count()).sum();
        assert_eq!(kept, 30);
        assert_eq!(found.iter().map(|it| it.text.matches('z').count()).sum::<usize>(), 2_000);
        assert!(found[0].text.ends_with("is cut."), "{:?}", found[0]);
        assert!(found[0].heading.ends_with('…'));
    }

    #[test]
    fn any_script_and_no_control_characters() {
        let found = passages(&format!("# キオスク\n\n{}\u{1}\u{2}\u{0}", "日本語のテキスト。".repeat(200)));
        assert!(found.iter().all(|passage| length(passage) <= PASSAGE_MAX));
        assert!(found.iter().all(|passage| !passage.text.contains(char::is_control)));
        assert!(passages("").is_empty() && passages("\n\n---\n").is_empty());
    }

    #[test]
    fn beginnings_are_cut_between_characters() {
        assert_eq!(beginning("äöü", 3), "äöü");
        assert_eq!(beginning("äöüß", 3), "äö…");
        assert_eq!(one_line(" a\tb\r\n\u{7}c "), "a b c");
    }
}
