//! What can go wrong with a provider, for the log; a person is told less, by [`SignOnFailure`].

use caseport_domain::api::SignOnFailure;
use openidconnect::core::CoreErrorResponseType;
use openidconnect::{
    ClaimsVerificationError, DiscoveryError, RequestTokenError, SignatureVerificationError, SigningError,
    StandardErrorResponse, UserInfoError,
};

use super::http::NoConversation;

type Refusal = RequestTokenError<ureq::Error, StandardErrorResponse<CoreErrorResponseType>>;

/// What went wrong.
#[derive(Debug, thiserror::Error)]
pub enum Trouble {
    /// It could not be asked.
    #[error(transparent)]
    NoConversation(#[from] NoConversation),
    /// It could not be reached, or not in time, or is out of order.
    #[error("it does not answer: {0}")]
    NoAnswer(#[from] ureq::Error),
    /// It does not take the code.
    #[error("it refuses: {0}")]
    Refused(String),
    /// Its answer is not of the agreed form.
    #[error("its answer cannot be used: {0}")]
    Nonsense(String),
    /// The claims are not what they have to be.
    #[error("its claims cannot be trusted: {0}")]
    Claims(ClaimsVerificationError),
}

impl Trouble {
    /// What the person is told.
    pub fn failure(&self) -> SignOnFailure {
        match self {
            Self::NoConversation(_) | Self::NoAnswer(_) => SignOnFailure::Unavailable,
            Self::Refused(_) | Self::Nonsense(_) | Self::Claims(_) => SignOnFailure::NotVerified,
        }
    }

    /// Whether the signature may be right by a key that is not known yet.
    pub fn may_be_a_new_key(&self) -> bool {
        use SignatureVerificationError::{AmbiguousKeyId, CryptoError, NoMatchingKey};
        let Self::Claims(ClaimsVerificationError::SignatureVerification(error)) = self else { return false };
        matches!(error, NoMatchingKey | CryptoError(_) | AmbiguousKeyId(_))
    }
}

impl From<ClaimsVerificationError> for Trouble {
    fn from(error: ClaimsVerificationError) -> Self {
        Self::Claims(error)
    }
}

impl From<SigningError> for Trouble {
    fn from(error: SigningError) -> Self {
        Self::Nonsense(error.to_string())
    }
}

impl From<SignatureVerificationError> for Trouble {
    fn from(error: SignatureVerificationError) -> Self {
        Self::Claims(ClaimsVerificationError::SignatureVerification(error))
    }
}

impl From<DiscoveryError<ureq::Error>> for Trouble {
    fn from(error: DiscoveryError<ureq::Error>) -> Self {
        match error {
            DiscoveryError::Request(error) => Self::NoAnswer(error),
            DiscoveryError::Parse(error) => Self::Nonsense(format!("its discovery document: {error}")),
            error => Self::Nonsense(format!("its discovery document: {error}")),
        }
    }
}

impl From<Refusal> for Trouble {
    fn from(error: Refusal) -> Self {
        match error {
            RequestTokenError::Request(error) => Self::NoAnswer(error),
            RequestTokenError::ServerResponse(refusal) => Self::Refused(refusal.to_string()),
            RequestTokenError::Parse(error, _) => Self::Nonsense(error.to_string()),
            RequestTokenError::Other(what) => Self::Nonsense(what),
        }
    }
}

impl From<UserInfoError<ureq::Error>> for Trouble {
    fn from(error: UserInfoError<ureq::Error>) -> Self {
        match error {
            UserInfoError::Request(error) => Self::NoAnswer(error),
            UserInfoError::ClaimsVerification(error) => Self::Claims(error),
            error => Self::Nonsense(error.to_string()),
        }
    }
}
