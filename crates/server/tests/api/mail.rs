//! Sending what was written: once, to each alone, later where it cannot be now, and not for ever.

use crate::common::sql;
use caseport_domain::id::CaseNumber;
use caseport_server::mail::send_due;
use caseport_server::stopping::Stopping;
use caseport_server::store::outbox::{self, Mail};
use chrono::TimeDelta;
use serde_json::json;

use crate::common::{MailServer, TestApp, mailer};

const CORA: &str = "cora@contoso.example";

/// A case of Cora's with CC's, to which the vendor has replied; the mails about that are all that waits.
async fn replied(app: &TestApp, subject: &str, ccs: &[&str]) -> CaseNumber {
    let cora = app.sign_in(CORA).await;
    let number = cora.submitted("contoso", json!({ "subject": subject, "ccs": ccs })).await.summary.number;
    let mut write = app.store.write().await.unwrap();
    sql::query("DELETE FROM outbox").execute(&mut write).await.unwrap();
    write.commit().await.unwrap();
    app.replies(number, "Please try.").await;
    number
}

async fn mails(app: &TestApp) -> Vec<Mail> {
    outbox::list(&mut app.store.read().await.unwrap(), true).await.unwrap()
}

async fn only_mail(app: &TestApp) -> Mail {
    let [mail] = mails(app).await.try_into().unwrap();
    mail
}

/// An address where nobody listens.
fn nowhere() -> String {
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    free.local_addr().unwrap().to_string()
}

#[tokio::test]
async fn twenty_ccs_get_a_message_each_and_nobody_sees_the_others() {
    let app = TestApp::demo().await;
    let ccs: Vec<String> = (10..30).map(|n| format!("cc{n}@elsewhere.example")).collect();
    let ccs: Vec<&str> = ccs.iter().map(String::as_str).collect();
    replied(&app, "No scans", &ccs).await;
    let server = MailServer::start().await;
    let mailer = server.mailer();
    for _ in 0..3 {
        app.send_mail(&mailer).await;
    }
    let received = server.received();
    let to: Vec<_> = received.iter().map(|mail| mail.to.join(",")).collect();
    assert_eq!(to, [&ccs[..], &[CORA]].concat());
    let mut names: Vec<_> = received.iter().map(|mail| mail.header("message-id").unwrap()).collect();
    names.sort();
    names.dedup();
    assert_eq!(names.len(), 21);
    for mail in &received {
        assert_eq!(mail.header("to").unwrap(), mail.to[0]);
        assert_eq!((mail.header("cc"), mail.header("bcc")), (None, None));
        let others = ccs.iter().chain(&[CORA]).filter(|it| mail.data.contains(**it)).count();
        assert_eq!(others, 1, "{}", mail.data);
    }
    assert!(mails(&app).await.iter().all(|mail| mail.sent_at.is_some() && mail.attempts == 1));
}

#[tokio::test]
async fn a_message_says_what_programs_need_and_no_text_gets_into_its_head() {
    let app = TestApp::demo().await;
    let server = MailServer::start().await;
    let mailer = server.mailer();
    let subjects =
        ["スキャンできません: 見積もり", "لا يعمل الفحص", "x".repeat(200).as_str()].map(str::to_owned);
    let mut threads = Vec::new();
    for subject in &subjects {
        let number = replied(&app, subject, &[]).await;
        // Whatever came into the store: it cannot add a line.
        let mut write = app.store.write().await.unwrap();
        sql::query("UPDATE cases SET subject = subject || $2 WHERE number = $1")
            .bind(i64::from(number.value()))
            .bind("\r\nBcc: eve@evil.example\r\n\r\nbody")
            .execute(&mut write)
            .await
            .unwrap();
        sql::query("UPDATE users SET name = $1 WHERE id = 'cora'")
            .bind("Cora\r\nBcc: eve@evil.example")
            .execute(&mut write)
            .await
            .unwrap();
        write.commit().await.unwrap();
        app.replies(number, "Again.").await;
        app.send_mail(&mailer).await;
        let about: Vec<_> = server.received().into_iter().skip(threads.len() * 2).collect();
        assert_eq!(about.len(), 2);
        for mail in &about {
            assert_eq!(mail.from, "support@opswat.example");
            assert_eq!(mail.to, [CORA]);
            for (name, value) in [
                ("from", Some("\"OPSWAT Support\" <support@opswat.example>")),
                ("reply-to", Some("desk@opswat.example")),
                ("auto-submitted", Some("auto-generated")),
                ("bcc", None),
                ("mime-version", Some("1.0")),
                ("date", Some("Mon, 02 Mar 2026 09:00:00 +0000")),
            ] {
                assert_eq!(mail.header(name).as_deref(), value, "{name}");
            }
            let subject = mail.header("subject").unwrap();
            assert!(subject.starts_with(&format!("[{number}] ")) && subject.is_ascii(), "{subject}");
            assert!(mail.header("content-type").unwrap().starts_with("multipart/alternative"));
        }
        let thread = about[0].header("references").unwrap();
        assert!(thread.ends_with("@opswat.example>"), "{thread}");
        for mail in &about {
            assert_eq!(mail.header("references").as_ref(), Some(&thread));
            assert_eq!(mail.header("in-reply-to").as_ref(), Some(&thread));
        }
        assert!(!threads.contains(&thread));
        threads.push(thread);
    }
}

