//! The app's files, with the headers that they have in production.

use axum::http::Method;
use caseport_server::http::static_files::Dist;
use tempfile::TempDir;

use crate::common::{Answer, Options, TestApp};

const POLICY: &str = "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self'; \
    img-src 'self' data: blob:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'self'; manifest-src 'self'; require-trusted-types-for 'script'; trusted-types default";

struct Site {
    app: TestApp,
    _folder: TempDir,
}

impl Site {
    async fn new(frame_ancestors: &'static str) -> Self {
        let folder = TempDir::new().unwrap();
        let write = |name: &str, content: &[u8]| std::fs::write(folder.path().join(name), content).unwrap();
        std::fs::create_dir(folder.path().join("assets")).unwrap();
        write("index.html", b"<!doctype html><title>app</title>");
        write("index.html.br", b"index in brotli");
        write("index.1.html", b"<!doctype html><title>one down</title>");
        write("index.2.html", b"<!doctype html><title>two down</title>");
        write("config.json", b"{}");
        write("assets/app-1a2b.wasm", b"\0asm plain");
        write("assets/app-1a2b.wasm.br", b"asm in brotli");
        write("assets/app-1a2b.wasm.gz", b"asm in gzip");
        write("assets/app-1a2b.js", b"export {}");
        write("assets/style-1.css", b"body {}");
        let dist = Some(Dist::new(folder.path()));
        Self {
            app: TestApp::with(Options { dist, frame_ancestors, ..Options::default() }).await,
            _folder: folder,
        }
    }

    async fn get(&self, path: &str, headers: &[(&str, &str)]) -> Answer {
        let mut user = self.app.anonymous();
        for (name, value) in headers {
            user = user.with(name, value);
        }
        user.send(Method::GET, path, None).await
    }
}

const HTML: (&str, &str) = ("accept", "text/html,application/xhtml+xml,*/*;q=0.8");

#[tokio::test]
async fn pages_have_the_production_headers() {
    let site = Site::new("'self'").await;
    for path in ["/", "/index.html", "/support", "/assets/app-1a2b.js", "/config.json"] {
        let answer = site.get(path, &[HTML]).await;
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-security-policy"), POLICY, "{path}");
        assert_eq!(answer.header("x-content-type-options"), "nosniff");
        assert_eq!(answer.header("referrer-policy"), "strict-origin-when-cross-origin");
        assert_eq!(answer.header("cross-origin-opener-policy"), "same-origin");
        assert!(answer.header("permissions-policy").contains("camera=()"));
        assert!(!answer.headers.contains_key("strict-transport-security"));
    }
    let site = Site::new("'self' https://portal.vendor.example").await;
    let policy = site.get("/", &[]).await.header("content-security-policy").to_owned();
    assert!(policy.contains("; frame-ancestors 'self' https://portal.vendor.example;"), "{policy}");
}

/// What other web servers are told to send is what this one sends.
#[test]
fn the_ways_to_deploy_have_the_same_policy() {
    let root = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../..");
    for file in ["public/_headers", "deploy/nginx.conf", "deploy/Caddyfile"] {
        let text = std::fs::read_to_string(root.join(file)).unwrap();
        assert!(text.contains(POLICY), "{file}");
    }
}

#[tokio::test]
async fn what_embeds_the_app_is_for_every_page_and_nothing_else_is() {
    let site = Site::new("'self'").await;
    for path in ["/assets/app-1a2b.js", "/assets/app-1a2b.wasm", "/assets/style-1.css", "/config.json"] {
        assert_eq!(site.get(path, &[]).await.header("access-control-allow-origin"), "*", "{path}");
    }
    for path in ["/", "/index.html", "/support", "/assets/none.js", "/api/v1/config", "/api/v1/openapi.json"]
    {
        let answer = site.get(path, &[HTML, ("origin", "https://host.example")]).await;
        assert!(!answer.headers.contains_key("access-control-allow-origin"), "{path}");
    }
}

#[tokio::test]
async fn hashed_names_are_kept_and_pages_are_asked_for_again() {
    let site = Site::new("'self'").await;
    let answer = site.get("/assets/app-1a2b.js", &[]).await;
    assert_eq!(answer.header("cache-control"), "public, max-age=31536000, immutable");
    for path in ["/", "/config.json", "/support"] {
        let answer = site.get(path, &[HTML]).await;
        assert_eq!(answer.header("cache-control"), "no-cache", "{path}");
        let etag = answer.header("etag").to_owned();
        assert!(etag.len() > 2, "{path}");
        let again = site.get(path, &[HTML, ("if-none-match", &etag)]).await;
        assert_eq!((again.status, again.bytes.len()), (304, 0), "{path}");
        assert_eq!(again.header("cache-control"), "no-cache");
    }
    let missing = site.get("/assets/gone-1.js", &[HTML]).await;
    assert_eq!(missing.status, 404);
    assert_eq!(missing.header("cache-control"), "no-cache", "a missing file may come");
}

