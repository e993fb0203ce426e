//! Marks what was searched for: the words of the search text wherever they stand, regardless of case.

use leptos::prelude::*;

use crate::i18n::lower;

/// A text with the search's words marked.
pub(super) fn marked(text: &str, search: &str) -> Vec<AnyView> {
    let words: Vec<Vec<char>> =
        search.split_whitespace().map(|word| word.chars().map(fold).collect()).collect();
    let letters: Vec<char> = text.chars().collect();
    let folded: Vec<char> = letters.iter().copied().map(fold).collect();
    let mut marks = vec![false; letters.len()];
    for word in words.iter().filter(|word| !word.is_empty()) {
        for start in 0..folded.len().saturating_sub(word.len() - 1) {
            if folded[start..start + word.len()] == word[..] {
                marks[start..start + word.len()].fill(true);
            }
        }
    }
    let mut parts: Vec<(bool, String)> = Vec::new();
    for (letter, mark) in letters.into_iter().zip(marks) {
        match parts.last_mut() {
            Some((last, part)) if *last == mark => part.push(letter),
            _ => parts.push((mark, letter.to_string())),
        }
    }
    let view = |(mark, part): (bool, String)| match mark {
        true => view! { <mark>{part}</mark> }.into_any(),
        false => part.into_any(),
    };
    parts.into_iter().map(view).collect()
}

/// One letter for one letter, so that marks stand where the text's own letters are.
fn fold(letter: char) -> char {
    match letter.is_ascii() {
        true => letter.to_ascii_lowercase(),
        false => lower(&letter.to_string()).chars().next().unwrap_or(letter),
    }
}
