//! Roles and users: who sees, grants, assigns, removes and transfers, over all actors, targets and choices.

use caseport_domain::access::Access;
use caseport_domain::policy::{
    Holder, RoleChoice, assign_role, change_level, change_role_of, change_roles, change_users, edit_role,
    grant_level, remove_user, role_in_use, see_event_history, see_roles, see_users, transfer_super_admin,
    view_as,
};
use caseport_domain::{
    BuiltInRole, Code, Decision, Level, OrganizationKind, Permissions, ReasonCode, RoleObject,
};

use crate::support::facts::{NOTHING, role};
use crate::support::table::Table;
use crate::support::verdict::{No, assert_names_the_levels, assert_verdict, first_unmet};

const ROLES: RoleObject = RoleObject::RoleManagement;
const USERS: RoleObject = RoleObject::UserManagement;
const HISTORY: RoleObject = RoleObject::EventHistory;

/// Somebody who acts: a built-in role by its key, or a custom one.
#[derive(Clone, Debug)]
struct Actor {
    kind: OrganizationKind,
    role: String,
    /// A level for every object, in the table's order.
    levels: Vec<Level>,
    mdf_program: bool,
}

impl Actor {
    fn access(&self) -> Access {
        let mut access = NOTHING.access("org-a");
        access.kind = self.kind;
        access.role = Some(role(&self.role));
        access.permissions = permissions(&self.levels);
        access.mdf_program = self.mdf_program;
        access
    }

    /// The level that counts: objects of partner organizations do not exist elsewhere.
    fn level(&self, object: RoleObject) -> Level {
        let index = object_index(object);
        if self.exists(index) { self.levels[index] } else { Level::None }
    }

    fn exists(&self, index: usize) -> bool {
        let partner_only = Table::read().object[index].partner;
        self.kind == OrganizationKind::Partner || (self.kind == OrganizationKind::Customer && !partner_only)
    }

    fn in_organization(&self) -> (bool, No) {
        (self.kind != OrganizationKind::Personal, No::Because(ReasonCode::PersonalScope))
    }

    fn needs(&self, object: RoleObject, need: Level) -> (bool, No) {
        (self.level(object) >= need, No::Level(object, need))
    }
}

fn object_index(object: RoleObject) -> usize {
    RoleObject::ALL.iter().position(|it| *it == object).expect("an object")
}

fn permissions(levels: &[Level]) -> Permissions {
    let pairs = RoleObject::ALL.iter().zip(levels);
    pairs.fold(Permissions::default(), |so_far, (object, level)| so_far.with(*object, *level))
}

/// One object at a level, everything else at None.
fn only(object: RoleObject, level: Level) -> Vec<Level> {
    let mut levels = vec![Level::None; RoleObject::COUNT];
    levels[object_index(object)] = level;
    levels
}

/// Every kind of organization, in and out of the MDF program, with every built-in role and some custom ones.
fn actors() -> Vec<Actor> {
    let mut actors = Vec::new();
    for kind in OrganizationKind::ALL {
        for mdf_program in [false, true] {
            let built_in = Table::read().role.iter().map(|row| (row.key.clone(), row.levels()));
            let full_users = only(USERS, Level::Full);
            let custom =
                [full_users, only(USERS, Level::View), only(ROLES, Level::Full), vec![Level::Full; 18]];
            let custom = custom.into_iter().map(|levels| ("custom-7".to_owned(), levels));
            actors.extend(built_in.chain(custom).map(|(role, levels)| Actor {
                kind: *kind,
                role,
                levels,
                mdf_program,
            }));
        }
    }
    actors
}

fn targets() -> impl Iterator<Item = Option<BuiltInRole>> {
    BuiltInRole::ALL.iter().copied().map(Some).chain([None])
}

#[test]
fn roles_users_and_event_history_are_seen_and_changed_by_level() {
    type Rule = fn(&Access) -> Decision;
    let rules: [(Rule, RoleObject, Level); 6] = [
        (see_roles, ROLES, Level::View),
        (change_roles, ROLES, Level::Full),
        (view_as, ROLES, Level::Full),
        (see_users, USERS, Level::View),
        (change_users, USERS, Level::Full),
        (see_event_history, HISTORY, Level::View),
    ];
    for (rule, object, need) in rules {
        for kind in OrganizationKind::ALL {
            for level in Level::ALL {
                let actor = Actor {
                    kind: *kind,
                    role: "custom-7".to_owned(),
                    levels: only(object, *level),
                    mdf_program: false,
                };
                let access = actor.access();
                let expected = first_unmet(&[actor.in_organization(), actor.needs(object, need)]);
                let decision = rule(&access);
                assert_verdict(&decision, expected, Some(&access), &actor);
                if matches!(expected, Some(No::Level(..))) {
                    assert_names_the_levels(&decision);
                }
            }
        }
    }
}

