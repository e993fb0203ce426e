//! The wizard's state: the draft, the choices from the server, where one is, and sending it.

use caseport_domain::api::{CaseDetail, Catalog, OrganizationRef};
use caseport_domain::policy;
use caseport_domain::validate::FieldErrors;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::flow::{self, Choices};
use super::notices::Notices;
use crate::api::{self, ApiError, Place};
use crate::context::App;
use crate::i18n::messages;
use crate::platform;
use crate::route::{Route, Step};
use crate::stores::{CommentDraft, Content, Draft, Loader, OpenDraft, Remote, Saved, Slot};

/// Everything that the wizard's steps share.
#[derive(Clone, Copy)]
pub(super) struct Wizard {
    pub app: App,
    place: StoredValue<Place>,
    pub draft: RwSignal<Draft>,
    /// Where the draft is kept; none until the device has been asked.
    open: RwSignal<Option<OpenDraft>>,
    customers: Loader<Vec<OrganizationRef>>,
    catalog: Loader<Catalog>,
    pub errors: RwSignal<FieldErrors>,
    pub failure: RwSignal<Option<String>>,
    /// What the person should know about answers that were taken away.
    pub notices: Notices,
    pub sending: RwSignal<bool>,
    started: StoredValue<bool>,
}

impl Wizard {
    pub fn new(app: App, place: Place) -> Self {
        Self {
            app,
            place: StoredValue::new(place),
            draft: RwSignal::new(Draft::default()),
            open: RwSignal::new(None),
            customers: Loader::default(),
            catalog: Loader::default(),
            errors: RwSignal::new(FieldErrors::default()),
            failure: RwSignal::new(None),
            notices: Notices::default(),
            sending: RwSignal::new(false),
            started: StoredValue::new(false),
        }
    }

    /// Loads the choices and the draft, and keeps what is typed.
    pub fn start(self) {
        if self.started.get_value() {
            return;
        }
        self.started.set_value(true);
        self.load_customers();
        self.follow_drafts();
        let customer = Memo::new(move |_| {
            self.open.get()?;
            let choices = self.choices()?;
            let chosen = self.draft.with(|draft| draft.organization_chosen) || !choices.is_open();
            chosen.then(|| self.draft.with(|draft| draft.request.customer.clone()))
        });
        Effect::new(move |before: Option<_>| {
            let now = customer.get();
            if before.as_ref() != Some(&now) {
                self.catalog.clear();
                if now.is_some() {
                    self.load_catalog();
                }
            }
            now
        });
        self.keep_possible();
        self.choose_the_only_one();
        self.keep_names();
        self.keep_reachable();
        self.follow_with_focus();
    }

    /// Takes up the draft that belongs here, again whenever another one was opened or brought back, and keeps what
    /// becomes of it.
    fn follow_drafts(self) {
        let drafts = self.app.drafts;
        let slot = Slot::case(&self.place.get_value());
        Effect::new({
            let slot = slot.clone();
            move |_| {
                let Route::Prefilled(request) = self.app.nav.route() else { return };
                self.take_up(drafts.begin(slot.clone()), Some(Draft::prefilled(*request)));
                // Leads on to the first question that is open.
                self.app.nav.replace(Route::Submit(Step::Description));
            }
        });
        Effect::new(move |_| {
            drafts.reopened();
            if matches!(self.app.nav.route_untracked(), Route::Prefilled(_)) {
                return;
            }
            let slot = slot.clone();
            spawn_local(async move {
                let open = drafts.claim(slot).await;
                self.take_up(open, None);
            });
        });
        Effect::new(move |_| {
            if let Some(open) = self.open.get() {
                drafts.change(open, Content::Case(Box::new(self.draft.get())));
            }
        });
    }

