//! Markdown as elements, never as HTML text: what people write cannot become anything but text, lists, tables, code
//! and links to `http`, `https` and `mailto`. HTML in it is shown as it was typed; pictures become links.

use leptos::prelude::*;
use pulldown_cmark::{Event, HeadingLevel, Options, Parser, Tag};

/// Deeper nesting than this is shown at this depth: a wall of `>` must not become a tower of elements.
const MAX_DEPTH: usize = 12;

/// A longer text than this, in bytes, is shown as it was typed: nobody writes so much by hand, and a browser must not
/// choke on it.
const MAX_BYTES: usize = 256 * 1024;
/// So is one that would become more elements than this, such as a table of a hundred thousand cells.
const MAX_ELEMENTS: usize = 20_000;
/// A text that is shown as it was typed is laid out in pieces of so many bytes, those in view first.
const PIECE: usize = 4_096;

/// Below which of the page's headings a text stands.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Below {
    /// The page's title: the text is what the page is about.
    Title,
    /// A part of the page.
    Part,
}

/// The elements of a Markdown text that is a part of a page.
pub fn markdown(text: &str) -> AnyView {
    markdown_below(Below::Part, text)
}

/// The elements of a Markdown text.
pub fn markdown_below(below: Below, text: &str) -> AnyView {
    if text.len() > MAX_BYTES {
        return as_typed(text);
    }
    let options = Options::ENABLE_TABLES | Options::ENABLE_STRIKETHROUGH;
    let mut stack: Vec<Open> = vec![Open { tag: None, children: Vec::new() }];
    let mut elements = 0_usize;
    for event in Parser::new_ext(text, options) {
        match event {
            Event::Start(tag) => {
                elements += 1;
                if elements > MAX_ELEMENTS {
                    return as_typed(text);
                }
                stack.push(Open { tag: Some(tag), children: Vec::new() });
            }
            Event::End(_) => close(&mut stack, below),
            Event::Text(text) | Event::Html(text) | Event::InlineHtml(text) => {
                add(&mut stack, text.into_string().into_any());
            }
            Event::Code(code) => add(&mut stack, view! { <code>{code.into_string()}</code> }.into_any()),
            Event::SoftBreak => add(&mut stack, "\n".into_any()),
            Event::HardBreak => add(&mut stack, view! { <br /> }.into_any()),
            Event::Rule => add(&mut stack, view! { <hr /> }.into_any()),
            // Not switched on, or of no use in a support case.
            Event::InlineMath(_)
            | Event::DisplayMath(_)
            | Event::FootnoteReference(_)
            | Event::TaskListMarker(_) => {}
        }
    }
    while stack.len() > 1 {
        close(&mut stack, below);
    }
    let children = stack.pop().map(|root| root.children).unwrap_or_default();
    view! { <div class="markdown">{children}</div> }.into_any()
}

/// A text as it was typed.
fn as_typed(text: &str) -> AnyView {
    let mut pieces = Vec::with_capacity(text.len() / PIECE + 1);
    let mut rest = text;
    while !rest.is_empty() {
        // At the end of a line, where there is one near.
        let end = rest.floor_char_boundary(PIECE);
        let end = match rest[..end].rfind('\n') {
            Some(line) if end < rest.len() => line + 1,
            _ => end,
        };
        pieces.push(view! { <div class="as-typed">{rest[..end].to_owned()}</div> });
        rest = &rest[end..];
    }
    view! { <div class="markdown">{pieces}</div> }.into_any()
}

/// An element whose end has not come yet.
struct Open<'a> {
    tag: Option<Tag<'a>>,
    children: Vec<AnyView>,
}

fn add(stack: &mut [Open<'_>], child: AnyView) {
    if let Some(open) = stack.last_mut() {
        open.children.push(child);
    }
}

fn close(stack: &mut Vec<Open<'_>>, below: Below) {
    let depth = stack.len();
    let Some(Open { tag: Some(tag), children }) = stack.pop() else { return };
    if depth > MAX_DEPTH {
        if let Some(parent) = stack.last_mut() {
            parent.children.extend(children);
        }
        return;
    }
    add(stack, element(tag, children, below));
}

fn element(tag: Tag<'_>, children: Vec<AnyView>, below: Below) -> AnyView {
    match tag {
        Tag::Paragraph => view! { <p>{children}</p> }.into_any(),
        // The page has its own headings; those of a text come below them.
        Tag::Heading { level, .. } => match (below, matches!(level, HeadingLevel::H1 | HeadingLevel::H2)) {
            (Below::Title, true) => view! { <h2>{children}</h2> }.into_any(),
            (Below::Title, false) | (Below::Part, true) => view! { <h3>{children}</h3> }.into_any(),
            (Below::Part, false) => view! { <h4>{children}</h4> }.into_any(),
        },
        Tag::BlockQuote(_) => view! { <blockquote>{children}</blockquote> }.into_any(),
        Tag::CodeBlock(_) => view! { <pre tabindex="0"><code>{children}</code></pre> }.into_any(),
        Tag::List(None) => view! { <ul>{children}</ul> }.into_any(),
        Tag::List(Some(start)) => view! { <ol start=start.to_string()>{children}</ol> }.into_any(),
        Tag::Item => view! { <li>{children}</li> }.into_any(),
        Tag::Emphasis => view! { <em>{children}</em> }.into_any(),
        Tag::Strong => view! { <strong>{children}</strong> }.into_any(),
        Tag::Strikethrough => view! { <s>{children}</s> }.into_any(),
        Tag::Link { dest_url, .. } | Tag::Image { dest_url, .. } => link(&dest_url, children),
        Tag::Table(_) => {
            view! { <div class="table-scroll" tabindex="0"><table>{children}</table></div> }.into_any()
        }
        Tag::TableHead => view! { <thead><tr>{children}</tr></thead> }.into_any(),
        Tag::TableRow => view! { <tr>{children}</tr> }.into_any(),
        Tag::TableCell => view! { <td>{children}</td> }.into_any(),
        _ => children.into_any(),
    }
}

fn link(target: &str, children: Vec<AnyView>) -> AnyView {
    if !is_safe(target) {
        return children.into_any();
    }
    view! {
        <a href=target.to_owned() target="_blank" rel="noopener noreferrer nofollow">{children}</a>
    }
    .into_any()
}

/// An absolute address of one of the three schemes that lead nowhere dangerous.
fn is_safe(target: &str) -> bool {
    let starts =
        |scheme: &str| target.get(..scheme.len()).is_some_and(|head| head.eq_ignore_ascii_case(scheme));
    ["http://", "https://", "mailto:"].into_iter().any(starts)
}
