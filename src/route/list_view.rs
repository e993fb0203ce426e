//! What a list shows, as its address says it: Back, a reload and a copied link bring the same view.

use caseport_domain::{Code, Severity, StatusFilter, Tab};

use super::{decode, encode};

/// A column of a list, and what it can be sorted by.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Column {
    /// The case's number.
    Number,
    /// The subject.
    Subject,
    /// The product.
    Product,
    /// The severity.
    Severity,
    /// The status.
    Status,
    /// The organization that the case is for.
    Organization,
    /// Who submitted it.
    Submitter,
    /// When it was submitted.
    Created,
    /// When anything happened to it last.
    Updated,
    /// What the submitter thought of it.
    Rating,
}

impl Column {
    /// Every column, in the order in which lists show them.
    pub const ALL: [Self; 10] = [
        Self::Number,
        Self::Subject,
        Self::Product,
        Self::Severity,
        Self::Status,
        Self::Organization,
        Self::Submitter,
        Self::Updated,
        Self::Created,
        Self::Rating,
    ];

    /// The column's name in addresses.
    pub fn code(self) -> &'static str {
        match self {
            Self::Number => "number",
            Self::Subject => "subject",
            Self::Product => "product",
            Self::Severity => "severity",
            Self::Status => "status",
            Self::Organization => "organization",
            Self::Submitter => "submitter",
            Self::Created => "created",
            Self::Updated => "updated",
            Self::Rating => "rating",
        }
    }

    fn parse(code: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|column| column.code() == code)
    }

    /// The columns that a tab's list has unless others were chosen.
    pub fn usual(tab: Tab) -> Vec<Self> {
        let shows = |column: &Self| match column {
            Self::Organization => matches!(tab, Tab::My | Tab::Customer),
            Self::Submitter => tab.follows_organization(),
            // Only one's own cases can be rated.
            Self::Rating => tab == Tab::My,
            _ => true,
        };
        Self::ALL.into_iter().filter(shows).collect()
    }
}

/// An order; ties go by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Order {
    /// By what.
    pub by: Column,
    /// Greatest first.
    pub descending: bool,
}

impl Order {
    /// Newest first.
    pub const NEWEST: Self = Self { by: Column::Created, descending: true };

    /// The order as addresses and the API write it.
    pub fn code(self) -> String {
        format!("{}{}", if self.descending { "-" } else { "" }, self.by.code())
    }

    fn parse(text: &str) -> Option<Self> {
        let (code, descending) = text.strip_prefix('-').map_or((text, false), |code| (code, true));
        Column::parse(code).map(|by| Self { by, descending })
    }
}

/// A view of a list.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ListView {
    /// Which list.
    pub tab: Tab,
    /// What is searched for.
    pub search: String,
    /// Product ids.
    pub products: Vec<String>,
    /// Where the cases stand.
    pub status: Option<StatusFilter>,
    /// How much they hurt.
    pub severities: Vec<Severity>,
    /// Ids of the organizations that they are for.
    pub customers: Vec<String>,
    /// The first day of submission, `YYYY-MM-DD`; empty for any.
    pub from: String,
    /// The last day of submission, `YYYY-MM-DD`; empty for any.
    pub to: String,
    /// In which order.
    pub order: Order,
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
            search: String::new(),
            products: Vec::new(),
            status: None,
            severities: Vec::new(),
            customers: Vec::new(),
            from: String::new(),
            to: String::new(),
            order: Order::NEWEST,
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
            "q" => value.clone_into(&mut self.search),
            "product" => self.products.push(value.to_owned()),
            "status" => self.status = Some(StatusFilter::parse(value)?),
            "severity" => self.severities.push(Severity::parse(value)?),
            "customer" => self.customers.push(value.to_owned()),
            "created_from" => value.clone_into(day(&mut self.from, value)?),
            "created_to" => value.clone_into(day(&mut self.to, value)?),
            "sort" => self.order = Order::parse(value)?,
            "columns" => {
                let columns: Vec<Column> = value.split(',').filter_map(Column::parse).collect();
                self.columns = Some(columns).filter(|columns| !columns.is_empty());
                self.columns.as_ref()?;
            }
            _ => {}
        }
        Some(())
    }

    /// The view's query, without a question mark; empty for the whole list of My Cases.
    pub fn query(&self) -> String {
        let tab = (self.tab != Tab::My).then(|| format!("tab={}", self.tab.code()));
        let columns = self.columns.as_ref().map(|columns| {
            format!("columns={}", columns.iter().map(|it| it.code()).collect::<Vec<_>>().join(","))
        });
        tab.into_iter().chain(self.parameters()).chain(columns).collect::<Vec<_>>().join("&")
    }

    /// What the list is narrowed to and ordered by, as addresses and the API write it.
    pub fn parameters(&self) -> Vec<String> {
        let one = |name: &str, value: &str| (!value.is_empty()).then(|| format!("{name}={}", encode(value)));
        let each = |name: &'static str, values: Vec<String>| {
            values.into_iter().map(move |value| format!("{name}={}", encode(&value)))
        };
        let severities = self.severities.iter().map(|it| it.code().to_owned()).collect();
        let sort = (self.order != Order::NEWEST).then(|| format!("sort={}", self.order.code()));
        one("q", &self.search)
            .into_iter()
            .chain(each("product", self.products.clone()))
            .chain(one("status", self.status.map_or("", StatusFilter::code)))
            .chain(each("severity", severities))
            .chain(each("customer", self.customers.clone()))
            .chain(one("created_from", &self.from))
            .chain(one("created_to", &self.to))
            .chain(sort)
            .collect()
    }

    /// Whether anything narrows the list.
    pub fn is_narrowed(&self) -> bool {
        self.without_filters() != *self
    }

    /// The same list with nothing that narrows it.
    pub fn without_filters(&self) -> Self {
        Self {
            order: self.order,
            columns: self.columns.clone(),
            dropped: self.dropped.clone(),
            ..Self::of(self.tab)
        }
    }

    /// The columns to show.
    pub fn shown(&self) -> Vec<Column> {
        self.columns.clone().unwrap_or_else(|| Column::usual(self.tab))
    }
}

/// `field`, where `value` is a day.
fn day<'a>(field: &'a mut String, value: &str) -> Option<&'a mut String> {
    value.parse::<chrono::NaiveDate>().ok().map(|_| field)
}
