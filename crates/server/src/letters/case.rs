//! Letters about a case: to its submitter, and to those who are kept informed as CC's.
//!
//! A CC cannot open the case. It gets the vendor's words and what becomes of the case, no link, and nothing that the
//! customer's side wrote for the vendor, but for the subject. Comments of the customer's side, which can be taken back, are
//! in no letter.

use caseport_domain::api::{HistoryKind, Side};
use caseport_domain::case::Verdict;
use caseport_domain::id::CaseNumber;
use caseport_domain::{Status, limits};

use super::{Block, Letter, Letterhead};

/// What happened.
#[derive(Clone, Copy, Debug)]
pub struct News<'a> {
    /// In which case.
    pub case: CaseNumber,
    /// Its subject.
    pub subject: &'a str,
    /// What.
    pub kind: HistoryKind,
    /// The name of whoever did it.
    pub by: &'a str,
    /// Which side they are on.
    pub side: Side,
    /// What they wrote with it.
    pub text: Option<&'a str>,
    /// The status that the case has by it, where that is another one.
    pub status: Option<Status>,
    /// The verdict that was given.
    pub verdict: Option<Verdict>,
}

/// Who is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Reader<'a> {
    /// Who submitted the case, by name.
    Submitter(&'a str),
    /// Who is kept informed.
    Cc,
}

/// The letter that tells a reader; none where it is nothing to write about.
pub fn letter(head: &Letterhead, news: &News<'_>, reader: Reader<'_>) -> Option<Letter> {
    let mut blocks = Vec::new();
    if let Reader::Submitter(name) = reader {
        blocks.push(Block::Sentence(format!("Hello {name},")));
    }
    blocks.push(Block::Sentence(headline(head, news)?));
    let is_told = news.side == Side::Vendor || (reader != Reader::Cc && news.kind != HistoryKind::Comment);
    if let Some(words) = news.text.filter(|_| is_told) {
        blocks.push(Block::Words(words));
    }
    blocks.extend(consequence(head, news, reader).map(Block::Sentence));
    Some(finished(head, news, reader, blocks))
}

/// The letter to a CC who was just added.
pub fn added(head: &Letterhead, news: &News<'_>) -> Letter {
    let News { case, subject, by, .. } = news;
    let vendor = &head.vendor;
    let blocks = vec![
        Block::Sentence(format!(
            "{by} added you to the CC's of support case {case} with {vendor}: {subject}"
        )),
        Block::Sentence(format!(
            "You will get {vendor}'s replies, and be told when the case's status changes."
        )),
    ];
    finished(head, news, Reader::Cc, blocks)
}

fn finished(head: &Letterhead, news: &News<'_>, reader: Reader<'_>, mut blocks: Vec<Block<'_>>) -> Letter {
    let page = match reader {
        Reader::Submitter(_) => head.link(&format!("/cases/{}", news.case)),
        Reader::Cc => None,
    };
    blocks.extend(page.map(|url| Block::Link { label: "Open the case", url }));
    blocks.push(Block::Small(match reader {
        Reader::Submitter(_) => "You get this message because you submitted the case. Please answer on the case's page in the \
             portal: an answer to this message is not added to the case."
            .to_owned(),
        Reader::Cc => "You get this message because you are kept informed of the case as a CC, which gives no access to \
             the portal. The people of the case answer on its page there: an answer to this message is not added to it. \
             If you do not want these messages, ask them to remove your address."
            .to_owned(),
    }));
    // The same for the whole case: programs that show conversations by subject keep it together.
    Letter::new(&format!("[{}] {}", news.case, news.subject), &blocks)
}

fn headline(head: &Letterhead, news: &News<'_>) -> Option<String> {
    let (case, vendor) = (news.case, &head.vendor);
    let who = match news.side {
        Side::Vendor => format!("{} of {vendor}", news.by),
        Side::Customer => news.by.to_owned(),
    };
    let is_vendors = news.side == Side::Vendor;
    Some(match news.kind {
        HistoryKind::Comment if is_vendors => format!("{who} replied to case {case}."),
        HistoryKind::Comment if news.status.is_some() => format!("{who} added a comment to case {case}."),
        HistoryKind::File if news.status.is_some() => format!("{who} added a file to case {case}."),
        HistoryKind::Status => format!("{who} changed the status of case {case}."),
        HistoryKind::Escalated => format!("{who} escalated case {case} to {vendor}'s management."),
        HistoryKind::EscalationAcknowledged => format!("{who} took up the escalation of case {case}."),
        HistoryKind::EscalationWithdrawn => format!("{who} withdrew the escalation of case {case}."),
        HistoryKind::Closed => format!("{who} closed case {case}."),
        HistoryKind::Reopened => format!("{who} reopened case {case}."),
        HistoryKind::Verdict => {
            let verdict = news.verdict.map_or("changed", verdict);
            format!("{who} has looked at the file of case {case}. The verdict: {verdict}.")
        }
        HistoryKind::Created
        | HistoryKind::Comment
        | HistoryKind::File
        | HistoryKind::CcsAdded
        | HistoryKind::CcsRemoved
        | HistoryKind::Rated => return None,
    })
}

