//! People as small round marks.

use crate::i18n::upper;

/// The first letters of a name's first and last words.
pub fn initials(name: &str) -> String {
    let mut words = name.split_whitespace().filter_map(|word| word.chars().next());
    let first = words.next();
    upper(&first.into_iter().chain(words.next_back()).collect::<String>())
}
