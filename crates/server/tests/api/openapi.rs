//! The API's description: a snapshot, and that it holds every endpoint that the contract names.

use axum::http::Method;

use crate::common::TestApp;

#[tokio::test]
async fn description_is_as_it_was_agreed() {
    let app = TestApp::demo().await;
    let answer = app.anonymous().get("/openapi.json").await;
    assert_eq!((answer.status, answer.header("content-type")), (200, "application/json"));
    insta::with_settings!({ sort_maps => true }, {
        insta::assert_json_snapshot!("openapi", answer.json());
    });
}

#[tokio::test]
async fn every_described_endpoint_is_there_and_minds_its_session() {
    let app = TestApp::demo().await;
    let document = app.anonymous().get("/openapi.json").await.json();
    assert_eq!(document["openapi"].as_str().unwrap().split_at(3).0, "3.1");
    let mut endpoints = 0;
    for (path, methods) in document["paths"].as_object().unwrap() {
        for (method, described) in methods.as_object().unwrap() {
            endpoints += 1;
            let method: Method = method.to_uppercase().parse().unwrap();
            let concrete = path
                .replace("{org}", "northwind")
                .replace("{number}", "10204117")
                .replace("{upload}", "x")
                .replace("{user}", "adam")
                .replace("{id}", "x")
                .replace("{secret}", "x");
            let body = (method != Method::GET).then(|| ("application/json", b"{}".to_vec()));
            let caller = app.anonymous().with("tus-resumable", "1.0.0");
            let answer = caller.send(method.clone(), &concrete, body).await;
            let open = described["security"] == serde_json::json!([{}]);
            if open {
                // Of links, what is unknown is told in words of its own; of providers there is none here, and `sign_on` has some.
                let there = path.contains("/auth/oidc/{provider}/")
                    || answer.status != 404
                    || answer.problem(404).kind != "/problems/not-found";
                assert!(there, "{method} {path}: {}", answer.status);
            } else {
                if method == Method::HEAD {
                    assert_eq!(answer.status, 401, "{path}");
                } else {
                    answer.problem(401);
                }
                assert!(described["responses"].get("401").is_some(), "{method} {path}");
            }
            // Every error is described as a problem.
            for (status, response) in described["responses"].as_object().unwrap() {
                if status.starts_with(['4', '5']) {
                    let schema = &response["content"]["application/problem+json"]["schema"]["$ref"];
                    assert_eq!(schema, "#/components/schemas/Problem", "{method} {path} {status}");
                }
            }
        }
    }
    assert!(endpoints >= 15, "{endpoints}");
}

/// References that lead nowhere make generated clients fail.
#[tokio::test]
async fn every_reference_leads_somewhere() {
    fn references<'a>(value: &'a serde_json::Value, found: &mut Vec<&'a str>) {
        match value {
            serde_json::Value::Object(map) => {
                for (key, value) in map {
                    match value.as_str() {
                        Some(text) if key == "$ref" => found.push(text),
                        _ => references(value, found),
                    }
                }
            }
            serde_json::Value::Array(items) => items.iter().for_each(|item| references(item, found)),
            _ => {}
        }
    }
    let app = TestApp::demo().await;
    let document = app.anonymous().get("/openapi.json").await.json();
    let mut found = Vec::new();
    references(&document, &mut found);
    assert!(found.len() > 50);
    for reference in found {
        let pointer = reference.strip_prefix('#').unwrap();
        assert!(document.pointer(pointer).is_some(), "{reference}");
    }
}
