//! Sends the mails of the outbox, in the background of a running server.
//!
//! Each is one message under one name (`Message-ID`), however often it is tried. It is noted as sent once the mail server
//! has taken it over; a server that is killed within the moment between the two sends the same message once more, under the
//! same name. The other way round it could be lost.

mod mailer;
mod message;

pub use mailer::{Mailer, SmtpUrl};

use std::time::Duration;

use futures_util::StreamExt as _;
use futures_util::stream;
use tracing::Instrument as _;

use crate::clock::Clock;
use crate::stopping::Stopping;
use crate::store::outbox::{self, Mail, Outcome};
use crate::store::{Result, Store, settings};
use crate::telemetry::spans;

/// Mails that are begun with together.
const AT_ONCE: u32 = 40;
/// Of these, mails that are on their way at the same time.
const CONNECTIONS: usize = 4;
/// How long to sleep at most: somebody may have said `outbox retry`.
const LOOK_EVERY: Duration = Duration::from_secs(10);

/// Sends what there is to send until the server stops: at once what is written, later what is to be tried again.
pub async fn keep_sending(store: Store, clock: &dyn Clock, mailer: &Mailer, stopping: &Stopping) {
    loop {
        let sleep = match sent_and_next(&store, clock, mailer, stopping).await {
            Ok(sleep) => sleep,
            Err(error) => {
                tracing::error!(error = %error, "the outbox failed");
                LOOK_EVERY
            }
        };
        tokio::select! {
            () = stopping.begun() => return,
            () = store.mail_written() => {}
            () = tokio::time::sleep(sleep) => {}
        }
    }
}

async fn sent_and_next(
    store: &Store,
    clock: &dyn Clock,
    mailer: &Mailer,
    stopping: &Stopping,
) -> Result<Duration> {
    send_due(store, clock, mailer, stopping).await?;
    let due = outbox::next_due(&mut *store.read().await?).await?;
    let sleep = due.and_then(|due| (due - clock.now()).to_std().ok());
    Ok(sleep.map_or(LOOK_EVERY, |sleep| sleep.min(LOOK_EVERY)))
}

/// Tries every mail whose time has come, once.
///
/// # Errors
/// The store failed. What a mail server says is noted with the mail.
pub async fn send_due(store: &Store, clock: &dyn Clock, mailer: &Mailer, stopping: &Stopping) -> Result<()> {
    let database = {
        let mut read = store.read().await?;
        let due = outbox::next_due(&mut read).await?;
        if due.is_none_or(|due| due > clock.now()) {
            return Ok(());
        }
        settings::value(&mut read, "journal").await?.unwrap_or_default()
    };
    // Asked for once and not for each mail: a server that is away is no mail's fault, and takes its time to be found so.
    if let Err(error) = mailer.is_there().await {
        tracing::warn!(error, "the mail server does not take anything");
        let mut write = store.write().await?;
        outbox::put_all_off(&mut write, &error, clock.now()).await?;
        return write.commit().await;
    }
    while !stopping.has_begun() {
        let mails = {
            let mut write = store.write().await?;
            let mails = outbox::begin(&mut write, AT_ONCE, clock.now()).await?;
            write.commit().await?;
            mails
        };
        if mails.is_empty() {
            break;
        }
        let sending = stream::iter(mails).map(|mail| send(store, clock, mailer, stopping, &database, mail));
        let results: Vec<Result<()>> = sending.buffer_unordered(CONNECTIONS).collect().await;
        results.into_iter().collect::<Result<()>>()?;
    }
    Ok(())
}

async fn send(
    store: &Store,
    clock: &dyn Clock,
    mailer: &Mailer,
    stopping: &Stopping,
    database: &str,
    mail: Mail,
) -> Result<()> {
    if stopping.has_begun() {
        return Ok(());
    }
    let span = spans::mail(&mail.kind, mail.attempts);
    let outcome = mailer.send(&mail, database).instrument(span.clone()).await;
    spans::delivered(
        &span,
        match &outcome {
            Outcome::Sent => "sent",
            Outcome::Later(_) => "later",
            Outcome::Never(_) => "never",
        },
    );
    let (id, kind, attempts) = (mail.id, &mail.kind, mail.attempts);
    match &outcome {
        Outcome::Sent => tracing::info!(mail = id, kind, attempts, "mail sent"),
        Outcome::Later(error) => {
            tracing::warn!(mail = id, kind, attempts, error, "a mail could not be sent yet");
        }
        Outcome::Never(error) => tracing::error!(mail = id, kind, attempts, error, "a mail was given up"),
    }
    let mut write = store.write().await?;
    outbox::note(&mut write, id, &outcome, clock.now()).await?;
    write.commit().await
}
