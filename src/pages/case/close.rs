//! "Close Case": a confirmation with the rating in the same dialog. Only the submitter rates, and may skip it.

use caseport_domain::api::CloseRequest;
use caseport_domain::policy::Relation;
use caseport_domain::validate::{NewRating, RatingRequest};
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::CasePage;
use crate::api;
use crate::i18n::messages;
use crate::platform;
use crate::ui::{Dialog, RatingFields, form_actions};

pub(super) fn dialog(page: CasePage) -> impl IntoView {
    let open = Signal::derive(move || page.closing.get());
    let rating = RatingFields::new(&RatingRequest::default());
    view! {
        <Dialog open=open on_close=move || page.closing.set(false) title=messages::close_title() id="close-title">
            {form(page, rating)}
        </Dialog>
    }
}

fn form(page: CasePage, rating: RatingFields) -> impl IntoView {
    let error = RwSignal::new(None::<String>);
    let sending = RwSignal::new(false);
    let key = platform::new_key();
    let is_submitter =
        untrack(|| page.case.ready()).is_some_and(|case| case.relation.value() == Some(Relation::Submitter));
    let submit = move |event: leptos::ev::SubmitEvent| {
        event.prevent_default();
        if sending.get_untracked() {
            return;
        }
        let given = rating.request();
        let request = CloseRequest { rating: (given != RatingRequest::default()).then_some(given) };
        if let Some(Err(errors)) = request.rating.as_ref().map(NewRating::try_from) {
            error.set(errors.0.into_iter().next().map(|error| error.message));
            return;
        }
        let key = key.clone();
        sending.set(true);
        error.set(None);
        spawn_local(async move {
            let outcome = api::close(page.app.api, page.number, &request, &key).await;
            sending.try_set(false);
            match outcome {
                Ok(case) => {
                    page.case.put(case);
                    page.load_history();
                    page.app.toasts.say(messages::closed_toast(&page.number.to_string()));
                    // The dialog may be closed by now, and somebody at something else.
                    if !sending.is_disposed() {
                        page.closing.set(false);
                        crate::nav::focus_heading();
                    }
                }
                Err(failed) => {
                    error.try_set(Some(failed.message()));
                    // Somebody else may have been quicker; the page then shows the case as it is.
                    page.load_case();
                }
            }
        });
    };
    view! {
        <form class="form" on:submit=submit novalidate>
            <p>{messages::close_text()}</p>
            {is_submitter.then(|| rating.view(messages::rating_overall()))}
            <p class="form-error" role="alert">{move || error.get()}</p>
            {form_actions(move || page.closing.set(false), sending, messages::close_case())}
        </form>
    }
}
