//! Rating a case from its row: a star that was given, "Rate" where one can be, and why not where the time is over.

use caseport_domain::api::{CaseSummary, Rating as GivenRating};
use caseport_domain::id::CaseNumber;
use caseport_domain::limits::RATING_CHANGE_HOURS;
use caseport_domain::validate::RatingRequest;
use chrono::TimeDelta;
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api;
use crate::context::App;
use crate::i18n::{format, messages, said};
use crate::reactive::effect;
use crate::ui::{Dialog, Icon, RatingFields, form_actions, icon};

/// The case that is being rated, where one is, and the last that was.
#[derive(Clone, Copy)]
pub struct Rating {
    case: RwSignal<Option<CaseSummary>>,
    rated: RwSignal<Option<CaseSummary>>,
    /// What is being given.
    pub fields: RatingFields,
    /// The case that the fields are about: for it, what was begun and not sent is still there.
    begun: StoredValue<Option<CaseNumber>>,
}

impl Default for Rating {
    fn default() -> Self {
        Self {
            case: RwSignal::new(None),
            rated: RwSignal::new(None),
            fields: RatingFields::new(&RatingRequest::default()),
            begun: StoredValue::new(None),
        }
    }
}

impl Rating {
    /// Asks for the rating of a case.
    pub fn open(self, case: CaseSummary) {
        self.begin(case.number, case.rating.as_ref());
        self.case.set(Some(case));
    }

    /// Takes up what was begun for a case, or begins with the rating that it has.
    pub fn begin(self, number: CaseNumber, given: Option<&GivenRating>) {
        if self.begun.get_value() == Some(number) {
            return;
        }
        self.begun.set_value(Some(number));
        let given = given.map(|given| RatingRequest {
            overall: Some(given.overall.into()),
            solution: given.solution.map(i64::from),
            speed: given.speed.map(i64::from),
            comment: given.comment.clone(),
        });
        self.fields.set(&given.unwrap_or_default());
    }

    /// What was begun for a case is sent.
    pub fn done(self, number: CaseNumber) {
        if self.begun.try_get_value().flatten() == Some(number) {
            self.begun.set_value(None);
        }
    }

    /// Tells `put` of each case that was rated, as it is then.
    pub fn tell(self, put: impl Fn(CaseSummary) + 'static) {
        effect(move || {
            if let Some(case) = self.rated.get() {
                put(case);
            }
        });
    }
}

/// What a row says of a case's rating.
pub(super) fn rating_cell(rating: Rating, case: &CaseSummary) -> AnyView {
    let given = case.rating.as_ref().map(|rating| rating.overall);
    let target = case.clone();
    let open = move |_| rating.open(target.clone());
    let number = case.number.to_string();
    match (given, case.can_rate.reason()) {
        (Some(stars), None) => view! {
            <button
                type="button"
                class="star-button"
                aria-label=messages::change_rating(u64::from(stars), &number)
                title=messages::stars_label(u64::from(stars))
                on:click=open
            >
                <span class="star star-on">{icon(Icon::Star)}</span>
                {stars.to_string()}
            </button>
        }
        .into_any(),
        (Some(stars), Some(reason)) => view! {
            <span class="star-given" title=said::reason(reason)>
                <span class="star star-on">{icon(Icon::Star)}</span>
                {stars.to_string()}
                <span class="visually-hidden">{said::reason(reason)}</span>
            </span>
        }
        .into_any(),
        (None, None) => view! {
            <button type="button" class="button button-small" aria-label=messages::rate_case(&number) on:click=open>
                {messages::rate()}
            </button>
        }
        .into_any(),
        (None, Some(_)) => view! { <span class="none-given">"--"</span> }.into_any(),
    }
}

/// The dialog.
pub fn rating_dialog(app: App, rating: Rating) -> impl IntoView {
    let open = Signal::derive(move || rating.case.with(Option::is_some));
    let close = move || rating.case.set(None);
    view! {
        <Dialog open=open on_close=close title=messages::rate_title() id="rate-title">
            {move || rating.case.get_untracked().map(|case| form(app, rating, &case))}
        </Dialog>
    }
}

fn form(app: App, rating: Rating, case: &CaseSummary) -> AnyView {
    let number = case.number;
    let until = case.rating.as_ref().and(case.closed_at).map(|closed| {
        let deadline = closed + TimeDelta::hours(RATING_CHANGE_HOURS);
        view! { <p>{messages::rating_until(&format::moment(deadline))}</p> }
    });
    let fields = rating.fields;
    let error = RwSignal::new(None::<String>);
    let sending = RwSignal::new(false);
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if sending.get_untracked() {
            return;
        }
        match fields.checked() {
            Ok(request) => {
                sending.set(true);
                error.set(None);
                spawn_local(send(app, rating, number, request, error, sending));
            }
            Err(mistake) => error.set(Some(mistake)),
        }
    };
    view! {
        <form class="form" on:submit=submit novalidate>
            <p><strong>{number.to_string()}</strong>" "<bdi>{case.subject.clone()}</bdi></p>
            {until}
            {fields.view(messages::rating_overall_required(), false)}
            <p class="form-error" role="alert">{move || error.get()}</p>
            {form_actions(move || rating.case.set(None), sending, messages::send_rating())}
        </form>
    }
    .into_any()
}

async fn send(
    app: App,
    rating: Rating,
    number: CaseNumber,
    request: RatingRequest,
    error: RwSignal<Option<String>>,
    sending: RwSignal<bool>,
) {
    let outcome = api::rate(app.api, number, &request).await;
    sending.try_set(false);
    match outcome {
        Ok(case) => {
            rating.done(number);
            // By now the dialog may be another case's.
            rating.case.try_maybe_update(|open| {
                let is_still_open = open.as_ref().is_some_and(|open| open.number == number);
                if is_still_open {
                    *open = None;
                }
                (is_still_open, ())
            });
            app.toasts.say(messages::rated_toast(&number.to_string()));
            rating.rated.try_set(Some(case));
        }
        Err(failed) => {
            error.try_set(Some(failed.message()));
        }
    }
}
