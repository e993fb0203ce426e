//! "Report False Detection": the file, what was wrong with its verdict, and whose.

use std::time::Duration;

use caseport_domain::api::{Catalog, ReportAllowance};
use caseport_domain::decision::ReasonCode;
use caseport_domain::validate::FieldErrors;
use caseport_domain::{Decision, Tab};
use leptos::prelude::*;

use super::fields;
use crate::api::{self, Place};
use crate::context::App;
use crate::i18n::{format, messages, said};
use crate::nav::HEADING;
use crate::platform;
use crate::reactive::effect;
use crate::route::{ListView, Route};
use crate::stores::{Loader, OpenDraft, ReportDraft, Saved};
use crate::ui::{Icon, Link, icon, reason_text, remote_view, saved_text, skeleton_lines};
use crate::upload::reported::{ReportFile, file_field};

/// How few reports must be left today for that to be said.
const FEW: u32 = 5;

/// How far a report is on its way.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    /// It is being written.
    Writing,
    /// It goes when its file has arrived.
    Waiting,
    /// It is being sent.
    Sending,
}

/// A report being written, in one place.
#[derive(Clone, Copy)]
pub(super) struct Form {
    pub app: App,
    pub place: StoredValue<Place>,
    pub catalog: Loader<Catalog>,
    pub allowance: Loader<ReportAllowance>,
    pub draft: RwSignal<ReportDraft>,
    pub open: RwSignal<Option<OpenDraft>>,
    pub file: ReportFile,
    pub errors: RwSignal<FieldErrors>,
    /// Why the report as a whole was not sent.
    pub failure: RwSignal<Option<String>>,
    pub phase: RwSignal<Phase>,
}

/// The page.
pub fn page(app: App) -> AnyView {
    let place = Memo::new(move |_| app.session.place());
    view! {
        <p class="breadcrumb">
            <Link nav=app.nav to=Route::Support(ListView::of(Tab::FalseDetection)) class="back-link">
                {icon(Icon::Back)}
                {messages::tab_false_detection()}
            </Link>
        </p>
        <div class="report">
            <h1 id=HEADING tabindex="-1">{messages::report_detection()}</h1>
            <p>{messages::report_intro()}</p>
            // What can be chosen, and whose drafts go on, depends on the organization.
            {move || Form::new(app, place.get()).show()}
        </div>
    }
    .into_any()
}

impl Form {
    fn new(app: App, place: Place) -> Self {
        let draft = RwSignal::new(ReportDraft::default());
        let batch = Memo::new(move |_| draft.with(|draft| draft.batch.clone()));
        let form = Self {
            app,
            place: StoredValue::new(place),
            catalog: Loader::default(),
            allowance: Loader::default(),
            draft,
            open: RwSignal::new(None),
            file: ReportFile::new(app.uploads, batch),
            errors: RwSignal::new(FieldErrors::default()),
            failure: RwSignal::new(None),
            phase: RwSignal::new(Phase::Writing),
        };
        form.load_catalog();
        form.load_allowance();
        form.follow_drafts();
        form.follow_file();
        form.follow_removal();
        form.follow_day();
        form
    }

    pub fn load_catalog(self) {
        let (api, place) = (self.app.api, self.place.get_value());
        self.catalog.load(async move { api::catalog(api, &place, None).await });
    }

    pub fn load_allowance(self) {
        let api = self.app.api;
        self.allowance.load(async move { api::report_allowance(api).await });
    }

    /// Asks again when the day is over that has no more reports.
    fn follow_day(self) {
        effect(move || {
            let Some(resets_at) =
                self.allowance.ready().filter(|it| it.remaining == 0).map(|it| it.resets_at)
            else {
                return;
            };
            let left = (resets_at - platform::now()).to_std().unwrap_or_default() + Duration::from_secs(1);
            if let Ok(timer) = set_timeout_with_handle(move || self.load_allowance(), left) {
                on_cleanup(move || timer.clear());
            }
        });
    }

    /// Changes the report; what was wrong with `field` is wrong no more.
    pub fn change(self, field: &str, change: impl FnOnce(&mut ReportDraft)) {
        self.clear_error(field);
        self.draft.update(change);
    }

