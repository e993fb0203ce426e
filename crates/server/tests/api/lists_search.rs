//! Search in lists: any language, any part of a word, and nothing that was typed is a command. Small tabs are looked
//! through, large ones are asked of the index: both must find the same.

use crate::common::sql;
use caseport_server::store::fold::fold;
use caseport_server::store::keys::{NamedTable, rename};
use serde_json::json;

use crate::common::{TestApp, User};

const SUBJECTS: [&str; 12] = [
    "Échec de la mise à jour: código 0x80070005",
    "x-7zip-y refuses to unpack",
    "エンジンの更新が失敗します",
    "引擎更新失败",
    "ÜBERGRÖSSE: Straße zu lang",
    "quote \"quoted\" AND OR NOT NEAR(",
    "=cmd|' /C calc'!A0 and 100% _wild_",
    "crab 🦀 and family 👨‍👩‍👧",
    "İstanbul gateway is down",
    "Обновление Ёлка не работает",
    "plain words in a row",
    "업데이트가 실패했습니다",
];

async fn found(user: &User<'_>, q: &str) -> Vec<String> {
    let q: String = form_urlencoded::byte_serialize(q.as_bytes()).collect();
    let rows = user.whole_list("contoso", &format!("tab=my&sort=number&q={q}")).await;
    rows.into_iter().map(|row| row.subject).collect()
}

async fn submitted_all(user: &User<'_>) {
    for subject in SUBJECTS {
        user.submitted("contoso", json!({ "subject": subject })).await;
    }
}

/// What is typed, and which of the subjects it must find.
const QUESTIONS: &[(&str, &[usize])] = &[
    ("echec MAJ", &[]),
    ("echec jour", &[0]),
    ("jour ECHEC codigo", &[0]),
    ("0x8007", &[0]),
    ("80070005", &[0]),
    ("7zip", &[1]),
    ("7z", &[1]),
    ("更新", &[2, 3]),
    ("更新失败", &[3]),
    ("失敗します", &[2]),
    ("ubergrosse", &[4]),
    ("strasse", &[4]),
    ("\"quoted\"", &[5]),
    ("quote and or not near(", &[5]),
    ("NOT quoted", &[5]),
    ("=cmd", &[6]),
    ("100% _wild_", &[6]),
    ("🦀", &[7]),
    ("istanbul", &[8]),
    ("İSTANBUL", &[8]),
    ("елка", &[9]),
    ("실패", &[11]),
    ("니다", &[11]),
    ("失", &[2, 3]),
    ("敗 失", &[2]),
    ("wn stan", &[8]),
    ("鍵", &[]),
    ("pl wo ro", &[10]),
    ("*", &[]),
    ("subject_key : plain", &[]),
    ("plain NOT words", &[]),
    ("near( \"quoted\" quote", &[5]),
];

async fn asked(user: &User<'_>) {
    for (q, expected) in QUESTIONS {
        let expected: Vec<&str> = expected.iter().map(|at| SUBJECTS[*at]).collect();
        assert_eq!(found(user, q).await, expected, "{q}");
    }
}

#[tokio::test]
async fn every_language_is_found_in_a_small_tab() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    submitted_all(&cora).await;
    asked(&cora).await;
}

#[tokio::test]
async fn and_in_a_large_one() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let subjects = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 9000)
        INSERT INTO cases (number, kind, organization_id, filed_from, by_partner, submitter_id, product_id, issue_type,
            severity, subject, subject_key, description, status, created_at, updated_at)
        SELECT 50000000 + i, 'support', 'contoso', 'contoso', 0, 'cora', 'metadefender-core', 'question', 's3',
            'Filler ' || i, 'filler ' || i, 'y', 'open', i, i FROM n";
    let mut write = app.store.write().await.unwrap();
    sql::query(subjects).execute(&mut write).await.unwrap();
    write.commit().await.unwrap();
    submitted_all(&cora).await;
    asked(&cora).await;
    // More than are counted: the page is whole, the total says that there are more.
    let page = cora.list("contoso", "tab=my&q=filler").await;
    assert_eq!((page.items.len(), page.total, page.total_at_least), (50, 200, true));
    let page = cora.list("contoso", "tab=my&q=filler%208999").await;
    assert_eq!((page.items.len(), page.total, page.total_at_least), (1, 1, false));
    // A number's beginning, a product, and both with a word.
    assert_eq!(cora.list("contoso", "tab=my&q=500089").await.total, 100);
    let vaults = cora.list("contoso", "tab=my&q=vault%20gateway").await;
    assert_eq!(vaults.items.iter().filter(|row| row.subject == SUBJECTS[8]).count(), 1);
}

