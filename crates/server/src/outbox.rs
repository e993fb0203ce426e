//! `outbox`: the command that shows the mails that were written, and has one tried again.

use std::fmt;
use std::io::{self, Write as _};

use chrono::{DateTime, SecondsFormat, Utc};

use crate::cli::{ListOutbox, Outbox, OutboxMail, ShowMail};
use crate::clock::{Clock as _, SystemClock};
use crate::serve;
use crate::store::outbox::{self, Mail};
use crate::store::{self, Store};

/// Why it was not done, in one line.
#[derive(Debug)]
pub struct OutboxError(String);

impl fmt::Display for OutboxError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl From<store::Error> for OutboxError {
    fn from(error: store::Error) -> Self {
        Self(format!("the store failed: {error}"))
    }
}

impl From<io::Error> for OutboxError {
    fn from(error: io::Error) -> Self {
        Self(error.to_string())
    }
}

/// Does what was asked for; what it brings is on stdout, alone, for scripts.
///
/// # Errors
/// Nothing was done.
pub fn run(command: &Outbox) -> Result<(), OutboxError> {
    let (Outbox::List(ListOutbox { place, .. })
    | Outbox::Show(ShowMail { mail: OutboxMail { place, .. }, .. })
    | Outbox::Retry(OutboxMail { place, .. })) = command;
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    runtime.block_on(async {
        let store = serve::open(place).await.map_err(|error| OutboxError(error.to_string()))?;
        let done = match command {
            Outbox::List(options) => list(&store, options.all).await,
            Outbox::Show(options) => show(&store, options.mail.id, options.html).await,
            Outbox::Retry(options) => retry(&store, options.id).await,
        };
        store.close().await;
        done
    })
}

async fn list(store: &Store, all: bool) -> Result<(), OutboxError> {
    let mails = outbox::list(&mut *store.read().await?, all).await?;
    let mut out = io::stdout().lock();
    for mail in mails {
        let (written, state) = (time(mail.created_at), state(&mail));
        writeln!(
            out,
            "{}  {written}  {}  {}  {state}  {}",
            mail.id, mail.kind, mail.to, mail.letter.subject
        )?;
    }
    Ok(())
}

async fn show(store: &Store, id: i64, html: bool) -> Result<(), OutboxError> {
    let mail = outbox::find(&mut *store.read().await?, id).await?.ok_or_else(|| unknown(id))?;
    let mut out = io::stdout().lock();
    if html {
        return Ok(out.write_all(mail.letter.html.as_bytes())?);
    }
    writeln!(out, "To: {}\nSubject: {}\nKind: {}", mail.to, mail.letter.subject, mail.kind)?;
    writeln!(out, "Written: {}\nState: {}", time(mail.created_at), state(&mail))?;
    if let Some(error) = &mail.last_error {
        writeln!(out, "Last error: {error}")?;
    }
    Ok(write!(out, "\n{}", mail.letter.text)?)
}

async fn retry(store: &Store, id: i64) -> Result<(), OutboxError> {
    let mut write = store.write().await?;
    if !outbox::retry(&mut write, id, SystemClock.now()).await? {
        return Err(OutboxError(format!(
            "there is no mail {id} that was not sent; `outbox list` shows them"
        )));
    }
    Ok(write.commit().await?)
}

fn unknown(id: i64) -> OutboxError {
    OutboxError(format!("there is no mail {id}; `outbox list --all` shows them"))
}

fn state(mail: &Mail) -> String {
    match (mail.sent_at, mail.failed_at, mail.attempts) {
        (Some(at), ..) => format!("sent {}", time(at)),
        (None, Some(at), attempts) => format!("given up {} (attempts: {attempts})", time(at)),
        (None, None, 0) => "waiting".to_owned(),
        (None, None, attempts) => {
            format!("waiting until {} (attempts: {attempts})", time(mail.next_attempt_at))
        }
    }
}

fn time(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::Secs, true)
}
