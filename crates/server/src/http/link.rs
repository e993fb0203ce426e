//! Addresses that came from elsewhere and are to be followed by a person's browser.

/// Whether it is an absolute address of the web, without what a browser would read in another way.
pub fn is_web_address(url: &str) -> bool {
    let rest = ["https://", "http://"].iter().find_map(|scheme| strip_prefix_ignoring_case(url, scheme));
    let authority = rest.map(|rest| rest.split(['/', '?', '#']).next().unwrap_or_default());
    is_plain(url) && authority.is_some_and(|it| !it.is_empty() && !it.contains('@'))
}

/// Whether it is a path of our own site: from its root, and not of another host.
pub fn is_own_path(url: &str) -> bool {
    is_plain(url) && url.starts_with('/') && !url.starts_with("//")
}

/// Browsers pass over control characters and take a backslash for a slash.
fn is_plain(url: &str) -> bool {
    url.len() <= 2_000 && !url.contains(|c: char| c.is_control() || c.is_whitespace() || c == '\\')
}

fn strip_prefix_ignoring_case<'a>(text: &'a str, prefix: &str) -> Option<&'a str> {
    let head = text.get(..prefix.len())?;
    head.eq_ignore_ascii_case(prefix).then(|| &text[prefix.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_leads_where_it_says() {
        for url in ["https://kb.example/1?a=b#c", "http://kb.example", "HTTPS://kb.example/ä"] {
            assert!(is_web_address(url), "{url}");
        }
        for url in [
            "",
            "javascript:alert(1)",
            "java\nscript:x",
            "data:text/html,x",
            "//kb.example",
            "/x",
            "ftp://x",
            "https://",
            "https:///x",
            "https://a b",
            "https://user@evil.example",
            "https:\\\\evil.example",
            "https://a\u{0}b",
            " https://kb.example",
            "ht",
            "ä",
        ] {
            assert!(!is_web_address(url), "{url:?}");
        }
        assert!(is_own_path("/articles/a?b#c"));
        for url in ["//evil.example", "/\\evil.example", "articles/a", "", "/a\tb", "/a b"] {
            assert!(!is_own_path(url), "{url:?}");
        }
    }
}
