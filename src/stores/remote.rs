//! A value that comes from the server, with the state that it is in: one type for all, so that no page forgets the
//! slow, the failed or the outdated case.

use std::time::Duration;

use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::ApiError;
use crate::platform;

/// How long a load may take before anything says so: a skeleton that flashes by only disturbs.
const SLOW: Duration = Duration::from_millis(200);

/// A value from the server.
#[derive(Clone, Debug, PartialEq)]
pub enum Remote<T> {
    /// Nobody has asked for it.
    Idle,
    /// Asked for a moment ago; nothing is shown yet.
    Loading,
    /// Asked for 200 ms ago or longer; a skeleton is shown.
    LoadingSlowly,
    /// Here.
    Ready(T),
    /// Here, but the last attempt to renew it failed.
    Stale(T, ApiError),
    /// Not here, and the last attempt failed.
    Failed(ApiError),
}

impl<T> Remote<T> {
    /// The value, new or old, where there is one.
    pub fn value(&self) -> Option<&T> {
        match self {
            Self::Ready(value) | Self::Stale(value, _) => Some(value),
            _ => None,
        }
    }

    /// Whether there is neither a value yet nor a reason why not.
    pub fn is_coming(&self) -> bool {
        matches!(self, Self::Idle | Self::Loading | Self::LoadingSlowly)
    }
}

/// Loads a value and keeps it. A later load overtakes an earlier one; while a value is renewed, the old one stays.
pub struct Loader<T: 'static> {
    value: RwSignal<Remote<T>>,
    turn: StoredValue<u32>,
}

impl<T> Clone for Loader<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T> Copy for Loader<T> {}

impl<T: Clone + Send + Sync + 'static> Default for Loader<T> {
    fn default() -> Self {
        Self { value: RwSignal::new(Remote::Idle), turn: StoredValue::new(0) }
    }
}

impl<T: Clone + Send + Sync + 'static> Loader<T> {
    /// The value with its state; reactive.
    pub fn get(self) -> Remote<T> {
        self.value.get()
    }

    /// The value, new or old, where there is one; reactive.
    pub fn ready(self) -> Option<T> {
        self.value.with(|remote| remote.value().cloned())
    }

    /// The value, new or old, where there is one; not reactive.
    pub fn ready_untracked(self) -> Option<T> {
        self.value.with_untracked(|remote| remote.value().cloned())
    }

    /// The same for whoever may come when the page is gone.
    pub fn try_ready_untracked(self) -> Option<T> {
        self.value.try_with_untracked(|remote| remote.value().cloned()).flatten()
    }

    /// Reads the value with its state without copying it; reactive.
    pub fn with<R>(self, read: impl FnOnce(&Remote<T>) -> R) -> R {
        self.value.with(read)
    }

    /// Puts a value that came by another way, such as the answer to a change.
    pub fn put(self, value: T) {
        self.next_turn();
        self.value.try_set(Remote::Ready(value));
    }

    /// Forgets the value; a load under way will not bring it back.
    pub fn clear(self) {
        self.next_turn();
        self.value.try_set(Remote::Idle);
    }

    /// Changes the value where there is one.
    pub fn change(self, change: impl FnOnce(&mut T)) {
        self.value.try_update(|remote| {
            if let Remote::Ready(value) | Remote::Stale(value, _) = remote {
                change(value);
            }
        });
    }

    /// Loads the value.
    pub fn load(self, loading: impl Future<Output = Result<T, ApiError>> + 'static) {
        let turn = self.next_turn();
        // The page that asks may be gone by now.
        let Some(is_empty) = self.value.try_with_untracked(|remote| remote.value().is_none()) else { return };
        if is_empty {
            self.value.try_set(Remote::Loading);
            spawn_local(async move {
                platform::sleep(SLOW).await;
                if self.is_turn(turn) {
                    self.value.try_maybe_update(|remote| {
                        let still_loading = matches!(remote, Remote::Loading);
                        if still_loading {
                            *remote = Remote::LoadingSlowly;
                        }
                        (still_loading, ())
                    });
                }
            });
        }
        spawn_local(async move {
            let loaded = loading.await;
            if self.is_turn(turn) {
                self.value.try_update(|remote| {
                    let old = std::mem::replace(remote, Remote::Idle);
                    *remote = match (loaded, old) {
                        (Ok(value), _) => Remote::Ready(value),
                        // What one may no longer see is not shown as an old value, either.
                        (Err(error @ (ApiError::Forbidden(_) | ApiError::NotFound)), _) => {
                            Remote::Failed(error)
                        }
                        (Err(error), Remote::Ready(old) | Remote::Stale(old, _)) => Remote::Stale(old, error),
                        (Err(error), _) => Remote::Failed(error),
                    };
                });
            }
        });
    }

    fn next_turn(self) -> u32 {
        self.turn
            .try_update_value(|turn| {
                *turn = turn.wrapping_add(1);
                *turn
            })
            .unwrap_or_default()
    }

    /// Whether nothing newer was asked for; false once the page that asked is gone.
    fn is_turn(self, turn: u32) -> bool {
        self.turn.try_get_value() == Some(turn)
    }
}
