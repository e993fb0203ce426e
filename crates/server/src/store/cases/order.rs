//! What lists can be sorted by, and the column that each order compares.

use caseport_domain::Code;
use caseport_domain::policy::Scope;
use sea_query::{Expr, Order};

use super::cursor::Key;
use crate::store::Result;
use crate::store::row::{Row, get};
use crate::store::scope::{case_column, is_for_one_organization, is_of_one_person};

macro_rules! sort_fields {
    ($($variant:ident = $code:literal),* $(,)?) => {
        /// What lists can be sorted by.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        pub enum SortField { $(#[doc = concat!("`", $code, "`")] $variant),* }

        impl Code for SortField {
            const ALL: &'static [Self] = &[$(Self::$variant),*];

            fn code(self) -> &'static str {
                match self { $(Self::$variant => $code),* }
            }
        }
    };
}

sort_fields! {
    Number = "number",
    Subject = "subject",
    Product = "product",
    Severity = "severity",
    Status = "status",
    Organization = "organization",
    Submitter = "submitter",
    Created = "created",
    Updated = "updated",
    Rating = "rating",
}

/// An order of a list; ties go by number, in the same direction.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Sort {
    /// By what.
    pub field: SortField,
    /// Greatest first.
    pub descending: bool,
}

impl Sort {
    /// Newest first.
    pub const NEWEST: Self = Self { field: SortField::Created, descending: true };

    /// An order as it is written in addresses: a field, or `-field` for greatest first.
    pub fn parse(text: &str) -> Option<Self> {
        let (name, descending) = match text.strip_prefix('-') {
            Some(name) => (name, true),
            None => (text, false),
        };
        SortField::parse(name).map(|field| Self { field, descending })
    }

    /// The order that it is in a scope: what is the same in every row leaves the number.
    pub(super) fn within(self, scope: &Scope) -> Self {
        let is_constant = match self.field {
            SortField::Organization => is_for_one_organization(scope),
            SortField::Submitter => is_of_one_person(scope),
            _ => false,
        };
        if is_constant { Self { field: SortField::Number, ..self } } else { self }
    }

    pub(super) fn order(self) -> Order {
        if self.descending { Order::Desc } else { Order::Asc }
    }
}

impl SortField {
    /// What the database compares.
    pub(super) fn key(self) -> Expr {
        case_column(match self {
            Self::Number => "number",
            Self::Subject => "subject_key",
            Self::Product => "product_key",
            Self::Severity => "severity",
            Self::Status => "status_key",
            Self::Organization => "organization_key",
            Self::Submitter => "submitter_key",
            Self::Created => "created_at",
            Self::Updated => "updated_at",
            Self::Rating => "rating_key",
        })
    }

    /// Whether the database compares texts.
    pub(super) fn is_text(self) -> bool {
        matches!(self, Self::Subject | Self::Product | Self::Severity | Self::Organization | Self::Submitter)
    }

    /// A row's key, out of the column `sort_key`.
    pub(super) fn key_of(self, row: &Row) -> Result<Key> {
        Ok(if self.is_text() { Key::Text(get(row, "sort_key")?) } else { Key::Number(get(row, "sort_key")?) })
    }
}
