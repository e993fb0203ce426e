//! Inviting, accepting, and roles as they are sent.

use caseport_domain::api::{AcceptRequest, InvitationRequest};
use caseport_domain::validate::{
    FieldErrorCode, FieldErrors, NewAccount, NewInvitation, NewPassword, NewRole, RoleRequest,
};
use caseport_domain::{Known, Level, RoleObject};
use serde_json::{from_value, json};

use crate::support::verdict::assert_is_sentence;

fn mistakes(errors: FieldErrors) -> Vec<(String, Known<FieldErrorCode>)> {
    let of = |error: caseport_domain::validate::FieldError| {
        assert_is_sentence(&error.message, &error.field);
        (error.field, error.code)
    };
    errors.0.into_iter().map(of).collect()
}

#[test]
fn a_password_has_10_to_1024_characters_of_any_kind_and_is_taken_as_it_was_typed() {
    for (length, expected) in [
        (0, Some(FieldErrorCode::Required)),
        (9, Some(FieldErrorCode::TooShort)),
        (10, None),
        (1_024, None),
        (1_025, Some(FieldErrorCode::TooLong)),
    ] {
        for letter in ["a", " ", "ß", "🙂"] {
            let typed = letter.repeat(length);
            match NewPassword::new(&typed) {
                Ok(password) => assert_eq!((password.as_str(), expected), (typed.as_str(), None)),
                Err(mistake) => {
                    let code = mistake.in_field("password").code;
                    assert_eq!(Some(code), expected.map(Known::Value), "{length} {letter:?}");
                }
            }
        }
    }
}

#[test]
fn who_accepts_with_a_new_account_says_a_name_and_a_password() {
    let account = AcceptRequest { name: " Ana\u{a0} Ruiz ".to_owned(), password: " ten chars".to_owned() };
    let account = NewAccount::try_from(&account).expect("an account");
    assert_eq!((account.name.as_str(), account.password.as_str()), ("Ana Ruiz", " ten chars"));
    let errors = NewAccount::try_from(&AcceptRequest::default()).err().expect("mistakes");
    let required = Known::Value(FieldErrorCode::Required);
    assert_eq!(mistakes(errors), [("name".to_owned(), required.clone()), ("password".to_owned(), required)]);
}

#[test]
fn an_invitation_is_for_an_address() {
    let request = |email: &str| InvitationRequest { email: email.to_owned(), role: "user".into() };
    let invitation = NewInvitation::try_from(&request(" Ana@Example.COM ")).expect("an invitation");
    assert_eq!((invitation.email.as_str(), invitation.role.as_str()), ("ana@example.com", "user"));
    for (email, code) in [("", FieldErrorCode::Required), ("ana", FieldErrorCode::Invalid)] {
        let errors = NewInvitation::try_from(&request(email)).expect_err("no address");
        assert_eq!(mistakes(errors), [("email".to_owned(), Known::Value(code))]);
    }
}

#[test]
fn a_role_names_objects_and_levels_that_there_are() {
    let request: RoleRequest = from_value(json!({
        "label": " Night\u{3000}shift ", "permissions": { "support_service": "view" },
    }))
    .expect("a role");
    let role = NewRole::try_from(&request).expect("a role");
    assert_eq!((role.label.as_str(), role.description.as_str()), ("Night shift", ""));
    assert_eq!(role.permissions.level(RoleObject::SupportService), Level::View);
    assert_eq!(role.permissions.level(RoleObject::UserManagement), Level::None);
    for permissions in [
        json!({ "support": "view" }),
        json!({ "support_service": "everything" }),
        json!({ "support_service": null }),
        json!(["view"]),
        json!(null),
    ] {
        let request = json!({ "label": "x", "permissions": permissions });
        assert!(from_value::<RoleRequest>(request.clone()).is_err(), "{request}");
    }
    assert!(from_value::<RoleRequest>(json!({})).is_ok_and(|request| NewRole::try_from(&request).is_err()));
}
