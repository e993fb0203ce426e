//! What somebody holds at the moment, each under a name, such as turns; forgotten once nobody does.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use tokio::sync::{OwnedSemaphorePermit, Semaphore};

/// Things by name.
#[derive(Debug)]
pub struct Slots<T>(Mutex<HashMap<String, Arc<T>>>);

impl<T> Default for Slots<T> {
    fn default() -> Self {
        Self(Mutex::default())
    }
}

impl<T: Default> Slots<T> {
    /// The thing of that name, the same one for everybody who asks while somebody has it.
    pub fn get(&self, name: &str) -> Arc<T> {
        self.get_or(name, T::default)
    }
}

impl<T> Slots<T> {
    fn get_or(&self, name: &str, make: impl FnOnce() -> T) -> Arc<T> {
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // The map must not grow without end.
        slots.retain(|_, slot| Arc::strong_count(slot) > 1);
        slots.entry(name.to_owned()).or_insert_with(|| Arc::new(make())).clone()
    }
}

/// What each may have only so many of at once.
#[derive(Debug)]
pub struct AtMost {
    most: usize,
    taken: Slots<Semaphore>,
}

impl AtMost {
    /// So many under each name.
    pub fn new(most: usize) -> Self {
        Self { most, taken: Slots::default() }
    }

    /// One more under that name, until it is dropped; none where there are as many as there may be.
    pub fn take(&self, name: &str) -> Option<OwnedSemaphorePermit> {
        self.taken.get_or(name, || Semaphore::new(self.most)).try_acquire_owned().ok()
    }
}

#[cfg(test)]
mod tests {
    use super::AtMost;

    #[test]
    fn each_has_as_many_as_may_be_and_gets_them_back() {
        let at_most = AtMost::new(2);
        let first = at_most.take("a").unwrap();
        let _second = at_most.take("a").unwrap();
        assert!(at_most.take("a").is_none());
        assert!(at_most.take("b").is_some());
        drop(first);
        let _again = at_most.take("a").unwrap();
        assert!(at_most.take("a").is_none());
    }
}
