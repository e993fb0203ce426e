//! Times and days as they travel (RFC 3339), read by the shortest code that reads them: chrono's own reader takes every
//! format there is, which every page of the app would have to download.

use chrono::{DateTime, NaiveDate, TimeDelta, Utc};
use serde::{Deserialize, Deserializer};

/// A moment such as `2026-11-27T09:30:00.25Z` or `2026-11-27T10:30:00+01:00`; none where the text is something else.
pub fn parse(text: &str) -> Option<DateTime<Utc>> {
    let (date, rest) = text.split_at_checked(10)?;
    let (clock, rest) = rest.strip_prefix(['T', 't', ' '])?.split_at_checked(8)?;
    let (hour, minute, second) = triple(clock, ':', [2, 2, 2])?;
    let zone_at = rest.find(|c: char| c != '.' && !c.is_ascii_digit())?;
    let (fraction, zone) = rest.split_at(zone_at);
    let nanosecond = match fraction.strip_prefix('.') {
        Some(digits) => nanoseconds(digits)?,
        None if fraction.is_empty() => 0,
        None => return None,
    };
    let there = parse_day(date)?.and_hms_nano_opt(hour, minute, second, nanosecond)?.and_utc();
    there.checked_sub_signed(offset(zone)?)
}

/// A day such as `2026-11-27`; none where the text is something else, or the calendar has no such day.
pub fn parse_day(text: &str) -> Option<NaiveDate> {
    let (year, month, day) = triple(text, '-', [4, 2, 2])?;
    NaiveDate::from_ymd_opt(i32::try_from(year).ok()?, month, day)
}

/// For serde's `deserialize_with`: a moment.
///
/// # Errors
/// The text is none.
pub fn moment<'de, D: Deserializer<'de>>(deserializer: D) -> Result<DateTime<Utc>, D::Error> {
    read(&String::deserialize(deserializer)?)
}

/// The same where there may be none.
///
/// # Errors
/// There is a text, and it is no moment.
pub fn maybe<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Option<DateTime<Utc>>, D::Error> {
    Option::<String>::deserialize(deserializer)?.map(|text| read(&text)).transpose()
}

fn read<E: serde::de::Error>(text: &str) -> Result<DateTime<Utc>, E> {
    parse(text).ok_or_else(|| E::custom("not a time"))
}

/// Three numbers of so many digits with a mark between them.
fn triple(text: &str, mark: char, lengths: [usize; 3]) -> Option<(u32, u32, u32)> {
    let mut parts = text.split(mark).zip(lengths);
    let mut next = || parts.next().and_then(|(part, length)| number(part, length));
    let numbers = (next()?, next()?, next()?);
    (text.len() == lengths.iter().sum::<usize>() + 2).then_some(numbers)
}

fn number(text: &str, length: usize) -> Option<u32> {
    let is_number = text.len() == length && text.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| text.bytes().fold(0, |sum, byte| sum * 10 + u32::from(byte - b'0')))
}

/// What comes behind a second; beyond nine digits nobody counts.
fn nanoseconds(digits: &str) -> Option<u32> {
    let counted = digits.get(..9).unwrap_or(digits);
    let missing = u32::try_from(9 - counted.len()).ok()?;
    let is_number = !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_digit());
    is_number.then(|| number(counted, counted.len()).map(|it| it * 10_u32.pow(missing))).flatten()
}

/// How far a zone's clock is ahead of UTC.
fn offset(zone: &str) -> Option<TimeDelta> {
    if matches!(zone, "Z" | "z") {
        return Some(TimeDelta::zero());
    }
    let (hours, minutes) = zone.get(1..)?.split_once(':')?;
    let (hours, minutes) = (number(hours, 2)?, number(minutes, 2)?);
    let ahead = TimeDelta::minutes(i64::from(hours * 60 + minutes));
    match zone.as_bytes().first() {
        _ if hours > 23 || minutes > 59 => None,
        Some(b'+') => Some(ahead),
        Some(b'-') => Some(-ahead),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use chrono::{DateTime, NaiveDate, SecondsFormat, Utc};
    use proptest::prelude::*;

    use super::*;

    /// Chrono's reader is what this one is held against.
    fn known(text: &str) -> Option<DateTime<Utc>> {
        DateTime::parse_from_rfc3339(text).ok().map(|it| it.to_utc())
    }

    #[test]
    fn moments_are_read_as_they_are_written() {
        for text in [
            "2026-11-27T09:30:00Z",
            "2026-11-27T09:30:00.2Z",
            "2026-11-27T09:30:00.123456789Z",
            "2026-11-27T09:30:00.1234567891Z",
            "2026-11-27T00:30:00+01:00",
            "2026-12-31T23:30:00-05:45",
            "2024-02-29t12:00:00z",
            "2024-02-29 12:00:00Z",
        ] {
            assert_eq!(parse(text), known(text), "{text}");
            assert!(parse(text).is_some(), "{text}");
        }
    }

    #[test]
    fn what_is_no_moment_is_refused() {
        for text in [
            "",
            "2026-11-27",
            "2026-11-27T09:30Z",
            "2026-11-27T09:30:00",
            "2026-02-29T09:30:00Z",
            "2026-11-27T24:00:00Z",
            "2026-11-27T09:60:00Z",
            "2026-11-27T09:30:00.Z",
            "2026-11-27T09:30:00.1.2Z",
            "2026-11-27T09:30:005Z",
            "2026-11-27T9:30:000Z",
            "2026-11-27T09:30:00+0100",
            "2026-11-27T09:30:00+24:00",
            "2026-11-27T09:30:00+01:60",
            "2026-11-27T09:30:00*01:00",
            "2026-11-27T09:30:00ZZ",
            "+026-11-27T09:30:00Z",
            "2026-11-2\u{661}T09:30:00Z",
            "\u{661}\u{661}\u{661}\u{661}\u{661}T09:30:00Z",
        ] {
            assert_eq!(parse(text), None, "{text}");
        }
    }

    #[test]
    fn days_are_read_as_they_are_written() {
        assert_eq!(parse_day("2024-02-29"), NaiveDate::from_ymd_opt(2024, 2, 29));
        for text in ["", "2023-02-29", "2024-2-29", "24-02-29", "2024-02-29 ", "2024/02/29", "2024-02-2-"] {
            assert_eq!(parse_day(text), None, "{text}");
        }
    }

    proptest! {
        #[test]
        fn every_moment_that_is_written_is_read(seconds in 0_i64..4_102_444_800, nanosecond in 0_u32..1_000_000_000) {
            let at = DateTime::from_timestamp(seconds, nanosecond).unwrap();
            prop_assert_eq!(parse(&at.to_rfc3339_opts(SecondsFormat::AutoSi, true)), Some(at));
            prop_assert_eq!(parse(&at.to_rfc3339()), Some(at));
        }

        #[test]
        fn nothing_breaks_it(text in ".{0,40}") {
            let _ = (parse(&text), parse_day(&text));
        }

        #[test]
        fn what_is_nearly_a_moment_is_read_as_chrono_does(text in "20[0-9]{2}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-6][0-9]:[0-5][0-9](\\.[0-9]{1,9})?(Z|[+-][0-2][0-9]:[0-6][0-9])") {
            prop_assert_eq!(parse(&text), known(&text));
        }
    }
}
