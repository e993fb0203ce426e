//! The answer of every rule: yes, or no with the reason in words.

use serde::{Deserialize, Serialize};

use crate::code::{Known, codes, known_or_none};
use crate::level::Level;
use crate::role_object::RoleObject;

/// Whether something is allowed, and if not, why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(from = "Wire", into = "Wire")]
pub enum Decision {
    /// Yes.
    Allowed,
    /// No, for this reason.
    Denied(Reason),
}

/// Why something is not allowed: enough for a person to know what is missing and whom to ask.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Reason {
    /// The reason's kind, for programs.
    #[cfg_attr(feature = "openapi", schema(value_type = ReasonCode))]
    pub code: Known<ReasonCode>,
    /// The role object that decided.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    #[cfg_attr(feature = "openapi", schema(value_type = Option<RoleObject>))]
    pub object: Option<Known<RoleObject>>,
    /// The level that the user has on it.
    #[serde(default, deserialize_with = "known_or_none", skip_serializing_if = "Option::is_none")]
    pub have: Option<Level>,
    /// The level that is needed.
    #[serde(default, deserialize_with = "known_or_none", skip_serializing_if = "Option::is_none")]
    pub need: Option<Level>,
    /// The reason in a sentence or two, for people.
    pub message: String,
    /// The names of those in the organization who can grant what is missing.
    #[serde(default)]
    pub granted_by: Vec<String>,
}

codes! {
    /// Kinds of reasons.
    ReasonCode {
        /// The role's level on an object is too low.
        NeedsLevel = "needs_level",
        /// Extend Case View is off.
        NeedsExtendedCaseView = "needs_extended_case_view",
        /// There is no organization to do it in.
        PersonalScope = "personal_scope",
        /// No customer is linked with a partner relationship.
        NoLinkedCustomer = "no_linked_customer",
        /// This customer is not linked with a partner relationship (any more).
        CustomerNotLinked = "customer_not_linked",
        /// No partner has filed a case for the organization.
        NoPartnerCases = "no_partner_cases",
        /// Only the submitter may.
        NotSubmitter = "not_submitter",
        /// The customer's members may not do this to a case that a partner filed.
        FiledByPartner = "filed_by_partner",
        /// The case is closed.
        CaseClosed = "case_closed",
        /// The case is not closed.
        CaseNotClosed = "case_not_closed",
        /// The case is escalated already.
        AlreadyEscalated = "already_escalated",
        /// No escalation of the case is in force.
        NotEscalated = "not_escalated",
        /// The vendor has taken the escalation up already.
        AlreadyAcknowledged = "already_acknowledged",
        /// Somebody else wrote the comment.
        NotAuthor = "not_author",
        /// The comment was written too long ago to be changed.
        CommentWindowOver = "comment_window_over",
        /// The comment was withdrawn.
        CommentWithdrawn = "comment_withdrawn",
        /// The case was closed too long ago to be reopened.
        ReopenWindowOver = "reopen_window_over",
        /// The case was closed too long ago to change its rating.
        RatingWindowOver = "rating_window_over",
        /// A file of a false-detection report is never handed out.
        FalseDetectionFile = "false_detection_file",
        /// As often as it may be done in one day, it was.
        DailyLimit = "daily_limit",
        /// The object stays at None in custom roles.
        LockedObject = "locked_object",
        /// The object does not exist in this kind of organization.
        PartnerOnly = "partner_only",
        /// The object does not offer the level.
        LevelNotOffered = "level_not_offered",
        /// Nobody can grant more than they have.
        AboveOwnLevel = "above_own_level",
        /// Built-in roles cannot be changed.
        BuiltInRole = "built_in_role",
        /// Somebody holds the role, or is invited to it.
        RoleInUse = "role_in_use",
        /// Somebody was invited and is no member yet.
        NotAMember = "not_a_member",
        /// Nobody else may change or remove the Super Admin.
        SuperAdminProtected = "super_admin_protected",
        /// Only the Super Admin may.
        NeedsSuperAdmin = "needs_super_admin",
        /// The Super Admin's role goes to an Admin only, by transfer.
        TransferToAdminOnly = "transfer_to_admin_only",
        /// The organization is not in the MDF program.
        NotInMdfProgram = "not_in_mdf_program",
    }
}

