//! Words without their endings, by Porter's algorithm as SQLite's FTS5 has it ("An algorithm for suffix stripping", 1980,
//! with its author's two later changes), so that both databases find the same articles. A test compares the two.

/// Longer words, in bytes, are left as they are.
const LONGEST: usize = 64;

/// The stem of a word in lower case.
pub fn stem(word: &str) -> String {
    if word.len() < 3 || word.len() > LONGEST {
        return word.to_owned();
    }
    let mut word = Stem(word.as_bytes().to_vec());
    word.plural();
    word.past();
    word.replaced(&SECOND, 0);
    word.replaced(&THIRD, 0);
    word.fourth();
    word.fifth();
    String::from_utf8(word.0).unwrap_or_default()
}

const SECOND: [(&str, &str); 21] = [
    ("ational", "ate"),
    ("tional", "tion"),
    ("enci", "ence"),
    ("anci", "ance"),
    ("izer", "ize"),
    ("logi", "log"),
    ("bli", "ble"),
    ("alli", "al"),
    ("entli", "ent"),
    ("eli", "e"),
    ("ousli", "ous"),
    ("ization", "ize"),
    ("ation", "ate"),
    ("ator", "ate"),
    ("alism", "al"),
    ("iveness", "ive"),
    ("fulness", "ful"),
    ("ousness", "ous"),
    ("aliti", "al"),
    ("iviti", "ive"),
    ("biliti", "ble"),
];

const THIRD: [(&str, &str); 7] = [
    ("icate", "ic"),
    ("ative", ""),
    ("alize", "al"),
    ("iciti", "ic"),
    ("ical", "ic"),
    ("ful", ""),
    ("ness", ""),
];

/// The longest that fits is taken, so that longer ones stand before those that they end in.
const FOURTH: [&str; 18] = [
    "ement", "ance", "ence", "able", "ible", "ment", "ant", "ent", "ism", "ate", "iti", "ous", "ive", "ize",
    "al", "er", "ic", "ou",
];

struct Stem(Vec<u8>);

impl Stem {
    fn ends(&self, end: &str) -> Option<usize> {
        self.0.ends_with(end.as_bytes()).then(|| self.0.len() - end.len())
    }

    /// Puts something in the place of what is behind the first `at` bytes.
    fn put(&mut self, at: usize, what: &str) {
        self.0.truncate(at);
        self.0.extend_from_slice(what.as_bytes());
    }

    fn is_consonant(&self, at: usize) -> bool {
        match self.0[at] {
            b'a' | b'e' | b'i' | b'o' | b'u' => false,
            b'y' => at == 0 || !self.is_consonant(at - 1),
            _ => true,
        }
    }

    /// How often a consonant follows a vowel in the first `length` bytes.
    fn measure(&self, length: usize) -> usize {
        (1..length).filter(|at| self.is_consonant(*at) && !self.is_consonant(at - 1)).count()
    }

    fn has_vowel(&self, length: usize) -> bool {
        (0..length).any(|at| !self.is_consonant(at))
    }

    /// Whether the first `length` bytes end in consonant, vowel and a consonant other than w, x and y.
    fn ends_short(&self, length: usize) -> bool {
        length >= 3
            && self.is_consonant(length - 3)
            && !self.is_consonant(length - 2)
            && self.is_consonant(length - 1)
            && !matches!(self.0[length - 1], b'w' | b'x' | b'y')
    }

    fn plural(&mut self) {
        if let Some(at) = self.ends("sses") {
            self.put(at, "ss");
        } else if let Some(at) = self.ends("ies") {
            self.put(at, "i");
        } else if self.ends("ss").is_none()
            && let Some(at) = self.ends("s")
        {
            self.put(at, "");
        }
    }

    fn past(&mut self) {
        if let Some(at) = self.ends("eed") {
            if self.measure(at) > 0 {
                self.put(at, "ee");
            }
        } else if let Some(at) = self.ends("ed").or_else(|| self.ends("ing"))
            && self.has_vowel(at)
        {
            self.put(at, "");
            self.mended();
        }
        if let Some(at) = self.ends("y")
            && self.has_vowel(at)
        {
            self.put(at, "i");
        }
    }

    /// What an ending has left, as a word.
    fn mended(&mut self) {
        for (end, whole) in [("at", "ate"), ("bl", "ble"), ("iz", "ize")] {
            if let Some(at) = self.ends(end) {
                return self.put(at, whole);
            }
        }
        let length = self.0.len();
        let is_double =
            length >= 2 && self.0[length - 1] == self.0[length - 2] && self.is_consonant(length - 1);
        if is_double && !matches!(self.0[length - 1], b'l' | b's' | b'z') {
            self.put(length - 1, "");
        } else if self.measure(length) == 1 && self.ends_short(length) {
            self.put(length, "e");
        }
    }

    fn replaced(&mut self, endings: &[(&str, &str)], measure: usize) {
        for (end, instead) in endings {
            if let Some(at) = self.ends(end) {
                if self.measure(at) > measure {
                    self.put(at, instead);
                }
                return;
            }
        }
    }

    fn fourth(&mut self) {
        if let Some(at) = self.ends("ion") {
            if at > 0 && matches!(self.0[at - 1], b's' | b't') && self.measure(at) > 1 {
                self.put(at, "");
            }
            return;
        }
        let endings = FOURTH.map(|end| (end, ""));
        self.replaced(&endings, 1);
    }

    fn fifth(&mut self) {
        if let Some(at) = self.ends("e") {
            let measure = self.measure(at);
            if measure > 1 || (measure == 1 && !self.ends_short(at)) {
                self.put(at, "");
            }
        }
        let length = self.0.len();
        if self.ends("ll").is_some() && self.measure(length - 1) > 1 {
            self.put(length - 1, "");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::stem;

    #[test]
    fn endings_go() {
        for (word, expected) in [
            ("caresses", "caress"),
            ("ponies", "poni"),
            ("cats", "cat"),
            ("agreed", "agre"),
            ("hopping", "hop"),
            ("filing", "file"),
            ("happy", "happi"),
            ("relational", "relat"),
            ("electricity", "electr"),
            ("adjustment", "adjust"),
            ("adoption", "adopt"),
            ("probate", "probat"),
            ("controll", "control"),
            ("sky", "sky"),
            ("is", "is"),
            // As FTS5 has it, for which nothing but five letters is a vowel.
            ("größe", "größe"),
        ] {
            assert_eq!(stem(word), expected, "{word}");
        }
    }
}