/// What it means for the reader.
fn consequence(head: &Letterhead, news: &News<'_>, reader: Reader<'_>) -> Option<String> {
    let is_submitter = reader != Reader::Cc;
    Some(match news.status? {
        Status::Open => "The case is open.".to_owned(),
        Status::WaitingOnVendor => format!("The case is waiting on {} now.", head.vendor),
        Status::WaitingOnCustomer if is_submitter => "The case is waiting on you now.".to_owned(),
        Status::WaitingOnCustomer => "The case is waiting on the customer now.".to_owned(),
        Status::Closed if is_submitter => {
            format!("You can rate it on its page, and reopen it within {} days.", limits::REOPEN_DAYS)
        }
        Status::Closed => "The case is closed.".to_owned(),
    })
}

fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::InQueue => "in queue",
        Verdict::InProgress => "in progress",
        Verdict::Inconclusive => "inconclusive",
        Verdict::ConfirmedBenign => "confirmed benign",
        Verdict::ConfirmedMalicious => "confirmed malicious",
        Verdict::Rejected => "rejected",
    }
}

#[cfg(test)]
mod tests {
    use caseport_domain::Status;
    use caseport_domain::api::{HistoryKind, Side};
    use caseport_domain::id::CaseNumber;

    use super::{Letterhead, News, Reader, added, letter};

    fn head() -> Letterhead {
        Letterhead { vendor: "Acme".to_owned(), public_url: Some("https://portal.example".to_owned()) }
    }

    fn reply() -> News<'static> {
        News {
            case: CaseNumber::parse("10000042").unwrap(),
            subject: "It does not start",
            kind: HistoryKind::Comment,
            by: "Priya",
            side: Side::Vendor,
            text: Some("Try **this**."),
            status: Some(Status::WaitingOnCustomer),
            verdict: None,
        }
    }

    #[test]
    fn the_submitter_gets_the_words_and_a_link_and_a_cc_the_words_alone() {
        let told = letter(&head(), &reply(), Reader::Submitter("Cora")).unwrap();
        assert_eq!(told.subject, "[10000042] It does not start");
        assert!(told.text.starts_with(
            "Hello Cora,\n\nPriya of Acme replied to case 10000042.\n\n> Try **this**.\n\nThe case is waiting on you now.\n\n\
             Open the case: https://portal.example/cases/10000042\n\nYou get this message because you submitted"
        ));
        assert!(told.html.contains("<p>Try <strong>this</strong>.</p>"));
        let cc = letter(&head(), &reply(), Reader::Cc).unwrap();
        assert_eq!(cc.subject, told.subject);
        assert!(
            cc.text.contains("> Try **this**.\n\nThe case is waiting on the customer now.\n\n"),
            "{}",
            cc.text
        );
        assert!(cc.text.contains("no access to the portal"));
        for text in [&cc.text, &cc.html] {
            assert!(!text.contains("portal.example") && !text.contains("Cora"), "{text}");
        }
        let without = Letterhead { public_url: None, ..head() };
        assert!(!letter(&without, &reply(), Reader::Submitter("Cora")).unwrap().text.contains("http"));
    }

    #[test]
    fn a_cc_gets_nothing_that_the_customers_side_wrote() {
        for kind in [
            HistoryKind::Comment,
            HistoryKind::Escalated,
            HistoryKind::Reopened,
            HistoryKind::EscalationWithdrawn,
        ] {
            let news = News {
                kind,
                by: "Carl",
                side: Side::Customer,
                text: Some("between us"),
                status: Some(Status::WaitingOnVendor),
                ..reply()
            };
            let cc = letter(&head(), &news, Reader::Cc).unwrap();
            assert!(!cc.text.contains("between us") && !cc.html.contains("between us"));
            assert!(cc.text.contains("Carl ") && !cc.text.contains("Carl of Acme"));
            // What can be taken back is not sent out.
            let told = letter(&head(), &news, Reader::Submitter("Cora")).unwrap();
            assert_eq!(told.text.contains("> between us"), kind != HistoryKind::Comment);
        }
        let welcome =
            added(&head(), &News { by: "Carl", side: Side::Customer, text: Some("between us"), ..reply() });
        assert!(welcome.text.starts_with(
            "Carl added you to the CC's of support case 10000042 with Acme: It does not start\n\n"
        ));
        assert!(!welcome.text.contains("between us") && !welcome.text.contains("http"));
    }

    #[test]
    fn what_changes_nothing_for_others_is_not_written_about() {
        let quiet = News { side: Side::Customer, status: None, ..reply() };
        assert_eq!(letter(&head(), &quiet, Reader::Submitter("Cora")), None);
        for kind in [HistoryKind::Created, HistoryKind::Rated, HistoryKind::CcsAdded, HistoryKind::CcsRemoved]
        {
            assert_eq!(letter(&head(), &News { kind, ..reply() }, Reader::Cc), None, "{kind:?}");
        }
    }

    #[test]
    fn names_and_subjects_of_any_kind_stay_on_their_line() {
        let news = News { subject: "見積もり\r\nBcc: x@evil.example", by: "A\r\n\r\n<b>", ..reply() };
        let told = letter(&head(), &news, Reader::Submitter("\u{202e}X\nY")).unwrap();
        assert_eq!(told.subject, "[10000042] 見積もり Bcc: x@evil.example");
        assert!(told.text.starts_with("Hello X Y,\n\nA <b> of Acme replied"), "{}", told.text);
        assert!(told.html.contains("A &lt;b&gt; of Acme"));
    }
}
