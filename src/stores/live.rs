//! What changes on the server while somebody looks: one stream for the whole app, of the organization that is looked at.
//!
//! A page that nobody sees has none: browsers open only six connections to a server at a time, and seven tabs would
//! stop them all. Whoever comes back, from another tab, from sleep or out of a tunnel, is told what was missed.

use std::rc::Rc;
use std::time::Duration;

use caseport_domain::api::{CaseSummary, HistoryEntry, LiveCase, LiveEvent, LiveUpload};
use caseport_domain::id::CaseNumber;
use caseport_domain::{Code as _, Tab};
use leptos::prelude::*;
use web_sys::AbortController;

use super::{SessionState, SessionStore};
use crate::api::{self, Api, ApiError, Event, Place};
use crate::reactive::effect;
use crate::{json, platform};

/// How many tenths of a second rows may take before the stream begins without them.
const ROWS_WAIT: u32 = 30;

/// Something that changed.
#[derive(Clone, Debug)]
pub enum Change {
    /// A case, as the person sees it now.
    Case {
        /// The case.
        case: Box<CaseSummary>,
        /// The lists that it is in.
        tabs: Vec<Tab>,
        /// Whether it has just been made.
        is_new: bool,
    },
    /// What the person may do here, or more than can be told one by one: everything is to be read anew.
    Access,
    /// A file has arrived.
    Upload(LiveUpload),
    /// A comment of the person's own has arrived.
    Commented {
        /// The case.
        case: CaseNumber,
        /// The comment, as its history has it.
        entry: Box<HistoryEntry>,
    },
    /// From now on changes are told; what was read before may have changed since.
    Following,
}

/// What reads the stream of a place, as the turn of that number.
type Reader = fn(Live, Place, u32);

type Listener = Rc<dyn Fn(&Change)>;

/// The stream of changes.
#[derive(Clone, Copy)]
pub struct Live {
    api: Api,
    /// Reads the stream; code that nobody has to wait for.
    reader: Reader,
    listeners: StoredValue<Vec<(u32, Listener)>, LocalStorage>,
    counter: StoredValue<u32>,
    /// The stream that is read, by its number.
    turn: StoredValue<u32>,
    abort: StoredValue<Option<AbortController>, LocalStorage>,
    /// Up to where an organization's changes are known; without an id they are to be told from now on.
    known: StoredValue<Option<(Place, Option<String>)>>,
}

impl Live {
    /// Follows the session.
    pub fn start(api: Api, session: SessionStore, reader: Reader) -> Self {
        let live = Self {
            api,
            reader,
            listeners: StoredValue::new_local(Vec::new()),
            counter: StoredValue::new(0),
            turn: StoredValue::new(0),
            abort: StoredValue::new_local(None),
            known: StoredValue::new(None),
        };
        let is_seen = RwSignal::new(platform::is_seen());
        platform::on_window(leptos::ev::visibilitychange, move |_| is_seen.set(platform::is_seen()));
        let wanted = Memo::new(move |_| {
            let signed_in = matches!(session.state(), SessionState::SignedIn(_));
            (signed_in && is_seen.get()).then(|| session.place())
        });
        effect(move || live.follow(wanted.get()));
        on_cleanup(move || {
            if let Some(abort) = live.abort.try_update_value(Option::take).flatten() {
                abort.abort();
            }
        });
        live
    }

    /// Tells `listener` of each change, as long as the present owner lasts.
    pub fn on(self, listener: impl Fn(&Change) + 'static) {
        let number = self.counter.get_value().wrapping_add(1);
        self.counter.set_value(number);
        let listener: Listener = Rc::new(listener);
        self.listeners.update_value(|all| all.push((number, listener)));
        on_cleanup(move || {
            self.listeners.try_update_value(|all| all.retain(|(known, _)| *known != number));
        });
    }