#[test]
fn a_level_is_granted_where_it_is_offered_unlocked_and_not_above_ones_own() {
    let table = Table::read();
    for kind in OrganizationKind::ALL {
        for may_change in Level::ALL {
            for object in RoleObject::ALL {
                for own in Level::ALL {
                    for wanted in Level::ALL {
                        let mut levels = only(ROLES, *may_change);
                        levels[object_index(*object)] = (*own).max(levels[object_index(*object)]);
                        let actor =
                            Actor { kind: *kind, role: "custom-7".to_owned(), levels, mdf_program: false };
                        let row = &table.object[object_index(*object)];
                        let conditions = [
                            (actor.exists(object_index(*object)), No::Because(ReasonCode::PartnerOnly)),
                            (row.custom, No::Because(ReasonCode::LockedObject)),
                            (row.levels().contains(wanted), No::Because(ReasonCode::LevelNotOffered)),
                            (*wanted <= actor.level(*object), No::Because(ReasonCode::AboveOwnLevel)),
                        ];
                        let general =
                            first_unmet(&[actor.in_organization(), actor.needs(ROLES, Level::Full)]);
                        // None is what everything starts with: it is always there to be chosen.
                        let special = if *wanted == Level::None { None } else { first_unmet(&conditions) };
                        let access = actor.access();
                        let decision = grant_level(&access, *object, *wanted);
                        assert_verdict(
                            &decision,
                            general.or(special),
                            Some(&access),
                            &(&actor, object, wanted),
                        );
                    }
                }
            }
        }
    }
}

#[test]
fn only_what_is_raised_must_be_within_ones_own_level() {
    let table = Table::read();
    for kind in OrganizationKind::ALL {
        for object in RoleObject::ALL {
            for (own, from, to) in each_three() {
                let mut levels = only(ROLES, Level::Full);
                levels[object_index(*object)] = own.max(levels[object_index(*object)]);
                let actor = Actor { kind: *kind, role: "custom-7".to_owned(), levels, mdf_program: false };
                let row = &table.object[object_index(*object)];
                let general = first_unmet(&[actor.in_organization()]);
                let offered = [
                    (actor.exists(object_index(*object)), No::Because(ReasonCode::PartnerOnly)),
                    (row.custom, No::Because(ReasonCode::LockedObject)),
                    (row.levels().contains(&to), No::Because(ReasonCode::LevelNotOffered)),
                    (to <= from || to <= actor.level(*object), No::Because(ReasonCode::AboveOwnLevel)),
                ];
                let special = if to == from || to == Level::None { None } else { first_unmet(&offered) };
                let access = actor.access();
                let decision = change_level(&access, *object, from, to);
                assert_verdict(&decision, general.or(special), Some(&access), &(&actor, object, from, to));
            }
        }
    }
}

fn each_three() -> impl Iterator<Item = (Level, Level, Level)> {
    let each = || Level::ALL.iter().copied();
    each().flat_map(move |a| each().flat_map(move |b| each().map(move |c| (a, b, c))))
}

#[test]
fn built_in_roles_are_edited_by_nobody_and_custom_ones_by_who_may_change_roles() {
    for actor in actors() {
        let access = actor.access();
        for built_in in [true, false] {
            let expected = first_unmet(&[
                actor.in_organization(),
                (!built_in, No::Because(ReasonCode::BuiltInRole)),
                actor.needs(ROLES, Level::Full),
            ]);
            assert_verdict(&edit_role(&access, built_in), expected, Some(&access), &(&actor, built_in));
        }
    }
}

#[test]
fn a_role_in_use_says_how_many_use_it() {
    assert!(role_in_use(0).is_allowed());
    for (users, words) in [(1, "by 1 person,"), (3, "by 3 people,")] {
        let decision = role_in_use(users);
        assert_verdict(&decision, Some(No::Because(ReasonCode::RoleInUse)), None, &users);
        assert!(decision.reason().is_some_and(|reason| reason.message.contains(words)));
    }
}

