//! Suggested articles: their form, who gets them, and the index that they are found in.

use crate::common::sql;
use caseport_domain::api::{Catalog, Suggestions};
use caseport_domain::limits::{PASSAGE_MAX, SUGGESTIONS_MAX};
use caseport_server::store::Write;
use caseport_server::store::articles::{self, Article};
use serde_json::{Value, json};

use crate::common::{T0, TestApp, User};

const CORA: &str = "cora@contoso.example";
const ADAM: &str = "adam@northwind.example";

/// About a license, which is an article for every product.
fn license() -> Value {
    json!({ "product": "metadefender-core", "subject": "License expired", "description": "Is there a grace period?" })
}

async fn suggest(user: &User<'_>, org: &str, body: &Value) -> Suggestions {
    user.post(&format!("/organizations/{org}/suggestions"), body).await.read_as(200)
}

fn ids(found: &Suggestions) -> Vec<&str> {
    found.articles.iter().map(|it| it.id.as_str()).collect()
}

async fn write(app: &TestApp, sql: &'static str) {
    let mut write = app.store.write().await.unwrap();
    sql::query(sql).execute(&mut write).await.unwrap();
    write.commit().await.unwrap();
}

fn article(id: &str, title: &str, body: &str) -> Article {
    Article {
        id: id.to_owned(),
        title: title.to_owned(),
        url: None,
        body: body.to_owned(),
        products: Vec::new(),
        keywords: Vec::new(),
        updated_at: T0,
    }
}

async fn save(app: &TestApp, article: &Article) {
    let mut write: Write = app.store.write().await.unwrap();
    articles::save(&mut write, &[article]).await.unwrap();
    write.commit().await.unwrap();
}

#[tokio::test]
async fn an_article_comes_once_with_the_passage_that_fits() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let body = json!({
        "product": "metadefender-core", "subject": "Queue does not shrink",
        "description": "Scans time out with *Engine timeout*, and the queue of 40,000 files grows.",
    });
    let found = suggest(&cora, "contoso", &body).await;
    assert!(!found.articles.is_empty() && found.articles.len() <= SUGGESTIONS_MAX);
    let best = &found.articles[0];
    assert_eq!(
        (best.id.as_str(), best.url.as_str()),
        ("core-scan-timeouts-queue", "/articles/core-scan-timeouts-queue")
    );
    assert_eq!(best.title, "Scans time out or the queue does not shrink");
    let marked: Vec<_> =
        best.parts.iter().filter(|part| part.matches).map(|part| part.text.as_str()).collect();
    assert!(marked.iter().any(|word| word.eq_ignore_ascii_case("queue")), "{marked:?}");
    let mut seen = std::collections::BTreeSet::new();
    for article in &found.articles {
        assert!(seen.insert(&article.id));
        let whole: String = article.parts.iter().map(|part| part.text.as_str()).collect();
        assert_eq!(whole, article.passage);
        assert!(!whole.is_empty() && whole.chars().count() <= PASSAGE_MAX, "{whole}");
        assert!(!whole.contains(['`', '*', '#', '|', '\n']), "{whole}");
        assert!((0.0..=1.0).contains(&article.score));
    }
    assert!(found.articles.is_sorted_by(|a, b| a.score >= b.score));
}

#[tokio::test]
async fn every_field_may_be_missing() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    assert_eq!(suggest(&cora, "contoso", &json!({})).await, Suggestions::default());
    assert_eq!(suggest(&cora, "contoso", &json!({ "subject": "License" })).await, Suggestions::default());
    let without_product =
        json!({ "subject": "Squid preview", "description": "options-ttl of the icap service" });
    assert_eq!(ids(&suggest(&cora, "contoso", &without_product).await)[0], "icap-squid");
    // A draft is not checked: nothing in it has to be valid yet.
    let draft = json!({ "product": "metadefender-core", "severity": "s9", "subject": "License expired", "ccs": ["no"] });
    assert_eq!(ids(&suggest(&cora, "contoso", &draft).await)[0], "license-expired");
    cora.post("/organizations/contoso/suggestions", &json!({ "subject": 1 })).await.problem(422);
    cora.post("/organizations/contoso/suggestions", &json!([])).await.problem(400);
}

