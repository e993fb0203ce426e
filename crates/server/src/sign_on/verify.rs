//! A code for a person: the provider gives tokens for it, and every one of the ID token's claims has to be what it must be.

use std::sync::Arc;

use chrono::{DateTime, TimeDelta, Utc};
use openidconnect::core::{
    CoreGenderClaim, CoreJsonWebKey, CoreJweContentEncryptionAlgorithm, CoreJwsSigningAlgorithm as Algorithm,
};
use openidconnect::{
    AccessTokenHash, AuthorizationCode, ClientId, IdToken, IdTokenVerifier, JsonWebTokenType, Nonce,
    OAuth2TokenResponse as _, PkceCodeVerifier, TokenResponse as _,
};

use super::claims::{Claims, OtherClaims};
use super::provider::{Metadata, Provider, Relying, Secrets, Tokens};
use super::trouble::Trouble;

/// How far clocks may be apart.
pub const SKEW: TimeDelta = TimeDelta::seconds(60);
/// How long ago an ID token may have been made: it is asked for as soon as there is a code.
const AGE: TimeDelta = TimeDelta::minutes(10);

/// With which algorithms somebody may sign: those with a key of their own. `none` proves nothing, and with a shared secret
/// (HS256) whoever knows it, or has it be a public key, could sign.
pub const ALGORITHMS: [Algorithm; 9] = [
    Algorithm::RsaSsaPkcs1V15Sha256,
    Algorithm::RsaSsaPkcs1V15Sha384,
    Algorithm::RsaSsaPkcs1V15Sha512,
    Algorithm::RsaSsaPssSha256,
    Algorithm::RsaSsaPssSha384,
    Algorithm::RsaSsaPssSha512,
    Algorithm::EcdsaP256Sha256,
    Algorithm::EcdsaP384Sha384,
    Algorithm::EdDsa,
];

/// A token of a host portal: of the form of an ID token.
type HostToken = IdToken<OtherClaims, CoreGenderClaim, CoreJweContentEncryptionAlgorithm, Algorithm>;

/// Somebody who has signed in at a provider.
#[derive(Debug)]
pub struct Verified {
    /// The provider's id of them.
    pub subject: String,
    /// What the provider says of them.
    pub claims: Claims,
    /// What it said it with; for signing out.
    pub id_token: String,
}

impl Provider {
    /// Who has signed in, by the code that their browser brought.
    ///
    /// # Errors
    /// The provider does not say, or what it says cannot be trusted.
    pub async fn verify(
        &self,
        code: String,
        secrets: &Secrets,
        now: DateTime<Utc>,
    ) -> Result<Verified, Trouble> {
        let metadata = self.metadata(now).await?;
        let client = self.relying(&metadata);
        let verifier = PkceCodeVerifier::new(secrets.pkce_verifier.clone());
        let tokens: Tokens = self
            .client
            .talk(move |way| {
                let request = client.exchange_code(AuthorizationCode::new(code));
                let request = request.map_err(|error| Trouble::Nonsense(error.to_string()))?;
                let answer = request.set_pkce_verifier(verifier).request(&|request| way.send(request));
                answer.map_err(Trouble::from)
            })
            .await??;
        let (metadata, mut verified) = self.with_keys(metadata, &tokens, &secrets.nonce, now).await?;
        if verified.claims.lack(&self.settings) && metadata.userinfo_endpoint().is_some() {
            let more = self.ask_for_more(self.relying(&metadata), &tokens, &verified.subject).await?;
            verified.claims = verified.claims.or(more);
        }
        Ok(verified)
    }

    /// What the ID token says; where its key is not known, the keys are read once more.
    async fn with_keys(
        &self,
        metadata: Arc<Metadata>,
        tokens: &Tokens,
        nonce: &str,
        now: DateTime<Utc>,
    ) -> Result<(Arc<Metadata>, Verified), Trouble> {
        match self.read_token(&metadata, tokens, nonce, now) {
            Ok(verified) => Ok((metadata, verified)),
            Err(trouble) if trouble.may_be_a_new_key() => {
                let Some(metadata) = self.with_new_keys(&metadata, now).await? else { return Err(trouble) };
                let verified = self.read_token(&metadata, tokens, nonce, now)?;
                Ok((metadata, verified))
            }
            Err(trouble) => Err(trouble),
        }
    }