#[test]
fn a_level_above_ones_own_is_refused_with_both_levels() {
    let levels = only(ROLES, Level::Full);
    let actor = Actor { kind: OrganizationKind::Customer, role: "c".to_owned(), levels, mdf_program: false };
    let decision = grant_level(&actor.access(), RoleObject::SecurityManagement, Level::View);
    let reason = decision.reason().expect("a no");
    assert_eq!((reason.have, reason.need), (Some(Level::None), Some(Level::View)));
    assert!(reason.message.contains("Security Management") && reason.message.contains("None"));
}

#[test]
fn roles_are_assigned_as_the_page_says_for_all_actors_targets_and_choices() {
    let table = Table::read();
    for actor in actors() {
        let access = actor.access();
        let super_admin = actor.role == "super_admin";
        for target in targets() {
            for (choice, row) in BuiltInRole::ALL.iter().zip(&table.role) {
                let within = row
                    .levels()
                    .iter()
                    .enumerate()
                    .all(|(index, level)| !actor.exists(index) || *level <= actor.levels[index]);
                let offered = !row.partner || actor.kind == OrganizationKind::Partner;
                let mut conditions = vec![
                    actor.in_organization(),
                    actor.needs(USERS, Level::Full),
                    (target != Some(BuiltInRole::SuperAdmin), No::Because(ReasonCode::SuperAdminProtected)),
                ];
                conditions.extend(match row.key.as_str() {
                    "super_admin" => vec![(false, No::Because(ReasonCode::TransferToAdminOnly))],
                    "mdf_admin" => vec![
                        (super_admin, No::Because(ReasonCode::NeedsSuperAdmin)),
                        (offered && actor.mdf_program, No::Because(ReasonCode::NotInMdfProgram)),
                    ],
                    _ => vec![
                        (offered, No::Because(ReasonCode::PartnerOnly)),
                        (within, No::Because(ReasonCode::AboveOwnLevel)),
                    ],
                });
                let decision = assign_role(&access, Holder { role: target }, RoleChoice::BuiltIn(*choice));
                assert_verdict(&decision, first_unmet(&conditions), Some(&access), &(&actor, target, choice));
            }
        }
    }
}

#[test]
fn a_custom_role_is_assigned_only_where_it_gives_nothing_above_ones_own_level() {
    for actor in actors() {
        let access = actor.access();
        for target in targets() {
            for object in RoleObject::ALL {
                for level in Level::ALL {
                    let gives = permissions(&only(*object, *level));
                    let counts = actor.exists(object_index(*object));
                    let expected = first_unmet(&[
                        actor.in_organization(),
                        actor.needs(USERS, Level::Full),
                        (
                            target != Some(BuiltInRole::SuperAdmin),
                            No::Because(ReasonCode::SuperAdminProtected),
                        ),
                        (!counts || *level <= actor.level(*object), No::Because(ReasonCode::AboveOwnLevel)),
                    ]);
                    let decision = assign_role(&access, Holder { role: target }, RoleChoice::Custom(&gives));
                    assert_verdict(&decision, expected, Some(&access), &(&actor, target, object, level));
                }
            }
        }
    }
}

#[test]
fn anybody_but_the_super_admin_is_removed_or_changed_by_who_may_change_users() {
    for actor in actors() {
        for target in targets() {
            let expected = first_unmet(&[
                actor.in_organization(),
                actor.needs(USERS, Level::Full),
                (target != Some(BuiltInRole::SuperAdmin), No::Because(ReasonCode::SuperAdminProtected)),
            ]);
            let access = actor.access();
            for decision in [remove_user, change_role_of].map(|rule| rule(&access, Holder { role: target })) {
                assert_verdict(&decision, expected, Some(&access), &(&actor, target));
            }
        }
    }
}

#[test]
fn the_super_admin_alone_transfers_the_role_and_to_an_admin_only() {
    for actor in actors() {
        for target in targets() {
            let expected = first_unmet(&[
                actor.in_organization(),
                (actor.role == "super_admin", No::Because(ReasonCode::NeedsSuperAdmin)),
                (target == Some(BuiltInRole::Admin), No::Because(ReasonCode::TransferToAdminOnly)),
            ]);
            let access = actor.access();
            let decision = transfer_super_admin(&access, Holder { role: target });
            assert_verdict(&decision, expected, Some(&access), &(&actor, target));
        }
    }
}
