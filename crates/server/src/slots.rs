//! What somebody holds at the moment, each under a name, such as turns; forgotten once nobody does.

use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

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
        let mut slots = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        // The map must not grow without end.
        slots.retain(|_, slot| Arc::strong_count(slot) > 1);
        slots.entry(name.to_owned()).or_default().clone()
    }
}
