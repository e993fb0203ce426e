//! The role table of the product, `tests/roles.toml`, as data.

use std::sync::LazyLock;

use caseport_domain::Level;
use serde::Deserialize;

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Table {
    pub object: Vec<ObjectRow>,
    pub role: Vec<RoleRow>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ObjectRow {
    pub key: String,
    pub label: String,
    levels: String,
    #[serde(default)]
    pub partner: bool,
    #[serde(default = "yes")]
    pub custom: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RoleRow {
    pub key: String,
    pub label: String,
    levels: String,
    #[serde(default)]
    pub partner: bool,
    #[serde(default)]
    pub single: bool,
    pub granted_by: Option<String>,
}

fn yes() -> bool {
    true
}

impl Table {
    /// The table, read once.
    pub fn read() -> &'static Self {
        static TABLE: LazyLock<Table> = LazyLock::new(|| {
            toml::from_str(include_str!("../../roles.toml"))
                .expect("roles.toml has the form that its head says")
        });
        &TABLE
    }
}

impl ObjectRow {
    pub fn levels(&self) -> Vec<Level> {
        levels(&self.levels)
    }
}

impl RoleRow {
    /// A level for every object, in the table's order.
    pub fn levels(&self) -> Vec<Level> {
        levels(&self.levels)
    }
}

fn levels(letters: &str) -> Vec<Level> {
    let level = |letter| match letter {
        'N' => Level::None,
        'V' => Level::View,
        'F' => Level::Full,
        other => panic!("{other:?} is no level"),
    };
    letters.chars().map(level).collect()
}
