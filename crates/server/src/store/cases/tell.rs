//! Who is told by e-mail of what happened in a case: its submitter and its CC's, but nobody of what they did themselves.
//! Called where the history is written, so that nothing that is done to a case can forget it.

use crate::store::sql;
use caseport_domain::api::{HistoryKind, Side};
use caseport_domain::id::CaseNumber;

use super::event::{Actor, Event};
use crate::letters::Letter;
use crate::letters::case::{News, Reader, added, letter};
use crate::store::outbox::{NewMail, enqueue};
use crate::store::row::get;
use crate::store::{Result, Write};

/// Writes the mails that tell of the entry `seq`.
pub(super) async fn tell(write: &mut Write, case: CaseNumber, seq: i64, event: &Event<'_>) -> Result<()> {
    if write.is_of_the_past() {
        return Ok(());
    }
    let (side, actor_id) = match event.actor {
        Actor::User(user) => (Side::Customer, Some(user.as_str())),
        Actor::Vendor(_) => (Side::Vendor, None),
    };
    let row = sql::query(
        "SELECT c.subject, c.submitter_id, u.name, u.email, a.name AS actor_name, a.email AS actor_email
         FROM cases c JOIN users u ON u.id = c.submitter_id LEFT JOIN users a ON a.id = $2 WHERE c.number = $1",
    )
    .bind(i64::from(case.value()))
    .bind(actor_id)
    .fetch_one(write)
    .await?;
    let subject: String = get(&row, "subject")?;
    let actor_name: String = match event.actor {
        Actor::User(_) => get::<Option<String>>(&row, "actor_name")?.unwrap_or_default(),
        Actor::Vendor(name) => name.clone(),
    };
    let news = News {
        case,
        subject: &subject,
        kind: event.kind,
        by: &actor_name,
        side,
        text: event.text,
        status: event.status,
        verdict: event.payload.verdict,
    };
    let head = write.letterhead();
    // People are told apart by their addresses: a CC may be anybody, also whoever did it.
    let submitter: String = get(&row, "email")?;
    let actor: Option<String> = get(&row, "actor_email")?;
    let is_other = |email: &str| !actor.as_deref().is_some_and(|actor| actor.eq_ignore_ascii_case(email));
    let mut told: Vec<(String, Letter)> = Vec::new();
    if matches!(event.kind, HistoryKind::Created | HistoryKind::CcsAdded) {
        let emails = match event.kind {
            HistoryKind::Created => ccs(write, case).await?,
            _ => event.payload.emails.clone(),
        };
        let letter = added(&head, &news);
        told.extend(emails.into_iter().map(|email| (email, letter.clone())));
    } else {
        if let Some(letter) = letter(&head, &news, Reader::Submitter(get(&row, "name")?)) {
            told.push((submitter.clone(), letter));
        }
        if let Some(letter) = letter(&head, &news, Reader::Cc) {
            let others =
                ccs(write, case).await?.into_iter().filter(|cc| !cc.eq_ignore_ascii_case(&submitter));
            told.extend(others.map(|email| (email, letter.clone())));
        }
    }
    for (to, letter) in told.iter().filter(|(email, _)| is_other(email)) {
        let mail = NewMail {
            to,
            kind: caseport_domain::Code::code(event.kind),
            case: Some(case),
            letter,
            dedup_key: &format!("case/{seq}/{to}"),
            at: event.at,
        };
        enqueue(write, &mail).await?;
    }
    Ok(())
}

async fn ccs(write: &mut Write, case: CaseNumber) -> Result<Vec<String>> {
    let rows = sql::query("SELECT email FROM case_ccs WHERE case_number = $1 ORDER BY position")
        .bind(i64::from(case.value()))
        .fetch_all(write)
        .await?;
    rows.iter().map(|row| get(row, "email")).collect()
}
