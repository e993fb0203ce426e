//! What the rules and the server say, in the reader's language. They say it in English, with a code: in English their words
//! are shown as they are, in other languages the app's own, by the code. What the app does not know stays in their words.

use caseport_domain::Severity;
use caseport_domain::api::{HistoryKind, Meanwhile};
use caseport_domain::decision::{Reason, ReasonCode};
use caseport_domain::validate::{FieldError, FieldErrorCode, FieldErrors, Mistake, is_address};

use super::{format, language, messages};
use crate::platform;

/// The words of `own` in other languages than English, where it has any.
pub(super) fn said(words: &str, own: impl FnOnce() -> Option<String>) -> String {
    let own = if language::spoken().tag == "en" { None } else { own() };
    own.unwrap_or_else(|| words.to_owned())
}

/// Why something is not allowed.
pub fn reason(reason: &Reason) -> String {
    said(&reason.message, || {
        let text = match reason.code.value()? {
            ReasonCode::NeedsLevel => {
                let (object, have, need) = (reason.object.as_ref()?.value()?, reason.have?, reason.need?);
                return Some(messages::reason_needs_level(need.label(), object.label(), have.label()));
            }
            ReasonCode::NeedsExtendedCaseView => messages::reason_needs_extended_case_view(),
            ReasonCode::PersonalScope => messages::reason_personal_scope(),
            ReasonCode::NoLinkedCustomer => messages::reason_no_linked_customer(),
            ReasonCode::CustomerNotLinked => messages::reason_customer_not_linked(),
            ReasonCode::NoPartnerCases => messages::reason_no_partner_cases(),
            ReasonCode::NotSubmitter => messages::reason_not_submitter(),
            ReasonCode::FiledByPartner => messages::reason_filed_by_partner(),
            ReasonCode::CaseClosed => messages::reason_case_closed(),
            ReasonCode::CaseNotClosed => messages::reason_case_not_closed(),
            ReasonCode::AlreadyEscalated => messages::reason_already_escalated(),
            ReasonCode::NotEscalated => messages::reason_not_escalated(),
            ReasonCode::NotAuthor => messages::reason_not_author(),
            ReasonCode::CommentWindowOver => messages::reason_comment_window_over(),
            ReasonCode::CommentWithdrawn => messages::reason_comment_withdrawn(),
            ReasonCode::ReopenWindowOver => messages::reason_reopen_window_over(),
            ReasonCode::RatingWindowOver => messages::reason_rating_window_over(),
            ReasonCode::FalseDetectionFile => messages::reason_false_detection_file(),
            ReasonCode::DailyLimit => messages::reason_daily_limit(),
            ReasonCode::LockedObject => messages::reason_locked_object(),
            ReasonCode::PartnerOnly => messages::reason_partner_only(),
            ReasonCode::LevelNotOffered => messages::reason_level_not_offered(),
            ReasonCode::AboveOwnLevel => messages::reason_above_own_level(),
            ReasonCode::BuiltInRole => messages::reason_built_in_role(),
            ReasonCode::SuperAdminProtected => messages::reason_super_admin_protected(),
            ReasonCode::NeedsSuperAdmin => messages::reason_needs_super_admin(),
            ReasonCode::TransferToAdminOnly => messages::reason_transfer_to_admin_only(),
            ReasonCode::NotInMdfProgram => messages::reason_not_in_mdf_program(),
            _ => return None,
        };
        Some(text.to_owned())
    })
}

/// Who was quicker, at what, and how long ago; none where the app has no words for it.
pub fn meanwhile(meanwhile: &Meanwhile) -> Option<String> {
    let words: fn(&str, &str) -> String = match meanwhile.kind.value()? {
        HistoryKind::Closed => messages::meanwhile_closed,
        HistoryKind::Reopened => messages::meanwhile_reopened,
        HistoryKind::Escalated => messages::meanwhile_escalated,
        HistoryKind::EscalationWithdrawn => messages::meanwhile_withdrawn,
        HistoryKind::CcsAdded | HistoryKind::CcsRemoved => messages::ccs_changed_by,
        _ => return None,
    };
    Some(words(&meanwhile.by.name, &format::relative(meanwhile.at, platform::now())))
}

/// What is wrong with a value that was typed or chosen here, in a field of this name.
pub fn mistake(mistake: Mistake, field: &str) -> String {
    field_error(&mistake.in_field(field))
}