    /// Goes on with a draft: with the one that is kept, or with these answers.
    fn take_up(self, open: OpenDraft, draft: Option<Draft>) {
        if self.open.try_get_untracked().flatten() == Some(open) && draft.is_none() {
            return;
        }
        let draft = draft.or_else(|| match self.app.drafts.content(open) {
            Some(Content::Case(draft)) => Some(*draft),
            _ => None,
        });
        // In this order, so that no draft is kept in the place of another.
        self.open.try_set(None);
        self.draft.try_set(draft.unwrap_or_default());
        self.open.try_set(Some(open));
        self.errors.try_set(FieldErrors::default());
        self.failure.try_set(None);
        self.notices.clear();
    }

    /// Whether something was written that would be missed.
    pub fn has_text(self) -> bool {
        self.draft.with_untracked(|draft| !draft.is_empty())
    }

    /// How the draft stands on the device; reactive.
    pub fn saved(self) -> Saved {
        self.open.get().map_or(Saved::NotYet, |open| self.app.drafts.saved(open))
    }

    /// A customer that is no longer linked cannot be chosen; the rest of the draft stays.
    fn keep_possible(self) {
        Effect::new(move |_| {
            let (Some(choices), Some(_)) = (self.choices(), self.open.get()) else { return };
            let lost = self.draft.with(|draft| flow::lost_customer(draft, &choices));
            if lost {
                let name = self.draft.with_untracked(|draft| draft.organization_name.clone());
                self.notices.lost_customer(name);
                self.draft.update(|draft| drop(flow::choose_organization(draft, None, false)));
            }
        });
    }

    /// The list of drafts shows names, which only the catalog knows.
    fn keep_names(self) {
        Effect::new(move |_| {
            let (Some(catalog), Some(_)) = (self.catalog(), self.open.get()) else { return };
            self.draft.track();
            self.draft.try_maybe_update(|draft| {
                let product = flow::product(draft, &catalog).map(|it| it.name.clone());
                let organization = catalog.organization.as_ref().map(|it| it.name.clone());
                let mut changes = false;
                for (kept, now) in
                    [(&mut draft.product_name, product), (&mut draft.organization_name, organization)]
                {
                    if let Some(now) = now.filter(|now| now != kept) {
                        *kept = now;
                        changes = true;
                    }
                }
                (changes, ())
            });
        });
    }

    /// Where there is one choice, it is made.
    fn choose_the_only_one(self) {
        Effect::new(move |_| {
            let Some(choices) = self.choices().filter(|choices| !choices.is_open()) else { return };
            if self.open.get().is_none() {
                return;
            }
            let only = if choices.own { None } else { choices.customers.first().map(|it| it.id.clone()) };
            let differs = self.draft.with_untracked(|draft| draft.request.customer != only);
            if differs {
                self.draft.update(|draft| draft.request.customer = only);
            }
        });
    }

    /// An address of a step whose turn has not come leads to the one whose turn it is.
    fn keep_reachable(self) {
        Effect::new(move |_| {
            let (Route::Submit(wanted), Some(step)) = (self.app.nav.route(), self.step()) else { return };
            if wanted != step {
                self.app.nav.replace(Route::Submit(step));
            }
        });
    }

    /// The focus goes to the new question.
    fn follow_with_focus(self) {
        Effect::new(move |before: Option<Option<Step>>| {
            let step = self.step();
            if before.flatten().is_some() && before.flatten() != step {
                platform::focus_soon("question-title");
            }
            step
        });
    }

    /// For whom the person may submit, once it is known; reactive.
    pub fn choices(self) -> Option<Choices> {
        let access = self.app.access.get()?;
        let own = policy::submit_own(&access).is_allowed();
        let customers = self.customers.ready()?;
        Some(Choices { own, customers })
    }

    /// The choices for the case, once they have come; reactive.
    pub fn catalog(self) -> Option<Catalog> {
        self.catalog.ready()
    }

    /// The step to show; none while what it depends on is on its way. Reactive.
    pub fn step(self) -> Option<Step> {
        let Route::Submit(wanted) = self.app.nav.route() else { return None };
        self.open.get()?;
        let choices = self.choices()?;
        let catalog = self.catalog();
        let organization_known = self.draft.with(|draft| draft.organization_chosen) || !choices.is_open();
        if organization_known && catalog.is_none() && wanted > Step::Organization {
            return None;
        }
        if organization_known && catalog.is_none() && !choices.is_open() {
            return None;
        }
        self.draft.with(|draft| flow::reachable(wanted, draft, &choices, catalog.as_ref()))
    }

