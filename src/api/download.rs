//! What the browser downloads by itself, at an address of the API's.
//!
//! It sends a cookie along, and nothing else: where the app's requests carry a token, the address is given leave for a few
//! minutes. The bytes could be fetched by the app instead, but then a page holds gigabytes, nobody sees how far it is, and what
//! was cut off begins anew.

use super::bearer;
use super::{Api, ApiError, segment};

/// Something to download, by its path and query in the API.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Download(pub(super) String);

impl Download {
    /// What a link to it says; none where its plain address would open nothing.
    pub fn href(&self, api: Api) -> Option<String> {
        (!bearer::is_used()).then(|| api.address(&self.0))
    }

    /// The address from which the browser can download it now.
    ///
    /// # Errors
    /// There is no leave to be had.
    pub async fn address(&self, api: Api) -> Result<String, ApiError> {
        if !bearer::is_used() {
            return Ok(api.address(&self.0));
        }
        let (path, query) = self.0.split_once('?').unwrap_or((&self.0, ""));
        let ticket = api.ticket(path).await?;
        let query = if query.is_empty() { String::new() } else { format!("{query}&") };
        Ok(api.address(&format!("{path}?{query}ticket={}", segment(&ticket))))
    }

    /// Whether it could be had now; its content stays where it is.
    ///
    /// # Errors
    /// It could not.
    pub async fn look(&self, api: Api) -> Result<(), ApiError> {
        api.look(&self.0).await
    }
}