#[tokio::test]
async fn while_there_is_no_mail_server_it_is_tried_ever_more_seldom_and_then_arrives_once() {
    let app = TestApp::demo().await;
    let address = nowhere();
    let mailer = mailer(&address);
    replied(&app, "No scans", &["dora@elsewhere.example"]).await;
    for minutes in [1, 2, 4, 8] {
        app.send_mail(&mailer).await;
        for mail in mails(&app).await {
            assert_eq!(mail.next_attempt_at, app.state.clock.now() + TimeDelta::minutes(minutes));
            assert!(mail.last_error.unwrap().contains("onnection"), "it says why");
        }
        app.clock.pass(TimeDelta::minutes(minutes) - TimeDelta::seconds(1));
        app.send_mail(&mailer).await;
        app.clock.pass(TimeDelta::seconds(1));
    }
    assert!(mails(&app).await.iter().all(|mail| mail.attempts == 4 && mail.sent_at.is_none()));
    let server = MailServer::start_at(&address).await;
    for _ in 0..5 {
        app.send_mail(&mailer).await;
        app.clock.pass(TimeDelta::hours(1));
    }
    let to: Vec<_> = server.received().into_iter().map(|mail| mail.to).collect();
    assert_eq!(to, [[CORA], ["dora@elsewhere.example"]]);
    assert!(mails(&app).await.iter().all(|mail| mail.last_error.is_none()));
}

#[tokio::test]
async fn what_is_refused_for_now_is_tried_again_and_what_is_refused_for_good_is_not() {
    let app = TestApp::demo().await;
    let server = MailServer::start().await;
    let mailer = server.mailer();
    replied(&app, "No scans", &["full@elsewhere.example", "gone@elsewhere.example"]).await;
    server.refuse("full@elsewhere.example", "452 4.2.2 mailbox full");
    server.refuse("full@elsewhere.example", "450 4.2.1 try later");
    server.refuse("gone@elsewhere.example", "550 5.1.1 no such user");
    for hour in 0..5 {
        app.send_mail(&mailer).await;
        let to: Vec<_> = server.received().into_iter().flat_map(|mail| mail.to).collect();
        let expected: &[&str] = if hour < 2 { &[CORA] } else { &[CORA, "full@elsewhere.example"] };
        assert_eq!(to, expected);
        app.clock.pass(TimeDelta::hours(1));
    }
    let gone = mails(&app).await.into_iter().find(|mail| mail.to.starts_with("gone")).unwrap();
    assert_eq!((gone.attempts, gone.sent_at), (1, None));
    assert!(gone.failed_at.is_some() && gone.last_error.unwrap().contains("no such user"));
    // Until somebody says so, because the address is there now.
    let mut write = app.store.write().await.unwrap();
    assert!(outbox::retry(&mut write, gone.id, app.state.clock.now()).await.unwrap());
    assert!(!outbox::retry(&mut write, gone.id + 1000, app.state.clock.now()).await.unwrap());
    write.commit().await.unwrap();
    app.send_mail(&mailer).await;
    assert_eq!(server.received().len(), 3);
    let mut write = app.store.write().await.unwrap();
    assert!(!outbox::retry(&mut write, gone.id, app.state.clock.now()).await.unwrap(), "it was sent");
}

