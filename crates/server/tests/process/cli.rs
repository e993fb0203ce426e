//! Starting, and refusing to start: one clear line and exit code 1.

use crate::sql;
use std::net::TcpListener;

use crate::common::{Folder, Server, permissions_count, refusal};

#[test]
fn ready_line_shows_the_real_port_and_the_server_answers() {
    let folder = Folder::new();
    let server = Server::start(folder.command());
    assert!(server.address.starts_with("http://127.0.0.1:") && !server.address.ends_with(":0"));
    let (status, config) = server.client().get("/config").unwrap();
    assert_eq!((status, config["vendor"]["name"].as_str()), (200, Some("OPSWAT")));
    // Without --demo nobody's password is told, and there is nobody.
    assert!(config.get("demo_accounts").is_none() && config.get("demo_password").is_none());
    let body = serde_json::json!({ "email": "sara@northwind.example", "password": "caseport-demo" });
    assert_eq!(server.client().post("/auth/login", &body).unwrap().0, 401);
}

#[test]
fn options_are_taken_from_the_environment_too() {
    let folder = Folder::new();
    let mut command = folder.command();
    command
        .env("CASEPORT_VENDOR_NAME", "Example & Söhne")
        .env("CASEPORT_SUPPORT_EMAIL", "help@vendor.example");
    command.env(
        "CASEPORT_VENDOR_LINKS",
        "Documentation=https://docs.vendor.example/a=b,Blog=https://blog.vendor.example",
    );
    command.env("CASEPORT_DEMO", "true").env("CASEPORT_DEMO_CASES", "25");
    let server = Server::start(command);
    let (_, config) = server.client().get("/config").unwrap();
    assert_eq!(config["vendor"]["name"], "Example & Söhne");
    assert_eq!(config["vendor"]["links"][0]["url"], "https://docs.vendor.example/a=b");
    assert_eq!(config["vendor"]["links"][1]["label"], "Blog");
    assert_eq!(config["demo_accounts"].as_array().unwrap().len(), 16);
}

#[test]
fn demo_survives_a_restart_and_takes_more_cases() {
    let folder = Folder::new();
    let total = |server: &Server| {
        let sara = server.sign_in("sara@northwind.example");
        sara.get("/organizations/northwind/cases?tab=customer").unwrap().1["total"].as_u64().unwrap()
    };
    let mut command = folder.command();
    command.arg("--demo");
    let server = Server::start(command);
    let before = total(&server);
    drop(server);
    let mut command = folder.command();
    command.args(["--demo", "--demo-cases", "400"]);
    assert!(total(&Server::start(command)) > before);
}

#[test]
fn a_port_in_use() {
    let folder = Folder::new();
    let taken = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = taken.local_addr().unwrap().to_string();
    let line = refusal(&mut listening_on(&folder, &address));
    assert_eq!(line, format!("cannot listen on {address}: Address already in use (os error 98)"));
}

fn listening_on(folder: &Folder, address: &str) -> std::process::Command {
    let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_caseport-server"));
    command.args(["serve", "--listen", address]);
    command.arg("--data").arg(folder.path("data")).arg("--dist").arg(folder.path("dist"));
    command
}

#[test]
fn an_address_that_is_not_ours() {
    let folder = Folder::new();
    let line = refusal(&mut listening_on(&folder, "192.0.2.1:80"));
    assert!(line.starts_with("cannot listen on 192.0.2.1:80: "), "{line}");
}

#[test]
fn an_unwritable_data_folder() {
    let folder = Folder::new();
    // A file where the folder should be: stops root, too.
    std::fs::write(folder.path("data"), "a file").unwrap();
    let line = refusal(&mut folder.command());
    assert!(
        line.starts_with(&format!("cannot use the data folder {}: ", folder.path("data").display())),
        "{line}"
    );

    let folder = Folder::new();
    std::fs::create_dir_all(folder.path("data/files")).unwrap();
    std::fs::write(folder.path("data/caseport.db"), "this is no database, but long enough to be read as one")
        .unwrap();
    let line = refusal(&mut folder.command());
    assert!(line.contains("file is not a database"), "{line}");

    let folder = Folder::new();
    if permissions_count(folder.root.path()) {
        std::fs::create_dir(folder.path("data")).unwrap();
        let mut permissions = std::fs::metadata(folder.path("data")).unwrap().permissions();
        permissions.set_readonly(true);
        std::fs::set_permissions(folder.path("data"), permissions).unwrap();
        assert!(refusal(&mut folder.command()).contains("Permission denied"));
    }
}

#[test]
fn a_bucket_that_is_not_to_be_had() {
    let folder = Folder::new();
    let files = "s3://caseport/live?endpoint=http://127.0.0.1:9";
    let mut command = folder.command();
    command
        .args(["--files", files])
        .env("AWS_ACCESS_KEY_ID", "key")
        .env("AWS_SECRET_ACCESS_KEY", "not-to-be-told");
    let line = refusal(&mut command);
    assert!(line.starts_with("the bucket caseport at http://127.0.0.1:9 cannot be used: "), "{line}");
    assert!(!line.contains("not-to-be-told"), "{line}");

    // Keys in the address would end in logs and lists of processes.
    let mut command = folder.command();
    let line = refusal(command.args(["--files", "s3://key:not-to-be-told@caseport"]));
    assert!(line.starts_with("cannot use --files: ") && line.contains("AWS_SECRET_ACCESS_KEY"), "{line}");
    assert!(!line.contains("not-to-be-told"), "{line}");
}

