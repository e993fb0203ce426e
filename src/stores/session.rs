//! Who is signed in, and which of their organizations they are looking at.

use caseport_domain::api::{LoginRequest, Membership, Session, UserProfile};
use caseport_domain::id::OrganizationId;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::{ConfigStore, Remote};
use crate::api::bearer;
use crate::api::{self, Api, ApiError, Place, TokenFailure};
use crate::embed;
use crate::i18n::format;
use crate::platform;

/// Remembers the organization that this browser tab is looking at, so that a reload stays there.
const PLACE_KEY: &str = "caseport.organization";
/// Where `boot.js` remembers what to ask for ahead.
const LAST_KEY: &str = "caseport.last";

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
                    // Where the page around the app signs people in, it knows; and they may just have signed out.
                    let nobody = match bearer::is_used() {
                        true => platform::of_page("signedOut").is_truthy(),
                        false => config
                            .signed_in_cookie
                            .is_some_and(|mark| !api.is_elsewhere() && !platform::has_cookie(&mark)),
                    };
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
            let session = api::session(self.api).await;
            // It may have been here already, as may be what is asked for next; what is made of each is work.
            platform::breathe().await;
            match session {
                Ok(session) => self.enter(session),
                Err(ApiError::SignedOut) if bearer::is_used() => {
                    self.state.set(SessionState::Failed(ApiError::Token(TokenFailure::Refused)));
                }
                Err(ApiError::SignedOut) => {
                    self.api.give_up();
                    self.state.set(SessionState::SignedOut);
                }
                Err(error) => self.state.set(SessionState::Failed(error)),
            }
        });
    }

    /// Asks anew which organizations the person belongs to: somebody may have changed that. `then` is for whoever is still
    /// looking at one of theirs; otherwise they look at another by now.
    pub fn renew(self, then: impl FnOnce() + 'static) {
        spawn_local(async move {
            let Ok(session) = api::session(self.api).await else { return then() };
            let belongs = |id: &OrganizationId| session.organizations.iter().any(|it| it.id == *id);
            let place = self.place.get_untracked();
            let is_same =
                self.state.with_untracked(|state| *state == SessionState::SignedIn(session.clone()));
            match place {
                Place::Organization(id) if !belongs(&id) => return self.enter(session),
                _ if !is_same => self.state.set(SessionState::SignedIn(session)),
                _ => {}
            }
            then();
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
        // Elsewhere it is not the tab that looks at something, but one element in it.
        if !platform::is_embedded() {
            platform::remember(PLACE_KEY, place.as_str());
        }
        self.place.set(place);
    }

    /// The person's place with that id, or `personal`; where there is none, the page around the app is told.
    pub fn place_called(self, id: &str) -> Option<Place> {
        self.state.with_untracked(|state| match state {
            SessionState::SignedIn(session) => place_of(session, id).or_else(|| {
                embed::tell_error("organization", id);
                None
            }),
            // Whoever signs in looks at what is wanted then.
            _ => None,
        })
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
        self.signed_in().await
    }

    /// Goes on once somebody has signed in, here, or in another window at an identity provider.
    ///
    /// # Errors
    /// What the server answered.
    pub async fn signed_in(self) -> Result<(), ApiError> {
        let before = self.state.with_untracked(|state| match state {
            SessionState::SignedIn(session) => Some(session.user.id.clone()),
            _ => None,
        });
        // Asked for apart from `resume`, since a waiting request must not go on as somebody else.
        let session = api::session_after_sign_in(self.api).await.map_err(|error| match error {
            ApiError::SignedOut => ApiError::NoCookies(self.api.host()),
            error => error,
        })?;
        match before {
            Some(before) if before != session.user.id => {
                forget_place();
                platform::start_anew(&self.api.home());
            }
            Some(_) => self.api.resume(),
            None => self.enter(session),
        }
        Ok(())
    }

    /// Signs out, and starts the page anew so that nothing stays in memory; by way of the identity provider, where it
    /// signs out, too.
    pub async fn sign_out(self) -> Result<(), ApiError> {
        let elsewhere = api::sign_out(self.api).await?;
        self.api.give_up();
        platform::call_page("signedOutNow", &[]);
        forget_place();
        platform::start_anew(&elsewhere.unwrap_or_else(|| self.api.home()));
        Ok(())
    }

    fn enter(self, session: Session) {
        format::set_reader(&session.user.locale, &session.user.time_zone);
        platform::call_page("signedIn", &[session.user.id.as_str().into()]);
        let belongs = |id: &OrganizationId| session.organizations.iter().any(|it| it.id == *id);
        let first = || session.organizations.first().map(|it| it.id.clone());
        let usual = || {
            let default = session.default_organization.clone().filter(belongs).or_else(first);
            default.map_or(Place::Personal, Place::Organization)
        };
        let place = match embed::wanted_place() {
            Some(wanted) => place_of(&session, &wanted).unwrap_or_else(|| {
                embed::tell_error("organization", &wanted);
                usual()
            }),
            None => {
                let remembered = platform::recall(PLACE_KEY).filter(|_| !platform::is_embedded());
                let remembered = remembered.map(|id| OrganizationId::from(id.as_str())).filter(belongs);
                remembered.map_or_else(usual, Place::Organization)
            }
        };
        self.api.resume();
        self.place.set(place);
        self.state.set(SessionState::SignedIn(session));
    }
}

/// Whoever comes next begins with nothing of this person's.
fn forget_place() {
    platform::forget(PLACE_KEY);
    platform::keep(LAST_KEY, None);
}

/// The person's place with that id, or `personal`.
fn place_of(session: &Session, id: &str) -> Option<Place> {
    let place = embed::place_named(id);
    let belongs = match &place {
        Place::Organization(id) => session.organizations.iter().any(|it| it.id == *id),
        Place::Personal => true,
    };
    belongs.then_some(place)
}
