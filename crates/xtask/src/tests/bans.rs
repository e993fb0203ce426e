//! What must not get into the app's wasm: crates that are large, that belong to the server, or that the browser has built in.

use std::collections::BTreeSet;

use crate::error::{Fail, Result};

const BANNED: [&str; 10] = [
    "chrono-tz",
    "image",
    "regex",
    "reqwest",
    "ring",
    "tokio",
    "tracing-subscriber",
    "url",
    "uuid",
    "validator",
];

/// Who may depend on a banned crate all the same, because hardly anything of it is called in a browser and the linker drops the
/// rest.
const TOLERATED: [(&str, &str); 3] = [
    ("idb", "tokio"), // its channels alone
    ("leptos_config", "regex"),
    ("server_fn", "url"),
];

/// Looks through `cargo tree --prefix depth --format " {p}"`.
pub fn check(tree: &str) -> Result<()> {
    let edges = edges(tree);
    // An empty or foreign list would contain no banned crate, either.
    if !edges.iter().any(|(from, _)| *from == "caseport") {
        return Err(Fail::new("the list of the app's dependencies does not contain the app"));
    }
    let found: Vec<_> = edges
        .iter()
        .filter(|edge| BANNED.contains(&edge.1) && !TOLERATED.contains(edge))
        .map(|(from, to)| format!("{to} (through {from})"))
        .collect();
    if found.is_empty() {
        return Ok(());
    }
    Err(Fail::new(format!("the app must not depend on {}", found.join(", "))))
}

/// Who depends on whom.
fn edges(tree: &str) -> BTreeSet<(&str, &str)> {
    let mut above: Vec<&str> = Vec::new();
    let mut edges = BTreeSet::new();
    for line in tree.lines() {
        let mut words = line.split_whitespace();
        let (Some(depth), Some(name)) = (words.next().and_then(|it| it.parse().ok()), words.next()) else {
            continue;
        };
        above.truncate(depth);
        if let Some(parent) = above.last() {
            edges.insert((*parent, name));
        }
        above.push(name);
    }
    edges
}

#[cfg(test)]
mod tests {
    use super::check;

    const TREE: &str = "0 caseport v0.1.0 (/somewhere)\n1 caseport-domain v0.1.0 (/somewhere/crates/domain)\n\
                        2 tokio-stream v0.1.17\n1 leptos v0.8.23\n2 leptos_config v0.8.10\n3 regex v1.13.1\n2 serde v1.0.0 (*)\n";

    #[test]
    fn names_are_compared_whole_and_known_ways_are_tolerated() {
        check(TREE).unwrap();
    }

    #[test]
    fn banned_crates_are_named_with_who_brings_them() {
        let message =
            check(&format!("{TREE}1 gloo v1.0.0\n2 tokio v1.0.0\n2 regex v1.13.1 (*)\n")).unwrap_err();
        assert_eq!(
            message.to_string(),
            "the app must not depend on regex (through gloo), tokio (through gloo)"
        );
    }

    #[test]
    fn a_list_without_the_app_proves_nothing() {
        assert!(check("").is_err());
        assert!(check("0 other v1.0.0\n1 serde v1.0.0\n").is_err());
    }
}
