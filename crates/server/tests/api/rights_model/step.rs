//! One change that somebody tries, and whether they may, by the rules over the model.

use caseport_domain::id::CaseNumber;
use caseport_domain::policy::{self, Holder};
use caseport_domain::{
    Access, BuiltInRole, Code as _, Decision, Level, LinkKind, Permissions, Reason, RoleObject,
};
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::doing::New;
use super::world::World;
use super::{PEOPLE, PLACES};

/// The objects that the portal's rules read, and one that stays at None in every role of one's own.
const OBJECTS: [RoleObject; 7] = [
    RoleObject::SupportService,
    RoleObject::SupportServiceCustomerOrganizations,
    RoleObject::SupportServiceCustomerCases,
    RoleObject::RoleManagement,
    RoleObject::UserManagement,
    RoleObject::EventHistory,
    RoleObject::ChannelMdf,
];

#[derive(Clone, Debug)]
pub struct Step {
    pub org: &'static str,
    by: By,
    pub what: What,
}

/// Who tries it: somebody who may, if anybody may; or whoever comes.
#[derive(Clone, Copy, Debug)]
struct By {
    who_may: bool,
    at: Index,
}

#[derive(Clone, Debug)]
pub enum What {
    Toggle {
        whom: &'static str,
        on: bool,
    },
    Assign {
        whom: &'static str,
        role: Index,
    },
    Edit {
        role: Index,
        levels: Permissions,
    },
    Add {
        levels: Permissions,
    },
    Delete {
        role: Index,
        instead: Option<Index>,
    },
    Transfer {
        whom: &'static str,
    },
    Remove {
        whom: &'static str,
    },
    /// Who is invited accepts at once.
    Invite {
        whom: &'static str,
        role: Index,
    },
    /// This is done by the vendor.
    Link {
        customer: &'static str,
        kind: Option<LinkKind>,
    },
    Submit {
        customer: Option<&'static str>,
    },
}

/// Why not.
#[derive(Debug)]
pub enum Wrong {
    Denied(Reason),
    Status(u16),
}

impl From<Reason> for Wrong {
    fn from(reason: Reason) -> Self {
        Self::Denied(reason)
    }
}

fn levels() -> impl Strategy<Value = Permissions> {
    // Mostly what a role may be; now and then what an object does not offer.
    let level = |object: RoleObject| {
        let offered = || select(object.levels().to_vec());
        prop_oneof![20 => offered(), 1 => select(Level::ALL.to_vec())]
    };
    let all: Vec<_> = OBJECTS[..6].iter().map(|object| level(*object).boxed()).collect();
    (all, prop::bool::weighted(0.05)).prop_map(|(levels, locked)| {
        let permissions = OBJECTS
            .iter()
            .zip(levels)
            .fold(Permissions::default(), |so_far, (object, level)| so_far.with(*object, level));
        if locked { permissions.with(OBJECTS[6], Level::View) } else { permissions }
    })
}

pub fn step() -> impl Strategy<Value = Step> {
    let whom = || select(PEOPLE.map(|(id, _)| id).to_vec());
    let customer = || select(vec!["contoso", "fabrikam", "litware"]);
    let index = any::<Index>;
    let kind = prop_oneof![Just(None), Just(Some(LinkKind::Partner)), Just(Some(LinkKind::Other))];
    let what = prop_oneof![
        3 => (whom(), any::<bool>()).prop_map(|(whom, on)| What::Toggle { whom, on }),
        3 => (whom(), index()).prop_map(|(whom, role)| What::Assign { whom, role }),
        3 => (index(), levels()).prop_map(|(role, levels)| What::Edit { role, levels }),
        1 => levels().prop_map(|levels| What::Add { levels }),
        1 => (index(), prop::option::weighted(0.7, index())).prop_map(|(role, instead)| What::Delete { role, instead }),
        2 => whom().prop_map(|whom| What::Transfer { whom }),
        1 => whom().prop_map(|whom| What::Remove { whom }),
        2 => (whom(), index()).prop_map(|(whom, role)| What::Invite { whom, role }),
        2 => (customer(), kind).prop_map(|(customer, kind)| What::Link { customer, kind }),
        2 => prop::option::weighted(0.7, customer()).prop_map(|customer| What::Submit { customer }),
    ];
    let by = (prop::bool::weighted(0.7), index()).prop_map(|(who_may, at)| By { who_may, at });
    (select(PLACES.to_vec()), by, what).prop_map(|(org, by, what)| {
        // Only a partner has links.
        let org = if matches!(what, What::Link { .. }) { PLACES[0] } else { org };
        Step { org, by, what }
    })
}