#[tokio::test]
async fn whoever_may_submit_gets_suggestions() {
    let app = TestApp::demo().await;
    for (email, org, customer) in [
        (CORA, "contoso", None),
        ("pia@personal.example", "personal", None),
        (ADAM, "northwind", Some("contoso")),
    ] {
        let mut body = license();
        body["customer"] = json!(customer);
        let found = suggest(&app.sign_in(email).await, org, &body).await;
        assert_eq!(ids(&found).first(), Some(&"license-expired"), "{email}");
    }
    for (email, org, customer, reason) in [
        ("nils@northwind.example", "northwind", None, "needs_level"),
        ("uma@northwind.example", "northwind", Some("contoso"), "needs_level"),
        (ADAM, "northwind", Some("litware"), "customer_not_linked"),
        (ADAM, "northwind", Some("nowhere"), "customer_not_linked"),
        (ADAM, "personal", Some("contoso"), "personal_scope"),
    ] {
        let mut body = license();
        body["customer"] = json!(customer);
        let answer = app.sign_in(email).await.post(&format!("/organizations/{org}/suggestions"), &body).await;
        assert_eq!(answer.reason(403), reason, "{email}");
    }
    let cora = app.sign_in(CORA).await;
    cora.post("/organizations/northwind/suggestions", &license()).await.problem(404);
    app.anonymous().post("/organizations/contoso/suggestions", &license()).await.problem(401);
}

#[tokio::test]
async fn none_where_ai_assistance_is_off_on_either_side() {
    let app = TestApp::demo().await;
    let mut for_fabrikam = license();
    for_fabrikam["customer"] = json!("fabrikam");
    let mut for_contoso = license();
    for_contoso["customer"] = json!("contoso");
    let (fred, adam) = (app.sign_in("fred@fabrikam.example").await, app.sign_in(ADAM).await);
    assert_eq!(suggest(&fred, "fabrikam", &license()).await, Suggestions::default());
    assert_eq!(suggest(&adam, "northwind", &for_fabrikam).await, Suggestions::default());
    assert!(!suggest(&adam, "northwind", &for_contoso).await.articles.is_empty());
    write(&app, "UPDATE organizations SET ai_assistance = 0 WHERE id = 'northwind'").await;
    assert_eq!(suggest(&adam, "northwind", &for_contoso).await, Suggestions::default());
    assert_eq!(suggest(&adam, "northwind", &license()).await, Suggestions::default());
    // It is the organization that one is in that counts, not the person.
    assert!(!suggest(&adam, "personal", &license()).await.articles.is_empty());
}

#[tokio::test]
async fn the_catalog_says_whether_the_step_can_appear() {
    let app = TestApp::demo().await;
    let says = async |email: &str, path: &str| {
        let answer = app.sign_in(email).await.get(&format!("/organizations/{path}")).await;
        answer.read_as::<Catalog>(200).ai_assistance
    };
    assert!(says(CORA, "contoso/catalog").await);
    assert!(says("pia@personal.example", "personal/catalog").await);
    assert!(says(ADAM, "northwind/catalog?customer=contoso").await);
    assert!(!says("fred@fabrikam.example", "fabrikam/catalog").await);
    assert!(!says(ADAM, "northwind/catalog?customer=fabrikam").await);
    write(&app, "UPDATE organizations SET ai_assistance = 0 WHERE id = 'northwind'").await;
    assert!(!says(ADAM, "northwind/catalog?customer=contoso").await);
    assert!(!says(ADAM, "northwind/catalog").await);
}

#[tokio::test]
async fn articles_about_other_products_are_left_out() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let about = |product: &str| {
        json!({ "product": product, "subject": "White screen after the screensaver",
                "description": "The kiosk restarts during a scan, the badge reader is dead, and the license has expired." })
    };
    let of_kiosk = suggest(&cora, "contoso", &about("metadefender-kiosk")).await;
    assert_eq!(ids(&of_kiosk)[0], "kiosk-hardware-troubleshooting");
    for product in ["metadefender-email-security", "no-such-product"] {
        let found = suggest(&cora, "contoso", &about(product)).await;
        assert!(ids(&found).iter().all(|id| !id.starts_with("kiosk")), "{product}: {:?}", ids(&found));
    }
    let found = suggest(&cora, "contoso", &license()).await;
    let mut elsewhere = license();
    elsewhere["product"] = json!("no-such-product");
    assert_eq!(ids(&suggest(&cora, "contoso", &elsewhere).await)[0], ids(&found)[0]);
}