    /// Begins where rows that have been read leave off, or without them now, unless it is known already how things went
    /// on.
    pub fn begin(self, place: &Place, as_of: Option<&String>) {
        self.known.try_update_value(|known| {
            if known.as_ref().is_none_or(|(known, _)| known != place) {
                *known = Some((place.clone(), as_of.cloned()));
            }
        });
    }

    fn is_known(self, place: &Place) -> bool {
        self.known.with_value(|known| known.as_ref().is_some_and(|(known, _)| known == place))
    }

    fn follow(self, place: Option<Place>) {
        let turn = self.turn.get_value().wrapping_add(1);
        self.turn.set_value(turn);
        if let Some(abort) = self.abort.try_update_value(Option::take).flatten() {
            abort.abort();
        }
        if let Some(place) = place {
            // The page's own first requests go first.
            platform::when_idle(move || (self.reader)(self, place, turn));
        }
    }

    /// Whether this is still the turn.
    pub fn is_turn(self, turn: u32) -> bool {
        self.turn.try_get_value() == Some(turn)
    }

    /// Reads the stream of a place, as the turn of that number, until the turn is over.
    pub async fn read(self, place: Place, turn: u32) {
        for _ in 0..ROWS_WAIT {
            if self.is_known(&place) {
                break;
            }
            platform::sleep(Duration::from_millis(100)).await;
        }
        let failures = StoredValue::new(0_u32);
        while self.is_turn(turn) {
            let abort = AbortController::new().ok();
            self.abort.set_value(abort.clone());
            let known = self.known.get_value().filter(|(known, _)| *known == place).and_then(|(_, id)| id);
            let signal = abort.as_ref().map(AbortController::signal);
            let on = |event| {
                if self.is_turn(turn) {
                    failures.set_value(0);
                    self.take(&place, event);
                }
            };
            let ended = api::stream(self.api, &place, known.as_deref(), signal.as_ref(), on).await;
            if let Some(abort) = abort {
                abort.abort();
            }
            match ended {
                Ok(()) | Err(ApiError::Unreachable | ApiError::Failed(_) | ApiError::TooMany(_)) => {}
                Err(ApiError::SignedOut | ApiError::Token(_)) => {
                    if self.api.signed_in_again().await.is_err() {
                        return;
                    }
                }
                // Another organization may bring more luck.
                Err(_) => return,
            }
            let failed = failures.get_value();
            failures.set_value(failed.saturating_add(1));
            platform::sleep(pause(failed)).await;
        }
    }

    fn take(self, place: &Place, event: Event) {
        if let Some(id) = event.id {
            let was_known = self
                .known
                .with_value(|known| known.as_ref().is_some_and(|(known, id)| known == place && id.is_some()));
            self.known.set_value(Some((place.clone(), Some(id))));
            if !was_known {
                self.tell(&Change::Following);
            }
        }
        let case = |is_new| {
            let LiveCase { case, tabs } = json::read(&event.data)?;
            let tabs = tabs.iter().filter_map(|tab| tab.value()).collect();
            Some(Change::Case { case: Box::new(case), tabs, is_new })
        };
        let change = match LiveEvent::parse(&event.name) {
            Some(LiveEvent::CaseCreated) => case(true),
            Some(LiveEvent::CaseChanged) => case(false),
            Some(LiveEvent::AccessChanged) => Some(Change::Access),
            Some(LiveEvent::UploadFinished) => json::read(&event.data).map(Change::Upload),
            None => None,
        };
        if let Some(change) = change {
            self.tell(&change);
        }
    }

    /// Tells everybody who listens.
    pub(super) fn tell(self, change: &Change) {
        // A listener may come or go meanwhile.
        for (_, listener) in self.listeners.with_value(Clone::clone) {
            listener(change);
        }
    }
}

/// How long to wait after so many attempts in vain: a server that restarts is found at once, one that is down is left in
/// peace.
fn pause(failures: u32) -> Duration {
    Duration::from_millis(match failures {
        0 => 200,
        1..30 => 1_000,
        _ => 10_000,
    })
}
