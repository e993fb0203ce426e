//! What the stream of an organization tells as it happens: the names of its events, and the JSON that comes with each.

use serde::{Deserialize, Serialize};

use super::CaseSummary;
use crate::case::Tab;
use crate::code::{Known, codes};
use crate::id::CaseNumber;

codes! {
    /// An event of the stream, by its name. Clients pass over names that they do not know.
    LiveEvent {
        /// There is a new case; with a [`LiveCase`].
        CaseCreated = "case_created",
        /// A case has changed; with a [`LiveCase`].
        CaseChanged = "case_changed",
        /// What the reader may do or see here is not what it was, or the server cannot say what was missed; with `{}`.
        AccessChanged = "access_changed",
        /// A file has arrived; with a [`LiveUpload`].
        UploadFinished = "upload_finished",
    }
}

/// The data of `case_created` and `case_changed`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LiveCase {
    /// The case, as the reader's lists show it now.
    pub case: CaseSummary,
    /// The tabs of this place that show it to the reader now; never none.
    #[cfg_attr(feature = "openapi", schema(value_type = Vec<Tab>))]
    pub tabs: Vec<Known<Tab>>,
}

/// The data of `upload_finished`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct LiveUpload {
    /// The case that the file belongs to.
    pub case: CaseNumber,
    /// The file's id.
    pub file: String,
}
