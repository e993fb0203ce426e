//! A step over HTTP: what is asked, and what it makes of the model.

use crate::common::sql;
use caseport_domain::api::{CaseDetail, Role};
use caseport_domain::id::CaseNumber;
use caseport_domain::{CaseFacts, CaseKind, Code as _, LinkKind, Permissions, Status};
use serde_json::{Value, json};

use super::PEOPLE;
use super::step::{Step, What, Wrong};
use super::world::{OwnRole, Seat, World};
use crate::common::{Answer, TestApp, User};
use crate::invitations::secret;

/// A step that was tried.
pub struct Taken {
    pub by: &'static str,
    pub what: String,
    pub done: bool,
}

impl Step {
    /// Does it, and holds the answer against the rules; what came of it.
    pub async fn take(&self, app: &TestApp, people: &[(&str, User<'_>)], world: &mut World) -> Taken {
        let by = self.by(world);
        let user = |id: &str| &people.iter().find(|(it, _)| *it == id).unwrap().1;
        let expected = self.may(world, by);
        let what = format!("{by} in {}: {} -> {expected:?}", self.org, self.described(world));
        let answer = match &self.what {
            What::Link { customer, kind } => {
                link(app, self.org, customer, *kind).await;
                None
            }
            _ => Some(self.ask(user(by), world).await),
        };
        match (&expected, answer) {
            (Ok(()), answer) => {
                let new = answer.and_then(|answer| self.made(&answer, &what));
                if let What::Invite { whom, .. } = &self.what {
                    let email = PEOPLE.iter().find(|(id, _)| id == whom).unwrap().1;
                    let path = format!("/invitations/{}/accept", secret(app, email).await);
                    assert_eq!(user(whom).post(&path, &json!({})).await.status, 204, "{what}");
                }
                self.done(world, by, new);
            }
            (Err(Wrong::Denied(reason)), Some(answer)) => {
                let in_the_way = reason.code.code() == "role_in_use";
                let problem = answer.problem(if in_the_way { 409 } else { 403 });
                assert_eq!(problem.reason.as_ref(), Some(reason), "{what}");
            }
            (Err(Wrong::Status(status)), Some(answer)) => {
                assert_eq!(answer.status, *status, "{what}: {}", answer.text());
            }
            (Err(_), None) => panic!("{what}"),
        }
        Taken { by, what, done: expected.is_ok() }
    }

    async fn ask(&self, user: &User<'_>, world: &World) -> Answer {
        let org = format!("/organizations/{}", self.org);
        let user = user.seeing("*");
        match &self.what {
            What::Toggle { whom, on } => {
                user.put(&format!("{org}/case-access/{whom}"), &json!({ "enabled": on })).await
            }
            What::Assign { whom, role } => {
                let role = self.any_role(world, *role);
                user.put(&format!("{org}/users/{whom}/role"), &json!({ "role": role })).await
            }
            What::Edit { role, levels } => {
                let id = self.to_change(world, *role);
                user.put(&format!("{org}/roles/{id}"), &role_of(&world.label(self.org, id), levels)).await
            }
            What::Add { levels } => {
                user.post(&format!("{org}/roles"), &role_of(&self.new_label(world), levels)).await
            }
            What::Delete { role, instead } => {
                let instead = instead.map(|at| format!("?move_users_to={}", self.any_role(world, at)));
                let id = self.to_change(world, *role);
                user.delete(&format!("{org}/roles/{id}{}", instead.unwrap_or_default())).await
            }
            What::Transfer { whom } => {
                user.post(&format!("{org}/super-admin"), &json!({ "user": whom })).await
            }
            What::Remove { whom } => user.delete(&format!("{org}/users/{whom}")).await,
            What::Invite { whom, role } => {
                let email = PEOPLE.iter().find(|(id, _)| id == whom).unwrap().1;
                let role = self.any_role(world, *role);
                user.post(&format!("{org}/invitations"), &json!({ "email": email, "role": role })).await
            }
            What::Submit { customer } => user.submit(self.org, json!({ "customer": customer })).await,
            What::Link { .. } => unreachable!("nobody asks for it"),
        }
    }

    fn new_label(&self, world: &World) -> String {
        (0..)
            .map(|n| format!("Role {n}"))
            .find(|label| world.roles.values().all(|it| it.label != *label))
            .unwrap()
    }

    /// What an answer that all went well says of what is new.
    fn made(&self, answer: &Answer, what: &str) -> Option<New> {
        assert!((200..300).contains(&answer.status), "{what}: {}", answer.text());
        match self.what {
            What::Add { .. } => Some(New { role: answer.read_as::<Role>(201).id.to_string(), number: None }),
            What::Submit { .. } => Some(New {
                role: String::new(),
                number: Some(answer.read_as::<CaseDetail>(201).summary.number),
            }),
            _ => None,
        }
    }

    pub fn done(&self, world: &mut World, by: &str, new: Option<New>) {
        let org = self.org.to_owned();
        let at = |whom: &str| (org.clone(), whom.to_owned());
        match &self.what {
            What::Toggle { whom, on } => world.seats.get_mut(&at(whom)).unwrap().extended = *on,
            What::Assign { whom, role } => {
                let role = self.any_role(world, *role).to_owned();
                world.seats.get_mut(&at(whom)).unwrap().role = role;
            }
            What::Edit { role, levels } => {
                let id = self.to_change(world, *role).to_owned();
                world.roles.get_mut(&at(&id)).unwrap().permissions = *levels;
            }
            What::Add { levels } => {
                let role = OwnRole { label: self.new_label(world), permissions: *levels };
                world.roles.insert(at(&new.unwrap().role), role);
            }
            What::Delete { role, instead } => {
                let id = self.to_change(world, *role).to_owned();
                if let Some(instead) = instead.map(|at| self.any_role(world, at).to_owned()) {
                    let held = world.seats.iter_mut().filter(|((of, _), seat)| *of == org && seat.role == id);
                    held.for_each(|(_, seat)| seat.role.clone_from(&instead));
                }
                world.roles.remove(&at(&id));
            }
            What::Transfer { whom } => {
                world.seats.get_mut(&at(by)).unwrap().role = "admin".to_owned();
                world.seats.get_mut(&at(whom)).unwrap().role = "super_admin".to_owned();
            }
            What::Remove { whom } => {
                world.seats.remove(&at(whom));
            }
            What::Invite { whom, role } => {
                let role = self.any_role(world, *role).to_owned();
                world.seats.insert(at(whom), Seat { role, extended: false });
            }
            What::Link { customer, kind: Some(kind) } => {
                world.links.insert(at(customer), *kind);
            }
            What::Link { customer, kind: None } => {
                world.links.remove(&at(customer));
            }
            What::Submit { customer } => {
                let case = CaseFacts {
                    kind: CaseKind::Support,
                    organization: Some(customer.unwrap_or(self.org).into()),
                    filed_from: Some(self.org.into()),
                    submitter: by.into(),
                    status: Status::Open,
                    closed_at: None,
                    escalated: false,
                    rated: false,
                };
                world.cases.insert(new.unwrap().number.unwrap(), case);
            }
        }
    }
}

/// What the server gave an id.
pub struct New {
    pub role: String,
    pub number: Option<CaseNumber>,
}

fn role_of(label: &str, levels: &Permissions) -> Value {
    json!({ "label": label, "permissions": levels })
}

async fn link(app: &TestApp, partner: &str, customer: &str, kind: Option<LinkKind>) {
    let mut write = app.store.write().await.unwrap();
    let sql = match kind {
        None => "DELETE FROM links WHERE partner_id = $1 AND customer_id = $2 AND $3 = ''",
        Some(_) => {
            "INSERT INTO links (partner_id, customer_id, kind, created_at) VALUES ($1, $2, $3, 1)
             ON CONFLICT (partner_id, customer_id) DO UPDATE SET kind = excluded.kind"
        }
    };
    let kind = kind.map_or("", |kind| kind.code());
    sql::query(sql).bind(partner).bind(customer).bind(kind).execute(&mut write).await.unwrap();
    write.commit().await.unwrap();
}