/// What is wrong with the field of this name; none where nothing is.
pub fn field(errors: &FieldErrors, name: &str) -> Option<String> {
    errors.0.iter().find(|error| error.field == name).map(field_error)
}

/// The first of everything that is wrong.
pub fn first(errors: &FieldErrors) -> Option<String> {
    errors.0.first().map(field_error)
}

/// What is wrong with one field.
pub fn field_error(error: &FieldError) -> String {
    said(&error.message, || {
        let limit = error.limit.map(format::number);
        let (limit, actual) = (limit.as_deref(), error.actual.map(format::number));
        let text = match (error.code.value()?, error.field.as_str()) {
            (FieldErrorCode::Required, "file") => messages::mistake_file_empty(),
            (FieldErrorCode::TooLong, "file") => messages::mistake_file_too_large(),
            (FieldErrorCode::TooMany, "file") => return Some(messages::mistake_files_too_many(limit?)),
            (FieldErrorCode::TooMany, "ccs" | "emails") => {
                return Some(messages::mistake_ccs_too_many(limit?));
            }
            (FieldErrorCode::Invalid, "ccs" | "email" | "emails") => match &error.value {
                // There is nothing wrong with the address; it is that of whoever submits.
                Some(value) if is_address(value) => {
                    return Some(messages::cc_is_submitter(value));
                }
                Some(value) => return Some(messages::mistake_email(value)),
                None => messages::mistake_invalid(),
            },
            (FieldErrorCode::Required, field) if is_chosen(field) => messages::mistake_choose(),
            (FieldErrorCode::Required, _) => messages::mistake_required(),
            (FieldErrorCode::TooShort, _) => {
                return Some(messages::mistake_too_short(limit?, &actual?));
            }
            (FieldErrorCode::TooLong, _) => return Some(messages::mistake_too_long(limit?, &actual?)),
            (FieldErrorCode::Unknown, _) => messages::mistake_choose_again(),
            (FieldErrorCode::Invalid, _) => messages::mistake_invalid(),
            (FieldErrorCode::Taken | FieldErrorCode::TooMany, _) => return None,
        };
        Some(text.to_owned())
    })
}

/// Whether the field is a choice and not typed.
fn is_chosen(field: &str) -> bool {
    matches!(
        field,
        "product"
            | "products"
            | "platform"
            | "issue_type"
            | "severity"
            | "submission_type"
            | "upload"
            | "overall"
            | "role"
    )
}

/// What a conflict is about, where no reason came with it.
pub fn conflict(words: &str) -> String {
    said(words, || Some(messages::error_conflict().to_owned()))
}

/// That something was done too often.
pub fn too_many(words: &str) -> String {
    said(words, || Some(messages::error_too_many().to_owned()))
}

/// When to choose a severity.
pub fn guidance(severity: Severity, words: &str) -> String {
    let text = match severity {
        Severity::S1 => messages::guidance_s1(),
        Severity::S2 => messages::guidance_s2(),
        Severity::S3 => messages::guidance_s3(),
        Severity::S4 => messages::guidance_s4(),
    };
    said(words, || Some(text.to_owned()))
}

/// The name of an issue type. A vendor may have others than those known here.
pub fn issue_type(id: &str, words: &str) -> String {
    said(words, || {
        let text = match id {
            "installation" => messages::issue_installation(),
            "configuration" => messages::issue_configuration(),
            "unexpected_behavior" => messages::issue_unexpected_behavior(),
            "performance" => messages::issue_performance(),
            "licensing" => messages::issue_licensing(),
            "update" => messages::issue_update(),
            "integration" => messages::issue_integration(),
            "question" => messages::issue_question(),
            _ => return None,
        };
        Some(text.to_owned())
    })
}

/// When to choose an issue type.
pub fn issue_type_text(id: &str, words: &str) -> String {
    said(words, || {
        let text = match id {
            "installation" => messages::issue_installation_text(),
            "configuration" => messages::issue_configuration_text(),
            "unexpected_behavior" => messages::issue_unexpected_behavior_text(),
            "performance" => messages::issue_performance_text(),
            "licensing" => messages::issue_licensing_text(),
            "update" => messages::issue_update_text(),
            "integration" => messages::issue_integration_text(),
            "question" => messages::issue_question_text(),
            _ => return None,
        };
        Some(text.to_owned())
    })
}
