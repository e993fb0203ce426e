//! "Escalate to Management".

use caseport_domain::validate::EscalationReason;

use super::actions::Asking;
use super::drafted::Kind;
use super::reason::Reasoned;
use crate::api;
use crate::i18n::messages;
use crate::stores::Slot;

pub(super) static ESCALATE: Reasoned = Reasoned {
    asking: Asking::Escalate,
    id: "escalate-title",
    field: "escalation-reason",
    title: messages::escalate,
    text: |_| messages::escalate_text().to_owned(),
    hint: messages::escalation_reason_hint,
    slot: Slot::Escalation,
    kind: &Kind {
        field: "reason",
        check: |text| EscalationReason::new(text).map(drop),
        not_sent: messages::escalation_not_sent,
    },
    send: |api, number, text, key| Box::pin(async move { api::escalate(api, number, &text, &key).await }),
    done: messages::escalated_toast,
};