#[tokio::test]
async fn a_renamed_product_is_found_by_its_new_name_and_sorted_by_it() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    let case = cora.submitted("contoso", json!({})).await.summary.number;
    let mut write = app.store.write().await.unwrap();
    assert!(rename(&mut write, NamedTable::Products, "metadefender-vault", "Ångström Vault").await.unwrap());
    assert!(!rename(&mut write, NamedTable::Users, "nobody", "x").await.unwrap());
    write.commit().await.unwrap();
    let rows = cora.whole_list("contoso", "tab=my&q=angstrom&sort=product").await;
    assert!(rows.iter().any(|row| row.number == case));
    assert!(rows.iter().all(|row| row.product.name == "Ångström Vault"));
    // Å comes with the a's, not behind the z's.
    let sorted = cora.whole_list("contoso", "tab=my&sort=product").await;
    assert_eq!(sorted[0].product.name, "Ångström Vault");
}

/// What folds alike is another name all the same, and its key stays.
#[tokio::test]
async fn a_name_that_folds_like_the_old_one_keeps_its_place() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    cora.submitted("contoso", json!({})).await;
    for (table, id, column) in [
        (NamedTable::Products, "metadefender-vault", "product_key"),
        (NamedTable::Organizations, "contoso", "organization_key"),
        (NamedTable::Users, "cora", "submitter_key"),
    ] {
        for name in ["Éclair Ünits", "ÉCLAIR ÜNITS", "Eclair Units", "eclair units", "ÉCLAIR units"] {
            let mut write = app.store.write().await.unwrap();
            assert!(rename(&mut write, table, id, name).await.unwrap());
            let sql = sqlx::AssertSqlSafe(format!(
                "SELECT {column} FROM cases WHERE number = (SELECT MAX(number) FROM cases)"
            ));
            let (key,): (String,) = sql::query_as(sql).fetch_one(&mut write).await.unwrap();
            assert_eq!(key, "eclair units", "{table:?} {name}");
            write.commit().await.unwrap();
        }
        // What forgets the key is made good for ASCII.
        let mut write = app.store.write().await.unwrap();
        let name = match table {
            NamedTable::Products => "products",
            NamedTable::Organizations => "organizations",
            NamedTable::Users => "users",
        };
        let sql = sqlx::AssertSqlSafe(format!("UPDATE {name} SET name = 'Plain NAME' WHERE id = $1"));
        sql::query(sql).bind(id).execute(&mut write).await.unwrap();
        let sql = sqlx::AssertSqlSafe(format!("SELECT name_key FROM {name} WHERE id = $1"));
        let (key,): (String,) = sql::query_as(sql).bind(id).fetch_one(&mut write).await.unwrap();
        assert_eq!(key, "plain name", "{table:?}");
    }
}

/// Names that are written without their key are made good: ASCII at once, the rest when the store is opened.
#[tokio::test]
async fn keys_are_made_for_data_that_has_none() {
    let app = TestApp::demo().await;
    let cora = app.sign_in("cora@contoso.example").await;
    cora.submitted("contoso", json!({ "subject": "Échec complet" })).await;
    let mut write = app.store.write().await.unwrap();
    for sql in [
        "UPDATE cases SET subject_key = '', product_key = '', organization_key = '', submitter_key = ''",
        "UPDATE products SET name_key = ''",
        "UPDATE users SET name = 'ÉTIENNE' WHERE id = 'cora'",
        "DELETE FROM settings WHERE key = 'case_keys'",
    ] {
        sql::query(sql).execute(&mut write).await.unwrap();
    }
    write.commit().await.unwrap();
    assert!(found(&cora, "echec").await.is_empty());
    drop(app.database.open().await);
    assert_eq!(found(&cora, "echec").await, ["Échec complet"]);
    let mut read = app.store.read().await.unwrap();
    let rows: Vec<(String, String, String, String, String)> = sql::query_as(
        "SELECT c.subject, c.subject_key, p.name, c.product_key, c.submitter_key FROM cases c
         JOIN products p ON p.id = c.product_id WHERE c.submitter_id = 'cora'",
    )
    .fetch_all(&mut read)
    .await
    .unwrap();
    for (subject, subject_key, product, product_key, submitter_key) in rows {
        assert_eq!((fold(&subject), fold(&product), "etienne"), (subject_key, product_key, &*submitter_key));
    }
}
