//! What is being typed, kept while the app runs: leaving the wizard or a case's page and coming back loses nothing.

use std::collections::BTreeMap;

use caseport_domain::id::CaseNumber;
use caseport_domain::validate::NewCaseRequest;
use leptos::prelude::*;

use crate::api::Place;
use crate::platform;

/// A case being written.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Draft {
    /// The answers so far.
    pub request: NewCaseRequest,
    /// Whether it has been chosen for whom the case is.
    pub organization_chosen: bool,
    /// Whether the license and version were answered; leaving both open is an answer.
    pub license_answered: bool,
    /// What was sent last, with its key: the same content is sent under the same key, so that it makes one case.
    sent: Option<(NewCaseRequest, String)>,
}

impl Draft {
    /// The key under which the present content is to be sent.
    pub fn key(&mut self) -> String {
        match &self.sent {
            Some((request, key)) if *request == self.request => key.clone(),
            _ => {
                let key = platform::new_key();
                self.sent = Some((self.request.clone(), key.clone()));
                key
            }
        }
    }
}

/// Everything that is being typed.
#[derive(Clone, Copy)]
pub struct Drafts {
    cases: StoredValue<BTreeMap<String, Draft>>,
    comments: StoredValue<BTreeMap<CaseNumber, String>>,
}

impl Default for Drafts {
    fn default() -> Self {
        Self { cases: StoredValue::new(BTreeMap::new()), comments: StoredValue::new(BTreeMap::new()) }
    }
}

impl Drafts {
    /// The case being written in an organization.
    pub fn case(self, place: &Place) -> Draft {
        self.cases.with_value(|cases| cases.get(place.as_str()).cloned()).unwrap_or_default()
    }

    /// Keeps the case being written in an organization.
    pub fn keep_case(self, place: &Place, draft: Draft) {
        self.cases.update_value(|cases| {
            cases.insert(place.as_str().to_owned(), draft);
        });
    }

    /// Forgets the case being written in an organization.
    pub fn discard_case(self, place: &Place) {
        self.cases.update_value(|cases| {
            cases.remove(place.as_str());
        });
    }

    /// The comment being written in a case.
    pub fn comment(self, number: CaseNumber) -> String {
        self.comments.with_value(|comments| comments.get(&number).cloned()).unwrap_or_default()
    }

    /// Keeps the comment being written in a case; an empty one is forgotten.
    pub fn keep_comment(self, number: CaseNumber, text: &str) {
        self.comments.update_value(|comments| {
            if text.is_empty() {
                comments.remove(&number);
            } else {
                comments.insert(number, text.to_owned());
            }
        });
    }
}
