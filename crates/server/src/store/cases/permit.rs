//! Proofs that the rules allowed an action on a case: what every write method asks for.
//!
//! [`Allowed`] has two ways into the world: [`VisibleCase::allow`](super::VisibleCase::allow), which asks the rules
//! about the case as it is inside the write transaction, and [`Importer`], for what already happened elsewhere.

use std::marker::PhantomData;

use caseport_domain::id::{CaseNumber, UserId};
use caseport_domain::policy::Action;

/// An action as a type, so that a proof for one cannot be used for another.
pub trait CaseAction {
    /// The action that the rules are asked about.
    const ACTION: Action;
}

macro_rules! actions {
    ($($(#[$doc:meta])* $name:ident => $action:ident),* $(,)?) => {$(
        $(#[$doc])*
        #[derive(Clone, Copy, Debug)]
        pub struct $name;

        impl CaseAction for $name {
            const ACTION: Action = Action::$action;
        }
    )*};
}

actions! {
    /// Adding to the conversation.
    Comment => Comment,
    /// Adding a file.
    AddFiles => AddFiles,
    /// Adding or removing CC's.
    EditCcs => EditCcs,
    /// Escalating.
    Escalate => Escalate,
    /// Taking the escalation in force back.
    Withdraw => WithdrawEscalation,
    /// Closing.
    Close => Close,
    /// Reopening.
    Reopen => Reopen,
    /// Rating.
    Rate => Rate,
    /// Downloading the files.
    Download => DownloadFiles,
}

/// The proof that `by` may do `A` to a case.
#[derive(Debug)]
pub struct Allowed<A> {
    case: CaseNumber,
    by: UserId,
    action: PhantomData<A>,
}

impl<A> Allowed<A> {
    pub(super) fn new(case: CaseNumber, by: UserId) -> Self {
        Self { case, by, action: PhantomData }
    }

    /// The case.
    pub fn case(&self) -> CaseNumber {
        self.case
    }

    /// Who may.
    pub fn by(&self) -> &UserId {
        &self.by
    }
}

/// Brings in what already happened (demo data, another system's past), when the rights were others than now.
#[derive(Clone, Copy, Debug)]
pub struct Importer(());

impl Importer {
    pub(crate) const fn new() -> Self {
        Self(())
    }

    /// The proof that it happened.
    pub fn allow<A>(self, case: CaseNumber, by: UserId) -> Allowed<A> {
        Allowed::new(case, by)
    }
}
