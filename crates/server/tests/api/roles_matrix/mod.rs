//! Every role against every endpoint: answered or refused as the product's role table and the sentences of its page say. An
//! endpoint that is described and has no row here fails.

mod rows;

use crate::common::sql;
use std::collections::{BTreeMap, BTreeSet};

use crate::common::sql::Get as _;
use serde::Deserialize;
use serde_json::Value;

use self::rows::{Rule, rows};
use crate::common::TestApp;
use crate::users::held;

/// The product's own table.
#[derive(Deserialize)]
struct Table {
    object: Vec<ObjectRow>,
    role: Vec<RoleRow>,
}

#[derive(Deserialize)]
struct ObjectRow {
    key: String,
    #[serde(default)]
    partner: bool,
}

#[derive(Deserialize)]
struct RoleRow {
    key: String,
    levels: String,
    #[serde(default)]
    partner: bool,
}

/// A person in an organization: what decides. 0 is None, 1 View Only, 2 Full Access.
#[derive(Clone, Debug)]
pub struct Facts {
    pub levels: BTreeMap<String, u8>,
    pub partner: bool,
    pub extended: bool,
    pub super_admin: bool,
}

impl Facts {
    pub fn level(&self, object: &str) -> u8 {
        self.levels.get(object).copied().unwrap_or(0)
    }
}

fn letter(letter: char) -> u8 {
    "NVF".find(letter).unwrap().try_into().unwrap()
}

/// The roles of an organization: the table's, and the demo's own.
async fn roles(app: &TestApp, org: &str, partner: bool) -> Vec<(String, BTreeMap<String, u8>)> {
    let table: Table = toml::from_str(include_str!("../../../../domain/tests/roles.toml")).unwrap();
    let exists = |object: &&ObjectRow| partner || !object.partner;
    let mut roles: Vec<_> = table
        .role
        .iter()
        .filter(|role| partner || !role.partner)
        .map(|role| {
            let levels = table.object.iter().zip(role.levels.chars()).filter(|(object, _)| exists(object));
            let levels = levels.map(|(object, level)| (object.key.clone(), letter(level))).collect();
            (role.key.clone(), levels)
        })
        .collect();
    let mut read = app.store.read().await.unwrap();
    let own = sql::query("SELECT id, permissions FROM roles WHERE organization_id = $1").bind(org);
    for row in own.fetch_all(&mut read).await.unwrap() {
        let permissions: BTreeMap<String, String> = serde_json::from_str(row.get("permissions")).unwrap();
        let level = |text: &str| ["none", "view", "full"].iter().position(|it| *it == text).unwrap() as u8;
        let levels = permissions.iter().map(|(object, text)| (object.clone(), level(text))).collect();
        roles.push((row.get("id"), levels));
    }
    roles
}

/// Makes pia, who is nobody here, a member with that role; if it is the Super Admin's, instead of who has it.
async fn seat(app: &TestApp, org: &str, role: &str, extended: bool) {
    let mut write = app.store.write().await.unwrap();
    for (sql, role) in [
        ("DELETE FROM memberships WHERE user_id = 'pia' AND organization_id = $1 AND $2 <> ''", role),
        (
            "UPDATE memberships SET role = 'admin' WHERE organization_id = $1 AND role = $2",
            if role == "super_admin" { role } else { "" },
        ),
    ] {
        sql::query(sql).bind(org).bind(role).execute(&mut write).await.unwrap();
    }
    sql::query("INSERT INTO memberships (user_id, organization_id, role, extended_case_view, created_at) VALUES ('pia', $1, $2, $3, 1)")
        .bind(org)
        .bind(role)
        .bind(extended)
        .execute(&mut write)
        .await
        .unwrap();
    write.commit().await.unwrap();
}

async fn one(app: &TestApp, sql: &'static str, org: &str) -> String {
    let mut read = app.store.read().await.unwrap();
    let row = sql::query(sql).bind(org).fetch_one(&mut read).await.unwrap();
    row.get::<String>("it")
}

/// What the addresses of an organization's rows name.
async fn names(app: &TestApp, org: &str) -> Vec<(&'static str, String)> {
    let own = "SELECT CAST(MIN(number) AS TEXT) AS it FROM cases c WHERE organization_id = $1 AND filed_from = $1
        AND kind = 'support' AND status <> 'closed'
        AND NOT EXISTS (SELECT 1 FROM escalations e WHERE e.case_number = c.number AND e.state <> 'withdrawn')";
    let other = "SELECT CAST(MIN(number) AS TEXT) AS it FROM cases c WHERE $1 <> '' AND organization_id = 'contoso'
        AND filed_from = 'northwind' AND kind = 'support' AND status <> 'closed'
        AND NOT EXISTS (SELECT 1 FROM escalations e WHERE e.case_number = c.number AND e.state <> 'withdrawn')";
    let file = "SELECT MIN(f.id) AS it FROM files f JOIN cases c ON c.number = f.case_number
        WHERE c.organization_id = $1 AND c.filed_from = $1 AND c.kind = 'support'";
    let role = "SELECT COALESCE(MIN(id), 'nothing') AS it FROM roles WHERE organization_id = $1
        AND id IN (SELECT role FROM memberships WHERE organization_id = $1)";
    vec![
        ("{org}", org.to_owned()),
        ("{own}", one(app, own, org).await),
        ("{other}", one(app, other, org).await),
        ("{file}", one(app, file, org).await),
        ("{role}", one(app, role, org).await),
    ]
}

