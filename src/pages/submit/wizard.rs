//! The wizard's state: the draft, the choices from the server, where one is, and sending it.

use caseport_domain::api::{Catalog, OrganizationRef};
use caseport_domain::policy;
use caseport_domain::validate::FieldErrors;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::flow::{self, Choices};
use crate::api::{self, ApiError, Place};
use crate::context::App;
use crate::i18n::messages;
use crate::platform;
use crate::route::{Route, Step};
use crate::stores::{Draft, Loader, Remote};

/// Everything that the wizard's steps share.
#[derive(Clone, Copy)]
pub(super) struct Wizard {
    pub app: App,
    place: StoredValue<Place>,
    pub draft: RwSignal<Draft>,
    customers: Loader<Vec<OrganizationRef>>,
    catalog: Loader<Catalog>,
    pub errors: RwSignal<FieldErrors>,
    pub failure: RwSignal<Option<String>>,
    pub sending: RwSignal<bool>,
    started: StoredValue<bool>,
}

impl Wizard {
    pub fn new(app: App, place: Place) -> Self {
        let draft = RwSignal::new(app.drafts.case(&place));
        Self {
            app,
            place: StoredValue::new(place),
            draft,
            customers: Loader::default(),
            catalog: Loader::default(),
            errors: RwSignal::new(FieldErrors::default()),
            failure: RwSignal::new(None),
            sending: RwSignal::new(false),
            started: StoredValue::new(false),
        }
    }

    /// Loads the choices, and keeps what is typed.
    pub fn start(self) {
        if self.started.get_value() {
            return;
        }
        self.started.set_value(true);
        self.load_customers();
        Effect::new(move |_| self.app.drafts.keep_case(&self.place.get_value(), self.draft.get()));
        let customer = Memo::new(move |_| {
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
        self.choose_the_only_one();
        self.keep_reachable();
        self.follow_with_focus();
    }

    /// Where there is one choice, it is made.
    fn choose_the_only_one(self) {
        Effect::new(move |_| {
            let Some(choices) = self.choices().filter(|choices| !choices.is_open()) else { return };
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
        let mut draft = self.draft.get_untracked();
        let key = draft.key();
        let request = draft.request.clone();
        self.draft.set(draft);
        self.sending.set(true);
        self.failure.set(None);
        let (app, place) = (self.app, self.place.get_value());
        spawn_local(async move {
            let outcome = api::submit_case(app.api, &place, &request, &key).await;
            self.sending.try_set(false);
            match outcome {
                Ok(case) => {
                    self.draft.try_set(Draft::default());
                    app.drafts.discard_case(&place);
                    app.nav.replace(Route::Submitted(case.summary.number));
                    app.access.reload();
                }
                Err(ApiError::Invalid(errors)) => self.show_errors(errors),
                Err(error) => {
                    self.failure.try_set(Some(messages::case_not_sent(&error.message())));
                }
            }
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

    /// Throws the draft away and begins anew.
    pub fn discard(self) {
        self.draft.set(Draft::default());
        self.app.drafts.discard_case(&self.place.get_value());
        self.errors.set(FieldErrors::default());
        self.app.nav.go(Route::Submit(Step::Organization));
    }
}
