//! "Close Case": a confirmation with the rating in the same dialog. Only the submitter rates, and may skip it.

use caseport_domain::api::{CaseDetail, CloseRequest};
use caseport_domain::policy::Relation;
use caseport_domain::validate::{NewRating, RatingRequest};
use leptos::prelude::*;

use super::CasePage;
use super::actions::Asking;
use crate::api::{self, ApiError};
use crate::i18n::{messages, said};
use crate::platform;
use crate::ui::{Dialog, form_actions};

pub(super) fn dialog(page: CasePage) -> impl IntoView {
    let open = Signal::derive(move || page.asking.get() == Some(Asking::Close));
    // The same until it is closed, so that it is closed once, however often that is tried.
    let key = StoredValue::new(platform::new_key());
    view! {
        <Dialog open=open on_close=move || page.asking.set(None) title=messages::close_title() id="close-title">
            {form(page, key)}
        </Dialog>
    }
}

fn form(page: CasePage, key: StoredValue<String>) -> impl IntoView {
    let rating = page.rating.fields;
    let error = RwSignal::new(None::<String>);
    let sending = RwSignal::new(false);
    let case = untrack(|| page.case.ready());
    let is_submitter = case.as_ref().is_some_and(|case| case.relation.value() == Some(Relation::Submitter));
    page.rating.begin(page.number, case.as_ref().and_then(|case| case.summary.rating.as_ref()));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if sending.get_untracked() {
            return;
        }
        let case = page.case.ready_untracked();
        match new_rating(rating.request(), case.as_ref().filter(|_| is_submitter)) {
            Ok(rating) => page.send_from_dialog(sending, error, close(page, CloseRequest { rating }, key)),
            Err(mistake) => error.set(Some(mistake)),
        }
    };
    view! {
        <form class="form" on:submit=submit novalidate>
            <p>{messages::close_text()}</p>
            {is_submitter.then(|| rating.view(messages::rating_overall(), true))}
            <p class="form-error" role="alert">{move || error.get()}</p>
            {form_actions(move || page.asking.set(None), sending, messages::close_case())}
        </form>
    }
}

/// The rating to send: none where none was given, or none that says anything new.
fn new_rating(given: RatingRequest, case: Option<&CaseDetail>) -> Result<Option<RatingRequest>, String> {
    let Some(case) = case.filter(|_| given != RatingRequest::default()) else { return Ok(None) };
    let new = NewRating::try_from(&given);
    let new = new.map_err(|errors| said::first(&errors).unwrap_or_default())?;
    let is_known = case.summary.rating.as_ref().is_some_and(|before| before.is(&new));
    Ok((!is_known).then_some(given))
}

/// Closes; otherwise why not.
async fn close(page: CasePage, request: CloseRequest, key: StoredValue<String>) -> Result<(), String> {
    let Some(this) = key.try_get_value() else { return Ok(()) };
    match api::close(page.app.api, page.number, &request, &this).await {
        Ok(case) => {
            page.case.put(case);
            page.rating.done(page.number);
            page.app.toasts.say(messages::closed_toast(&page.number.to_string()));
        }
        // What was changed of the rating since is still in its fields.
        Err(ApiError::KeyReused) => {
            page.load_case();
            page.app.toasts.say(messages::closed_earlier_toast(&page.number.to_string()));
        }
        Err(failed) => {
            let kept = request.rating.filter(|_| failed.is_conflict()).map(|_| messages::rating_kept());
            page.load_after(&failed);
            return Err([Some(failed.message().as_str()), kept]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" "));
        }
    }
    key.try_set_value(platform::new_key());
    page.load_history();
    Ok(())
}
