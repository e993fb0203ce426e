//! What single sign-on gives and takes: all kinds of organizations, holders and roles.

use caseport_domain::policy::{Holder, RoleChoice, assign_by_sign_on, first_role, remove_by_sign_on};
use caseport_domain::{BuiltInRole, Code, OrganizationKind, Permissions, ReasonCode};

use crate::support::verdict::{No, assert_verdict, first_unmet};

const KINDS: [OrganizationKind; 3] =
    [OrganizationKind::Personal, OrganizationKind::Customer, OrganizationKind::Partner];

fn holders() -> Vec<Option<BuiltInRole>> {
    BuiltInRole::ALL.iter().copied().map(Some).chain([None]).collect()
}

#[test]
fn roles_are_given_but_for_what_is_the_super_admins() {
    for kind in KINDS {
        for holder in holders() {
            for choice in holders() {
                let permissions = Permissions::default();
                let role = choice.map_or(RoleChoice::Custom(&permissions), RoleChoice::BuiltIn);
                let decision = assign_by_sign_on(kind, Holder { role: holder }, role);
                let partner_only = matches!(choice, Some(BuiltInRole::MdfAdmin | BuiltInRole::PartnerUser));
                let expected = first_unmet(&[
                    (kind != OrganizationKind::Personal, No::Because(ReasonCode::PersonalScope)),
                    (holder != Some(BuiltInRole::SuperAdmin), No::Because(ReasonCode::SuperAdminProtected)),
                    (holder != Some(BuiltInRole::MdfAdmin), No::Because(ReasonCode::NeedsSuperAdmin)),
                    (choice != Some(BuiltInRole::SuperAdmin), No::Because(ReasonCode::TransferToAdminOnly)),
                    (choice != Some(BuiltInRole::MdfAdmin), No::Because(ReasonCode::NeedsSuperAdmin)),
                    (
                        kind == OrganizationKind::Partner || !partner_only,
                        No::Because(ReasonCode::PartnerOnly),
                    ),
                ]);
                assert_verdict(&decision, expected, None, &(kind, holder, choice));
            }
        }
    }
}

#[test]
fn everybody_but_the_super_admin_can_be_taken_out_again() {
    for holder in holders() {
        let expected = first_unmet(&[(
            holder != Some(BuiltInRole::SuperAdmin),
            No::Because(ReasonCode::SuperAdminProtected),
        )]);
        assert_verdict(&remove_by_sign_on(Holder { role: holder }), expected, None, &holder);
    }
}

#[test]
fn the_first_admin_is_the_super_admin() {
    for role in BuiltInRole::ALL.iter().copied() {
        assert_eq!(first_role(role, true), role);
        let expected = if role == BuiltInRole::Admin { BuiltInRole::SuperAdmin } else { role };
        assert_eq!(first_role(role, false), expected);
    }
}
