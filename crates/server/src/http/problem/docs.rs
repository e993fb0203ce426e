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
    Conflict { "409" => "In conflict with the case's present state; `reason` says how." },
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
    },
    /// A piece of a file.
    Piece {
        "400" => "A header is not of the protocol's form.",
        "408" => "The piece did not arrive whole.",
        "409" => "The piece does not begin where the upload stands, or the case is closed.",
        "413" => "More bytes than were announced.",
        "415" => "The body's type is not that of a piece.",
        "460" => "The piece, or the whole file, is not what its checksum says; nothing of it was kept.",
        "507" => "There is no room on the disk; what has arrived is kept.",
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