#[tokio::test]
async fn types_and_precompressed_files() {
    let site = Site::new("'self'").await;
    for (path, media_type) in [
        ("/assets/app-1a2b.wasm", "application/wasm"),
        ("/assets/app-1a2b.js", "text/javascript"),
        ("/assets/style-1.css", "text/css"),
        ("/index.html", "text/html"),
        ("/", "text/html"),
        ("/config.json", "application/json"),
    ] {
        let answer = site.get(path, &[]).await;
        assert!(
            answer.header("content-type").starts_with(media_type),
            "{path}: {}",
            answer.header("content-type")
        );
    }
    for (accepts, encoding, content) in [
        ("br, gzip", "br", "asm in brotli"),
        ("gzip", "gzip", "asm in gzip"),
        ("identity", "", "\0asm plain"),
        ("br;q=0, gzip", "gzip", "asm in gzip"),
    ] {
        let answer = site.get("/assets/app-1a2b.wasm", &[("accept-encoding", accepts)]).await;
        assert_eq!(
            (answer.header("content-encoding"), answer.text().as_str()),
            (encoding, content),
            "{accepts}"
        );
        assert_eq!(answer.header("content-type"), "application/wasm");
        assert!(answer.header("vary").to_lowercase().contains("accept-encoding"), "{accepts}");
    }
    let answer = site.get("/support", &[HTML, ("accept-encoding", "br")]).await;
    assert_eq!((answer.header("content-encoding"), answer.text().as_str()), ("br", "index in brotli"));
    assert!(answer.header("content-type").starts_with("text/html"));
}

#[tokio::test]
async fn every_address_of_the_app_is_the_app() {
    let site = Site::new("'self'").await;
    // The page's own addresses are relative, so what lies deeper has another one.
    for (path, title) in [
        ("/", "app"),
        ("/support", "app"),
        ("/%C3%BC", "app"),
        ("/healthy", "app"),
        ("/apis", "app"),
        ("/cases/10204117", "one down"),
        ("/a.b/c", "one down"),
        ("/support/", "one down"),
        ("/cases/10204117/detection", "two down"),
    ] {
        let answer = site.get(path, &[HTML]).await;
        let page = format!("<!doctype html><title>{title}</title>");
        assert_eq!((answer.status, answer.text()), (200, page), "{path}");
    }
    assert_eq!(site.get("/deeper/than/any/address", &[HTML]).await.status, 404);
    // What does not ask for a page does not get one.
    for headers in [&[][..], &[("accept", "application/json")], &[("accept", "*/*")]] {
        assert_eq!(site.get("/support", headers).await.status, 404);
        assert_eq!(site.get("/", headers).await.status, 200);
    }
    // And nothing leaves the folder.
    for path in
        ["/../Cargo.toml", "/%2e%2e/Cargo.toml", "/assets/..%2f..%2fetc/passwd", "/assets/%2e%2e/index.html"]
    {
        let answer = site.get(path, &[]).await;
        assert!(matches!(answer.status, 400 | 404), "{path}: {}", answer.status);
    }
}

#[tokio::test]
async fn files_are_for_reading() {
    let site = Site::new("'self'").await;
    let head = site.app.anonymous().send(Method::HEAD, "/assets/app-1a2b.js", None).await;
    assert_eq!((head.status, head.header("content-length"), head.bytes.len()), (200, "9", 0));
    let post = site.app.anonymous().send(Method::POST, "/support", None).await;
    assert_eq!((post.status, post.header("allow")), (405, "GET, HEAD"));
    let part = site.get("/assets/app-1a2b.js", &[("range", "bytes=0-5")]).await;
    assert_eq!((part.status, part.text().as_str()), (206, "export"));
}

#[tokio::test]
async fn frame_ancestors_cannot_add_directives() {
    use caseport_server::http::headers::SecurityHeaders;
    assert!(SecurityHeaders::new("*; script-src *", false).is_err());
    assert!(SecurityHeaders::new("https://a.example, https://b.example", false).is_err());
    assert!(SecurityHeaders::new("https://a.example\r\nx: y", false).is_err());
}