#[tokio::test]
async fn the_index_follows_every_change_of_an_article() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let first = json!({ "subject": "Zeppelin mooring mast" });
    let second = json!({ "subject": "Submarine periscope fogged" });
    let mut mast = article("mast", "Mooring a zeppelin", "## Mast\n\nTie the zeppelin to the **mast**.");
    save(&app, &mast).await;
    let found = suggest(&cora, "contoso", &first).await;
    assert_eq!(ids(&found), ["mast"]);
    assert_eq!(found.articles[0].passage, "Mast: Tie the zeppelin to the mast.");
    mast.title = "A fogged periscope".to_owned();
    mast.body = "Wipe the periscope of the submarine.".to_owned();
    mast.url = Some("https://kb.vendor.example/periscope".to_owned());
    save(&app, &mast).await;
    assert!(suggest(&cora, "contoso", &first).await.articles.is_empty());
    let found = suggest(&cora, "contoso", &second).await;
    assert_eq!(
        (ids(&found), found.articles[0].url.as_str()),
        (vec!["mast"], "https://kb.vendor.example/periscope")
    );
    let mut removing = app.store.write().await.unwrap();
    articles::remove(&mut removing, "mast").await.unwrap();
    drop(removing);
    assert_eq!(
        ids(&suggest(&cora, "contoso", &second).await),
        ["mast"],
        "what is not committed did not happen"
    );
    let mut removing = app.store.write().await.unwrap();
    articles::remove(&mut removing, "mast").await.unwrap();
    removing.commit().await.unwrap();
    assert!(suggest(&cora, "contoso", &second).await.articles.is_empty());
}

/// The index has names of its own for the articles: `n1`, `n2`.
#[tokio::test]
async fn a_typed_name_of_the_index_is_a_word_like_any_other() {
    let app = TestApp::demo().await;
    save(&app, &article("mast", "Zeppelin mooring", "The mast and the rope.")).await;
    let mut read = app.store.read().await.unwrap();
    let sql = "SELECT number FROM article_numbers WHERE article_id = 'mast'";
    let (number,): (i64,) = sql::query_as(sql).fetch_one(&mut read).await.unwrap();
    drop(read);
    let subject = format!("N{number} mast");
    let found = suggest(&app.sign_in(CORA).await, "contoso", &json!({ "subject": subject })).await;
    assert_eq!(ids(&found), [""; 0], "one word is not enough");
}

#[tokio::test]
async fn an_article_without_text_that_fits_shows_its_beginning() {
    let app = TestApp::demo().await;
    let mut mast = article("mast", "Zeppelin mooring", "How it is done.");
    mast.keywords = vec!["mast".to_owned()];
    save(&app, &mast).await;
    let found = suggest(&app.sign_in(CORA).await, "contoso", &json!({ "subject": "Zeppelin mast" })).await;
    assert_eq!((ids(&found), found.articles[0].passage.as_str()), (vec!["mast"], "How it is done."));
}

/// Whatever is typed is looked for and never understood as the index's query language.
#[tokio::test]
async fn any_text_is_only_text() {
    let app = TestApp::demo().await;
    let cora = app.sign_in(CORA).await;
    let many_words: String = (0..9_000).map(|n| format!("w{n} ")).collect();
    for text in [
        "\"",
        "\"\"\"",
        "license\" OR title:\"x",
        "license* NEAR(expired, 3) ^a - b + c : {title} (",
        "AND OR NOT",
        "a\u{0}b license\u{0}expired",
        "\u{1}license\u{2} \u{1}expired\u{2}",
        "😀 license 🎉 expired",
        "Лицензия истекла",
        "ライセンスの有効期限が切れました",
        "'; DROP TABLE articles; --",
        "%_\\",
        "e\u{301}\u{301} \u{202e}desnecil",
        "\u{feff}license\u{200b}expired",
        many_words.as_str(),
        &"x".repeat(50_000),
        &"\"a\" ".repeat(10_000),
        &"ﷺ".repeat(20_000),
    ] {
        for (subject, description) in [(text, ""), ("", text), (text, text)] {
            let body = json!({ "product": text, "subject": subject, "description": description });
            let found = suggest(&cora, "contoso", &body).await;
            for article in &found.articles {
                assert!(!article.passage.contains(char::is_control), "{article:?}");
            }
        }
    }
    // The words in it are still found.
    let quoted = json!({ "subject": "\"license\" AND* (expired", "description": "grace^period" });
    assert_eq!(ids(&suggest(&cora, "contoso", &quoted).await)[0], "license-expired");
}
