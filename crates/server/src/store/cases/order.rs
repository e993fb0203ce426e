//! The column of the database that each order of a list compares.

use caseport_domain::policy::Scope;
use caseport_domain::{Column, Sort};
use sea_query::{Expr, Order};

use super::cursor::Key;
use crate::store::Result;
use crate::store::row::{Row, get};
use crate::store::scope::{case_column, is_for_one_organization, is_of_one_person};

/// The order that it is in a scope: what is the same in every row leaves the number.
pub(super) fn within(sort: Sort, scope: &Scope) -> Sort {
    let is_constant = match sort.by {
        Column::Organization => is_for_one_organization(scope),
        Column::Submitter => is_of_one_person(scope),
        _ => false,
    };
    if is_constant { Sort { by: Column::Number, ..sort } } else { sort }
}

pub(super) fn direction(sort: Sort) -> Order {
    if sort.descending { Order::Desc } else { Order::Asc }
}

/// What the database compares.
pub(super) fn key(by: Column) -> Expr {
    case_column(match by {
        Column::Number => "number",
        Column::Subject => "subject_key",
        Column::Product => "product_key",
        Column::Severity => "severity",
        Column::Status => "status_key",
        Column::Organization => "organization_key",
        Column::Submitter => "submitter_key",
        Column::Created => "created_at",
        Column::Updated => "updated_at",
        Column::Rating => "rating_key",
    })
}

/// Whether the database compares texts.
pub(super) fn is_text(by: Column) -> bool {
    matches!(
        by,
        Column::Subject | Column::Product | Column::Severity | Column::Organization | Column::Submitter
    )
}

/// A row's key, out of the column `sort_key`.
pub(super) fn key_of(by: Column, row: &Row) -> Result<Key> {
    Ok(if is_text(by) { Key::Text(get(row, "sort_key")?) } else { Key::Number(get(row, "sort_key")?) })
}
