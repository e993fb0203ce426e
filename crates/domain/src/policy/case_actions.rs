//! What one may do on a case that one can see: by what one is to the case, then by the state that it is in.

use chrono::{DateTime, Duration, Utc};
use serde::{Deserialize, Serialize};

use super::needs;
use super::scope::Scope;
use crate::access::Access;
use crate::case::{CaseFacts, CaseKind, Status, Tab};
use crate::code::codes;
use crate::decision::{Decision, Reason, ReasonCode};
use crate::id::UserId;
use crate::level::Level;
use crate::limits;
use crate::role_object::RoleObject;

codes! {
    /// What a reader is to a case; a reader of several organizations can be several things.
    Relation {
        /// Submitted it.
        Submitter = "submitter",
        /// Sees it in Organization Cases.
        Colleague = "organization_colleague",
        /// Sees a colleague's case in Customer Cases.
        CustomerCaseColleague = "customer_case_colleague",
        /// Belongs to the customer and sees it in Partner Cases.
        CustomerMember = "customer_member",
    }
}

codes! {
    /// What can be done on a case.
    Action {
        /// Add to the conversation.
        Comment = "comment",
        /// Upload files.
        AddFiles = "add_files",
        /// Add or remove CC's.
        EditCcs = "edit_ccs",
        /// Escalate to management.
        Escalate = "escalate",
        /// Take the escalation in force back.
        WithdrawEscalation = "withdraw_escalation",
        /// Close the case.
        Close = "close",
        /// Reopen the case.
        Reopen = "reopen",
        /// Rate the vendor's work.
        Rate = "rate",
        /// Download the case's files.
        DownloadFiles = "download_files",
    }
}

/// The decision for every action, as the server sends it with each case.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CaseActions {
    /// Add to the conversation.
    pub comment: Decision,
    /// Upload files.
    pub add_files: Decision,
    /// Add or remove CC's.
    pub edit_ccs: Decision,
    /// Escalate to management.
    pub escalate: Decision,
    /// Take the escalation in force back. A server that does not know it does not do it.
    #[serde(default = "not_escalated")]
    pub withdraw_escalation: Decision,
    /// Close the case.
    pub close: Decision,
    /// Reopen the case.
    pub reopen: Decision,
    /// Rate the vendor's work.
    pub rate: Decision,
    /// Download the case's files.
    pub download_files: Decision,
}

/// What a reader is to a case, and by which of their organizations.
#[derive(Clone, Copy, Debug)]
pub struct Standing<'a> {
    /// What they are to it.
    pub relation: Relation,
    /// Their facts in the organization that makes them so; the submitter needs none.
    access: Option<&'a Access>,
}

/// Everything that the reader is to the case, the submitter first; empty where they may not see it.
pub fn standings<'a>(user: &UserId, accesses: &'a [Access], case: &CaseFacts) -> Vec<Standing<'a>> {
    let mut standings = Vec::new();
    if case.submitter == *user {
        standings.push(Standing { relation: Relation::Submitter, access: None });
    }
    for access in accesses {
        for (tab, relation) in [
            (Tab::Organization, Relation::Colleague),
            (Tab::Customer, Relation::CustomerCaseColleague),
            (Tab::Partner, Relation::CustomerMember),
        ] {
            if Scope::of_tab(tab, access, user).is_ok_and(|scope| scope.admits(case)) {
                standings.push(Standing { relation, access: Some(access) });
            }
        }
    }
    standings
}

