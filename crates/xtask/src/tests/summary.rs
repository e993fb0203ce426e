//! What the runners say at their end: cargo's and wasm-bindgen's `test result: …`, Playwright's `12 passed (30.1s)`.

/// The lines, word for word, and what they add up to.
#[derive(Debug, Default, PartialEq, Eq)]
pub struct Summary {
    /// As the runner wrote them.
    pub lines: Vec<String>,
    /// Tests that did what they should.
    pub passed: usize,
    /// Tests that did not, or could not run.
    pub failed: usize,
}

impl Summary {
    /// Finds the summary lines in a runner's output.
    pub fn of(output: &[String]) -> Self {
        let mut summary = Self::default();
        for line in output {
            let line = plain(line);
            let Some((passed, failed)) = cargo(&line).or_else(|| playwright(&line)) else { continue };
            summary.passed += passed;
            summary.failed += failed;
            summary.lines.push(line);
        }
        summary
    }
}

/// `test result: ok. 12 passed; 0 failed; 0 ignored; …`
fn cargo(line: &str) -> Option<(usize, usize)> {
    let counts = line.strip_prefix("test result: ")?.split_once(". ")?.1;
    let count = |word: &str| {
        counts.split(';').find_map(|part| part.trim().strip_suffix(word)?.trim().parse::<usize>().ok())
    };
    Some((count("passed")?, count("failed")?))
}

/// `  12 passed (30.1s)`, `  1 failed`, `  2 flaky`, ...
fn playwright(line: &str) -> Option<(usize, usize)> {
    let text = line.trim();
    let text = match text.split_once(" (") {
        Some((text, time)) => time.ends_with(')').then_some(text)?,
        None => text,
    };
    let (count, word) = text.split_once(' ')?;
    let count = count.parse().ok()?;
    match word {
        // Flaky tests passed at last; they show in the recap all the same.
        "passed" | "flaky" => Some((count, 0)),
        "failed" | "interrupted" | "did not run" => Some((0, count)),
        "skipped" => Some((0, 0)),
        _ => None,
    }
}

/// Without colours.
fn plain(line: &str) -> String {
    let mut text = String::new();
    let mut rest = line;
    while let Some((before, after)) = rest.split_once("\x1b[") {
        text.push_str(before);
        let end = after.find(|c: char| c.is_ascii_alphabetic()).map_or(after.len(), |at| at + 1);
        rest = &after[end..];
    }
    text.push_str(rest);
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(text: &str) -> Summary {
        Summary::of(&text.lines().map(str::to_owned).collect::<Vec<_>>())
    }

    #[test]
    fn adds_up_what_cargo_says() {
        let summary = of("running 3 tests\ntest a ... ok\n\
             test result: ok. 3 passed; 0 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.01s\n\n\
             test result: FAILED. 10 passed; 2 failed; 1 ignored; 0 filtered out; finished in 0.01s");
        assert_eq!((summary.passed, summary.failed), (13, 2));
        assert_eq!(summary.lines.len(), 2);
        assert!(summary.lines[1].starts_with("test result: FAILED. 10 passed"));
    }

    #[test]
    fn adds_up_what_playwright_says() {
        let summary = of(
            "  1 failed\n    [a] › b.spec.ts:3:1 › c\n  2 flaky\n  1 skipped\n  4 did not run\n  12 passed (30.1s)",
        );
        assert_eq!((summary.passed, summary.failed), (14, 5));
        assert_eq!(summary.lines.last().map(String::as_str), Some("  12 passed (30.1s)"));
    }

    #[test]
    fn colours_do_not_matter() {
        assert_eq!(of("\x1b[32m  3 passed\x1b[39m\x1b[2m (1.2m)\x1b[22m").passed, 3);
        assert_eq!(of("test result: \x1b[32mok\x1b[0m. 3 passed; 0 failed;").passed, 3);
    }

    #[test]
    fn other_lines_do_not_count() {
        assert_eq!(of("the 3 passed\n3 passed tests\ntest 1 passed\n5 passed (so far"), Summary::default());
    }
}