    pub fn clear_error(self, field: &str) {
        self.errors.maybe_update(|errors| {
            let before = errors.0.len();
            errors.0.retain(|error| error.field != field);
            errors.0.len() != before
        });
    }

    /// What is wrong with a field; reactive.
    pub fn error_of(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || self.errors.with(|errors| said::field(errors, field)))
    }

    fn show(self) -> impl IntoView {
        // Nobody types before it is known which draft it belongs to.
        let is_open = Memo::new(move |_| self.open.with(Option::is_some));
        let form = move || {
            let retry = move || self.load_catalog();
            is_open.get().then(|| {
                remote_view(self.catalog, retry, || skeleton_lines(10), move |catalog| self.fields(catalog))
            })
        };
        view! {
            {move || self.allowance.ready().and_then(|allowance| allowance_notice(&allowance))}
            {form}
        }
    }

    fn fields(self, catalog: Catalog) -> impl IntoView {
        let submit = move |event: leptos::ev::SubmitEvent| {
            event.prevent_default();
            self.submit();
        };
        let whom = catalog.organization.as_ref().map(|it| view! { <p>{messages::report_for(&it.name)}</p> });
        let file = file_field(
            self.file,
            self.error_of("upload"),
            move || self.clear_error("upload"),
            move |name| self.begin_file(name),
        );
        view! {
            <form class="form card report-form" on:submit=submit novalidate>
                {whom}
                {file}
                {fields::submission_type(self)}
                {fields::products(self, catalog.products)}
                {fields::description(self)}
                <div role="alert">
                    {move || self.failure.get().map(|why| view! { <p class="form-error">{why}</p> })}
                </div>
                {self.actions()}
            </form>
        }
    }

    fn actions(self) -> impl IntoView {
        let is = move |phase| Memo::new(move |_| self.phase.get() == phase);
        let (waiting, sending) = (is(Phase::Waiting), is(Phase::Sending));
        let used_up = Memo::new(move |_| {
            self.allowance.with(|remote| remote.value().is_some_and(|it| !it.report.is_allowed()))
        });
        let saved =
            Signal::derive(move || self.open.get().map_or(Saved::NotYet, |open| self.app.drafts.saved(open)));
        view! {
            <p class="report-waits" role="status">{move || waiting.get().then(messages::report_waits)}</p>
            <div class="form-actions">
                <Show
                    when=move || waiting.get()
                    fallback=move || view! {
                        <button
                            type="submit"
                            id="send-report"
                            class="button button-primary"
                            disabled=move || used_up.get() || sending.get()
                            aria-describedby=move || used_up.get().then_some("report-left")
                        >
                            {move || used_up.get().then(|| icon(Icon::Lock))}
                            {move || if sending.get() { messages::sending() } else { messages::send_report() }}
                        </button>
                    }
                >
                    <button type="button" id="dont-wait" class="button" on:click=move |_| self.dont_wait()>
                        {messages::report_dont_wait()}
                    </button>
                </Show>
                <Show when=move || self.has_something()>
                    <button
                        type="button"
                        class="button button-quiet"
                        disabled=move || sending.get()
                        on:click=move |_| self.discard()
                    >
                        {messages::discard_draft()}
                    </button>
                </Show>
            </div>
            {saved_text(saved)}
        }
    }
}

/// How many reports are left today, where they are few; why there is none, and when there will be.
fn allowance_notice(allowance: &ReportAllowance) -> Option<AnyView> {
    let text = match &allowance.report {
        Decision::Denied(reason) if reason.code.value() == Some(ReasonCode::DailyLimit) => {
            messages::report_limit(
                &format::number(allowance.limit.into()),
                &format::moment(allowance.resets_at),
            )
        }
        Decision::Denied(reason) => reason_text(reason),
        Decision::Allowed if allowance.remaining <= FEW => messages::report_left(allowance.remaining.into()),
        Decision::Allowed => return None,
    };
    Some(view! { <p class="notice" id="report-left">{icon(Icon::Warning)}<span>{text}</span></p> }.into_any())
}
