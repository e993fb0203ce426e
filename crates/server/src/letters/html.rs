//! A letter as HTML. Styles stand at the elements, because mail programs read nothing else. Markdown is what the app shows
//! of it: HTML in it is text, links lead to `http`, `https` and `mailto`, and pictures are links, so that opening a letter
//! fetches nothing.

use pulldown_cmark::{CowStr, Event, LinkType, Options, Parser, Tag, TagEnd, html};

use super::{Block, one_line, plain};

/// Deeper nesting than this is shown at this depth, as in the app.
const MAX_DEPTH: usize = 12;

const BODY: &str =
    "margin:0;padding:24px 16px;font:16px/1.5 system-ui,-apple-system,'Segoe UI',Roboto,sans-serif";
const WORDS: &str = "margin:16px 0;padding-left:16px;border-left:3px solid #8a8f98";
const SMALL: &str =
    "margin-top:24px;padding-top:16px;border-top:1px solid #c9ccd1;font-size:14px;color:#5c6370";

/// The whole page.
pub fn page(subject: &str, blocks: &[Block<'_>]) -> String {
    let body: String = blocks.iter().map(block).collect();
    format!(
        "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\">\
         <meta name=\"color-scheme\" content=\"light dark\"><title>{}</title></head>\n\
         <body style=\"{BODY}\"><div style=\"max-width:640px;margin:0 auto\">\n{body}</div></body></html>\n",
        escaped(subject)
    )
}

fn block(block: &Block<'_>) -> String {
    match block {
        Block::Sentence(text) => format!("<p dir=\"auto\">{}</p>\n", escaped(&one_line(text))),
        Block::Words(text) => {
            format!("<div dir=\"auto\" style=\"{WORDS}\">\n{}</div>\n", words(&plain(text)))
        }
        Block::Link { label, url } => {
            let link = link(LinkType::Inline, url.as_str().into());
            let events = [link, Event::Text((*label).into()), Event::End(TagEnd::Link)];
            format!("<p>{}</p>\n", written(events.into_iter()))
        }
        Block::Small(text) => format!("<p style=\"{SMALL}\">{}</p>\n", escaped(&one_line(text))),
    }
}

fn escaped(text: &str) -> String {
    written(std::iter::once(Event::Text(text.into())))
}

fn written<'a>(events: impl Iterator<Item = Event<'a>>) -> String {
    let mut out = String::new();
    html::push_html(&mut out, events);
    out
}

fn words(markdown: &str) -> String {
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut depth = 0;
    let mut links = Vec::new();
    written(Parser::new_ext(markdown, options).filter_map(move |event| {
        let event = match event {
            Event::Html(text) | Event::InlineHtml(text) => Event::Text(text),
            Event::SoftBreak => Event::HardBreak,
            Event::Start(Tag::HtmlBlock) => Event::Start(Tag::Paragraph),
            Event::End(TagEnd::HtmlBlock) => Event::End(TagEnd::Paragraph),
            Event::Start(Tag::Link { link_type, dest_url, .. }) => {
                links.push(link_type == LinkType::Email || is_safe(&dest_url));
                link(link_type, dest_url)
            }
            Event::Start(Tag::Image { dest_url, .. }) => {
                links.push(is_safe(&dest_url));
                link(LinkType::Inline, dest_url)
            }
            Event::End(TagEnd::Image) => Event::End(TagEnd::Link),
            event => event,
        };
        match &event {
            Event::Start(tag) => {
                depth += 1;
                let is_kept = !matches!(tag, Tag::Link { .. }) || links.last() == Some(&true);
                (depth <= MAX_DEPTH && is_kept).then_some(event)
            }
            Event::End(tag) => {
                let is_kept = !matches!(tag, TagEnd::Link) || links.pop() == Some(true);
                depth -= 1;
                (depth < MAX_DEPTH && is_kept).then_some(event)
            }
            _ => Some(event),
        }
    }))
}

fn link<'a>(link_type: LinkType, dest_url: CowStr<'a>) -> Event<'a> {
    Event::Start(Tag::Link { link_type, dest_url, title: "".into(), id: "".into() })
}

/// An absolute address of one of the three schemes that lead nowhere dangerous.
fn is_safe(target: &str) -> bool {
    let starts =
        |scheme: &str| target.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme));
    ["http://", "https://", "mailto:"].into_iter().any(starts)
}

#[cfg(test)]
mod tests {
    use super::words;

    #[test]
    fn markdown_is_formatted() {
        for (markdown, html) in [
            ("a *b* **c** ~~d~~ `e`", "<p>a <em>b</em> <strong>c</strong> <del>d</del> <code>e</code></p>\n"),
            ("one\ntwo", "<p>one<br />\ntwo</p>\n"),
            ("[x](https://a.example/?b=1&c=2)", "<p><a href=\"https://a.example/?b=1&amp;c=2\">x</a></p>\n"),
            ("<ana@x.example>", "<p><a href=\"mailto:ana@x.example\">ana@x.example</a></p>\n"),
            ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>\n"),
        ] {
            assert_eq!(words(markdown), html, "{markdown}");
        }
    }

    #[test]
    fn nothing_in_it_runs_is_fetched_or_leads_astray() {
        for (markdown, html) in [
            ("<script>alert(1)</script>", "<p>&lt;script&gt;alert(1)&lt;/script&gt;</p>\n"),
            ("a <img src=x onerror=alert(1)>", "<p>a &lt;img src=x onerror=alert(1)&gt;</p>\n"),
            ("[x](javascript:alert(1))", "<p>x</p>\n"),
            ("[x](JavaScript:alert(1)) [y](data:text/html,z)", "<p>x y</p>\n"),
            (
                "![pic](https://a.example/track.png)",
                "<p><a href=\"https://a.example/track.png\">pic</a></p>\n",
            ),
            ("[![pic](data:x)](https://a.example)", "<p><a href=\"https://a.example\">pic</a></p>\n"),
            (
                "[a](https://a.example/\"onclick=x)",
                "<p><a href=\"https://a.example/%22onclick=x\">a</a></p>\n",
            ),
            ("[x](/relative)", "<p>x</p>\n"),
            (
                "```\"><script>\nx\n```",
                "<pre><code class=\"language-&quot;&gt;&lt;script&gt;\">x\n</code></pre>\n",
            ),
        ] {
            assert_eq!(words(markdown), html, "{markdown}");
        }
    }

    #[test]
    fn a_tower_stays_low_and_every_element_ends() {
        for tower in
            [">".repeat(20_000) + " x", "- ".repeat(5_000) + "x", "[".repeat(10_000), "*a".repeat(9_000)]
        {
            let html = words(&tower);
            for tag in ["blockquote", "ul", "li", "em", "p"] {
                let (begun, ended) =
                    (html.matches(&format!("<{tag}>")).count(), html.matches(&format!("</{tag}>")).count());
                assert_eq!(begun, ended, "{tag}");
                assert!(!matches!(tag, "blockquote" | "ul") || begun <= 12, "{begun} {tag}");
            }
        }
    }
}
