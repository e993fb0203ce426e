//! What is wanted of a case's CC's: a difference and not a list, so that it can be made of whatever list there is by now.

/// Addresses to add and to remove.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Change {
    pub add: Vec<String>,
    pub remove: Vec<String>,
}

impl Change {
    pub fn add(add: Vec<String>) -> Self {
        Self { add, remove: Vec::new() }
    }

    pub fn remove(address: String) -> Self {
        Self { add: Vec::new(), remove: vec![address] }
    }

    /// The list that it makes of another one.
    pub fn of(&self, ccs: &[String]) -> Vec<String> {
        let stay = ccs.iter().filter(|cc| !self.remove.contains(cc));
        let come = self.add.iter().filter(|cc| !ccs.contains(cc));
        stay.chain(come).cloned().collect()
    }
}
