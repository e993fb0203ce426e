//! A rating: stars and a comment.

use serde::{Deserialize, Serialize};

use super::text::optional;
use super::{FieldErrorCode, FieldErrors, Mistake};
use crate::limits;

/// One to five stars.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Stars(u8);

impl Stars {
    /// Checks a number of stars.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn new(value: i64) -> Result<Self, Mistake> {
        u8::try_from(value)
            .ok()
            .filter(|stars| (limits::STARS_MIN..=limits::STARS_MAX).contains(stars))
            .map(Self)
            .ok_or_else(|| Mistake::new(FieldErrorCode::Invalid, "Choose 1 to 5 stars."))
    }

    /// The number of stars.
    pub fn value(self) -> u8 {
        self.0
    }
}

/// A rating as it is sent: overall required, the rest optional.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RatingRequest {
    /// Overall satisfaction, 1 to 5 stars.
    pub overall: Option<i64>,
    /// Satisfaction with the solution, 1 to 5 stars.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub solution: Option<i64>,
    /// Satisfaction with the speed, 1 to 5 stars.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub speed: Option<i64>,
    /// In words, to 2,000 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub comment: Option<String>,
}

/// A valid rating.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewRating {
    /// Overall satisfaction.
    pub overall: Stars,
    /// Satisfaction with the solution.
    pub solution: Option<Stars>,
    /// Satisfaction with the speed.
    pub speed: Option<Stars>,
    /// In words.
    pub comment: Option<String>,
}

impl TryFrom<&RatingRequest> for NewRating {
    type Error = FieldErrors;

    fn try_from(request: &RatingRequest) -> Result<Self, FieldErrors> {
        let mut errors = FieldErrors::default();
        let missing = || Mistake::new(FieldErrorCode::Required, "Choose 1 to 5 stars.");
        let overall = errors.take("overall", request.overall.ok_or_else(missing).and_then(Stars::new));
        let solution = errors.take("solution", request.solution.map(Stars::new).transpose());
        let speed = errors.take("speed", request.speed.map(Stars::new).transpose());
        let comment = optional(request.comment.as_deref(), limits::RATING_COMMENT_MAX);
        let comment = errors.take("comment", comment);
        match (overall, solution, speed, comment) {
            (Some(overall), Some(solution), Some(speed), Some(comment)) => {
                Ok(Self { overall, solution, speed, comment })
            }
            _ => Err(errors),
        }
    }
}
