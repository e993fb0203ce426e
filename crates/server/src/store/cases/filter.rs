//! What a list is narrowed to: search text, products, status and so on, as conditions.

use caseport_domain::validate::SearchText;
use caseport_domain::{Code as _, Severity, Status, StatusFilter, Tab};
use chrono::{DateTime, Utc};
use sea_query::{Cond, Condition, Expr, ExprTrait as _};

use crate::store::dialect;
use crate::store::scope::case_column;

/// What a list is narrowed to; nothing in a field lets everything through.
#[derive(Clone, Debug, Default)]
pub struct Filter {
    /// Searched for in number, product and subject.
    pub search: Option<SearchText>,
    /// Product ids.
    pub products: Vec<String>,
    /// Where cases stand.
    pub status: Option<StatusFilter>,
    /// How much they hurt.
    pub severities: Vec<Severity>,
    /// Organizations that cases are for.
    pub customers: Vec<String>,
    /// Submitted then or later.
    pub created_from: Option<DateTime<Utc>>,
    /// Submitted then or earlier.
    pub created_to: Option<DateTime<Utc>>,
}

impl Filter {
    /// The condition on `cases`, and on `products` where [`Filter::reads_products`].
    pub(super) fn condition(&self, tab: Tab) -> Condition {
        let mut all = Cond::all();
        if let Some(search) = self.search_text() {
            all = all.add(searched(search, tab));
        }
        if !self.products.is_empty() {
            all = all.add(case_column("product_id").is_in(self.products.iter().cloned()));
        }
        if let Some(status) = self.status {
            all = all.add(case_column("status").is_in(status.statuses().iter().map(|it| Status::code(*it))));
        }
        if !self.severities.is_empty() {
            all = all.add(case_column("severity").is_in(self.severities.iter().map(|it| it.code())));
        }
        if !self.customers.is_empty() {
            all = all.add(case_column("organization_id").is_in(self.customers.iter().cloned()));
        }
        if let Some(from) = self.created_from {
            all = all.add(case_column("created_at").gte(from.timestamp_micros()));
        }
        if let Some(to) = self.created_to {
            all = all.add(case_column("created_at").lte(to.timestamp_micros()));
        }
        all
    }

    /// Whether the condition reads `products`, too.
    pub(super) fn reads_products(&self, tab: Tab) -> bool {
        self.search_text().is_some() && tab != Tab::FalseDetection
    }

    fn search_text(&self) -> Option<&str> {
        self.search.as_ref().map(SearchText::as_str).filter(|text| !text.is_empty())
    }
}

/// Case number, product and subject; False Detection Submissions: case number and subject.
fn searched(text: &str, tab: Tab) -> Condition {
    let mut any = Cond::any().add(dialect::contains(case_column("subject"), text));
    if text.bytes().all(|byte| byte.is_ascii_digit()) {
        any = any.add(dialect::begins_with(case_column("number"), text));
    }
    if tab != Tab::FalseDetection {
        any = any.add(dialect::contains(Expr::col(("products", "name")), text));
    }
    any
}