#[tokio::test]
async fn a_mail_server_that_wants_nothing_of_us_makes_no_mail_fail() {
    let app = TestApp::demo().await;
    let server = MailServer::start().await;
    replied(&app, "No scans", &[]).await;
    for greeting in ["554 5.7.1 go away", "421 too busy"] {
        server.greet_with(Some(greeting));
        app.send_mail(&server.mailer()).await;
        let mail = only_mail(&app).await;
        assert_eq!((mail.sent_at, mail.failed_at), (None, None), "{greeting}");
        assert!(mail.last_error.unwrap().contains(&greeting[4..]));
        app.clock.pass(TimeDelta::hours(1));
    }
    server.greet_with(None);
    // That we do not sign in is not the mail's fault either.
    server.refuse(CORA, "530 5.7.0 sign in first");
    app.send_mail(&server.mailer()).await;
    assert_eq!(only_mail(&app).await.failed_at, None);
    app.clock.pass(TimeDelta::hours(1));
    app.send_mail(&server.mailer()).await;
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn it_is_given_up_after_three_days_and_what_is_older_is_never_sent() {
    let app = TestApp::demo().await;
    let address = nowhere();
    let mailer = mailer(&address);
    replied(&app, "No scans", &[]).await;
    let begun = app.state.clock.now();
    let mut attempts = 0;
    while only_mail(&app).await.failed_at.is_none() {
        app.send_mail(&mailer).await;
        attempts += 1;
        app.clock
            .pass((only_mail(&app).await.next_attempt_at - app.state.clock.now()).max(TimeDelta::zero()));
    }
    // A minute, doubled up to six hours.
    assert_eq!(attempts, 20);
    let failed = only_mail(&app).await;
    let tried = failed.failed_at.unwrap() - begun;
    assert!(tried > TimeDelta::hours(60) && tried < TimeDelta::days(3), "{tried}");
    let server = MailServer::start_at(&address).await;
    app.clock.pass(TimeDelta::days(1));
    app.send_mail(&mailer).await;
    // Nor what was written when there was no mail server to be asked.
    replied(&app, "Long ago", &[]).await;
    app.clock.pass(TimeDelta::days(3));
    app.send_mail(&mailer).await;
    assert_eq!(server.received().len(), 0);
    let late = only_mail(&app).await;
    assert_eq!((late.attempts, late.last_error.as_deref()), (0, Some("It was not sent in time.")));
    assert_eq!(late.failed_at, Some(app.state.clock.now()));
}

#[tokio::test]
async fn a_server_that_dies_at_it_goes_on_later_under_the_same_name() {
    let app = TestApp::demo().await;
    replied(&app, "No scans", &[]).await;
    // Begun, and then the power was cut.
    let mut write = app.store.write().await.unwrap();
    assert_eq!(outbox::begin(&mut write, 10, app.state.clock.now()).await.unwrap().len(), 1);
    write.commit().await.unwrap();
    let app = app.restarted().await;
    let server = MailServer::start().await;
    let mailer = server.mailer();
    app.send_mail(&mailer).await;
    assert_eq!(server.received().len(), 0, "another one may be at it");
    app.clock.pass(TimeDelta::minutes(1));
    // Taken over, perhaps: the line broke before the mail server said so.
    server.cut_next();
    app.send_mail(&mailer).await;
    assert_eq!(only_mail(&app).await.sent_at, None);
    app.clock.pass(TimeDelta::minutes(2));
    app.send_mail(&mailer).await;
    app.clock.pass(TimeDelta::days(1));
    app.send_mail(&mailer).await;
    let [first, second] = server.received().try_into().unwrap();
    assert_eq!(first.header("message-id"), second.header("message-id"));
    assert!(only_mail(&app).await.sent_at.is_some());
}

#[tokio::test]
async fn a_server_that_stops_begins_with_nothing_more() {
    let app = TestApp::demo().await;
    let server = MailServer::start().await;
    replied(&app, "No scans", &[]).await;
    let stopping = Stopping::default();
    stopping.begin();
    send_due(&app.store, &*app.clock, &server.mailer(), &stopping).await.unwrap();
    assert_eq!(server.received().len(), 0);
    assert_eq!(only_mail(&app).await.attempts, 0);
    app.send_mail(&server.mailer()).await;
    assert_eq!(server.received().len(), 1);
}

#[tokio::test]
async fn what_is_written_is_sent_at_once_while_the_server_runs() {
    let app = TestApp::demo().await;
    let server = MailServer::start().await;
    let (store, clock, stopping) = (app.store.clone(), app.clock.clone(), Stopping::default());
    let sending = tokio::spawn({
        let (mailer, stopping) = (server.mailer(), stopping.clone());
        async move { caseport_server::mail::keep_sending(store, &*clock, &mailer, &stopping).await }
    });
    replied(&app, "No scans", &[]).await;
    let arrived = async {
        while server.received().is_empty() {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(std::time::Duration::from_secs(5), arrived).await.unwrap();
    stopping.begin();
    sending.await.unwrap();
}
