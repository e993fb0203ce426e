//! Role objects and built-in roles against the product's table, line by line.

use caseport_domain::api::role_objects;
use caseport_domain::{BuiltInRole, Code, Level, Permissions, RoleObject};

use crate::support::table::Table;
use crate::support::verdict::assert_is_sentence;

#[test]
fn role_objects_are_those_of_the_table_in_its_order() {
    let table = Table::read();
    let keys: Vec<&str> = table.object.iter().map(|row| row.key.as_str()).collect();
    let codes: Vec<&str> = RoleObject::ALL.iter().map(|object| object.code()).collect();
    assert_eq!(codes, keys);
    assert_eq!(RoleObject::COUNT, 18);
    assert_eq!(RoleObject::ALL.len(), RoleObject::COUNT);
}

#[test]
fn every_role_object_has_the_label_levels_and_flags_of_the_table() {
    for (object, row) in RoleObject::ALL.iter().zip(&Table::read().object) {
        let key = &row.key;
        assert_eq!(object.label(), row.label, "{key}");
        assert_eq!(object.levels(), row.levels(), "{key}");
        assert_eq!(object.is_partner_only(), row.partner, "{key}");
        assert_eq!(object.is_open_to_custom_roles(), row.custom, "{key}");
    }
}

#[test]
fn a_level_has_a_meaning_exactly_where_the_object_offers_it() {
    for (object, row) in RoleObject::ALL.iter().zip(&Table::read().object) {
        for level in Level::ALL {
            let meaning = object.meaning(*level);
            assert_eq!(meaning.is_some(), row.levels().contains(level), "{} {level:?}", row.key);
            if let Some(meaning) = meaning {
                assert_is_sentence(meaning, &(object, level));
            }
        }
    }
}

#[test]
fn the_levels_of_one_object_mean_different_things() {
    for object in RoleObject::ALL {
        let mut meanings: Vec<_> = object.levels().iter().map(|level| object.meaning(*level)).collect();
        meanings.sort_unstable();
        meanings.dedup();
        assert_eq!(meanings.len(), object.levels().len(), "{object:?}");
    }
}

#[test]
fn every_object_says_where_it_applies() {
    for object in RoleObject::ALL {
        assert!(!object.applies_to().is_empty(), "{object:?}");
    }
    assert_eq!(RoleObject::ChannelMyDealManagement.applies_to(), "Partner Portal > Deal Registration tab");
    assert_eq!(RoleObject::ChannelMdf.applies_to(), "Partner Portal > Marketing Development Funds tab");
}

#[test]
fn built_in_roles_are_those_of_the_table_in_its_order() {
    let table = Table::read();
    let expected: Vec<_> = table.role.iter().map(|row| (row.key.as_str(), row.label.as_str())).collect();
    let found: Vec<_> = BuiltInRole::ALL.iter().map(|role| (role.key(), role.label())).collect();
    assert_eq!(found, expected);
}

#[test]
fn every_built_in_role_gives_the_level_of_the_table_on_every_object() {
    let table = Table::read();
    for (role, row) in BuiltInRole::ALL.iter().zip(&table.role) {
        assert_eq!(row.levels().len(), table.object.len(), "{}", row.key);
        for ((object, expected), of) in RoleObject::ALL.iter().zip(row.levels()).zip(&table.object) {
            assert_eq!(role.permissions().level(*object), expected, "{} on {}", row.key, of.key);
            assert!(of.levels().contains(&expected), "{} on {} is offered", row.key, of.key);
        }
    }
}

#[test]
fn built_in_roles_are_partner_only_as_in_the_table() {
    for (role, row) in BuiltInRole::ALL.iter().zip(&Table::read().role) {
        assert_eq!(role.is_partner_only(), row.partner, "{}", row.key);
        assert_is_sentence(role.description(), role);
    }
}

#[test]
fn only_the_super_admin_is_single_and_only_two_roles_need_a_special_grantor() {
    let table = Table::read();
    let single: Vec<_> = table.role.iter().filter(|row| row.single).map(|row| row.key.as_str()).collect();
    assert_eq!(single, ["super_admin"]);
    let special: Vec<_> = table
        .role
        .iter()
        .filter_map(|row| row.granted_by.as_deref().map(|by| (row.key.as_str(), by)))
        .collect();
    assert_eq!(special, [("super_admin", "super_admin"), ("mdf_admin", "super_admin")]);
}

#[test]
fn levels_are_ordered_none_view_full_and_named_as_on_the_screen() {
    assert!(Level::None < Level::View && Level::View < Level::Full);
    let labels: Vec<_> = Level::ALL.iter().map(|level| level.label()).collect();
    assert_eq!(labels, ["None", "View Only", "Full Access"]);
}

#[test]
fn permissions_hold_one_level_for_each_object_and_none_at_first() {
    assert!(Permissions::default().iter().all(|(_, level)| level == Level::None));
    for object in RoleObject::ALL {
        let permissions = Permissions::default().with(*object, Level::Full);
        for other in RoleObject::ALL {
            let expected = if other == object { Level::Full } else { Level::None };
            assert_eq!(permissions.level(*other), expected, "{object:?} {other:?}");
        }
        assert_eq!(permissions.with(*object, Level::None), Permissions::default(), "{object:?}");
    }
    let order: Vec<_> = Permissions::default().iter().map(|(object, _)| object).collect();
    assert_eq!(order, RoleObject::ALL);
}

#[test]
fn the_list_of_role_objects_for_clients_says_all_of_the_table() {
    let table = Table::read();
    let entries = role_objects();
    assert_eq!(entries.len(), table.object.len());
    for (entry, row) in entries.iter().zip(&table.object) {
        assert_eq!((&entry.key, &entry.label), (&row.key, &row.label));
        assert_eq!((entry.partner, entry.custom), (row.partner, row.custom), "{}", row.key);
        assert!(!entry.applies_to.is_empty(), "{}", row.key);
        let levels: Vec<_> = entry.levels.iter().map(|level| level.level).collect();
        assert_eq!(levels, row.levels(), "{}", row.key);
        for level in &entry.levels {
            assert_eq!(level.label, level.level.label());
            assert_is_sentence(&level.meaning, &row.key);
        }
    }
}
