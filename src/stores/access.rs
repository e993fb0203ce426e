//! What the person may do in the current organization: the facts from the server, to which the shared rules answer.

use caseport_domain::{Access, Decision, policy};
use leptos::prelude::*;

use super::{Loader, Remote, SessionState, SessionStore};
use crate::api::{self, Api, Place};
use crate::platform;

/// The access facts of the current organization.
#[derive(Clone, Copy)]
pub struct AccessStore {
    api: Api,
    session: SessionStore,
    access: Loader<Access>,
}

impl AccessStore {
    /// Follows the session: whoever signs in or switches the organization gets the facts anew.
    pub fn start(api: Api, session: SessionStore) -> Self {
        let store = Self { api, session, access: Loader::default() };
        Effect::new(move |before: Option<Option<Place>>| {
            let signed_in = matches!(session.state(), SessionState::SignedIn(_));
            let place = signed_in.then(|| session.place());
            // Facts of one organization are never shown as another's.
            if before.as_ref() != Some(&place) {
                store.access.clear();
                if place.is_some() {
                    store.reload();
                }
            }
            place
        });
        store
    }

    /// Asks again.
    pub fn reload(self) {
        let (api, place) = (self.api, self.session.place_untracked());
        self.access.load(async move {
            let access = api::access(api, &place).await;
            platform::breathe().await;
            access
        });
    }

    /// The facts with their state; reactive.
    pub fn remote(self) -> Remote<Access> {
        self.access.get()
    }

    /// The facts, where they have come; reactive.
    pub fn get(self) -> Option<Access> {
        self.access.ready()
    }

    /// Calls `renew` whenever the facts have come again, as long as `rule` allows it by them: what is no longer theirs to see is
    /// not asked for. Lasts as long as the present owner.
    pub fn on_renewed(self, rule: impl Fn(&Access) -> Decision + 'static, renew: impl Fn() + 'static) {
        Effect::new(move |before: Option<()>| {
            let allowed = self.access.with(|access| access.value().is_some_and(|it| rule(it).is_allowed()));
            if before.is_some() && allowed {
                renew();
            }
        });
    }

    /// Whether the person may submit a case for anybody at all; none until the facts have come. Reactive.
    pub fn may_submit(self) -> Option<Decision> {
        let access = self.get()?;
        Some(policy::submit_own(&access).or(|| policy::submit_for_customer(&access)))
    }
}
