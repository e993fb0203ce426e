//! /catalog, /customers and /role-objects.

use caseport_domain::api::{Catalog, Customer, Items, Page, RoleObjectEntry};

use crate::common::TestApp;

async fn catalog(app: &TestApp, email: &str, path: &str) -> Catalog {
    app.sign_in(email).await.get(&format!("/organizations/{path}")).await.read_as(200)
}

#[tokio::test]
async fn ones_own_catalog() {
    let app = TestApp::demo().await;
    let catalog = catalog(&app, "cora@contoso.example", "contoso/catalog").await;
    assert_eq!(catalog.organization.as_ref().unwrap().name, "Contoso Energy");
    assert!(catalog.products.len() >= 15);
    // The featured ones come first.
    let featured: Vec<_> = catalog.products.iter().map(|product| product.featured).collect();
    assert!(featured.is_sorted_by(|a, b| a >= b) && featured[0] && !featured[featured.len() - 1]);
    let core = &catalog.products[0];
    assert_eq!((core.name.as_str(), core.platforms.len()), ("MetaDefender Core", 2));
    assert_eq!(core.versions[0], "5.16.1");
    assert_eq!(catalog.issue_types.len(), 8);
    assert!(catalog.issue_types.iter().all(|it| it.description.ends_with('.')));
    assert_eq!(catalog.issue_types[0].id, "installation");
    let targets: Vec<_> = catalog.severities.iter().map(|it| (it.id.to_owned(), it.target.value)).collect();
    assert_eq!(targets.iter().map(|(_, value)| *value).collect::<Vec<_>>(), [1, 1, 4, 4]);
    assert!(catalog.licenses.iter().any(|it| it.id == "contoso-core-prod" && it.key.starts_with("MDC-")));
    assert!(catalog.licenses.iter().all(|it| it.id.starts_with("contoso-")));
}

#[tokio::test]
async fn a_customers_catalog_is_for_those_who_may_submit_for_it() {
    let app = TestApp::demo().await;
    let theirs = catalog(&app, "adam@northwind.example", "northwind/catalog?customer=fabrikam").await;
    assert_eq!(theirs.organization.unwrap().id.as_str(), "fabrikam");
    assert!(theirs.licenses.iter().all(|it| it.id.starts_with("fabrikam-")) && !theirs.licenses.is_empty());
    assert_eq!(theirs.severities[0].target.value, 4);
    for (email, path, reason) in [
        ("adam@northwind.example", "northwind/catalog?customer=litware", "customer_not_linked"),
        ("adam@northwind.example", "northwind/catalog?customer=nowhere", "customer_not_linked"),
        ("adam@northwind.example", "northwind/catalog?customer=northwind", "customer_not_linked"),
        ("uma@northwind.example", "northwind/catalog?customer=fabrikam", "needs_level"),
        ("tina@tailspin.example", "tailspin/catalog?customer=contoso", "customer_not_linked"),
        ("adam@northwind.example", "personal/catalog?customer=fabrikam", "personal_scope"),
    ] {
        let answer = app.sign_in(email).await.get(&format!("/organizations/{path}")).await;
        assert_eq!(answer.reason(403), reason, "{email} {path}");
    }
}

#[tokio::test]
async fn licenses_are_not_for_those_who_cannot_submit() {
    let app = TestApp::demo().await;
    let nils = catalog(&app, "nils@northwind.example", "northwind/catalog").await;
    // The lists' filters need the products.
    assert!(nils.licenses.is_empty() && !nils.products.is_empty());
    let pia = catalog(&app, "pia@personal.example", "personal/catalog").await;
    assert_eq!((pia.organization, pia.support_plan, pia.licenses.len()), (None, None, 0));
    assert_eq!(pia.severities[0].target.value, 4);
}

#[tokio::test]
async fn customers_are_those_linked_by_a_partner_relationship() {
    let app = TestApp::demo().await;
    let of = async |email: &str, org: &str| {
        app.sign_in(email).await.get(&format!("/organizations/{org}/customers")).await
    };
    let page: Page<Customer> = of("adam@northwind.example", "northwind").await.read_as(200);
    let names: Vec<_> = page.items.iter().map(|it| it.name.as_str()).collect();
    assert_eq!(names, ["Adatum Bank", "Contoso Energy", "Fabrikam Health"]);
    assert_eq!((page.total, page.next_cursor), (3, None));
    let page: Page<Customer> = of("tina@tailspin.example", "tailspin").await.read_as(200);
    assert_eq!(page.items.len(), 1);
    for (email, org, reason) in [
        ("lone@lonely.example", "lonely", "no_linked_customer"),
        ("uma@northwind.example", "northwind", "needs_level"),
        ("carl@contoso.example", "contoso", "needs_level"),
        ("pia@personal.example", "personal", "personal_scope"),
    ] {
        assert_eq!(of(email, org).await.reason(403), reason, "{email}");
    }
}

#[tokio::test]
async fn role_objects_say_what_each_level_allows() {
    let app = TestApp::demo().await;
    let all: Items<RoleObjectEntry> =
        app.sign_in("pia@personal.example").await.get("/role-objects").await.read_as(200);
    assert_eq!(all.items.len(), 18);
    assert!(
        all.items
            .iter()
            .all(|it| it.levels.len() >= 2 && it.levels.iter().all(|level| !level.meaning.is_empty()))
    );
}
