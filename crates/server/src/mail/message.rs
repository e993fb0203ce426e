//! A mail as a message (RFC 5322): from whom, under which name, and which conversation it belongs to.

use std::time::SystemTime;

use lettre::Message;
use lettre::message::header::{Header, HeaderName, HeaderValue};
use lettre::message::{Mailbox, MultiPart};

use crate::store::outbox::Mail;

/// Says to other programs that nobody is to be answered (RFC 3834).
#[derive(Clone)]
struct AutoSubmitted;

impl Header for AutoSubmitted {
    fn name() -> HeaderName {
        HeaderName::new_from_ascii_str("Auto-Submitted")
    }

    fn parse(_: &str) -> Result<Self, Box<dyn std::error::Error + Send + Sync>> {
        Ok(Self)
    }

    fn display(&self) -> HeaderValue {
        HeaderValue::new(Self::name(), "auto-generated".to_owned())
    }
}

/// Puts the message together; the same one for the same mail of the same database, always.
///
/// # Errors
/// It cannot be one.
pub fn of(
    mail: &Mail,
    from: &Mailbox,
    reply_to: Option<&Mailbox>,
    database: &str,
) -> Result<Message, String> {
    let host = from.email.domain();
    let name = format!("<{database}.{}.{}@{host}>", mail.id, mail.created_at.timestamp_micros());
    let to = mail.to.parse().map_err(|error| format!("{error}: {:?}", mail.to))?;
    let mut message = Message::builder()
        .message_id(Some(name))
        .date(SystemTime::from(mail.created_at))
        .from(from.clone())
        .to(Mailbox::new(None, to))
        .subject(mail.letter.subject.as_str())
        .header(AutoSubmitted);
    if let Some(reply_to) = reply_to {
        message = message.reply_to(reply_to.clone());
    }
    if let Some(case) = mail.case {
        // Nobody ever sends the message that all of the case's seem to answer: that keeps them together all the same.
        let case = format!("<{database}.case.{case}@{host}>");
        message = message.in_reply_to(case.clone()).references(case);
    }
    let letter = &mail.letter;
    message
        .multipart(MultiPart::alternative_plain_html(letter.text.clone(), letter.html.clone()))
        .map_err(|error| error.to_string())
}
