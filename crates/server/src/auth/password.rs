//! Password hashes: Argon2id, on threads that may take their time, a few at once.

use std::sync::Arc;

use argon2::password_hash::phc::PasswordHash;
use argon2::password_hash::{PasswordHasher as _, PasswordVerifier as _};
use argon2::{Algorithm, Argon2, Params, Version};
use caseport_domain::validate::NewPassword;
use tokio::sync::Semaphore;

use crate::random::{Random, SharedRandom};
use crate::store::{Error, Result};

/// Hashes at once: each takes a core and some 19 MiB for tens of milliseconds.
const AT_ONCE: usize = 4;

/// Hashes and checks passwords.
#[derive(Clone)]
pub struct Passwords {
    argon2: Argon2<'static>,
    turns: Arc<Semaphore>,
    /// What unknown addresses are checked against, so that they take as long as known ones.
    nobodys: Arc<str>,
}

impl Passwords {
    /// With the cost that OWASP recommends: 19 MiB, two passes.
    ///
    /// # Errors
    /// There is no randomness.
    pub fn new(random: &dyn Random) -> Result<Self> {
        Self::with_params(Params::default(), random)
    }

    /// With a cost of one's own; tests have thousands of sign-ins.
    ///
    /// # Errors
    /// There is no randomness.
    pub fn with_params(params: Params, random: &dyn Random) -> Result<Self> {
        let argon2 = Argon2::new(Algorithm::Argon2id, Version::V0x13, params);
        let nobodys = hash(&argon2, b"nobody's", random)?.into();
        Ok(Self { argon2, turns: Arc::new(Semaphore::new(AT_ONCE)), nobodys })
    }

    /// A new hash of a password, as a PHC string. Takes its time on the calling thread.
    ///
    /// # Errors
    /// There is no randomness.
    pub fn hash(&self, password: &str, random: &dyn Random) -> Result<String> {
        hash(&self.argon2, password.as_bytes(), random)
    }

    /// The hash of a password that somebody chose; on a thread that may take its time.
    ///
    /// # Errors
    /// There is no randomness, or the thread broke.
    pub async fn choose(&self, password: &NewPassword, random: SharedRandom) -> Result<String> {
        let broken = |error: String| Error::Corrupt(format!("hashing a password: {error}"));
        let turn = self.turns.clone().acquire_owned().await.map_err(|error| broken(error.to_string()))?;
        let (argon2, password) = (self.argon2.clone(), password.clone());
        let hash = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            hash(&argon2, password.as_str().as_bytes(), &*random)
        });
        hash.await.map_err(|error| broken(error.to_string()))?
    }

    /// Whether the password fits the hash. Without a hash the work is done all the same, and the answer is no.
    ///
    /// # Errors
    /// The hash is none, or the thread broke.
    pub async fn verify(&self, password: String, hash: Option<String>) -> Result<bool> {
        let broken = |error: String| Error::Corrupt(format!("checking a password: {error}"));
        let turn = self.turns.clone().acquire_owned().await.map_err(|error| broken(error.to_string()))?;
        let argon2 = self.argon2.clone();
        let known = hash.is_some();
        let hash = hash.unwrap_or_else(|| self.nobodys.to_string());
        let fits = tokio::task::spawn_blocking(move || {
            let _turn = turn;
            let hash = PasswordHash::new(&hash).map_err(|error| error.to_string())?;
            Ok::<_, String>(argon2.verify_password(password.as_bytes(), &hash).is_ok())
        });
        let fits = fits.await.map_err(|error| broken(error.to_string()))?.map_err(broken)?;
        Ok(known && fits)
    }
}

fn hash(argon2: &Argon2<'static>, password: &[u8], random: &dyn Random) -> Result<String> {
    let mut salt = [0_u8; 16];
    random.fill(&mut salt)?;
    let hash = argon2.hash_password_with_salt(password, &salt);
    hash.map(|hash: PasswordHash| hash.to_string())
        .map_err(|error| Error::Corrupt(format!("hashing a password: {error}")))
}
