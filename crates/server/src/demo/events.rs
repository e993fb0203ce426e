//! What happened in a demo case, through the same functions as real operations.

use caseport_domain::id::{CaseNumber, UserId};
use caseport_domain::validate::{
    CommentText, EmailAddress, EscalationReason, NewRating, NewVerdict, ReopenReason,
};
use chrono::{DateTime, Utc};
use sha2::{Digest as _, Sha256};

use super::files::Event;
use crate::files::Files;
use crate::random::hex;
use crate::store::cases::{
    Importer, NewFile, VendorDesk, acknowledge, add_ccs, add_file, close, comment, escalate, give_verdict,
    rate, remove_ccs, reopen, vendor_comment, withdraw,
};
use crate::store::{Result, Write, users};

/// Lets the event happen. The inner error says what is wrong with the data.
pub async fn happen(
    write: &mut Write,
    importer: Importer,
    disk: &Files,
    case: CaseNumber,
    event: &Event,
    now: DateTime<Utc>,
) -> Result<std::result::Result<(), String>> {
    let at = now - event.at.0;
    let who = if event.by.contains('@') {
        match users::credentials(write, &event.by).await? {
            Some(account) => Who::User(account.user),
            None => return Ok(Err(format!("there is no account {}", event.by))),
        }
    } else {
        Who::Vendor(VendorDesk::imported(importer, &event.by))
    };
    let wrong = |what| Ok(Err(format!("{} at {:?}: {what}", event.kind, event.at.0)));
    let happening = match Happening::of(event, &who, case) {
        Ok(happening) => happening,
        Err(what) => return wrong(what),
    };
    if let Happening::File(_, file) = &happening {
        let content = event.content.clone().unwrap_or_default();
        if let Err(error) = disk.keep(&file.id, content.into()).await {
            return wrong(error.to_string());
        }
    }
    happening.apply(write, importer, case, at).await.map(Ok)
}

enum Who {
    User(UserId),
    Vendor(VendorDesk),
}

enum Happening<'a> {
    VendorComment(&'a VendorDesk, CommentText),
    Acknowledged(&'a VendorDesk, String),
    Verdict(&'a VendorDesk, NewVerdict),
    Comment(&'a UserId, CommentText),
    File(&'a UserId, NewFile),
    CcAdded(&'a UserId, EmailAddress),
    CcRemoved(&'a UserId, EmailAddress),
    Escalated(&'a UserId, String, EscalationReason),
    Withdrawn(&'a UserId, Option<String>),
    Closed(&'a UserId, Option<NewRating>),
    Reopened(&'a UserId, ReopenReason),
    Rated(&'a UserId, NewRating),
}

impl<'a> Happening<'a> {
    fn of(event: &Event, who: &'a Who, case: CaseNumber) -> std::result::Result<Self, String> {
        let wrong = |mistake| format!("{mistake:?}");
        let text = event.text.as_deref().unwrap_or_default();
        let email = || EmailAddress::new(event.email.as_deref().unwrap_or_default()).map_err(wrong);
        let rating =
            || event.rating.as_ref().map(NewRating::try_from).transpose().map_err(|it| format!("{it:?}"));
        Ok(match (event.kind.as_str(), who) {
            ("vendor_comment", Who::Vendor(desk)) => {
                Self::VendorComment(desk, CommentText::new(text).map_err(wrong)?)
            }
            ("verdict", Who::Vendor(desk)) => {
                let verdict = event.verdict.ok_or("has no verdict")?;
                Self::Verdict(desk, NewVerdict { verdict, by: None, note: None })
            }
            ("escalation_acknowledged", Who::Vendor(desk)) => Self::Acknowledged(desk, text.to_owned()),
            ("comment", Who::User(by)) => Self::Comment(by, CommentText::new(text).map_err(wrong)?),
            ("file", Who::User(by)) => Self::File(by, file(event, case)?),
            ("cc_added", Who::User(by)) => Self::CcAdded(by, email()?),
            ("cc_removed", Who::User(by)) => Self::CcRemoved(by, email()?),
            ("escalated", Who::User(by)) => {
                let id = id_of(&format!("escalation {case} {:?}", event.at));
                Self::Escalated(by, id, EscalationReason::new(text).map_err(wrong)?)
            }
            ("escalation_withdrawn", Who::User(by)) => Self::Withdrawn(by, event.text.clone()),
            ("closed", Who::User(by)) => Self::Closed(by, rating()?),
            ("reopened", Who::User(by)) => Self::Reopened(by, ReopenReason::new(text).map_err(wrong)?),
            ("rated", Who::User(by)) => Self::Rated(by, rating()?.ok_or("has no rating")?),
            (_, Who::User(_)) => return Err("is nothing that the customer's side does".to_owned()),
            (_, Who::Vendor(_)) => return Err("is nothing that the vendor does".to_owned()),
        })
    }

    async fn apply(
        self,
        write: &mut Write,
        importer: Importer,
        case: CaseNumber,
        at: DateTime<Utc>,
    ) -> Result<()> {
        match self {
            Self::VendorComment(desk, text) => vendor_comment(write, desk, case, &text, at).await,
            Self::Acknowledged(desk, note) => acknowledge(write, desk, case, &note, at).await,
            Self::Verdict(desk, verdict) => give_verdict(write, desk, case, &verdict, at).await.map(drop),
            Self::Comment(by, text) => comment(write, &importer.allow(case, by.clone()), &text, at).await,
            Self::File(by, file) => add_file(write, &importer.allow(case, by.clone()), &file, at).await,
            Self::CcAdded(by, email) => add_ccs(write, &importer.allow(case, by.clone()), &[email], at).await,
            Self::CcRemoved(by, email) => {
                remove_ccs(write, &importer.allow(case, by.clone()), &[email], at).await
            }
            Self::Escalated(by, id, reason) => {
                escalate(write, &importer.allow(case, by.clone()), &id, &reason, at).await
            }
            Self::Withdrawn(by, text) => {
                withdraw(write, &importer.allow(case, by.clone()), text.as_deref(), at).await
            }
            Self::Reopened(by, reason) => reopen(write, &importer.allow(case, by.clone()), &reason, at).await,
            Self::Rated(by, rating) => rate(write, &importer.allow(case, by.clone()), &rating, at).await,
            Self::Closed(by, rating) => {
                close(write, &importer.allow(case, by.clone()), at).await?;
                match rating {
                    Some(rating) => rate(write, &importer.allow(case, by.clone()), &rating, at).await,
                    None => Ok(()),
                }
            }
        }
    }
}

/// The file, under an id that is the same in every demo.
fn file(event: &Event, case: CaseNumber) -> std::result::Result<NewFile, String> {
    let name = event.name.clone().ok_or("has no name")?;
    let content = event.content.as_deref().ok_or("has no content")?;
    let id = id_of(&format!("file {case} {name}"));
    let size = u64::try_from(content.len()).map_err(|error| error.to_string())?;
    Ok(NewFile {
        id,
        name,
        size,
        content_type: "text/plain; charset=utf-8".to_owned(),
        sha256: Some(hex(&Sha256::digest(content))),
        batch: None,
    })
}

pub(super) fn id_of(what: &str) -> String {
    hex(&Sha256::digest(what)[..16])
}
