//! An invitation's secret: whoever has it can accept. The server keeps only its hash.

use axum::extract::FromRequestParts;
use axum::http::request::Parts;
use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use sha2::{Digest as _, Sha256};

use crate::http::path::path_part;
use crate::http::problem::ApiError;
use crate::random::{Random, hex};

/// The secret. Deliberately without Debug, Display and comparison.
pub struct InvitationSecret(String);

impl InvitationSecret {
    /// A new one, of 256 random bits.
    ///
    /// # Errors
    /// There is no randomness.
    pub fn new(random: &dyn Random) -> std::io::Result<Self> {
        let mut bytes = [0_u8; 32];
        random.fill(&mut bytes)?;
        Ok(Self(URL_SAFE_NO_PAD.encode(bytes)))
    }

    /// What the store knows it by. The secret is random, so a fast hash is enough.
    pub fn hash(&self) -> String {
        hex(&Sha256::digest(&self.0))
    }

    /// The path of the page that it opens; for the e-mail alone.
    pub fn path(&self) -> String {
        format!("/invitations/{}", self.0)
    }
}

impl<S: Send + Sync> FromRequestParts<S> for InvitationSecret {
    type Rejection = ApiError;

    async fn from_request_parts(parts: &mut Parts, state: &S) -> Result<Self, ApiError> {
        path_part(parts, state, "secret", |text| Some(Self(text.to_owned()))).await
    }
}