#[test]
fn a_database_of_a_newer_version() {
    let folder = Folder::new();
    drop(Server::start(folder.command()));
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build().unwrap();
    runtime.block_on(async {
        let store = caseport_server::store::Store::open(&folder.path("data/caseport.db")).await.unwrap();
        let mut write = store.write().await.unwrap();
        sql::query("UPDATE _sqlx_migrations SET version = 9999 WHERE version = 1")
            .execute(&mut write)
            .await
            .unwrap();
        write.commit().await.unwrap();
        store.close().await;
    });
    let line = refusal(&mut folder.command());
    assert!(line.starts_with("cannot use the data folder ") && line.contains("9999"), "{line}");
}

#[test]
fn no_built_app() {
    let folder = Folder::new();
    std::fs::remove_file(folder.path("dist/index.html")).unwrap();
    let line = refusal(&mut folder.command());
    let dist = folder.path("dist");
    assert_eq!(
        line,
        format!(
            "there is no built app in {}: index.html is missing; build it, or name its folder with --dist",
            dist.display()
        )
    );
}

#[test]
fn the_demo_stays_on_this_machine() {
    let folder = Folder::new();
    let mut command = listening_on(&folder, "0.0.0.0:0");
    command.arg("--demo");
    let line = refusal(&mut command);
    assert!(line.contains("--allow-demo-on-any-address"), "{line}");
    let mut command = listening_on(&folder, "[::]:0");
    command.arg("--demo");
    refusal(&mut command);
    let mut command = listening_on(&folder, "0.0.0.0:0");
    command.args(["--demo", "--allow-demo-on-any-address"]);
    assert!(Server::start(command).address.starts_with("http://0.0.0.0:"));
}

#[test]
fn options_that_cannot_be() {
    for (arguments, says) in [
        (["--origin", "portal.example"], "is not an address such as https://support.example.com"),
        (["--origin", "https://"], "is not an address such as"),
        (["--public-url", "support.example.com"], "is not an address such as"),
        (["--vendor-link", "Documentation"], "is not a link such as"),
        (["--assistant-url", "assistant.example"], "is not an address such as https://assistant.example.com"),
        (["--assistant-url", "https://"], "is not an address such as"),
        (["--frame-ancestors", "*; script-src *"], "frame ancestors are separated by blanks"),
    ] {
        let folder = Folder::new();
        let line = refusal(folder.command().args(arguments));
        assert!(line.contains(says), "{arguments:?}: {line}");
    }
}

#[test]
fn a_mistake_in_the_file_that_says_how_people_sign_in() {
    let folder = Folder::new();
    let file = folder.path("sign-in.toml");
    let provider =
        "[[provider]]\nid = \"corp\"\nlabel = \"Corp\"\nissuer = \"https://id.example\"\nclient_id = \"x\"\n";
    let elsewhere = format!(
        "{provider}[provider.organizations]\nclaim = \"groups\"\n\
         map = [{{ value = \"a\", organization = \"nowhere\", role = \"user\" }}]"
    );
    for (text, expected) in [
        (None, "cannot be read: No such file or directory (os error 2)"),
        (
            Some("local_accounts = \"no\""),
            "local_accounts: invalid type: string \"no\", expected a boolean (line 1)",
        ),
        (Some("[[provider]\nid = 1"), ""),
        (
            Some(provider.replace("issuer", "isuer").as_str()),
            "provider[0].isuer: unknown field `isuer`, expected one of ",
        ),
        (
            Some(format!("{provider}client_secret_env = \"CASEPORT_NO_SUCH_SECRET\"").as_str()),
            "provider[0].client_secret_env: there is no environment variable CASEPORT_NO_SUCH_SECRET",
        ),
        (
            Some(elsewhere.as_str()),
            "provider[0].organizations.map[0].organization: there is no organization \"nowhere\"",
        ),
    ] {
        drop(std::fs::remove_file(&file));
        if let Some(text) = text {
            std::fs::write(&file, text).unwrap();
        }
        let mut command = folder.command();
        command.arg("--public-url").arg("https://portal.example").arg("--sign-in").arg(&file);
        let line = refusal(&mut command);
        assert!(line.starts_with(&format!("cannot use {}: {expected}", file.display())), "{line}");
    }
    std::fs::write(&file, provider).unwrap();
    let mut command = folder.command();
    command.env("CASEPORT_SIGN_IN", &file);
    let line = refusal(&mut command);
    assert!(line.contains("provider[0]: needs --public-url: "), "{line}");
    // A provider that cannot be reached now is none.
    let mut command = folder.command();
    command.arg("--public-url").arg("http://portal.example").env("CASEPORT_SIGN_IN", &file);
    let (_, config) = Server::start(command).client().get("/config").unwrap();
    assert_eq!(config["sign_in_providers"][0]["label"], "Corp");
}
