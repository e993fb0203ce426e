//! What a list is narrowed to: search text, products, status and so on, as conditions.

use caseport_domain::id::{OrganizationId, ProductId};
use caseport_domain::validate::SearchText;
use caseport_domain::{Code as _, Column, Severity, Status, StatusFilter};
use chrono::{DateTime, Utc};
use sea_query::{Cond, Condition, Expr, ExprTrait as _, Func, Query, SelectStatement};

use super::order::key;
use crate::store::dialect;
use crate::store::scope::case_column;

/// What a list is narrowed to; nothing in a field lets everything through.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Searched for in number, product and subject.
    pub search: Option<SearchText>,
    /// Product ids.
    pub products: Vec<ProductId>,
    /// Where cases stand.
    pub status: Option<StatusFilter>,
    /// How much they hurt.
    pub severities: Vec<Severity>,
    /// Organizations that cases are for.
    pub customers: Vec<OrganizationId>,
    /// Submitted then or later.
    pub created_from: Option<DateTime<Utc>>,
    /// Submitted then or earlier.
    pub created_to: Option<DateTime<Utc>>,
}

/// One of the things that a list can be narrowed by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Dimension {
    Product,
    Status,
    Severity,
    Customer,
    Created,
}

impl Dimension {
    pub const ALL: [Self; 5] = [Self::Product, Self::Status, Self::Severity, Self::Customer, Self::Created];

    /// The order whose index has its rows together.
    pub fn column(self) -> Column {
        match self {
            Self::Product => Column::Product,
            Self::Status => Column::Status,
            Self::Severity => Column::Severity,
            Self::Customer => Column::Organization,
            Self::Created => Column::Created,
        }
    }
}

impl Filter {
    /// The condition on `cases`, but for what is searched for. No index is used for any of it.
    pub(super) fn condition(&self) -> Condition {
        let column = |name| dialect::unindexed(case_column(name));
        let mut all = Cond::all();
        if !self.products.is_empty() {
            all = all.add(column("product_id").is_in(self.product_ids()));
        }
        if let Some(status) = self.status {
            all = all.add(column("status").is_in(status.statuses().iter().map(|it| Status::code(*it))));
        }
        if !self.severities.is_empty() {
            all = all.add(column("severity").is_in(self.severities.iter().map(|it| it.code())));
        }
        if !self.customers.is_empty() {
            all = all.add(column("organization_id").is_in(self.customer_ids()));
        }
        all.add(self.dates(column))
    }

    /// The condition on when cases were created.
    pub(super) fn dates(&self, column: impl Fn(&'static str) -> Expr) -> Condition {
        let micros = |at: Option<DateTime<Utc>>| at.map(|it| it.timestamp_micros());
        Cond::all()
            .add_option(micros(self.created_from).map(|from| column("created_at").gte(from)))
            .add_option(micros(self.created_to).map(|to| column("created_at").lte(to)))
    }

    /// Whether it narrows by anything that cells are counted by.
    pub(super) fn narrows_cells(&self) -> bool {
        Dimension::ALL.into_iter().any(|it| it != Dimension::Created && self.narrows(it))
    }

    pub(super) fn product_ids(&self) -> Vec<&str> {
        self.products.iter().map(ProductId::as_str).collect()
    }

    pub(super) fn customer_ids(&self) -> Vec<&str> {
        self.customers.iter().map(OrganizationId::as_str).collect()
    }

    /// Whether it narrows by that.
    pub(super) fn narrows(&self, dimension: Dimension) -> bool {
        match dimension {
            Dimension::Product => !self.products.is_empty(),
            Dimension::Status => self.status.is_some(),
            Dimension::Severity => !self.severities.is_empty(),
            Dimension::Customer => !self.customers.is_empty(),
            Dimension::Created => self.created_from.is_some() || self.created_to.is_some(),
        }
    }

    /// Between which keys of that order its rows are, at most: saves looking at the others one by one.
    pub(super) fn bounds(&self, dimension: Dimension) -> Condition {
        let key = || key(dimension.column());
        let between = |low: Option<Expr>, high: Option<Expr>| {
            Cond::all().add_option(low.map(|it| key().gte(it))).add_option(high.map(|it| key().lte(it)))
        };
        let named = |table: &'static str, ids: Vec<&str>| {
            let end = |function: fn(Expr) -> sea_query::FunctionCall| {
                let mut select = keys(table, ids.clone());
                select.clear_selects().expr(function(Expr::col((table, "name_key"))));
                Some(Expr::SubQuery(None, Box::new(select.into())))
            };
            between(end(Func::min), end(Func::max))
        };
        let numbers = |ranks: Vec<i64>| {
            between(ranks.iter().min().map(|it| Expr::val(*it)), ranks.iter().max().map(|it| Expr::val(*it)))
        };
        match dimension {
            Dimension::Product => named("products", self.product_ids()),
            Dimension::Customer => named("organizations", self.customer_ids()),
            Dimension::Severity => {
                let codes = || self.severities.iter().map(|it| it.code());
                between(codes().min().map(Expr::val), codes().max().map(Expr::val))
            }
            Dimension::Status => {
                let statuses = self.status.map(StatusFilter::statuses).unwrap_or_default();
                numbers(statuses.iter().map(|status| status_key(*status)).collect())
            }
            Dimension::Created => between(
                self.created_from.map(|it| Expr::val(it.timestamp_micros())),
                self.created_to.map(|it| Expr::val(it.timestamp_micros())),
            ),
        }
    }
}

/// A status's place in the order of handling, as the column `status_key` has it.
fn status_key(status: Status) -> i64 {
    Status::ALL.iter().zip(0..).find(|(it, _)| **it == status).map_or(0, |(_, rank)| rank)
}

/// `SELECT name_key` of those.
fn keys(table: &'static str, ids: Vec<&str>) -> SelectStatement {
    Query::select()
        .column((table, "name_key"))
        .from(table)
        .and_where(Expr::col((table, "id")).is_in(ids))
        .take()
}
