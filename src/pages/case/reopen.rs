//! "Reopen": what was closed too early goes on.

use caseport_domain::validate::ReopenReason;

use super::actions::Asking;
use super::drafted::Kind;
use super::reason::Reasoned;
use crate::api;
use crate::i18n::{format, messages};
use crate::stores::Slot;

pub(super) static REOPEN: Reasoned = Reasoned {
    asking: Asking::Reopen,
    id: "reopen-title",
    field: "reopening-reason",
    title: messages::reopen,
    text: |case| {
        let until = case.reopen_deadline.map(format::day).unwrap_or_default();
        messages::reopen_text(&until)
    },
    hint: messages::reopening_reason_hint,
    slot: Slot::Reopening,
    kind: &Kind {
        field: "reason",
        check: |text| ReopenReason::new(text).map(drop),
        not_sent: messages::reopening_not_sent,
    },
    send: |api, number, text, key| Box::pin(async move { api::reopen(api, number, &text, &key).await }),
    done: messages::reopened_toast,
};
