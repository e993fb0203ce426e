//! The way to the server: one function per endpoint, one transport, one kind of error. Nothing else in the app builds
//! a URL of the API or reads a status code.

mod administration;
pub mod bearer;
mod cases;
mod detections;
mod download;
mod error;
mod organizations;
mod session;
mod stream;
mod suggestions;
mod transport;

pub use administration::*;
pub use bearer::TokenFailure;
pub use cases::*;
pub use detections::*;
pub use download::Download;
pub use error::ApiError;
pub use organizations::*;
pub use session::*;
pub use stream::*;
pub use suggestions::*;
pub use transport::Api;

use caseport_domain::id::OrganizationId;

/// Where something happens: in one of the person's organizations, or in the personal scope.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Place {
    /// The personal scope.
    Personal,
    /// An organization.
    Organization(OrganizationId),
}

impl Place {
    /// `{org}` in an address: the id, or `personal`.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Personal => "personal",
            Self::Organization(id) => id.as_str(),
        }
    }
}

/// A part of an address, percent-encoded.
fn segment(text: &str) -> String {
    js_sys::encode_uri_component(text).into()
}
