//! The fields of a rating.

use caseport_domain::validate::{NewRating, RatingRequest};
use leptos::prelude::*;

use super::field::TextArea;
use super::stars::StarsInput;
use crate::i18n::{messages, said};

/// A rating being given.
#[derive(Clone, Copy)]
pub struct RatingFields {
    overall: RwSignal<Option<i64>>,
    solution: RwSignal<Option<i64>>,
    speed: RwSignal<Option<i64>>,
    comment: RwSignal<String>,
}

impl RatingFields {
    /// Begins with what was given before.
    pub fn new(given: &RatingRequest) -> Self {
        Self {
            overall: RwSignal::new(given.overall),
            solution: RwSignal::new(given.solution),
            speed: RwSignal::new(given.speed),
            comment: RwSignal::new(given.comment.clone().unwrap_or_default()),
        }
    }

    /// Begins anew with what was given before.
    pub fn set(self, given: &RatingRequest) {
        self.overall.set(given.overall);
        self.solution.set(given.solution);
        self.speed.set(given.speed);
        self.comment.set(given.comment.clone().unwrap_or_default());
    }

    /// What was given; the first mistake in it otherwise.
    pub fn checked(self) -> Result<RatingRequest, String> {
        let request = self.request();
        match NewRating::try_from(&request) {
            Ok(_) => Ok(request),
            Err(errors) => Err(said::first(&errors).unwrap_or_default()),
        }
    }

    /// What was given; nothing where nothing was.
    pub fn request(self) -> RatingRequest {
        let comment = Some(self.comment.get_untracked()).filter(|comment| !comment.trim().is_empty());
        RatingRequest {
            overall: self.overall.get_untracked(),
            solution: self.solution.get_untracked(),
            speed: self.speed.get_untracked(),
            comment,
        }
    }

    /// The fields; `overall` is what the first of them is called. Where it may be `skipped`, its stars can be taken back.
    pub fn view(self, overall: &'static str, skipped: bool) -> impl IntoView {
        view! {
            <StarsInput name="overall" legend=overall value=self.overall optional=skipped />
            <StarsInput name="solution" legend=messages::rating_solution() value=self.solution optional=true />
            <StarsInput name="speed" legend=messages::rating_speed() value=self.speed optional=true />
            <TextArea
                id="rating-comment"
                label=messages::rating_comment()
                rows=3
                value=self.comment
                on_input=move |text| self.comment.set(text)
            />
        }
    }
}
