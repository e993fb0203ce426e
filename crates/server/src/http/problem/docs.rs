//! The problems of endpoints as the OpenAPI document lists them.

use std::collections::BTreeMap;

use caseport_domain::api::Problem;
use utoipa::openapi::{ContentBuilder, Ref, RefOr, Response, ResponseBuilder};
use utoipa::{IntoResponses, ToSchema};

use super::PROBLEM_JSON;

macro_rules! problems {
    ($($(#[$doc:meta])* $name:ident { $($status:literal => $description:literal),* $(,)? }),* $(,)?) => {$(
        $(#[$doc])*
        pub struct $name;

        impl IntoResponses for $name {
            fn responses() -> BTreeMap<String, RefOr<Response>> {
                BTreeMap::from([$(($status.to_owned(), problem($description))),*])
            }
        }
    )*};
}

problems! {
    /// Whatever needs somebody signed in.
    SignedIn { "401" => "Nobody is signed in, or the session is over." },
    /// Whatever the rules can refuse.
    Denied { "403" => "Not allowed; `reason` says why and who can grant it." },
    /// Whatever an address can name.
    NotFound { "404" => "Unknown, or not visible to the caller: the two look alike." },
    /// Whatever depends on a case's state.
    Conflict { "409" => "In conflict with the case's present state; `reason` says how, and `meanwhile` who brought it about." },
    /// Whatever depends on what an organization is at present.
    InUse { "409" => "In conflict with the organization's present state; `reason` says how." },
    /// Whatever several people edit.
    Version {
        "412" => "Somebody changed it since the version that `If-Match` names; of a case, `meanwhile` says who.",
        "428" => "There is no `If-Match`.",
    },
    /// Whatever takes parameters.
    Parameter { "400" => "A parameter has a value that it cannot have; `errors` names those that it can." },
    /// Whatever only some may do at once.
    Busy { "429" => "Others do it at the moment; see `Retry-After`." },
    /// Whatever each may have open only so often.
    TooManyOpen { "429" => "The caller has as many open as one may; see `Retry-After`." },
    /// Whatever takes a body.
    Body {
        "400" => "The body is not JSON.",
        "413" => "The body is larger than 1 MB.",
        "415" => "The body's type is not JSON.",
        "422" => "Some fields are not valid, or the idempotency key was used for another request.",
    },
    /// Whatever has fields, if no body.
    Fields { "422" => "Some fields are not valid." },
    /// Whatever one person may do only so often in a day.
    DailyLimit { "429" => "As often as it may be done in one day, it was; see `Retry-After`, and `reason`." },
    /// Reporting a false detection.
    Report {
        "400" => "The body is neither JSON nor a form.",
        "408" => "The form did not arrive whole.",
        "409" => "The upload was reported already; `Location` names the case.",
        "413" => "The file is larger than 2 GiB, or the rest larger than 1 MB.",
        "415" => "The body's type is neither JSON nor `multipart/form-data`.",
        "422" => "Some fields are not valid, or the idempotency key was used for another request.",
        "423" => "Another request works on the upload and does not give way.",
        "503" => "The files cannot be reached at the moment.",
        "507" => "There is no room for the file.",
    },
    /// Whatever only the vendor's own systems may do.
    Service {
        "401" => "No service token, or one that is unknown or was revoked.",
        "403" => "The token does not open this; `detail` names the scope that does.",
    },
    /// Beginning an upload.
    NewUpload {
        "400" => "A header is not of the protocol's form.",
        "412" => "Another version of the protocol.",
        "413" => "The file is larger than one may be.",
        "422" => "The file is empty, or its batch has no room for it.",
    },
    /// Whatever works on an upload.
    Upload {
        "404" => "Unknown, or another person's.",
        "410" => "It was left alone for too long.",
        "412" => "Another version of the protocol.",
        "423" => "Another request works on it and does not give way.",
        "503" => "The files cannot be reached at the moment; what has arrived is kept.",
    },
    /// A piece of a file.
    Piece {
        "400" => "A header is not of the protocol's form.",
        "408" => "The piece did not arrive whole.",
        "409" => "The piece does not begin where the upload stands, or the case is closed.",
        "413" => "More bytes than were announced.",
        "415" => "The body's type is not that of a piece.",
        "460" => "The piece, or the whole file, is not what its checksum says; nothing of it was kept.",
        "507" => "There is no room for the file; what has arrived is kept.",
    },
    /// A file's bytes.
    File {
        "416" => "The file has no such range; `Content-Range` says how many bytes it has.",
        "500" => "Its bytes are missing on the server, or something else went wrong there.",
        "503" => "The files cannot be reached at the moment.",
    },
    /// Whatever a link in an e-mail leads to.
    Link {
        "404" => "The invitation was accepted, taken back or replaced, is over, or never was: they look alike.",
        "429" => "Too many links tried, or passwords; `Retry-After` says when to try again.",
    },
    /// Signing in.
    SignIn {
        "401" => "The address or the password is wrong.",
        "429" => "Too many failures for the address or from the client; `Retry-After` says when to try again.",
    },
}

fn problem(description: &str) -> RefOr<Response> {
    let content = ContentBuilder::new().schema(Some(Ref::from_schema_name(Problem::name()))).build();
    ResponseBuilder::new().description(description).content(PROBLEM_JSON, content).build().into()
}
