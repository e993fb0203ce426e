//! E-mail addresses and lists of them. The check is for what can be delivered to on the open Internet, not for
//! everything that RFC 5322 allows: no quoted local parts, no address literals, a domain with a dot.

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
            return Err(Mistake::new(
                FieldErrorCode::TooLong,
                "An e-mail address has at most 254 characters.",
            ));
        }
        let valid = text.split_once('@').is_some_and(|(local, domain)| is_local(local) && is_domain(domain));
        if !valid {
            let shown: String = text.chars().filter(|c| !c.is_control()).take(80).collect();
            let message = format!("\"{shown}\" is not an e-mail address such as name@example.com.");
            return Err(Mistake::new(FieldErrorCode::Invalid, message));
        }
        Ok(Self(text))
    }

    /// The address as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }
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
                return Err(Mistake::new(FieldErrorCode::TooMany, message));
            }
            addresses.push(address);
        }
        Ok(Self(addresses))
    }

    /// The addresses, in the order in which they were given.
    pub fn addresses(&self) -> impl Iterator<Item = &str> {
        self.0.iter().map(EmailAddress::as_str)
    }
}
