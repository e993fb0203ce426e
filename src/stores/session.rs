//! Who is signed in, and which of their organizations they are looking at.

use caseport_domain::api::{LoginRequest, Membership, Session, UserProfile};
use caseport_domain::id::OrganizationId;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{ConfigStore, Remote};
use crate::api::{self, Api, ApiError, Place};
use crate::i18n::format;
use crate::platform;

/// Remembers the organization that this browser tab is looking at, so that a reload stays there.
const PLACE_KEY: &str = "caseport.organization";

/// Whether somebody is signed in.
#[derive(Clone, Debug, PartialEq)]
pub enum SessionState {
    /// Not known yet.
    Starting,
    /// Nobody.
    SignedOut,
    /// Somebody.
    SignedIn(Session),
    /// It could not be found out.
    Failed(ApiError),
}

/// The session and the current organization.
#[derive(Clone, Copy)]
pub struct SessionStore {
    api: Api,
    state: RwSignal<SessionState>,
    place: RwSignal<Place>,
}

impl SessionStore {
    /// Finds out whether somebody is signed in. Where the server marks that with a cookie and there is none, nobody
    /// is, and a question that would be refused is not asked.
    pub fn start(api: Api, config: ConfigStore) -> Self {
        let store =
            Self { api, state: RwSignal::new(SessionState::Starting), place: RwSignal::new(Place::Personal) };
        Effect::new(move |asked: Option<bool>| {
            if asked == Some(true) {
                return true;
            }
            match config.remote() {
                Remote::Ready(config) | Remote::Stale(config, _) => {
                    let nobody = config.signed_in_cookie.is_some_and(|mark| !platform::has_cookie(&mark));
                    if nobody {
                        store.state.set(SessionState::SignedOut);
                    } else {
                        store.reload();
                    }
                    true
                }
                Remote::Failed(error) => {
                    store.state.set(SessionState::Failed(error));
                    false
                }
                Remote::Idle | Remote::Loading | Remote::LoadingSlowly => false,
            }
        });
        store
    }

    /// Begins again after a failure; the configuration is asked for again, too, and may bring the answer.
    pub fn retry(self) {
        self.state.set(SessionState::Starting);
        self.reload();
    }

    /// Asks who is signed in.
    fn reload(self) {
        spawn_local(async move {
            match api::session(self.api).await {
                Ok(session) => self.enter(session),
                Err(ApiError::SignedOut) => {
                    self.api.give_up();
                    self.state.set(SessionState::SignedOut);
                }
                Err(error) => self.state.set(SessionState::Failed(error)),
            }
        });
    }

    /// Asks anew which organizations the person belongs to: somebody may have changed that.
    pub fn renew(self) {
        spawn_local(async move {
            let Ok(session) = api::session(self.api).await else { return };
            let belongs = |id: &OrganizationId| session.organizations.iter().any(|it| it.id == *id);
            let place = self.place.get_untracked();
            let is_same =
                self.state.with_untracked(|state| *state == SessionState::SignedIn(session.clone()));
            match place {
                Place::Organization(id) if !belongs(&id) => self.enter(session),
                _ if !is_same => self.state.set(SessionState::SignedIn(session)),
                _ => {}
            }
        });
    }

    /// The state; reactive.
    pub fn state(self) -> SessionState {
        self.state.get()
    }

    /// The signed-in person; reactive.
    pub fn user(self) -> Option<UserProfile> {
        self.state.with(|state| match state {
            SessionState::SignedIn(session) => Some(session.user.clone()),
            _ => None,
        })
    }

    /// The person's organizations; reactive.
    pub fn organizations(self) -> Vec<Membership> {
        self.state.with(|state| match state {
            SessionState::SignedIn(session) => session.organizations.clone(),
            _ => Vec::new(),
        })
    }

    /// Where the person is looking; reactive.
    pub fn place(self) -> Place {
        self.place.get()
    }

    /// Where the person is looking; not reactive.
    pub fn place_untracked(self) -> Place {
        self.place.get_untracked()
    }

    /// The organization that opens first; reactive.
    pub fn default_organization(self) -> Option<OrganizationId> {
        self.state.with(|state| match state {
            SessionState::SignedIn(session) => session.default_organization.clone(),
            _ => None,
        })
    }

    /// Looks at another organization, in this browser tab.
    pub fn switch(self, place: Place) {
        platform::remember(PLACE_KEY, place.as_str());
        self.place.set(place);
    }

    /// Makes the current organization the one that opens first.
    ///
    /// # Errors
    /// What the server answered.
    pub async fn make_default(self) -> Result<(), ApiError> {
        let place = self.place.get_untracked();
        api::set_default_organization(self.api, &place).await?;
        self.state.update(|state| {
            if let (SessionState::SignedIn(session), Place::Organization(id)) = (state, place) {
                session.default_organization = Some(id);
            }
        });
        Ok(())
    }

    /// Signs in. In the middle of somebody's work it must be the same person; for another one the page starts anew,
    /// so that nothing of the first stays on the screen.
    ///
    /// # Errors
    /// What the server answered.
    pub async fn sign_in(self, request: LoginRequest) -> Result<(), ApiError> {
        api::sign_in(self.api, &request).await?;
        let before = self.state.with_untracked(|state| match state {
            SessionState::SignedIn(session) => Some(session.user.id.clone()),
            _ => None,
        });
        // Asked for apart from `resume`, since a waiting request must not go on as somebody else.
        let session = api::session_after_sign_in(self.api).await?;
        match before {
            Some(before) if before != session.user.id => {
                platform::forget(PLACE_KEY);
                platform::start_anew();
            }
            Some(_) => self.api.resume(),
            None => self.enter(session),
        }
        Ok(())
    }

    /// Signs out, and starts the page anew so that nothing stays in memory.
    pub async fn sign_out(self) -> Result<(), ApiError> {
        api::sign_out(self.api).await?;
        self.api.give_up();
        platform::forget(PLACE_KEY);
        platform::start_anew();
        Ok(())
    }

    fn enter(self, session: Session) {
        format::set_reader(&session.user.locale, &session.user.time_zone);
        let remembered = platform::recall(PLACE_KEY).map(|id| OrganizationId::from(id.as_str()));
        let belongs = |id: &OrganizationId| session.organizations.iter().any(|it| it.id == *id);
        let first = || session.organizations.first().map(|it| it.id.clone());
        let organization = remembered
            .filter(belongs)
            .or_else(|| session.default_organization.clone().filter(belongs))
            .or_else(first);
        self.api.resume();
        self.place.set(organization.map_or(Place::Personal, Place::Organization));
        self.state.set(SessionState::SignedIn(session));
    }
}
