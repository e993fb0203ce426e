//! `articles import`: all or nothing, in lines that say where each mistake is.

use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::json;

use crate::common::{Folder, Server};

fn write(folder: &Folder, name: &str, text: &str) {
    let path = folder.path("kb").join(name);
    std::fs::create_dir_all(path.parent().unwrap()).unwrap();
    std::fs::write(path, text).unwrap();
}

fn article(id: &str, title: &str) -> String {
    format!(
        "---\nid: {id}\ntitle: {title}\nkeywords: [zeppelin]\nupdated: 2026-01-31\n---\n\n# Text\n\nMoor the zeppelin.\n"
    )
}

fn import(folder: &Folder, more: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_caseport-server"));
    command
        .args(["articles", "import"])
        .arg(folder.path("kb"))
        .arg("--data")
        .arg(folder.path("data"))
        .args(more);
    command.stdin(Stdio::null()).output().unwrap()
}

#[track_caller]
fn done(output: &Output) -> (String, Vec<String>) {
    let (out, err) = texts(output);
    assert!(output.status.success(), "{out}{err:?}");
    (out, err)
}

#[track_caller]
fn refused(output: &Output) -> Vec<String> {
    let (out, err) = texts(output);
    assert_eq!((output.status.code(), out.as_str()), (Some(1), ""), "{err:?}");
    err
}

fn texts(output: &Output) -> (String, Vec<String>) {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).unwrap();
    let lines = text(&output.stderr);
    let line = |line: &str| line.strip_prefix("caseport-server: ").expect(line).to_owned();
    (text(&output.stdout).trim_end().to_owned(), lines.lines().map(line).collect())
}

#[test]
fn articles_are_added_changed_and_removed() {
    let folder = Folder::new();
    write(&folder, "a.md", &article("a", "A"));
    write(&folder, "deep/er/b.MD", &article("b", "B").replace('\n', "\r\n"));
    write(&folder, "readme.txt", "no article");
    assert_eq!(done(&import(&folder, &[])), ("articles: 2 added, 0 changed, 0 unchanged".to_owned(), vec![]));
    assert_eq!(done(&import(&folder, &[])).0, "articles: 0 added, 0 changed, 2 unchanged");
    write(&folder, "a.md", &article("a", "Another A"));
    write(&folder, "c.md", &article("c", "C"));
    assert_eq!(done(&import(&folder, &[])).0, "articles: 1 added, 1 changed, 1 unchanged");
    std::fs::remove_file(folder.path("kb/c.md")).unwrap();
    assert_eq!(done(&import(&folder, &[])).0, "articles: 0 added, 0 changed, 2 unchanged");
    assert_eq!(
        done(&import(&folder, &["--prune"])).0,
        "articles: 0 added, 0 changed, 2 unchanged, 1 removed"
    );
}

#[test]
fn everything_or_nothing() {
    let folder = Folder::new();
    write(&folder, "1.md", &article("good", "Good"));
    write(&folder, "2.md", &article("good", "The same id"));
    write(&folder, "3.md", "no front matter");
    write(&folder, "4.md", &article("Bad Id", "Bad").replace("2026-01-31", "soon"));
    std::fs::write(folder.path("kb/5.md"), b"---\nid: \xff\n").unwrap();
    let lines = refused(&import(&folder, &["--prune"]));
    let at = |name: &str| Path::new(&folder.path("kb")).join(name).display().to_string();
    let expected = [
        format!("{}: the id good is taken by {}", at("2.md"), at("1.md")),
        format!("{}:1: the file must begin with `---` and its front matter", at("3.md")),
        format!("{}:2: `id` must be such as no-engine-available", at("4.md")),
        format!("{}:5: `updated` must be a date such as 2026-01-31", at("4.md")),
        format!("{}: is not UTF-8", at("5.md")),
    ];
    assert_eq!(lines, expected);
    for name in ["2.md", "3.md", "4.md", "5.md"] {
        std::fs::remove_file(folder.path("kb").join(name)).unwrap();
    }
    assert_eq!(
        done(&import(&folder, &[])).0,
        "articles: 1 added, 0 changed, 0 unchanged",
        "nothing was there"
    );
}

#[test]
fn what_cannot_be_imported_at_all() {
    let folder = Folder::new();
    let lines = refused(&import(&folder, &[]));
    assert!(lines.len() == 1 && lines[0].starts_with("cannot read "), "{lines:?}");
    assert!(!folder.path("data").exists(), "a mistyped folder leaves nothing behind");
    std::fs::create_dir(folder.path("kb")).unwrap();
    // Not even with --prune: an empty folder is a mistyped one.
    let lines = refused(&import(&folder, &["--prune"]));
    assert!(lines.len() == 1 && lines[0].starts_with("there are no articles (*.md) in "), "{lines:?}");
    write(&folder, "a.md", &article("a", "A"));
    std::fs::write(folder.path("data"), "a file").unwrap();
    let lines = refused(&import(&folder, &[]));
    assert!(lines.len() == 1 && lines[0].starts_with("cannot use the data folder "), "{lines:?}");
}

#[test]
fn what_may_be_a_mistake_is_a_warning() {
    let folder = Folder::new();
    let text = article("a", "A").replace("keywords:", "products: [warp-drive]\nkeyword: [x]\nkeywords:");
    write(&folder, "a.md", &text);
    let (out, warnings) = done(&import(&folder, &[]));
    assert_eq!(out, "articles: 1 added, 0 changed, 0 unchanged");
    assert_eq!(warnings.len(), 2, "{warnings:?}");
    assert!(warnings[0].starts_with("warning: ") && warnings[0].contains("there is no product warp-drive"));
    assert!(warnings[1].ends_with("a.md:5: `keyword` means nothing here"), "{warnings:?}");
}

#[test]
fn a_running_server_finds_them_at_once() {
    let folder = Folder::new();
    let mut command = folder.command();
    command.arg("--demo");
    let server = Server::start(command);
    let cora = server.sign_in("cora@contoso.example");
    let found = || {
        let case = json!({ "product": "metadefender-core", "subject": "Zeppelin cannot be moored" });
        let (status, found) = cora.post("/organizations/contoso/suggestions", &case).unwrap();
        assert_eq!(status, 200);
        found["articles"]
            .as_array()
            .unwrap()
            .iter()
            .map(|it| it["id"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert!(found().is_empty());
    write(&folder, "z.md", &article("zeppelin", "Moor a zeppelin"));
    assert_eq!(done(&import(&folder, &[])).0, "articles: 1 added, 0 changed, 0 unchanged");
    assert_eq!(found(), ["zeppelin"]);
    let (status, article) = cora.get("/articles/zeppelin").unwrap();
    assert_eq!((status, article["title"].as_str()), (200, Some("Moor a zeppelin")));
    // Pruning takes the demo's articles away, too, while somebody is reading.
    let (out, _) = done(&import(&folder, &["--prune"]));
    assert!(
        out.starts_with("articles: 0 added, 0 changed, 1 unchanged, ") && out.ends_with(" removed"),
        "{out}"
    );
    assert_eq!(found(), ["zeppelin"]);
    assert_eq!(cora.get("/articles/license-expired").unwrap().0, 404);
}