    /// What the wizard waits for; reactive.
    pub fn waiting_for(self) -> Remote<()> {
        fn without_value<T>(remote: &Remote<T>) -> Remote<()> {
            match remote {
                Remote::Failed(error) => Remote::Failed(error.clone()),
                Remote::LoadingSlowly => Remote::LoadingSlowly,
                Remote::Idle | Remote::Loading => Remote::Loading,
                Remote::Ready(_) | Remote::Stale(..) => Remote::Ready(()),
            }
        }
        match self.customers.with(without_value) {
            Remote::Ready(()) => self.catalog.with(without_value),
            waiting => waiting,
        }
    }

    /// Asks again for what did not come.
    pub fn retry(self) {
        if self.customers.ready_untracked().is_none() {
            self.load_customers();
        } else {
            self.load_catalog();
        }
    }

    fn load_customers(self) {
        let (api, place) = (self.app.api, self.place.get_value());
        let access = untrack(|| self.app.access.get());
        let may = access.is_some_and(|access| policy::submit_for_customer(&access).is_allowed());
        self.customers.load(async move {
            if may { api::customers(api, &place).await.map(|page| page.items) } else { Ok(Vec::new()) }
        });
    }

    fn load_catalog(self) {
        let (api, place) = (self.app.api, self.place.get_value());
        let customer = self.draft.with_untracked(|draft| draft.request.customer.clone());
        self.catalog.load(async move { api::catalog(api, &place, customer.as_ref()).await });
    }

    /// For whom the case is; reactive.
    pub fn banner(self) -> Option<AnyView> {
        let catalog = self.catalog()?;
        let name = catalog.organization.map(|organization| organization.name)?;
        let for_customer = self.draft.with(|draft| draft.request.customer.is_some());
        let text = if for_customer { messages::for_customer(&name) } else { messages::for_own(&name) };
        Some(view! { <p class="wizard-banner" role="status">{text}</p> }.into_any())
    }

    /// Takes an answer and goes on to the next step.
    pub fn answer(self, step: Step, change: impl FnOnce(&mut Draft)) {
        self.draft.update(change);
        self.failure.set(None);
        self.errors.update(|errors| errors.0.retain(|error| flow::step_of_field(&error.field) != step));
        let catalog = untrack(|| self.catalog());
        // Another organization has another catalog, which is still to come.
        let catalog = catalog.filter(|_| step != Step::Organization);
        let Some(choices) = untrack(|| self.choices()) else { return };
        let next = self.draft.with_untracked(|draft| flow::next(step, draft, &choices, catalog.as_ref()));
        if let Some(next) = next {
            self.app.nav.go(Route::Submit(next));
        }
    }

    /// Goes back one step.
    pub fn back(self, step: Step) -> Option<Step> {
        let (choices, catalog) = (self.choices()?, self.catalog());
        self.draft.with(|draft| flow::previous(step, draft, &choices, catalog.as_ref()))
    }