impl Reason {
    /// A reason of a kind, in words; see the `with_` methods for the rest.
    pub fn new(code: ReasonCode, message: impl Into<String>) -> Self {
        Self {
            code: code.into(),
            object: None,
            have: None,
            need: None,
            message: message.into(),
            granted_by: Vec::new(),
        }
    }

    /// A level too low on an object.
    pub fn needs_level(object: RoleObject, have: Level, need: Level, granted_by: &[String]) -> Self {
        let message = format!(
            "This needs {} on \"{}\"; your role gives {}.",
            need.label(),
            object.label(),
            have.label()
        );
        Self {
            object: Some(object.into()),
            have: Some(have),
            need: Some(need),
            granted_by: granted_by.to_vec(),
            ..Self::new(ReasonCode::NeedsLevel, message)
        }
    }

    /// The same reason, saying who can grant what is missing.
    #[must_use]
    pub fn with_granted_by(mut self, names: &[String]) -> Self {
        self.granted_by = names.to_vec();
        self
    }
}

impl Decision {
    /// Whether it is a yes.
    pub fn is_allowed(&self) -> bool {
        matches!(self, Self::Allowed)
    }

    /// The reason of a no.
    pub fn reason(&self) -> Option<&Reason> {
        match self {
            Self::Allowed => None,
            Self::Denied(reason) => Some(reason),
        }
    }

    /// The decision as a result, for `?`.
    ///
    /// # Errors
    /// The reason of a no.
    pub fn require(self) -> Result<(), Reason> {
        match self {
            Self::Allowed => Ok(()),
            Self::Denied(reason) => Err(reason),
        }
    }

    /// Allowed where both are; the first no otherwise.
    #[must_use]
    pub fn and(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::Allowed => other(),
            denied @ Self::Denied(_) => denied,
        }
    }

    /// Allowed where either is; the first no otherwise.
    #[must_use]
    pub fn or(self, other: impl FnOnce() -> Self) -> Self {
        match self {
            Self::Allowed => Self::Allowed,
            denied @ Self::Denied(_) => {
                if other().is_allowed() {
                    Self::Allowed
                } else {
                    denied
                }
            }
        }
    }

    /// Allowed where `condition` holds, denied for `reason` otherwise.
    pub fn when(condition: bool, reason: impl FnOnce() -> Reason) -> Self {
        if condition { Self::Allowed } else { Self::Denied(reason()) }
    }
}

impl From<Reason> for Decision {
    fn from(reason: Reason) -> Self {
        Self::Denied(reason)
    }
}

/// The decision as it travels: `{"allowed": true}` or `{"allowed": false, "reason": {...}}`.
#[derive(Clone, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[cfg_attr(feature = "openapi", schema(as = Decision))]
pub struct Wire {
    allowed: bool,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    reason: Option<Reason>,
}

impl From<Decision> for Wire {
    fn from(decision: Decision) -> Self {
        match decision {
            Decision::Allowed => Self { allowed: true, reason: None },
            Decision::Denied(reason) => Self { allowed: false, reason: Some(reason) },
        }
    }
}

impl From<Wire> for Decision {
    fn from(wire: Wire) -> Self {
        match (wire.allowed, wire.reason) {
            (true, _) => Self::Allowed,
            (false, Some(reason)) => Self::Denied(reason),
            (false, None) => Self::Denied(Reason::new(ReasonCode::NeedsLevel, "This is not allowed.")),
        }
    }
}

#[cfg(feature = "openapi")]
impl utoipa::PartialSchema for Decision {
    fn schema() -> utoipa::openapi::RefOr<utoipa::openapi::schema::Schema> {
        Wire::schema()
    }
}

#[cfg(feature = "openapi")]
impl utoipa::ToSchema for Decision {
    fn schemas(schemas: &mut Vec<(String, utoipa::openapi::RefOr<utoipa::openapi::schema::Schema>)>) {
        Wire::schemas(schemas);
    }
}
