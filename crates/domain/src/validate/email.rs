//! E-mail addresses and lists of them. The check is for what can be delivered to on the open Internet, not for
//! everything that RFC 5322 allows: no quoted local parts, no address literals, a domain with a dot.

use super::slips::meant_domain;
use super::{FieldErrorCode, Mistake};
use crate::limits;

/// An address that can be delivered to; lower case, so that one address is written in one way.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct EmailAddress(String);

impl EmailAddress {
    /// Checks what was typed.
    ///
    /// # Errors
    /// What is wrong with it, in words.
    pub fn new(raw: &str) -> Result<Self, Mistake> {
        // First of all: the lower case of a letter may be longer, and may be none that an address takes.
        let text = raw.trim().to_lowercase();
        if text.is_empty() {
            return Err(Mistake::new(FieldErrorCode::Required, "Enter an e-mail address."));
        }
        if text.chars().count() > limits::EMAIL_MAX {
            let message = "An e-mail address has at most 254 characters.";
            let length = text.chars().count() as u64;
            return Err(
                Mistake::new(FieldErrorCode::TooLong, message).of_size(limits::EMAIL_MAX as u64, length)
            );
        }
        if !is_address(&text) {
            let shown: String = text.chars().filter(|c| !c.is_control()).take(80).collect();
            let message = format!("\"{shown}\" is not an e-mail address such as name@example.com.");
            return Err(Mistake::new(FieldErrorCode::Invalid, message).of_entry(shown));
        }
        Ok(Self(text))
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether `other` is this address, however it is written.
    fn is(&self, other: &str) -> bool {
        other.trim().to_lowercase() == self.0
    }

    /// What was probably meant, where the domain looks like a slip of the fingers: `gmial.com`, `example.con`. To be
    /// offered, never to be done: the address as it is may be right.
    pub fn probably_meant(&self) -> Option<String> {
        let (local, domain) = self.0.split_once('@')?;
        meant_domain(domain).map(|domain| format!("{local}@{domain}"))
    }
}

/// The addresses in a text, as people write and paste several: separated by commas, semicolons, blanks or line breaks;
/// of `Name <address>` the address. None of them is checked.
pub fn addresses_in(text: &str) -> Vec<String> {
    let mut addresses = Vec::new();
    for part in text.split(|c: char| matches!(c, ',' | ';') || (c.is_control() && c != '\t')) {
        let bracketed = part.rsplit_once('<').and_then(|(_, rest)| rest.trim_end().strip_suffix('>'));
        match bracketed {
            Some(address) if address.contains('@') => addresses.push(address.trim().to_owned()),
            _ => addresses.extend(part.split_whitespace().map(str::to_owned)),
        }
    }
    addresses
}

/// Whether a text has the form of an address; its length and its case are others' business.
pub fn is_address(text: &str) -> bool {
    text.split_once('@').is_some_and(|(local, domain)| is_local(local) && is_domain(domain))
}

fn is_local(local: &str) -> bool {
    (1..=64).contains(&local.len())
        && !local.starts_with('.')
        && !local.ends_with('.')
        && !local.contains("..")
        && local.chars().all(|c| c.is_alphanumeric() || ".!#$%&'*+/=?^_`{|}~-".contains(c))
}

fn is_domain(domain: &str) -> bool {
    let is_label = |label: &str| {
        (1..=63).contains(&label.len())
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label.chars().all(|c| c.is_alphanumeric() || c == '-')
    };
    // No top-level domain is a number: 127.0.0.1 is not a name.
    let is_top = |label: &str| !label.bytes().all(|b| b.is_ascii_digit());
    domain.rsplit_once('.').is_some_and(|(_, top)| is_top(top)) && domain.split('.').all(is_label)
}

/// The addresses kept informed of a case: at most 20, each once.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CcList(Vec<EmailAddress>);

impl CcList {
    /// Checks every address; repeats are dropped, the order stays. Stops at the first address too many, so that a
    /// list of any length costs little.
    ///
    /// # Errors
    /// The first mistake, in words.
    pub fn new<S: AsRef<str>>(raw: &[S]) -> Result<Self, Mistake> {
        let mut addresses: Vec<EmailAddress> = Vec::new();
        for address in raw {
            let address = EmailAddress::new(address.as_ref())?;
            if addresses.contains(&address) {
                continue;
            }
            if addresses.len() == limits::CCS_PER_CASE {
                let message = format!("A case has at most {} CC's; remove some.", limits::CCS_PER_CASE);
                let (limit, given) = (limits::CCS_PER_CASE as u64, raw.len() as u64);
                return Err(Mistake::new(FieldErrorCode::TooMany, message).of_size(limit, given));
            }
            addresses.push(address);
        }
        Ok(Self(addresses))
    }

    /// Checks the addresses for a case that `submitter` is about to submit.
    ///
    /// # Errors
    /// The first mistake, in words: the submitter's own address is one, as it is later on.
    pub fn of_new_case<S: AsRef<str>>(raw: &[S], submitter: &str) -> Result<Self, Mistake> {
        let list = Self::new(raw)?;
        list.replacing(&[], submitter)?;
        Ok(list)
    }

    /// Checks an address that is to join the CC's of a case which `submitter` has submitted.
    ///
    /// # Errors
    /// It is none, it is there already, or it is the submitter's; in words.
    pub fn check_another<S: AsRef<str>>(
        address: &str,
        ccs: &[S],
        submitter: &str,
    ) -> Result<EmailAddress, Mistake> {
        let address = EmailAddress::new(address)?;
        if address.is(submitter) {
            return Err(is_submitters(&address));
        }
        if ccs.iter().any(|cc| address.is(cc.as_ref())) {
            let message = format!("{} is among the CC's already.", address.as_str());
            return Err(Mistake::new(FieldErrorCode::Invalid, message));
        }
        Ok(address)
    }

    /// The addresses, in the order in which they were given.
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(EmailAddress::as_str)
    }

    /// What makes these addresses of those that are `present`. The submitter, by their address, is told anyway.
    ///
    /// # Errors
    /// The submitter would become a CC.
    pub fn replacing(&self, present: &[String], submitter: &str) -> Result<CcChange, Mistake> {
        let is_new = |address: &&EmailAddress| !present.iter().any(|it| it == address.as_str());
        let added: Vec<_> = self.0.iter().filter(is_new).cloned().collect();
        if let Some(own) = added.iter().find(|it| it.is(submitter)) {
            return Err(is_submitters(own));
        }
        let is_left_out = |email: &&String| !self.addresses().any(|it| it == email.as_str());
        let removed = present.iter().filter(is_left_out).map(|email| EmailAddress(email.clone())).collect();
        Ok(CcChange { added, removed })
    }
}

/// How the addresses that are kept informed of a case change.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct CcChange {
    /// Those that come.
    pub added: Vec<EmailAddress>,
    /// Those that go.
    pub removed: Vec<EmailAddress>,
}

impl CcChange {
    /// Whether nothing changes.
    pub fn is_empty(&self) -> bool {
        self.added.is_empty() && self.removed.is_empty()
    }
}

fn is_submitters(address: &EmailAddress) -> Mistake {
    let own = address.as_str();
    let message = format!("{own} submitted the case and is kept informed already; leave this address out.");
    Mistake::new(FieldErrorCode::Invalid, message).of_entry(own.to_owned())
}