    /// What is wrong with a field; reactive.
    pub fn error_of(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || self.errors.with(|errors| errors.of(field).map(str::to_owned)))
    }

    /// Sends the case: one case, however often it is pressed.
    pub fn submit(self) {
        if self.sending.get_untracked() {
            return;
        }
        let Some(catalog) = untrack(|| self.catalog()) else { return };
        if let Err(errors) = self.draft.with_untracked(|draft| draft.request.check(&catalog)) {
            self.show_errors(errors);
            return;
        }
        let Some(open) = self.open.get_untracked() else { return };
        self.sending.set(true);
        self.failure.set(None);
        let request = self.draft.with_untracked(|draft| draft.request.clone());
        self.draft.update(|draft| {
            if !draft.sent.contains(&request) {
                draft.sent.push(request.clone());
            }
        });
        let (app, place) = (self.app, self.place.get_value());
        let draft = self.draft.get_untracked();
        spawn_local(async move {
            let outcome = send(app, &place, open, draft).await;
            self.sending.try_set(false);
            match outcome {
                Ok(case) => {
                    app.drafts.finish(open);
                    // The page may show another draft by now, or be gone.
                    if self.open.try_get_untracked().flatten() == Some(open) {
                        self.open.try_set(None);
                        app.nav.replace(Route::Files(case.summary.number));
                    }
                    app.access.reload();
                }
                Err(error) => self.refused(error),
            }
        });
    }

    /// The case was not made, or nobody knows.
    fn refused(self, error: ApiError) {
        if !error.is_worth_retrying() {
            // The server said no, so there is no case as any of these.
            self.draft.try_update(|draft| draft.sent.clear());
        }
        match error {
            ApiError::Invalid(errors) => {
                // What can be chosen has changed since it was asked for.
                if errors.0.iter().any(|error| flow::step_of_field(&error.field) != Step::Description) {
                    self.load_catalog();
                }
                self.show_errors(errors);
            }
            ApiError::Forbidden(_) | ApiError::NotFound => {
                self.failure.try_set(Some(messages::case_not_sent(&error.message())));
                self.app.access.reload();
                self.load_customers();
            }
            error => {
                self.failure.try_set(Some(messages::case_not_sent(&error.message())));
            }
        }
    }

    /// What was said about a field does not hold for what is typed now.
    pub fn clear_error(self, field: &str) {
        self.errors.try_maybe_update(|errors| {
            let before = errors.0.len();
            errors.0.retain(|error| error.field != field);
            (errors.0.len() != before, ())
        });
    }

    /// Shows what is wrong where it was typed, beginning with the earliest step.
    fn show_errors(self, errors: FieldErrors) {
        let first = errors.0.iter().map(|error| flow::step_of_field(&error.field)).min();
        let field = errors.0.first().map(|error| error.field.clone());
        self.errors.try_set(errors);
        if let Some(step) = first.filter(|step| *step != Step::Description) {
            self.app.nav.go(Route::Submit(step));
        } else if let Some(field) = field {
            platform::focus_soon(match field.as_str() {
                "description" => "description",
                "ccs" => "ccs",
                _ => "subject",
            });
        }
    }

    /// Throws the draft away and begins anew; it can be brought back for a while.
    pub fn discard(self) {
        let drafts = self.app.drafts;
        if let Some(record) = self.open.get_untracked().and_then(|open| drafts.discard(open)) {
            self.app.toasts.offer(messages::draft_discarded(), messages::undo(), move || {
                spawn_local(drafts.restore(record.clone()));
            });
        }
        self.begin_another();
    }

    /// Begins another case; the present draft stays among the others.
    pub fn begin_another(self) {
        self.app.nav.go(Route::Prefilled(Box::default()));
    }
}

/// Sends the case under the draft's own key. Where the server has seen the key with other content, an earlier attempt
/// has arrived after all: that one is the case, and what was changed since becomes the draft of a comment.
async fn send(app: App, place: &Place, open: OpenDraft, draft: Draft) -> Result<CaseDetail, ApiError> {
    let key = app.drafts.id(open);
    app.drafts.change(open, Content::Case(Box::new(draft.clone())));
    app.drafts.flush().await;
    match api::submit_case(app.api, place, &draft.request, &key).await {
        Err(ApiError::KeyReused) => {}
        outcome => return outcome,
    }
    for earlier in draft.sent.iter().filter(|earlier| **earlier != draft.request) {
        match api::submit_case(app.api, place, earlier, &key).await {
            Err(ApiError::KeyReused) => {}
            Err(error) => return Err(error),
            Ok(case) => {
                if earlier.description != draft.request.description {
                    let comment = app.drafts.begin(Slot::Comment(case.summary.number));
                    let text = draft.request.description;
                    app.drafts.change(comment, Content::Comment(CommentDraft { text, sent: Vec::new() }));
                }
                app.toasts.say(messages::case_had_arrived());
                return Ok(case);
            }
        }
    }
    Err(ApiError::KeyReused)
}
