//! What is typed into the field for CC's, looked at while it is typed: mistakes as soon as they are mistakes, and not before.

use caseport_domain::limits::CCS_PER_CASE;
use caseport_domain::validate::{CcList, EmailAddress, addresses_in};

use crate::i18n::{messages, said};

/// What is typed.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Typed {
    /// The addresses as they will be kept, each once.
    pub addresses: Vec<String>,
    /// The first thing that is wrong.
    pub mistake: Option<String>,
    /// An address that looks like a slip: as it is typed, and what was probably meant.
    pub slip: Option<(String, String)>,
}

/// Looks at a text. While it `goes_on`, an address at its end may be half of one.
pub(super) fn look(text: &str, goes_on: bool, ccs: &[String], submitter: &str) -> Typed {
    let mut typed = Typed::default();
    let given = addresses_in(text);
    let is_open = goes_on && text.ends_with(|c: char| !c.is_whitespace() && !matches!(c, ',' | ';' | '>'));
    let last = given.len().saturating_sub(1);
    for (at, raw) in given.iter().enumerate() {
        match CcList::check_another(raw, ccs, submitter) {
            Ok(address) => {
                let slip = address.probably_meant().map(|meant| (raw.clone(), meant));
                typed.slip = typed.slip.or(slip);
                let address = address.as_str().to_owned();
                if !typed.addresses.contains(&address) {
                    typed.addresses.push(address);
                }
            }
            // Half an address is none yet; a whole one that is there already stays so.
            Err(_) if is_open && at == last && EmailAddress::new(raw).is_err() => {}
            Err(mistake) => {
                let words = match EmailAddress::new(raw) {
                    Ok(address) if address.as_str() == submitter.to_lowercase() => {
                        messages::cc_is_submitter(address.as_str())
                    }
                    Ok(address) => messages::cc_is_there(address.as_str()),
                    Err(_) => said::mistake(mistake, "emails"),
                };
                typed.mistake = typed.mistake.or(Some(words));
            }
        }
    }
    let too_many = (ccs.len() + typed.addresses.len()).saturating_sub(CCS_PER_CASE);
    if too_many > 0 && typed.mistake.is_none() {
        typed.mistake = Some(messages::ccs_too_many(too_many as u64));
    }
    typed
}
