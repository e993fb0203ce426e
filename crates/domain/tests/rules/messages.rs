//! Messages about people, roles and errors, in the contract's own words.

use caseport_domain::access::Access;
use caseport_domain::api::{Catalog, Config, Limits, LoginRequest, Named, Page, Problem, Session};
use caseport_domain::{
    Code, Known, Level, OrganizationKind, Permissions, ReasonCode, RoleObject, SupportPlan,
};
use serde_json::{Value, from_value, json, to_value};

fn keys(value: &Value) -> Vec<&str> {
    value.as_object().expect("an object").keys().map(String::as_str).collect()
}

fn access() -> Value {
    json!({
        "organization": { "id": "contoso", "name": "Contoso" },
        "kind": "partner",
        "role": { "id": "admin", "label": "Admin" },
        "permissions": { "support_service": "full", "license_management.sub_organizations": "view" },
        "extended_case_view": true,
        "linked_customers": 3,
        "has_customer_cases": true,
        "has_partner_cases": false,
        "ai_assistance": true,
        "mdf_program": false,
        "support_plan": "emerald_us",
        "revision": 17,
    })
}

#[test]
fn access_reads_the_facts_of_the_contract() {
    let read: Access = from_value(access()).expect("an access");
    assert_eq!(read.organization.as_ref().map(|it| it.name.as_str()), Some("Contoso"));
    assert_eq!(read.kind, OrganizationKind::Partner);
    assert_eq!(read.role.as_ref().map(|it| it.label.as_str()), Some("Admin"));
    assert_eq!(read.level(RoleObject::SupportService), Level::Full);
    assert_eq!(read.level(RoleObject::LicenseManagementSubOrganizations), Level::View);
    assert_eq!(read.level(RoleObject::UserManagement), Level::None);
    assert!(read.extended_case_view && read.has_customer_cases && read.ai_assistance);
    assert!(!read.has_partner_cases && !read.mdf_program && !read.is_super_admin());
    assert_eq!((read.linked_customers, read.revision), (3, 17));
    assert_eq!(read.support_plan, Some(SupportPlan::EmeraldUs));
}

#[test]
fn access_has_every_key_of_the_contract_and_survives_the_way_there_and_back() {
    let read: Access = from_value(access()).expect("an access");
    let written = to_value(&read).expect("JSON");
    for key in keys(&access()) {
        assert!(written.get(key).is_some(), "{key} is missing");
    }
    assert_eq!(written["grantors"], json!({ "roles": [], "case_access": [] }));
    assert_eq!(keys(&written).len(), keys(&access()).len() + 1);
    assert_eq!(from_value::<Access>(written).expect("an access"), read);
}

#[test]
fn the_personal_scope_travels_with_nulls() {
    let written = to_value(Access::personal()).expect("JSON");
    assert_eq!(written["kind"], "personal");
    for key in ["organization", "role", "support_plan"] {
        assert_eq!(written[key], Value::Null, "{key}");
    }
    assert_eq!(from_value::<Access>(written).expect("an access"), Access::personal());
}

#[test]
fn an_access_of_a_newer_server_is_read_without_what_is_new_in_it() {
    let mut newer = access();
    newer["support_plan"] = json!("diamond");
    newer["sustainability"] = json!({ "level": 11 });
    newer["permissions"]["lunar_service"] = json!("full");
    newer["permissions"]["security_management"] = json!("audit");
    let read: Access = from_value(newer).expect("an access");
    assert_eq!(read.support_plan, None);
    assert_eq!(read.level(RoleObject::SecurityManagement), Level::None, "an unknown level allows nothing");
    assert_eq!(read.level(RoleObject::SupportService), Level::Full);
}

#[test]
fn a_catalog_of_a_newer_server_is_read_without_the_plan_that_is_new() {
    let catalog = json!({
        "organization": null,
        "support_plan": "diamond",
        "products": [],
        "issue_types": [],
        "severities": [],
        "licenses": [],
    });
    assert_eq!(from_value::<Catalog>(catalog).expect("a catalog").support_plan, None);
}

#[test]
fn the_super_admin_is_known_by_the_roles_id_not_by_its_label() {
    let mut by_label = access();
    by_label["role"] = json!({ "id": "custom-7", "label": "super_admin" });
    assert!(!from_value::<Access>(by_label).expect("an access").is_super_admin());
    let mut by_id = access();
    by_id["role"] = json!({ "id": "super_admin", "label": "Chief" });
    assert!(from_value::<Access>(by_id).expect("an access").is_super_admin());
    assert!(!Access::personal().is_super_admin());
}

#[test]
fn objects_of_partner_organizations_give_nothing_elsewhere_whatever_is_sent() {
    let everything = RoleObject::ALL
        .iter()
        .fold(Permissions::default(), |so_far, object| so_far.with(*object, Level::Full));
    for kind in OrganizationKind::ALL {
        let access = Access { kind: *kind, permissions: everything, ..Access::personal() };
        for object in RoleObject::ALL {
            let exists = match kind {
                OrganizationKind::Personal => false,
                OrganizationKind::Customer => !object.is_partner_only(),
                OrganizationKind::Partner => true,
            };
            let expected = if exists { Level::Full } else { Level::None };
            assert_eq!(access.level(*object), expected, "{kind:?} {object:?}");
        }
    }
}

