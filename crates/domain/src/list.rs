//! Lists of cases: what they show, and what they can be ordered by.

use crate::case::Tab;
use crate::code::{Code, codes};

codes! {
    /// A column of a list of cases, and what it can be ordered by.
    Column {
        /// The case's number.
        Number = "number",
        /// The subject.
        Subject = "subject",
        /// The product's name.
        Product = "product",
        /// The severity.
        Severity = "severity",
        /// The status.
        Status = "status",
        /// The name of the organization that the case is for.
        Organization = "organization",
        /// The name of who submitted it.
        Submitter = "submitter",
        /// When it was submitted.
        Created = "created",
        /// When anything happened to it last.
        Updated = "updated",
        /// What the submitter thought of it, overall.
        Rating = "rating",
    }
}

impl Column {
    /// The column of that name, or of the field that a row of the list has for it.
    pub fn named(name: &str) -> Option<Self> {
        match name {
            "created_at" => Some(Self::Created),
            "updated_at" => Some(Self::Updated),
            name => Self::parse(name),
        }
    }

    /// The columns that a tab's list has unless others are chosen.
    pub fn usual(tab: Tab) -> Vec<Self> {
        let shows = |column: &Self| match column {
            Self::Organization => matches!(tab, Tab::My | Tab::Customer),
            Self::Submitter => tab.follows_organization(),
            // Only one's own cases can be rated.
            Self::Rating => tab == Tab::My,
            _ => true,
        };
        Self::ALL.iter().copied().filter(shows).collect()
    }
}

/// An order of a list; ties go by number, in the same direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub by: Column,
    /// Greatest first.
    pub descending: bool,
}

impl Sort {
    /// Newest first.
    pub const NEWEST: Self = Self { by: Column::Created, descending: true };

    /// The order as addresses write it: a column, or `-column` for greatest first.
    pub fn code(self) -> String {
        format!("{}{}", if self.descending { "-" } else { "" }, self.by.code())
    }

    /// The order that `code` stands for; fields of rows are taken for their columns.
    pub fn parse(code: &str) -> Option<Self> {
        let (name, descending) = code.strip_prefix('-').map_or((code, false), |name| (name, true));
        Column::named(name).map(|by| Self { by, descending })
    }
}
