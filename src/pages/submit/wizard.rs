//! The wizard's state: the draft, the choices from the server, and where one is.

use caseport_domain::api::{Catalog, OrganizationRef};
use caseport_domain::policy;
use caseport_domain::validate::FieldErrors;
use leptos::prelude::*;

use super::flow::{self, Choices, Ground};
use super::notices::Notices;
use super::suggested::Suggested;
use crate::api::{self, ApiError, Place};
use crate::context::App;
use crate::i18n::{messages, said};
use crate::platform;
use crate::reactive::effect;
use crate::route::{Route, Step};
use crate::stores::{Draft, Loader, OpenDraft, Remote};
use crate::ui::{Icon, icon};

/// Everything that the wizard's steps share.
#[derive(Clone, Copy)]
pub(super) struct Wizard {
    pub app: App,
    pub(super) place: StoredValue<Place>,
    pub draft: RwSignal<Draft>,
    /// Where the draft is kept; none until the device has been asked.
    pub(super) open: RwSignal<Option<OpenDraft>>,
    customers: Loader<Vec<OrganizationRef>>,
    catalog: Loader<Catalog>,
    pub errors: RwSignal<FieldErrors>,
    pub failure: RwSignal<Option<String>>,
    /// What the person should know about answers that were taken away.
    pub notices: Notices,
    pub sending: RwSignal<bool>,
    pub suggested: Suggested,
    /// How many cases the article has solved that has solved this one.
    pub solved: RwSignal<Option<u64>>,
    started: StoredValue<bool>,
    /// Whether the draft came with an address, and nobody has looked yet whether all of it is offered.
    pub(super) prefilled: StoredValue<bool>,
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
            suggested: Suggested::default(),
            solved: RwSignal::new(None),
            started: StoredValue::new(false),
            prefilled: StoredValue::new(false),
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
        self.keep_offered();
        self.keep_suggested();
        self.choose_the_only_one();
        self.keep_names();
        self.keep_reachable();
        self.follow_with_focus();
    }

    /// A customer that is no longer linked cannot be chosen; the rest of the draft stays.
    fn keep_possible(self) {
        effect(move || {
            let (Some(choices), Some(_)) = (self.choices(), self.open.get()) else { return };
            let lost = self.draft.with(|draft| flow::lost_customer(draft, &choices));
            if lost {
                let name = self.draft.with_untracked(|draft| draft.organization_name.clone());
                // A draft that came with an address knows no name.
                self.notices.lost_customer(Some(name).filter(|name| !name.is_empty()));
                self.draft.update(|draft| drop(flow::choose_organization(draft, None, false)));
            }
        });
    }

    /// Of what came with an address, only what is offered stays.
    fn keep_offered(self) {
        effect(move || {
            let (Some(catalog), Some(_)) = (self.catalog(), self.open.get()) else { return };
            let place = self.place.get_value();
            let is_of = self.draft.with(|draft| flow::is_catalog_of(&catalog, &draft.request, &place));
            if is_of && self.prefilled.get_value() {
                self.prefilled.set_value(false);
                let unoffered = self.draft.try_update(|draft| flow::leave_out_unoffered(draft, &catalog));
                self.notices.unoffered(unoffered.unwrap_or_default());
            }
        });
    }

    /// The list of drafts shows names, which only the catalog knows.
    fn keep_names(self) {
        effect(move || {
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
        effect(move || {
            let Some(choices) = self.choices().filter(|choices| !choices.is_open()) else { return };
            if self.open.get().is_none() {
                return;
            }
            // That this is another one than was chosen is said first.
            if self.draft.with(|draft| flow::lost_customer(draft, &choices)) {
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
        effect(move || {
            let (Route::Submit(wanted), Some(step)) = (self.app.nav.route(), self.step()) else { return };
            if wanted != step {
                self.app.nav.replace(Route::Submit(step));
            }
        });
    }

    /// The focus goes to the new question, and to one that was away for a while: what had the focus in it went, too.
    fn follow_with_focus(self) {
        Effect::new(move |before: Option<(bool, Option<Step>)>| {
            let (was_asked, before) = before.unwrap_or_default();
            let step = self.step();
            if was_asked && step.is_some() && step != before {
                platform::focus_soon("question-title");
            }
            (was_asked || step.is_some(), step)
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
        if wanted == Step::Articles && self.waits_for_articles() {
            return None;
        }
        let organization_known = self.draft.with(|draft| draft.organization_chosen) || !choices.is_open();
        if organization_known && catalog.is_none() && wanted > Step::Organization {
            return None;
        }
        if organization_known && catalog.is_none() && !choices.is_open() {
            return None;
        }
        let ground = self.ground(&choices, catalog.as_ref());
        self.draft.with(|draft| flow::reachable(wanted, draft, ground))
    }

    /// What the steps depend on besides the draft; reactive.
    pub fn ground<'a>(self, choices: &'a Choices, catalog: Option<&'a Catalog>) -> Ground<'a> {
        let assisted = catalog.is_some_and(|catalog| catalog.ai_assistance);
        let articles = assisted && self.draft.with(|draft| self.suggested.fit(&draft.request)) == Some(true);
        Ground { choices, catalog, articles }
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
        match (self.customers.with(without_value), self.catalog.with(without_value)) {
            (Remote::Ready(()), Remote::Ready(())) => self.suggested.state(),
            (Remote::Ready(()), waiting) | (waiting, _) => waiting,
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

    pub(super) fn load_customers(self) {
        let (api, place) = (self.app.api, self.place.get_value());
        let access = untrack(|| self.app.access.get());
        let may = access.is_some_and(|access| policy::submit_for_customer(&access).is_allowed());
        self.customers.load(async move {
            if !may {
                return Ok(Vec::new());
            }
            match api::customers(api, &place).await {
                // The right is gone, or the last link: the facts that say so are on their way.
                Err(ApiError::Forbidden(_)) => Ok(Vec::new()),
                answer => answer.map(|page| page.items),
            }
        });
    }

    pub(super) fn load_catalog(self) {
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
        let ground = untrack(|| self.ground(&choices, catalog.as_ref()));
        let next = self.draft.with_untracked(|draft| flow::next(step, draft, ground));
        if let Some(next) = next {
            self.app.nav.go(Route::Submit(next));
        }
    }

    /// Goes back one step.
    pub fn back(self, step: Step) -> Option<Step> {
        let (choices, catalog) = (self.choices()?, self.catalog());
        let ground = self.ground(&choices, catalog.as_ref());
        self.draft.with(|draft| flow::previous(step, draft, ground))
    }

    /// What is wrong with a field; reactive.
    pub fn error_of(self, field: &'static str) -> Signal<Option<String>> {
        Signal::derive(move || self.errors.with(|errors| said::field(errors, field)))
    }

    /// What was said about a field does not hold for what is typed now.
    pub fn clear_error(self, field: &str) {
        self.errors.try_maybe_update(|errors| {
            let before = errors.0.len();
            errors.0.retain(|error| error.field != field);
            (errors.0.len() != before, ())
        });
    }

    /// Why the case was not sent, above the button that sends it.
    pub fn failure_notice(self) -> impl IntoView {
        move || {
            self.failure.get().map(|failure| {
                view! { <p class="notice" role="alert">{icon(Icon::Warning)}<span>{failure}</span></p> }
            })
        }
    }
}