    fn read_token(
        &self,
        metadata: &Metadata,
        tokens: &Tokens,
        nonce: &str,
        now: DateTime<Utc>,
    ) -> Result<Verified, Trouble> {
        let nonsense = |what: &str| Trouble::Nonsense(what.to_owned());
        let token = tokens.id_token().ok_or_else(|| nonsense("there is no ID token"))?;
        let client = self.relying(metadata);
        let verifier = client
            .id_token_verifier()
            .set_allowed_algs(ALGORITHMS)
            .set_time_fn(move || now - SKEW)
            .set_issue_time_verifier_fn(move |made| {
                let in_time = made <= now + SKEW && made >= now - AGE - SKEW;
                if in_time { Ok(()) } else { Err(format!("made at {made}, and it is {now}")) }
            });
        let claims = token.claims(&verifier, &Nonce::new(nonce.to_owned()))?;
        if claims.authorized_party().is_some_and(|it| **it != self.settings.client_id) {
            return Err(nonsense("it was made for another client (azp)"));
        }
        if let Some(expected) = claims.access_token_hash() {
            let found = AccessTokenHash::from_token(
                tokens.access_token(),
                token.signing_alg()?,
                token.signing_key(&verifier)?,
            )?;
            if found != *expected {
                return Err(nonsense("the access token is not the one of the ID token"));
            }
        }
        Ok(Verified {
            subject: claims.subject().as_str().to_owned(),
            claims: Claims::of(claims),
            id_token: token.to_string(),
        })
    }

    /// Whose token it is that a host portal's page brings, and until when.
    ///
    /// # Errors
    /// It cannot be trusted, or not be checked.
    pub async fn verify_bearer(
        &self,
        token: &str,
        now: DateTime<Utc>,
    ) -> Result<(Verified, DateTime<Utc>), Trouble> {
        let metadata = self.metadata(now).await?;
        match self.read_bearer(&metadata, token, now) {
            Err(trouble) if trouble.may_be_a_new_key() => match self.with_new_keys(&metadata, now).await? {
                Some(metadata) => self.read_bearer(&metadata, token, now),
                None => Err(trouble),
            },
            read => read,
        }
    }

    fn read_bearer(
        &self,
        metadata: &Metadata,
        text: &str,
        now: DateTime<Utc>,
    ) -> Result<(Verified, DateTime<Utc>), Trouble> {
        let nonsense = |error: &dyn std::fmt::Display| Trouble::Nonsense(error.to_string());
        let token: HostToken = text.parse().map_err(|error: serde_json::Error| nonsense(&error))?;
        let audience = self.settings.bearer_audience.clone().unwrap_or_default();
        let types = ["JWT", "at+jwt"].map(|name| JsonWebTokenType::new(name.to_owned()).normalize());
        let verifier = IdTokenVerifier::<CoreJsonWebKey>::new_public_client(
            ClientId::new(audience),
            self.issuer().clone(),
            metadata.jwks().clone(),
        )
        .set_allowed_algs(ALGORITHMS)
        .set_allowed_jose_types(types.into_iter().flatten())
        // A token may be for others as well.
        .set_other_audience_verifier_fn(|_| true)
        .set_time_fn(move || now - SKEW)
        .set_issue_time_verifier_fn(move |made| {
            if made <= now + SKEW { Ok(()) } else { Err(format!("made at {made}, and it is {now}")) }
        });
        let said = token.claims(&verifier, |_: Option<&Nonce>| Ok(()))?;
        let claims = Claims::of(said);
        if claims.number("nbf").is_some_and(|from| from > (now + SKEW).timestamp()) {
            return Err(nonsense(&"it does not count yet (nbf)"));
        }
        let verified =
            Verified { subject: said.subject().as_str().to_owned(), claims, id_token: String::new() };
        Ok((verified, said.expiration() + SKEW))
    }

    /// What the provider says of the person on being asked; only ever of the same one.
    async fn ask_for_more(&self, client: Relying, tokens: &Tokens, subject: &str) -> Result<Claims, Trouble> {
        let access = tokens.access_token().clone();
        let subject = openidconnect::SubjectIdentifier::new(subject.to_owned());
        let answer = self.client.talk(move |way| {
            let request = client.user_info(access, Some(subject));
            let request = request.map_err(|error| Trouble::Nonsense(error.to_string()))?;
            let answer = request.request::<OtherClaims, CoreGenderClaim, _>(&|request| way.send(request));
            answer.map_err(Trouble::from)
        });
        Ok(Claims::of(&answer.await??))
    }
}
