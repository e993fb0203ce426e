//! In which of the reporter's organizations a report is made.

use caseport_domain::Access;
use caseport_domain::id::{OrganizationId, UserId};
use caseport_domain::validate::{FieldErrorCode, FieldErrors, Mistake};

use crate::auth::PERSONAL;
use crate::http::problem::ApiResult;
use crate::store::reader::Reader;
use crate::store::{Conn, users};

/// The person with their facts, and their standing in the organization that was asked for: one of theirs, or `personal`;
/// where they begin if nothing was.
///
/// # Errors
/// 422 for any other; foreign and unknown ones look alike.
pub async fn place(conn: &mut Conn, user: &UserId, wanted: Option<&str>) -> ApiResult<(Reader, Access)> {
    let reader = Reader::load(conn, user).await?;
    let wanted = match wanted {
        Some(PERSONAL) => None,
        Some(id) => Some(OrganizationId::from(id)),
        None => users::default_organization(conn, user).await?,
    };
    let access = match wanted {
        None => Access::personal(),
        Some(id) => reader.access(&id).cloned().ok_or_else(|| {
            let mistake =
                Mistake::new(FieldErrorCode::Unknown, "Choose one of your organizations, or `personal`.");
            FieldErrors::one("organization", mistake)
        })?,
    };
    Ok((reader, access))
}
