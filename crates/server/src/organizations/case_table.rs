//! Cases as lines of a table.

use caseport_domain::api::CaseSummary;
use caseport_domain::{Code as _, Column, Tab};

use crate::http::csv;

/// A table's columns, each once: what lists show is what they can be sorted by.
#[derive(Clone, Debug)]
pub struct Table(Vec<Column>);

impl Table {
    /// With those columns; those that a tab's list shows where there are none.
    pub fn new(columns: Vec<Column>, tab: Tab) -> Self {
        if !columns.is_empty() {
            return Self(columns);
        }
        let is_shown = |column: &Column| match tab {
            // The same in every row.
            Tab::Organization | Tab::Partner => *column != Column::Organization,
            Tab::My | Tab::FalseDetection => *column != Column::Submitter,
            Tab::Customer => true,
        };
        Self(Column::ALL.iter().copied().filter(is_shown).collect())
    }

    /// The mark and the line with the columns' names.
    ///
    /// # Errors
    /// None in practice: it is written to memory.
    pub fn head(&self) -> std::io::Result<Vec<u8>> {
        csv::head(self.0.iter().copied().map(title))
    }

    /// A line for each case.
    ///
    /// # Errors
    /// None in practice: it is written to memory.
    pub fn lines(&self, cases: &[CaseSummary]) -> std::io::Result<Vec<u8>> {
        csv::lines(|writer| {
            let record = |case| writer.write_record(self.0.iter().map(|column| cell(*column, case)));
            cases.iter().try_for_each(record)
        })
    }
}

fn title(column: Column) -> &'static str {
    match column {
        Column::Number => "Case number",
        Column::Subject => "Subject",
        Column::Product => "Product",
        Column::Severity => "Severity",
        Column::Status => "Status",
        Column::Organization => "Organization",
        Column::Submitter => "Submitter",
        Column::Created => "Created (UTC)",
        Column::Updated => "Updated (UTC)",
        Column::Rating => "Rating",
    }
}

fn cell(column: Column, case: &CaseSummary) -> String {
    match column {
        Column::Number => case.number.to_string(),
        Column::Subject => csv::harmless(&case.subject),
        Column::Product => csv::harmless(&case.product.name),
        Column::Severity => case.severity.code().to_owned(),
        Column::Status => case.status.code().to_owned(),
        Column::Organization => {
            case.organization.as_ref().map(|it| csv::harmless(&it.name)).unwrap_or_default()
        }
        Column::Submitter => csv::harmless(&case.submitter.name),
        Column::Created => csv::time(case.created_at),
        Column::Updated => csv::time(case.updated_at),
        Column::Rating => case.rating.as_ref().map(|it| it.overall.to_string()).unwrap_or_default(),
    }
}