/// The decision for every action. `now` decides about the windows for reopening and rating.
pub fn actions(standings: &[Standing<'_>], case: &CaseFacts, now: DateTime<Utc>) -> CaseActions {
    let decide = |wanted| action(wanted, standings, case, now);
    CaseActions {
        comment: decide(Action::Comment),
        add_files: decide(Action::AddFiles),
        edit_ccs: decide(Action::EditCcs),
        escalate: decide(Action::Escalate),
        withdraw_escalation: decide(Action::WithdrawEscalation),
        close: decide(Action::Close),
        reopen: decide(Action::Reopen),
        rate: decide(Action::Rate),
        download_files: decide(Action::DownloadFiles),
    }
}

/// The decision for one action: the right first, then the case's state.
pub fn action(wanted: Action, standings: &[Standing<'_>], case: &CaseFacts, now: DateTime<Utc>) -> Decision {
    right(wanted, standings).and(|| state(wanted, case, now))
}

/// Whether `user` may rate the case now; lists need this one decision for each row.
pub fn rate(user: &UserId, case: &CaseFacts, now: DateTime<Utc>) -> Decision {
    Decision::when(case.submitter == *user, not_submitter).and(|| state(Action::Rate, case, now))
}

/// Until when a given rating can be changed; none while the case is not closed.
pub fn rating_deadline(case: &CaseFacts) -> Option<DateTime<Utc>> {
    case.closed_at.map(|closed| closed + Duration::hours(limits::RATING_CHANGE_HOURS))
}

/// Until when the case can be reopened; none while it is not closed.
pub fn reopen_deadline(case: &CaseFacts) -> Option<DateTime<Utc>> {
    case.closed_at.map(|closed| closed + Duration::days(limits::REOPEN_DAYS))
}

/// A comment as the rules see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CommentFacts {
    /// Who wrote it; none for the vendor's people.
    pub by: Option<UserId>,
    /// When.
    pub at: DateTime<Utc>,
    /// Whether it was taken back.
    pub withdrawn: bool,
}

/// Until when its author can edit or withdraw a comment.
pub fn comment_deadline(comment: &CommentFacts) -> DateTime<Utc> {
    comment.at + Duration::minutes(limits::COMMENT_CHANGE_MINUTES)
}

/// Editing or withdrawing a comment: one's own, for a few minutes, as long as one may comment.
pub fn change_comment(
    user: &UserId,
    comment: &CommentFacts,
    standings: &[Standing<'_>],
    case: &CaseFacts,
    now: DateTime<Utc>,
) -> Decision {
    Decision::when(comment.by.as_ref() == Some(user), || {
        Reason::new(ReasonCode::NotAuthor, "Only the person who wrote a comment can change it.")
    })
    .and(|| {
        Decision::when(!comment.withdrawn, || {
            Reason::new(ReasonCode::CommentWithdrawn, "The comment was withdrawn.")
        })
    })
    .and(|| {
        Decision::when(now <= comment_deadline(comment), || {
            Reason::new(
                ReasonCode::CommentWindowOver,
                "A comment can be changed for 5 minutes after it was written; they are over. Add another one.",
            )
        })
    })
    .and(|| action(Action::Comment, standings, case, now))
}

/// Allowed where any of the standings allows it; otherwise the no of the first.
fn right(wanted: Action, standings: &[Standing<'_>]) -> Decision {
    let mut decisions = standings.iter().map(|standing| right_of(wanted, standing));
    let Some(first) = decisions.next() else { return not_submitter().into() };
    decisions.fold(first, |so_far, next| so_far.or(|| next))
}

/// The action table of the product page, row by row.
fn right_of(wanted: Action, standing: &Standing<'_>) -> Decision {
    let full_on = |object| match standing.access {
        Some(access) => needs(access, object, Level::Full),
        None => Decision::Allowed,
    };
    match (wanted, standing.relation) {
        (Action::DownloadFiles, _) | (_, Relation::Submitter) => Decision::Allowed,
        (Action::Rate, _) => not_submitter().into(),
        (Action::Close | Action::Reopen, Relation::Colleague) => full_on(RoleObject::SupportService),
        (_, Relation::CustomerCaseColleague) => full_on(RoleObject::SupportServiceCustomerCases),
        (Action::Close | Action::Reopen, Relation::CustomerMember) => Reason::new(
            ReasonCode::FiledByPartner,
            "A partner filed this case for your organization; only the partner can close or reopen it.",
        )
        .into(),
        (
            Action::Comment
            | Action::AddFiles
            | Action::EditCcs
            | Action::Escalate
            | Action::WithdrawEscalation,
            Relation::Colleague | Relation::CustomerMember,
        ) => Decision::Allowed,
    }
}

fn state(wanted: Action, case: &CaseFacts, now: DateTime<Utc>) -> Decision {
    let closed = case.status == Status::Closed;
    match wanted {
        Action::Comment | Action::AddFiles | Action::EditCcs => Decision::when(!closed, || {
            Reason::new(ReasonCode::CaseClosed, "The case is closed. Reopen it to go on with it.")
        }),
        Action::Close => {
            Decision::when(!closed, || Reason::new(ReasonCode::CaseClosed, "The case is closed already."))
        }
        Action::Escalate => Decision::when(!closed, || {
            Reason::new(ReasonCode::CaseClosed, "A closed case cannot be escalated. Reopen it first.")
        })
        .and(|| {
            Decision::when(!case.escalated, || {
                Reason::new(ReasonCode::AlreadyEscalated, "The case is escalated already.")
            })
        }),
        Action::WithdrawEscalation => Decision::when(!closed, || {
            Reason::new(ReasonCode::CaseClosed, "The case is closed, and with it its escalation.")
        })
        .and(|| if case.escalated { Decision::Allowed } else { not_escalated() }),
        Action::Reopen => must_be_closed(closed).and(|| {
            Decision::when(reopen_deadline(case).is_some_and(|deadline| now <= deadline), || {
                Reason::new(
                    ReasonCode::ReopenWindowOver,
                    "The case was closed more than 30 days ago. Submit a follow-up case instead.",
                )
            })
        }),
        Action::Rate => must_be_closed(closed).and(|| {
            let changeable = rating_deadline(case).is_some_and(|deadline| now <= deadline);
            Decision::when(!case.rated || changeable, || {
                Reason::new(
                    ReasonCode::RatingWindowOver,
                    "A rating can be changed for 7 days after the case was closed; they are over.",
                )
            })
        }),
        Action::DownloadFiles => Decision::when(case.kind == CaseKind::Support, || {
            Reason::new(
                ReasonCode::FalseDetectionFile,
                "Files of a false-detection report may be dangerous and are never handed out.",
            )
        }),
    }
}

fn must_be_closed(closed: bool) -> Decision {
    Decision::when(closed, || Reason::new(ReasonCode::CaseNotClosed, "The case is not closed."))
}

fn not_escalated() -> Decision {
    Reason::new(ReasonCode::NotEscalated, "No escalation of this case is in force.").into()
}

fn not_submitter() -> Reason {
    Reason::new(ReasonCode::NotSubmitter, "Only the person who submitted the case can do this.")
}
