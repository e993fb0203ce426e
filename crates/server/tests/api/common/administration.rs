//! My Organization, by hand.

use super::sql;
use crate::common::sql::Get as _;
use caseport_domain::api::{Items, Role};
use serde_json::{Value, json};

use super::{Answer, TestApp, User};

/// An entry of Event History as the database has it: kind, by, subject, role, changes, what was attempted, reason.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Entry {
    pub kind: String,
    pub by: String,
    pub subject: String,
    pub role: String,
    /// `what: old -> new`
    pub changes: Vec<String>,
    pub attempted: String,
    pub reason: String,
}

impl Entry {
    pub fn new(kind: &str, by: &str) -> Self {
        Self { kind: kind.to_owned(), by: by.to_owned(), ..Self::default() }
    }

    pub fn of(self, subject: &str) -> Self {
        Self { subject: subject.to_owned(), ..self }
    }

    pub fn role(self, role: &str) -> Self {
        Self { role: role.to_owned(), ..self }
    }

    pub fn change(mut self, change: &str) -> Self {
        self.changes.push(change.to_owned());
        self
    }
}

impl TestApp {
    /// What Event History has of an organization, oldest first, but for signing in.
    pub async fn entries(&self, org: &str) -> Vec<Entry> {
        let mut read = self.store.read().await.unwrap();
        let rows = sql::query(
            "SELECT * FROM organization_events WHERE organization_id = $1 AND kind <> 'signed_in' AND at >= $2 ORDER BY seq",
        )
        .bind(org)
        .bind(super::T0.timestamp_micros())
        .fetch_all(&mut read)
        .await
        .unwrap();
        let entry = |row: &caseport_server::store::sql::Row| {
            let text = |column: &str| row.get::<Option<String>>(column).unwrap_or_default();
            let changes: Vec<Value> = serde_json::from_str(&text("changes")).unwrap_or_default();
            let shown = |value: &Value| value.as_str().unwrap_or("-").to_owned();
            let change = |it: &Value| {
                format!("{}: {} -> {}", shown(&it["what"]), shown(&it["old"]), shown(&it["new"]))
            };
            let subject = text("subject_id");
            Entry {
                kind: text("kind"),
                by: text("by_id"),
                subject: if subject.is_empty() { text("subject_email") } else { subject },
                role: text("role"),
                changes: changes.iter().map(change).collect(),
                attempted: text("attempted"),
                reason: text("reason"),
            }
        };
        rows.iter().map(entry).collect()
    }

    /// The latest entry.
    pub async fn last_entry(&self, org: &str) -> Entry {
        self.entries(org).await.pop().unwrap_or_default()
    }

    /// More people in an organization, with names that sort like their numbers.
    pub async fn crowd(&self, org: &str, size: usize) {
        let mut write = self.store.write().await.unwrap();
        for number in 0..size {
            let id = format!("crowd-{number:05}");
            sql::query(
                "INSERT INTO users (id, name, email, created_at, name_key) VALUES ($1, $2, $3, 1, lower($2))",
            )
            .bind(&id)
            .bind(format!("Crowd {number:05}"))
            .bind(format!("{id}@{org}.example"))
            .execute(&mut write)
            .await
            .unwrap();
            sql::query("INSERT INTO memberships (user_id, organization_id, role, created_at) VALUES ($1, $2, 'user', 1)")
                .bind(&id)
                .bind(org)
                .execute(&mut write)
                .await
                .unwrap();
        }
        write.commit().await.unwrap();
    }
}

impl User<'_> {
    pub async fn roles(&self, org: &str) -> Vec<Role> {
        let roles: Items<Role> = self.get(&format!("/organizations/{org}/roles")).await.read_as(200);
        roles.items
    }

    /// Adds a role and expects that it works.
    pub async fn role(&self, org: &str, label: &str, permissions: Value) -> Role {
        let role = json!({ "label": label, "permissions": permissions });
        self.post(&format!("/organizations/{org}/roles"), &role).await.read_as(201)
    }

    /// Deletes a role as it was seen.
    pub async fn delete_seen(&self, role: &Role) -> Answer {
        // All of the tests' roles that go like this are Northwind's.
        self.seeing(&role.etag).delete(&format!("/organizations/northwind/roles/{}", role.id)).await
    }

    /// The same person, who has seen that version.
    pub fn seeing(&self, etag: &str) -> Self {
        self.clone().with("if-match", etag)
    }
}
