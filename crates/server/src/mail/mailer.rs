//! The mail server that takes our mails, by SMTP.

use std::convert::Infallible;
use std::fmt;
use std::str::FromStr;
use std::time::Duration;

use lettre::message::Mailbox;
use lettre::transport::smtp::{Error, PoolConfig};
use lettre::{AsyncSmtpTransport, AsyncTransport as _, Tokio1Executor};
use url::{Host, Url};

use super::{CONNECTIONS, message};
use crate::store::outbox::{Mail, Outcome};

/// How long the mail server may take for each of its answers.
const PATIENCE: Duration = Duration::from_secs(30);

/// Where the mail server is, mostly with a password. Has no Display, and a Debug that does not tell it.
#[derive(Clone)]
pub struct SmtpUrl(String);

impl FromStr for SmtpUrl {
    type Err = Infallible;

    fn from_str(url: &str) -> Result<Self, Infallible> {
        Ok(Self(url.to_owned()))
    }
}

impl fmt::Debug for SmtpUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("SmtpUrl(…)")
    }
}

/// Takes mails to the mail server.
#[derive(Clone)]
pub struct Mailer {
    transport: AsyncSmtpTransport<Tokio1Executor>,
    from: Mailbox,
    reply_to: Option<Mailbox>,
}

impl Mailer {
    /// Through the server at `url`; `from` and `reply_to` are addresses, with a name or without.
    ///
    /// # Errors
    /// One of them cannot be, in one line that does not tell the password.
    pub fn new(url: &SmtpUrl, from: &str, reply_to: Option<&str>) -> Result<Self, String> {
        let address = |text: &str| {
            text.parse::<Mailbox>()
                .map_err(|_| format!("{text:?} is not an address such as Support <support@example.com>"))
        };
        check(url)?;
        let transport = AsyncSmtpTransport::<Tokio1Executor>::from_url(&url.0)
            .map_err(|_| "the mail server's address cannot be used".to_owned())?
            .timeout(Some(PATIENCE))
            .pool_config(PoolConfig::new().max_size(u32::try_from(CONNECTIONS).unwrap_or(1)))
            .build();
        Ok(Self { transport, from: address(from)?, reply_to: reply_to.map(address).transpose()? })
    }

    /// Whether it is reached, knows us, and listens.
    ///
    /// # Errors
    /// Why not.
    pub async fn is_there(&self) -> Result<(), String> {
        match self.transport.test_connection().await {
            Ok(true) => Ok(()),
            Ok(false) => Err("the mail server does not answer".to_owned()),
            Err(error) => Err(error.to_string()),
        }
    }

    /// Tries to send a mail of the database of that name.
    pub async fn send(&self, mail: &Mail, database: &str) -> Outcome {
        let message = match message::of(mail, &self.from, self.reply_to.as_ref(), database) {
            Ok(message) => message,
            Err(error) => return Outcome::Never(error),
        };
        match self.transport.send(message).await {
            Ok(_) => Outcome::Sent,
            Err(error) if is_for_good(&error) => Outcome::Never(error.to_string()),
            Err(error) => Outcome::Later(error.to_string()),
        }
    }
}

/// Whether it would be the same another time: what is wrong is the mail, not the connection, and not what the mail server
/// thinks of us.
fn is_for_good(error: &Error) -> bool {
    const SIGN_IN: [u16; 4] = [530, 534, 535, 538];
    let about_us = error.status().is_some_and(|status| SIGN_IN.contains(&u16::from(status)));
    (error.is_permanent() || error.is_client()) && !about_us
}

fn check(url: &SmtpUrl) -> Result<(), String> {
    let wrong = || "the mail server's address must be like smtps://user:password@mail.example.com".to_owned();
    let parsed = Url::parse(&url.0).map_err(|_| wrong())?;
    let host = parsed.host().ok_or_else(wrong)?;
    let is_plain = match parsed.scheme() {
        "smtps" => false,
        "smtp" => !parsed.query_pairs().any(|(name, _)| name == "tls"),
        _ => return Err(wrong()),
    };
    // Hosts of other schemes than those of the web come as they are written.
    let is_here = match host {
        Host::Domain(name) => {
            name == "localhost" || name.parse().is_ok_and(|it: std::net::IpAddr| it.is_loopback())
        }
        Host::Ipv4(address) => address.is_loopback(),
        Host::Ipv6(address) => address.is_loopback(),
    };
    if is_plain && !is_here && parsed.password().is_some() {
        return Err("the mail server's password would be sent in the clear; use smtps://, or smtp:// with ?tls=required"
            .to_owned());
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::{Mailer, SmtpUrl};

    fn mailer(url: &str, from: &str, reply_to: Option<&str>) -> Result<Mailer, String> {
        Mailer::new(&url.parse().unwrap(), from, reply_to)
    }

    #[tokio::test]
    async fn what_can_be_configured() {
        for url in [
            "smtp://127.0.0.1:2525",
            "smtp://localhost",
            "smtp://u:p@127.0.0.1",
            "smtp://u:p@[::1]:25",
            "smtp://relay.example",
            "smtp://u:p@mail.example?tls=required",
            "smtp://u:p@mail.example:587?tls=opportunistic",
            "smtps://u:p%40x@mail.example",
        ] {
            let made = mailer(url, "Acme Support <support@acme.example>", Some("desk@acme.example"));
            assert!(made.is_ok(), "{url}: {:?}", made.err());
        }
    }

    #[tokio::test]
    async fn what_cannot_be_is_said_without_the_password() {
        for (url, from, reply_to, says) in [
            ("mail.example", "a@b.example", None, "must be like smtps://"),
            ("smtp://", "a@b.example", None, "must be like smtps://"),
            ("http://u:hushhush@mail.example", "a@b.example", None, "must be like smtps://"),
            ("smtp://u:hushhush@mail.example", "a@b.example", None, "in the clear"),
            ("smtp://u:hushhush@mail.example?tls=no", "a@b.example", None, "cannot be used"),
            ("smtps://u:hushhush@mail.example", "Acme", None, "\"Acme\" is not an address"),
            ("smtps://u:hushhush@mail.example", "a@b.example", Some("x y"), "\"x y\" is not an address"),
        ] {
            let error = mailer(url, from, reply_to).err().unwrap();
            assert!(error.contains(says) && !error.contains("hushhush"), "{url}: {error}");
        }
        let url: SmtpUrl = "smtps://u:hushhush@mail.example".parse().unwrap();
        assert!(!format!("{url:?}").contains("hushhush"));
    }
}