impl Step {
    /// What kind of step it is, and whether it would be done, in the model alone.
    pub fn imagined(&self, world: &mut World) -> (&'static str, bool) {
        let by = self.by(world);
        let allowed = self.may(world, by).is_ok();
        if allowed {
            let number = world.cases.keys().next_back().and_then(|last| CaseNumber::new(last.value() + 1));
            let role = format!("role-{}", world.roles.len());
            let new = New { number, role };
            self.done(world, by, Some(new));
        }
        let kind = match self.what {
            What::Toggle { .. } => "toggle",
            What::Assign { .. } => "assign",
            What::Edit { .. } => "edit",
            What::Add { .. } => "add",
            What::Delete { .. } => "delete",
            What::Transfer { .. } => "transfer",
            What::Remove { .. } => "remove",
            What::Invite { .. } => "invite",
            What::Link { .. } => "link",
            What::Submit { .. } => "submit",
        };
        (kind, allowed)
    }

    pub fn by(&self, world: &World) -> &'static str {
        let all = PEOPLE.map(|(id, _)| id);
        let may: Vec<_> = all.into_iter().filter(|by| self.may(world, by).is_ok()).collect();
        if self.by.who_may && !may.is_empty() {
            may[self.by.at.index(may.len())]
        } else {
            all[self.by.at.index(all.len())]
        }
    }

    /// Every role that there is in the organization's lists of them, or that could be named.
    pub fn any_role<'a>(&self, world: &'a World, at: Index) -> &'a str {
        let built_in = BuiltInRole::ALL.iter().map(|role| role.key());
        let all: Vec<&str> = world.own_roles(self.org).chain(built_in).collect();
        all[at.index(all.len())]
    }

    /// One of its own, or one that nobody can change.
    pub fn to_change<'a>(&self, world: &'a World, at: Index) -> &'a str {
        let all: Vec<&str> = world.own_roles(self.org).chain(["admin"]).collect();
        all[at.index(all.len())]
    }

    pub fn may(&self, world: &World, by: &str) -> Result<(), Wrong> {
        if let What::Link { .. } = self.what {
            return Ok(());
        }
        let access = &world.access(self.org, by).ok_or(Wrong::Status(404))?;
        let member = |whom: &str| world.seat(self.org, whom).ok_or(Wrong::Status(404));
        let decision = match &self.what {
            What::Toggle { whom, .. } => {
                policy::change_case_access(access).require()?;
                member(whom)?;
                Decision::Allowed
            }
            What::Assign { whom, role } => {
                policy::change_users(access).require()?;
                let role = world.choice(self.org, self.any_role(world, *role));
                policy::assign_role(access, World::holder(member(whom)?), role)
            }
            What::Edit { role, levels } => {
                let role = self.to_change(world, *role);
                sees_roles(access)?;
                policy::edit_role(access, role == "admin").require()?;
                change_levels(access, &world.permissions(self.org, role), levels)
            }
            What::Add { levels } => change_levels(access, &Permissions::default(), levels),
            What::Delete { role, instead } => {
                let role = self.to_change(world, *role);
                sees_roles(access)?;
                policy::edit_role(access, role == "admin").require()?;
                match instead.map(|at| self.any_role(world, at)) {
                    Some(instead) if instead == role => return Err(Wrong::Status(422)),
                    Some(instead) if world.users_of(self.org, role) > 0 => {
                        policy::assign_role(access, Holder { role: None }, world.choice(self.org, instead))
                    }
                    _ => policy::role_in_use(world.users_of(self.org, role)),
                }
            }
            What::Transfer { whom } => match world.seat(self.org, whom) {
                Some(seat) => policy::transfer_super_admin(access, World::holder(seat)),
                None => {
                    policy::needs_super_admin(access).require()?;
                    return Err(Wrong::Status(422));
                }
            },
            What::Remove { whom } => {
                policy::change_users(access).require()?;
                policy::remove_user(access, World::holder(member(whom)?))
            }
            What::Invite { whom, role } => {
                policy::change_users(access).require()?;
                if world.seat(self.org, whom).is_some() {
                    return Err(Wrong::Status(422));
                }
                let role = world.choice(self.org, self.any_role(world, *role));
                policy::assign_role(access, Holder { role: None }, role)
            }
            What::Submit { customer: None } => policy::submit_own(access),
            What::Submit { customer: Some(customer) } => {
                policy::submit_for_linked_customer(access, world.link(self.org, customer))
            }
            What::Link { .. } => Decision::Allowed,
        };
        Ok(decision.require()?)
    }

    pub fn described(&self, world: &World) -> String {
        let role = match &self.what {
            What::Assign { role, .. } | What::Invite { role, .. } => self.any_role(world, *role),
            What::Edit { role, .. } | What::Delete { role, .. } => self.to_change(world, *role),
            _ => "",
        };
        format!("{:?} {role}", self.what)
    }
}

/// Who may not even see roles is told what changing one needs, whichever it is.
fn sees_roles(access: &Access) -> Result<(), Reason> {
    if policy::see_roles(access).is_allowed() { Ok(()) } else { policy::change_roles(access).require() }
}

/// The rule on each object's level, in the table's order.
fn change_levels(access: &Access, before: &Permissions, after: &Permissions) -> Decision {
    let each = before.iter().zip(after.iter());
    let each = each.map(|((object, from), (_, to))| policy::change_level(access, object, from, to));
    each.fold(policy::change_roles(access), |so_far, next| so_far.and(|| next))
}
