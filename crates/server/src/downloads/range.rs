//! Which bytes an answer has (RFC 9110, section 14). One range at a time: nobody resumes a download by several. What is no
//! range of bytes is passed over, as the RFC has it, and the whole file is the answer.

use axum::http::HeaderValue;

/// What to answer with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Wanted {
    /// Everything.
    Whole,
    /// From the first of these bytes to the last, counted from 0.
    Part {
        /// The first.
        first: u64,
        /// The last; within the file, and not before the first.
        last: u64,
    },
    /// The file has no such bytes.
    Nothing,
}

/// What the value of `Range` wants of a file of `size` bytes.
pub fn wanted(range: Option<&HeaderValue>, size: u64) -> Wanted {
    range.and_then(|value| value.to_str().ok()).and_then(|text| part(text, size)).unwrap_or(Wanted::Whole)
}

fn part(text: &str, size: u64) -> Option<Wanted> {
    let (unit, range) = text.split_once('=')?;
    let (first, last) = range.trim().split_once('-')?;
    if !unit.trim().eq_ignore_ascii_case("bytes") {
        return None;
    }
    let (first, last) = match (first, last) {
        ("", suffix) => match number(suffix)? {
            0 => return Some(Wanted::Nothing),
            suffix => (size.saturating_sub(suffix), u64::MAX),
        },
        (first, "") => (number(first)?, u64::MAX),
        (first, last) => (number(first)?, number(last)?),
    };
    if first > last {
        return None;
    }
    let inside = first < size;
    Some(if inside { Wanted::Part { first, last: last.min(size - 1) } } else { Wanted::Nothing })
}

/// Larger ones than can be counted are as good as the largest.
fn number(digits: &str) -> Option<u64> {
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| digits.parse().unwrap_or(u64::MAX))
}

#[cfg(test)]
mod tests {
    use axum::http::HeaderValue;

    use super::{Wanted, wanted};

    fn of(range: &str, size: u64) -> Wanted {
        wanted(Some(&HeaderValue::from_str(range).unwrap()), size)
    }

    #[test]
    fn one_range_is_cut_to_the_file() {
        for (range, first, last) in [
            ("bytes=0-0", 0, 0),
            ("bytes=0-", 0, 99),
            ("bytes=10-19", 10, 19),
            ("Bytes = 10-19", 10, 19),
            ("bytes=99-", 99, 99),
            ("bytes=90-1000", 90, 99),
            ("bytes=90-99999999999999999999999", 90, 99),
            ("bytes=-1", 99, 99),
            ("bytes=-100", 0, 99),
            ("bytes=-101", 0, 99),
            ("bytes=-99999999999999999999999", 0, 99),
        ] {
            assert_eq!(of(range, 100), Wanted::Part { first, last }, "{range}");
        }
    }

    #[test]
    fn what_the_file_does_not_have_is_nothing() {
        for range in ["bytes=100-", "bytes=100-200", "bytes=-0", "bytes=99999999999999999999999-"] {
            assert_eq!(of(range, 100), Wanted::Nothing, "{range}");
        }
        for range in ["bytes=0-", "bytes=0-0", "bytes=-5"] {
            assert_eq!(of(range, 0), Wanted::Nothing, "{range}");
        }
    }

    #[test]
    fn what_is_no_range_of_bytes_is_passed_over() {
        for range in [
            "",
            "bytes",
            "bytes=",
            "bytes=-",
            "bytes=a-b",
            "bytes=+1-2",
            "bytes=5-4",
            "bytes=0-1,5-6",
            "items=0-1",
        ] {
            assert_eq!(of(range, 100), Wanted::Whole, "{range}");
        }
        assert_eq!(wanted(None, 100), Wanted::Whole);
        assert_eq!(wanted(Some(&HeaderValue::from_bytes(b"bytes=0-\xff").unwrap()), 100), Wanted::Whole);
    }
}
