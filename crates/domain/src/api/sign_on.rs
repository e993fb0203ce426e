//! Signing in by single sign-on: at an identity provider, by OpenID Connect. The sign-in itself happens between browser,
//! server and provider; what the app knows of it is here.

use serde::{Deserialize, Serialize};

use crate::code::codes;

/// An identity provider as the sign-in page offers it.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignInProvider {
    /// Its id, which is part of addresses.
    pub id: String,
    /// Its name, as it stands on the button.
    pub label: String,
    /// Where the browser is to go, below the API's root. `?next=` takes the address of the app to go on to afterwards.
    pub start: String,
}

/// What signing out has left to do.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SignedOut {
    /// Where the browser is to go: the identity provider signs out, too, and leads back.
    pub continue_at: String,
}

codes! {
    /// Why a sign-in at an identity provider came to nothing: the parameter `error` of the sign-in page's address.
    SignOnFailure {
        /// The person did not sign in there, or did not agree.
        Cancelled = "cancelled",
        /// It took too long, was finished already, or was begun in another browser.
        Expired = "expired",
        /// The provider does not answer, or not in time.
        Unavailable = "unavailable",
        /// The provider answered something that cannot be trusted, or that makes no sense.
        NotVerified = "not_verified",
        /// Nobody here is known by what the provider says.
        UnknownPerson = "unknown_person",
        /// The provider does not vouch for an e-mail address that it may speak for.
        AddressNotVerified = "address_not_verified",
        /// The e-mail address belongs to an account that is not signed in to in this way.
        AddressTaken = "address_taken",
        /// What the provider says names no organization, and one is needed.
        NoOrganization = "no_organization",
        /// Too many sign-ins were begun from one place.
        TooMany = "too_many",
    }
}

impl SignOnFailure {
    /// Whether trying again may do better.
    pub fn is_worth_retrying(self) -> bool {
        matches!(
            self,
            Self::Cancelled | Self::Expired | Self::Unavailable | Self::NotVerified | Self::TooMany
        )
    }
}
