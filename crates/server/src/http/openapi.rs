//! What the OpenAPI document says besides its endpoints.

use caseport_domain::api::{LiveCase, LiveEvent, LiveUpload, Problem};
use caseport_domain::{Level, RoleObject, StatusFilter, Tab};
use utoipa::openapi::OpenApi as Openapi;
use utoipa::openapi::security::{ApiKey, ApiKeyValue, HttpAuthScheme, HttpBuilder, SecurityScheme};
use utoipa::{Modify, OpenApi};

/// The document's frame.
#[derive(OpenApi)]
#[openapi(
    info(
        title = "Caseport",
        description = "The API of the support-case portal. Errors are RFC 9457 problems; times are RFC 3339 UTC; \
            ids are opaque; lists are paged by opaque cursors. Clients accept fields and values that they do not know.",
        license(name = "MIT OR Apache-2.0", identifier = "MIT OR Apache-2.0"),
    ),
    components(schemas(Problem, Level, LiveCase, LiveEvent, LiveUpload, RoleObject, StatusFilter, Tab)),
    modifiers(&Security),
    security(("cookie" = []), ("bearer" = [])),
    tags(
        (name = "config", description = "Before anybody has signed in."),
        (name = "session", description = "Signing in and out."),
        (name = "organization", description = "The caller's standing in an organization."),
        (name = "administration", description = "An organization's members, roles and Event History."),
        (name = "cases", description = "Support cases."),
        (name = "uploads", description = "Files on their way, by tus 1.0.0."),
        (name = "detections", description = "False-detection reports. Their files are never handed out."),
        (name = "vendor", description = "For the vendor's own systems, by service token."),
        (name = "articles", description = "The knowledge base, and what it says before a case is submitted."),
    ),
)]
pub struct Document;

struct Security;

impl Modify for Security {
    fn modify(&self, document: &mut Openapi) {
        let components = document.components.get_or_insert_with(Default::default);
        let cookie = ApiKey::Cookie(ApiKeyValue::with_description(
            "caseport_session",
            "Set by signing in. Requests that change something are refused from other sites' pages.",
        ));
        components.add_security_scheme("cookie", SecurityScheme::ApiKey(cookie));
        let bearer = HttpBuilder::new().scheme(HttpAuthScheme::Bearer).build();
        components.add_security_scheme("bearer", SecurityScheme::Http(bearer));
        let service = HttpBuilder::new()
            .scheme(HttpAuthScheme::Bearer)
            .description(Some(
                "A service token of the vendor's, made on the server by `caseport-server token create`.",
            ))
            .build();
        components.add_security_scheme("service", SecurityScheme::Http(service));
    }
}
