//! Roles: a level for every role object. The built-in ones are fixed here; custom ones live in the database.

use std::fmt;

use serde::de::{MapAccess, Visitor};
use serde::ser::SerializeMap;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

use crate::code::{Code, Known, codes};
use crate::level::Level;
use crate::role_object::RoleObject;

/// A level for every role object; None where nothing was granted.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Permissions([Level; RoleObject::COUNT]);

impl Default for Permissions {
    fn default() -> Self {
        Self([Level::None; RoleObject::COUNT])
    }
}

impl Permissions {
    /// The level on `object`.
    pub fn level(&self, object: RoleObject) -> Level {
        self.0[object as usize]
    }

    /// The same permissions with another level on `object`. Whether the object offers it is for the rules to say.
    #[must_use]
    pub fn with(mut self, object: RoleObject, level: Level) -> Self {
        self.0[object as usize] = level;
        self
    }

    /// Every object with its level, in the table's order.
    pub fn iter(&self) -> impl Iterator<Item = (RoleObject, Level)> + '_ {
        RoleObject::ALL.iter().map(|object| (*object, self.level(*object)))
    }

    /// Levels from the letters of the role table (`N`, `V`, `F`), in the table's order; anything else is None.
    fn from_letters(letters: &str) -> Self {
        let mut permissions = Self::default();
        for (object, letter) in RoleObject::ALL.iter().zip(letters.bytes()) {
            let level = match letter {
                b'F' => Level::Full,
                b'V' => Level::View,
                _ => Level::None,
            };
            permissions = permissions.with(*object, level);
        }
        permissions
    }
}

impl fmt::Debug for Permissions {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_map()
            .entries(self.iter().filter(|(_, level)| *level > Level::None).map(|(o, l)| (o.code(), l.code())))
            .finish()
    }
}

impl Serialize for Permissions {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let mut map = serializer.serialize_map(Some(RoleObject::COUNT))?;
        for (object, level) in self.iter() {
            map.serialize_entry(object.code(), &level)?;
        }
        map.end()
    }
}

impl<'de> Deserialize<'de> for Permissions {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct ByObject;
        impl<'de> Visitor<'de> for ByObject {
            type Value = Permissions;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a map of role objects to levels")
            }

            // Objects of a newer server are passed over: this build has no rule that asks for them. A level of a
            // newer server allows nothing, as no rule of this build knows what it is enough for.
            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Permissions, A::Error> {
                let mut permissions = Permissions::default();
                while let Some((key, level)) = map.next_entry::<String, Known<Level>>()? {
                    if let Some(object) = RoleObject::parse(&key) {
                        permissions = permissions.with(object, level.value().unwrap_or(Level::None));
                    }
                }
                Ok(permissions)
            }
        }
        deserializer.deserialize_map(ByObject)
    }
}

/// Reads what somebody wants to give: other than in an answer, nothing unknown is passed over.
pub(crate) fn known_only<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Permissions, D::Error> {
    struct ByObject;
    impl<'de> Visitor<'de> for ByObject {
        type Value = Permissions;

        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a map of role objects to levels")
        }

        fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Permissions, A::Error> {
            let mut permissions = Permissions::default();
            while let Some(object) = map.next_key::<RoleObject>()? {
                permissions = permissions.with(object, map.next_value()?);
            }
            Ok(permissions)
        }
    }
    deserializer.deserialize_map(ByObject)
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Permissions {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        use utoipa::openapi::{ObjectBuilder, Ref};
        let mut object = ObjectBuilder::new().description(Some("Each role object with its level."));
        for role_object in RoleObject::ALL {
            object = object.property(role_object.code(), Ref::from_schema_name("Level"));
        }
        object.into()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Permissions {
    fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>)>) {
        schemas.push(("Level".to_owned(), <Level as utoipa::PartialSchema>::schema()));
    }
}

codes! {
    /// The roles that every organization has, or every partner organization.
    BuiltInRole {
        /// Exactly one in an organization; passed on by transfer, to an Admin.
        SuperAdmin = "super_admin",
        /// Everything but the Super Admin's account.
        Admin = "admin",
        /// Mostly a viewer.
        User = "user",
        /// Partner features and marketing funds; only in the MDF program.
        MdfAdmin = "mdf_admin",
        /// A viewer of the partner features, too.
        PartnerUser = "partner_user",
    }
}

impl BuiltInRole {
    /// The role's id, the same in every organization.
    pub fn key(self) -> &'static str {
        self.code()
    }

    /// The role's name on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::SuperAdmin => "Super Admin",
            Self::Admin => "Admin",
            Self::User => "User",
            Self::MdfAdmin => "MDF Admin",
            Self::PartnerUser => "Partner User",
        }
    }

    /// What the role is for, in a sentence.
    pub fn description(self) -> &'static str {
        match self {
            Self::SuperAdmin => "Full control of the organization; exactly one person, who can pass it on.",
            Self::Admin => "Full control of the organization, except over the Super Admin.",
            Self::User => "Sees the organization's information and submits cases.",
            Self::MdfAdmin => "All partner features, and requests marketing development funds.",
            Self::PartnerUser => "Sees the organization's and the partner features, and submits cases.",
        }
    }

    /// Whether it exists only in partner organizations.
    pub fn is_partner_only(self) -> bool {
        matches!(self, Self::MdfAdmin | Self::PartnerUser)
    }

    /// What the role gives on each object.
    pub fn permissions(self) -> Permissions {
        Permissions::from_letters(match self {
            Self::SuperAdmin | Self::Admin => "FVFFFFFVFFFFFFFVFF",
            Self::User => "VVVNNVVNVVNNVNNNNV",
            Self::MdfAdmin => "FVFFFFVVFFFFVVFVFF",
            Self::PartnerUser => "VVVNVVVNVVNNVNFNVV",
        })
    }
}