#[tokio::test]
async fn each_endpoint_answers_each_role_as_the_tables_say() {
    let (mut compared, mut wrong) = (0, Vec::new());
    for (org, partner) in [("northwind", true), ("contoso", false)] {
        let app = TestApp::demo().await;
        let pia =
            app.sign_in("pia@personal.example").await.with("if-match", "*").with("tus-resumable", "1.0.0");
        let described = described(&app).await;
        let names = names(&app, org).await;
        for (role, levels) in roles(&app, org, partner).await {
            for extended in [false, true] {
                seat(&app, org, &role, extended).await;
                let before = held(&app).await;
                let facts =
                    Facts { levels: levels.clone(), partner, extended, super_admin: role == "super_admin" };
                for row in rows(partner) {
                    if !described.contains(&(row.method.to_string(), row.endpoint.to_owned())) {
                        continue;
                    }
                    let named = |text: String| {
                        names.iter().fold(text, |text, (name, value)| text.replace(name, value))
                    };
                    let path = named(format!("/api/v1{}", row.path));
                    let body = row
                        .body
                        .as_ref()
                        .map(|body| ("application/json", named(body.to_string()).into_bytes()));
                    let user = row
                        .headers
                        .iter()
                        .fold(pia.clone(), |user, (name, value)| user.with(name, &named(value.clone())));
                    let what = format!("{role} in {org}, extended: {extended}: {} {path}", row.method);
                    let status = if path.ends_with("/stream") {
                        user.answered(path.strip_prefix("/api/v1").unwrap()).await.status().as_u16()
                    } else {
                        let answer = user.send(row.method.clone(), &path, body).await;
                        if answer.status == 403 {
                            says_why(&row.allowed, &answer.json(), &facts, &what);
                        }
                        answer.status
                    };
                    let expected = match (row.visible.holds(&facts), row.allowed.holds(&facts)) {
                        (false, _) => 404,
                        (true, false) => 403,
                        (true, true) => row.status,
                    };
                    if status != expected {
                        wrong.push(format!("{what}: {status}, not {expected}"));
                    }
                    compared += 1;
                }
                assert_eq!(held(&app).await, before, "{role}: nothing has changed");
            }
        }
    }
    assert!(wrong.is_empty(), "{wrong:#?}");
    assert!(compared > 1_000, "{compared}");
}

fn says_why(rule: &Rule, problem: &Value, facts: &Facts, what: &str) {
    let reason = &problem["reason"];
    assert!(reason["message"].as_str().is_some_and(|it| it.len() > 10), "{what}: {problem}");
    if let Rule::Needs(object, need) = rule {
        let code = |level: u8| ["none", "view", "full"][usize::from(level)];
        assert_eq!(reason["object"], *object, "{what}");
        assert_eq!(
            (&reason["have"], &reason["need"]),
            (&code(facts.level(object)).into(), &code(*need).into()),
            "{what}"
        );
    }
}

/// Method and path of every endpoint that the document describes.
async fn described(app: &TestApp) -> BTreeSet<(String, String)> {
    let document = app.anonymous().get("/openapi.json").await.json();
    let mut all = BTreeSet::new();
    for (path, methods) in document["paths"].as_object().unwrap() {
        for method in methods.as_object().unwrap().keys() {
            all.insert((method.to_uppercase(), path.strip_prefix("/api/v1").unwrap().to_owned()));
        }
    }
    all
}

/// Those whose answer has nothing to do with roles, and that are tested elsewhere: before anybody has signed in, of one's
/// own uploads and reports alone, or for the vendor's systems.
fn is_of_no_role(method: &str, path: &str) -> bool {
    matches!(
        (method, path),
        (
            _,
            "/config"
                | "/auth/login"
                | "/auth/logout"
                | "/auth/oidc/{provider}/callback"
                | "/auth/oidc/{provider}/start"
                | "/auth/ticket"
                | "/auth/token"
                | "/invitations/{secret}"
                | "/invitations/{secret}/accept"
        ) | ("OPTIONS", "/uploads")
            | (_, "/uploads/{upload}")
    ) || path.starts_with("/vendor/")
}

#[tokio::test]
async fn each_endpoint_has_a_row() {
    let app = TestApp::demo().await;
    let covered: BTreeSet<(String, String)> =
        rows(true).iter().map(|row| (row.method.to_string(), row.endpoint.to_owned())).collect();
    let missing: Vec<_> = described(&app)
        .await
        .into_iter()
        .filter(|(method, path)| !is_of_no_role(method, path))
        .filter(|endpoint| !covered.contains(endpoint))
        .collect();
    assert!(missing.is_empty(), "say in roles_matrix/rows.rs who may: {missing:?}");
}
