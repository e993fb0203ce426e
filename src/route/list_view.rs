//! What a list shows, as its address says it: Back, a reload and a copied link bring the same view.

use caseport_domain::id::{OrganizationId, ProductId};
use caseport_domain::time::parse_day;
use caseport_domain::validate::SearchText;
use caseport_domain::{Code, Column, Severity, Sort, StatusFilter, Tab};
use chrono::NaiveDate;

use super::{decode, encode};

/// A view of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListView {
    /// Which list.
    pub tab: Tab,
    /// The organization that a copied link was looking at; none in the addresses of a person's own way.
    pub organization: Option<OrganizationId>,
    /// What is searched for.
    pub search: String,
    /// The products that they are about.
    pub products: Vec<ProductId>,
    /// Where the cases stand.
    pub status: Option<StatusFilter>,
    /// How much they hurt.
    pub severities: Vec<Severity>,
    /// The organizations that they are for.
    pub customers: Vec<OrganizationId>,
    /// The first day of submission, where the reader is; none for any.
    pub from: Option<NaiveDate>,
    /// The last day of submission, where the reader is; none for any.
    pub to: Option<NaiveDate>,
    /// In which order.
    pub sort: Sort,
    /// The columns; none for the usual ones.
    pub columns: Option<Vec<Column>>,
    /// What the address asked for that cannot be, `name=value`; not part of the view's own address.
    pub dropped: Vec<String>,
}

impl ListView {
    /// A whole list, newest first.
    pub const fn of(tab: Tab) -> Self {
        Self {
            tab,
            organization: None,
            search: String::new(),
            products: Vec::new(),
            status: None,
            severities: Vec::new(),
            customers: Vec::new(),
            from: None,
            to: None,
            sort: Sort::NEWEST,
            columns: None,
            dropped: Vec::new(),
        }
    }

    /// The view that a query asks for: what cannot be is dropped, and noted.
    pub fn parse(query: &str) -> Self {
        let mut view = Self::of(Tab::My);
        for pair in query.split('&').filter(|pair| !pair.is_empty()) {
            let (name, raw) = pair.split_once('=').unwrap_or((pair, ""));
            let value = decode(&raw.replace('+', " ")).unwrap_or_default();
            if !value.is_empty() && view.take(name, &value).is_none() {
                view.dropped.push(format!("{name}={value}"));
            }
        }
        view
    }

    /// Takes a parameter over; none where it cannot be. Foreign ones are passed over.
    fn take(&mut self, name: &str, value: &str) -> Option<()> {
        match name {
            "tab" => self.tab = Tab::parse(value)?,
            "organization" => self.organization = Some(value.into()),
            "q" => self.search = SearchText::new(value).ok()?.as_str().to_owned(),
            "product" => self.products.push(value.into()),
            "status" => self.status = Some(StatusFilter::parse(value)?),
            "severity" => self.severities.push(Severity::parse(value)?),
            "customer" => self.customers.push(value.into()),
            "created_from" => self.from = Some(parse_day(value)?),
            "created_to" => self.to = Some(parse_day(value)?),
            "sort" => self.sort = Sort::parse(value)?,
            "columns" => self.columns = Some(parse_columns(value)?),
            _ => {}
        }
        Some(())
    }

    /// The view's query, without a question mark; empty for the whole list of My Cases.
    pub fn query(&self) -> String {
        let tab = (self.tab != Tab::My).then(|| format!("tab={}", self.tab.code()));
        let columns = self.columns.as_ref().map(|columns| format!("columns={}", print_columns(columns)));
        let organization =
            self.organization.as_ref().map(|it| format!("organization={}", encode(it.as_str())));
        let day = |day: NaiveDate| day.to_string();
        tab.into_iter()
            .chain(organization)
            .chain(self.parameters(day, day))
            .chain(columns)
            .collect::<Vec<_>>()
            .join("&")
    }

    /// What the list is narrowed to and ordered by, with the first and the last day as `from` and `to` write them:
    /// addresses name days, and the API is told when these begin and end for the reader.
    pub fn parameters(&self, from: fn(NaiveDate) -> String, to: fn(NaiveDate) -> String) -> Vec<String> {
        let one = |name: &str, value: Option<String>| value.map(|value| format!("{name}={}", encode(&value)));
        let products = self.products.iter().map(|it| ("product", it.as_str()));
        let severities = self.severities.iter().map(|it| ("severity", it.code()));
        let customers = self.customers.iter().map(|it| ("customer", it.as_str()));
        let several = products.chain(severities).chain(customers);
        one("q", Some(self.search.clone()).filter(|search| !search.is_empty()))
            .into_iter()
            .chain(several.map(|(name, value)| format!("{name}={}", encode(value))))
            .chain(one("status", self.status.map(|it| it.code().to_owned())))
            .chain(one("created_from", self.from.map(from)))
            .chain(one("created_to", self.to.map(to)))
            .chain((self.sort != Sort::NEWEST).then(|| format!("sort={}", self.sort.code())))
            .collect()
    }

    /// How many filters narrow the list, besides the search.
    pub fn filters(&self) -> usize {
        let several = self.products.len() + self.severities.len() + self.customers.len();
        let one = [self.status.is_some(), self.from.is_some(), self.to.is_some()];
        several + one.into_iter().filter(|it| *it).count()
    }

    /// Whether anything narrows the list.
    pub fn is_narrowed(&self) -> bool {
        self.without_filters() != *self
    }

    /// The same list with nothing that narrows it.
    pub fn without_filters(&self) -> Self {
        Self {
            organization: self.organization.clone(),
            sort: self.sort,
            columns: self.columns.clone(),
            dropped: self.dropped.clone(),
            ..Self::of(self.tab)
        }
    }
}

/// The columns that a text names, in the order of lists; none where one is unknown.
pub fn parse_columns(text: &str) -> Option<Vec<Column>> {
    let columns = text.split(',').map(Column::parse).collect::<Option<Vec<_>>>()?;
    // The number is the way to the case.
    let is_shown = |it: &Column| *it == Column::Number || columns.contains(it);
    Some(Column::ALL.iter().copied().filter(is_shown).collect())
}

/// The columns as [`parse_columns`] reads them.
pub fn print_columns(columns: &[Column]) -> String {
    columns.iter().map(|column| column.code()).collect::<Vec<_>>().join(",")
}