#[test]
fn permissions_are_a_map_of_every_object_to_its_level() {
    let permissions = Permissions::default().with(RoleObject::SupportService, Level::View);
    let written = to_value(permissions).expect("JSON");
    assert_eq!(keys(&written).len(), RoleObject::COUNT);
    for object in RoleObject::ALL {
        let expected = if *object == RoleObject::SupportService { "view" } else { "none" };
        assert_eq!(written[object.code()], expected);
    }
    assert_eq!(from_value::<Permissions>(written).expect("permissions"), permissions);
    assert_eq!(format!("{permissions:?}"), r#"{"support_service": "view"}"#);
}

#[test]
fn permissions_ignore_objects_of_a_newer_server_and_miss_none_of_an_older_one() {
    let read: Permissions =
        from_value(json!({ "lunar_service": "full", "event_history": "view", "Support_Service": "full" }))
            .expect("permissions");
    let expected = Permissions::default().with(RoleObject::EventHistory, Level::View);
    assert_eq!(read, expected);
    assert_eq!(from_value::<Permissions>(json!({})).expect("permissions"), Permissions::default());
    for wrong in [json!([]), json!("full"), json!(null), json!({ "event_history": 2 })] {
        assert!(from_value::<Permissions>(wrong.clone()).is_err(), "{wrong}");
    }
}

#[test]
fn a_session_is_as_in_the_contract() {
    let wire = json!({
        "user": {
            "id": "u1", "name": "Ana Ruiz", "email": "ana@contoso.example", "locale": "de-DE", "time_zone": "Europe/Berlin",
        },
        "organizations": [
            { "id": "contoso", "name": "Contoso", "kind": "partner", "role": { "id": "admin", "label": "Admin" } },
            { "id": "fabrikam", "name": "Fabrikam", "kind": "customer", "role": { "id": "user", "label": "User" } },
        ],
        "default_organization": "contoso",
    });
    let session: Session = from_value(wire.clone()).expect("a session");
    assert_eq!(to_value(&session).expect("JSON"), wire);
    let login = json!({ "email": "ana@contoso.example", "password": "correct horse" });
    assert_eq!(to_value(from_value::<LoginRequest>(login.clone()).expect("a login")).expect("JSON"), login);
}

#[test]
fn the_configuration_carries_the_limits_of_the_page() {
    let limits = to_value(Limits::default()).expect("JSON");
    assert_eq!(limits, json!({ "files": 5, "bytes": 2_147_483_648_u64, "ccs": 20 }));
    let wire = json!({
        "vendor": { "name": "OPSWAT", "logo": null, "support_email": "support@example.com", "links": [] },
        "limits": limits,
        "sign_in": ["password"],
    });
    let config: Config = from_value(wire.clone()).expect("a configuration");
    assert_eq!(to_value(&config).expect("JSON"), wire, "no demo accounts unless there are some");
    assert!(config.takes_passwords() && config.sign_in_providers.is_empty());
}

#[test]
fn the_configuration_names_identity_providers() {
    let provider = json!({ "id": "corp", "label": "Corp", "start": "/auth/oidc/corp/start" });
    let wire = json!({
        "vendor": { "name": "OPSWAT", "logo": null, "support_email": "support@example.com", "links": [] },
        "limits": Limits::default(),
        "sign_in": ["oidc"],
        "sign_in_providers": [provider],
    });
    let config: Config = from_value(wire.clone()).expect("a configuration");
    assert_eq!(to_value(&config).expect("JSON"), wire);
    assert!(!config.takes_passwords());
}

#[test]
fn a_problem_is_as_in_rfc_9457_with_what_fits() {
    let full = json!({
        "type": "/problems/invalid-fields",
        "title": "Some fields are not valid",
        "status": 422,
        "detail": "Correct the fields and send it again.",
        "errors": [{ "field": "subject", "code": "too_short", "message": "Write at least 5 characters." }],
        "reason": { "code": "case_closed", "message": "The case is closed.", "granted_by": [] },
        "request_id": "r-1",
    });
    let problem: Problem = from_value(full.clone()).expect("a problem");
    assert_eq!(problem.reason.as_ref().map(|it| it.code.clone()), Some(Known::Value(ReasonCode::CaseClosed)));
    assert_eq!(to_value(&problem).expect("JSON"), full);

    let least = json!({ "type": "about:blank", "title": "Not found", "status": 404 });
    let problem: Problem = from_value(least).expect("a problem");
    assert_eq!(keys(&to_value(&problem).expect("JSON")), ["detail", "status", "title", "type"]);
}

#[test]
fn a_field_error_of_a_newer_server_keeps_its_code_and_words() {
    let wire = json!({
        "type": "t", "title": "t", "status": 422, "detail": "",
        "errors": [{ "field": "mood", "code": "too_gloomy", "message": "Cheer up." }],
    });
    let problem: Problem = from_value(wire.clone()).expect("a problem");
    assert_eq!(to_value(&problem).expect("JSON"), wire);
}

#[test]
fn a_page_has_items_a_cursor_and_a_total() {
    let wire = json!({ "items": [{ "id": "core", "name": "Core" }], "next_cursor": "b64", "total": 4_000_000_000_u64 });
    let page: Page<Named> = from_value(wire.clone()).expect("a page");
    assert_eq!(to_value(&page).expect("JSON"), wire);
    let last: Page<Named> =
        from_value(json!({ "items": [], "next_cursor": null, "total": 0 })).expect("the last page");
    assert_eq!(last.next_cursor, None);
}
