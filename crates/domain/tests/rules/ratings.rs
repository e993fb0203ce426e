//! Ratings: stars and a comment.

use caseport_domain::validate::{FieldErrorCode, FieldErrors, NewRating, RatingRequest, Stars};

fn request(overall: Option<i64>) -> RatingRequest {
    RatingRequest { overall, ..RatingRequest::default() }
}

fn codes(errors: FieldErrors) -> Vec<(String, Option<FieldErrorCode>)> {
    errors.0.into_iter().map(|error| (error.field, error.code.value())).collect()
}

#[test]
fn stars_are_one_to_five() {
    for value in 1..=5_u8 {
        assert_eq!(Stars::new(i64::from(value)).map(Stars::value), Ok(value));
    }
    // 257 is 1 in eight bits.
    for value in [0, 6, -1, -5, 255, 256, 257, i64::MIN, i64::MAX] {
        let mistake = Stars::new(value).expect_err("no stars").in_field("overall");
        assert_eq!(mistake.code.value(), Some(FieldErrorCode::Invalid), "{value}");
    }
}

#[test]
fn overall_is_required_and_the_rest_is_optional() {
    let rating = NewRating::try_from(&request(Some(4))).expect("a rating");
    assert_eq!(rating.overall.value(), 4);
    assert_eq!((rating.solution, rating.speed, rating.comment), (None, None, None));
    let errors = NewRating::try_from(&request(None)).expect_err("nothing given");
    assert_eq!(codes(errors), [("overall".to_owned(), Some(FieldErrorCode::Required))]);
}

#[test]
fn everything_that_is_given_is_kept() {
    let full = RatingRequest {
        overall: Some(5),
        solution: Some(1),
        speed: Some(3),
        comment: Some("  Quick, but wrong at first.\r\nThen right. ".to_owned()),
    };
    let rating = NewRating::try_from(&full).expect("a rating");
    assert_eq!(rating.overall.value(), 5);
    assert_eq!(rating.solution.map(Stars::value), Some(1));
    assert_eq!(rating.speed.map(Stars::value), Some(3));
    assert_eq!(rating.comment.as_deref(), Some("Quick, but wrong at first.\nThen right."));
}

#[test]
fn a_comment_has_at_most_2000_characters_and_a_blank_one_is_none() {
    for (comment, expected) in [("", None), ("  \n\u{0} ", None), ("a", Some("a"))] {
        let given = RatingRequest { comment: Some(comment.to_owned()), ..request(Some(1)) };
        let rating = NewRating::try_from(&given).expect("a rating");
        assert_eq!(rating.comment.as_deref(), expected, "{comment:?}");
    }
    for (length, taken) in [(1_999, true), (2_000, true), (2_001, false)] {
        let given = RatingRequest { comment: Some("件".repeat(length)), ..request(Some(1)) };
        let found = NewRating::try_from(&given).map(|_| ()).map_err(codes);
        let too_long = vec![("comment".to_owned(), Some(FieldErrorCode::TooLong))];
        assert_eq!(found, if taken { Ok(()) } else { Err(too_long) }, "{length}");
    }
}

#[test]
fn all_mistakes_are_named_at_once() {
    let bad = RatingRequest {
        overall: Some(0),
        solution: Some(6),
        speed: Some(-1),
        comment: Some("x".repeat(2_001)),
    };
    let fields: Vec<_> =
        codes(NewRating::try_from(&bad).expect_err("all bad")).into_iter().map(|(field, _)| field).collect();
    assert_eq!(fields, ["overall", "solution", "speed", "comment"]);
}
