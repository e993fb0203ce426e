//! What the entries of the journal are to a reader at this moment, and how that is written.
//!
//! Of several changes of a case only the last is told, with the case as it is now. Events are in the order of the
//! journal, so that whoever is cut off behind one misses nothing by going on there. A case that is both new and changed
//! is told at its creation, for the same reason.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use caseport_domain::api::{LiveCase, LiveEvent, LiveUpload};
use caseport_domain::id::{CaseNumber, UserId};
use caseport_domain::policy::Scope;
use caseport_domain::{Access, Code as _, Known};
use chrono::{DateTime, Utc};

use super::mark::Mark;
use crate::store::journal::{Change, What};
use crate::store::{Conn, Result, cases};

/// Something to be told, and its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    seq: i64,
    event: LiveEvent,
    data: String,
}

impl Told {
    /// That everything should be read anew.
    pub fn access_changed(seq: i64) -> Self {
        Self { seq, event: LiveEvent::AccessChanged, data: "{}".to_owned() }
    }

    /// Whether it is that.
    pub fn is_access_changed(&self) -> bool {
        self.event == LiveEvent::AccessChanged
    }
}

/// What the entries are to the reader, in order.
///
/// # Errors
/// As any query.
pub async fn told(
    conn: &mut Conn,
    changes: &[Change],
    user: &UserId,
    access: &Access,
    now: DateTime<Utc>,
) -> Result<Vec<Told>> {
    let scopes = Scope::of_place(access, user);
    let numbers: BTreeSet<CaseNumber> = changes.iter().filter_map(|change| change.what.case()).collect();
    let seen = cases::seen(conn, &scopes, user, numbers, now).await?;
    let seen: BTreeMap<CaseNumber, LiveCase> = seen
        .into_iter()
        .map(|(case, tabs)| {
            (case.number, LiveCase { case, tabs: tabs.into_iter().map(Known::from).collect() })
        })
        .collect();
    let json = |value: &LiveCase| serde_json::to_string(value);
    let mut told = Vec::new();
    for (at, Change { seq, what }) in changes.iter().enumerate() {
        let (before, behind) = (&changes[..at], &changes[at + 1..]);
        let (event, data) = match what {
            What::CaseCreated(number) => match seen.get(number) {
                Some(case) => (LiveEvent::CaseCreated, json(case)?),
                None => continue,
            },
            What::CaseChanged(number) => match seen.get(number) {
                Some(case) if !is_told_elsewhere(*number, before, behind) => {
                    (LiveEvent::CaseChanged, json(case)?)
                }
                _ => continue,
            },
            What::UploadFinished(number, file) if seen.contains_key(number) => {
                let upload = LiveUpload { case: *number, file: file.clone() };
                (LiveEvent::UploadFinished, serde_json::to_string(&upload)?)
            }
            What::CaseGone if !behind.iter().any(|it| it.what == What::CaseGone) => {
                told.push(Told::access_changed(*seq));
                continue;
            }
            What::UploadFinished(..) | What::CaseGone | What::Else => continue,
        };
        told.push(Told { seq: *seq, event, data });
    }
    Ok(told)
}

/// Whether a change of the case need not be told, because its creation is, or a later change.
fn is_told_elsewhere(number: CaseNumber, before: &[Change], behind: &[Change]) -> bool {
    before.iter().any(|it| it.what == What::CaseCreated(number))
        || behind.iter().any(|it| it.what == What::CaseChanged(number))
}

impl What {
    fn case(&self) -> Option<CaseNumber> {
        match self {
            Self::CaseCreated(number) | Self::CaseChanged(number) | Self::UploadFinished(number, _) => {
                Some(*number)
            }
            Self::CaseGone | Self::Else => None,
        }
    }
}

/// The events as they are sent; whoever has the last of them has come as far as `mark`.
pub fn written(told: &[Told], mark: &Mark) -> String {
    let mut text = String::new();
    for (at, Told { seq, event, data }) in told.iter().enumerate() {
        let seq = if at + 1 == told.len() { mark.seq } else { *seq };
        let id = Mark { seq, ..mark.clone() };
        // Writing to a string does not fail; JSON has no line breaks.
        let _ = write!(text, "id: {id}\nevent: {}\ndata: {data}\n\n", event.code());
    }
    text
}
