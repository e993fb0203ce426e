//! A reader's scope as SQL, in this one place. A test holds it against `Scope::admits` over every demo case.

use caseport_domain::policy::{Rows, Scope};
use caseport_domain::{CaseKind, Code as _};
use sea_query::{Cond, Condition, Expr, ExprTrait as _};

use super::dialect;

/// A column of the table that every scoped query reads.
pub fn case_column(name: &'static str) -> Expr {
    Expr::col(("cases", name))
}

/// The condition on `cases` that lets exactly the scope's rows through.
///
/// What is the same for everybody is written out, not bound: some indexes hold only the rows of a kind, and the planner
/// must see that the query wants no others.
pub fn scope_condition(scope: &Scope) -> Condition {
    condition(scope, case_column)
}

/// The same for rows that are found by their numbers: no index is used for it.
pub fn scope_of_rows(scope: &Scope) -> Condition {
    condition(scope, |name| dialect::unindexed(case_column(name)))
}

/// The same, of columns that go by another table's name.
pub fn condition(scope: &Scope, column: fn(&'static str) -> Expr) -> Condition {
    let support = CaseKind::Support.code();
    let of = |kind: &'static str| Cond::all().add(column("kind").eq(Expr::Constant(kind.into())));
    let is_for = |organization: &str| column("organization_id").eq(organization);
    let filed_from = |organization: &str| column("filed_from").eq(organization);
    let by = |user: &str| column("submitter_id").eq(user);
    let by_partner = |yes: bool| column("by_partner").eq(Expr::Constant(i64::from(yes).into()));
    match scope.rows() {
        Rows::SubmittedBy(user) => of(support).add(by(user.as_str())),
        Rows::OfOrganization(it) => of(support).add(is_for(it.as_str())).add(by_partner(false)),
        Rows::ByPartnersFor(it) => of(support).add(is_for(it.as_str())).add(by_partner(true)),
        Rows::ForCustomersBy(it) => of(support).add(filed_from(it.as_str())).add(by_partner(true)),
        Rows::ForCustomersByUser(it, user) => {
            of(support).add(filed_from(it.as_str())).add(by_partner(true)).add(by(user.as_str()))
        }
        Rows::ReportedBy(user) => of(CaseKind::FalseDetection.code()).add(by(user.as_str())),
    }
}

/// The condition that lets the rows of any of the scopes through; no row where there is none. For rows that are found by
/// their numbers: no index is used for it.
pub fn any_scope(scopes: &[Scope]) -> Condition {
    scopes.iter().fold(Cond::any().add(Expr::val(0).eq(1)), |any, scope| any.add(scope_of_rows(scope)))
}

/// The scope's name in the counters, as the view `case_places` has it.
pub fn place(scope: &Scope) -> String {
    place_of(scope.rows())
}

/// The same of the rows alone: a name is no right to read them.
pub fn place_of(rows: &Rows) -> String {
    match rows {
        Rows::SubmittedBy(user) => format!("my:{user}"),
        Rows::ReportedBy(user) => format!("reported:{user}"),
        Rows::OfOrganization(it) => format!("organization:{it}"),
        Rows::ByPartnersFor(it) => format!("by_partners:{it}"),
        Rows::ForCustomersBy(it) => format!("for_customers:{it}"),
        Rows::ForCustomersByUser(it, user) => {
            format!("for_customers_by:{}:{it}:{user}", it.as_str().chars().count())
        }
    }
}

/// Whether all the rows of the scope were submitted by one person.
pub fn is_of_one_person(scope: &Scope) -> bool {
    matches!(scope.rows(), Rows::SubmittedBy(_) | Rows::ReportedBy(_) | Rows::ForCustomersByUser(..))
}

/// Whether all the rows of the scope are for one organization.
pub fn is_for_one_organization(scope: &Scope) -> bool {
    matches!(scope.rows(), Rows::OfOrganization(_) | Rows::ByPartnersFor(_))
}

/// Whether rows of the scope may be for no organization: those of people without one.
pub fn may_be_for_nobody(scope: &Scope) -> bool {
    matches!(scope.rows(), Rows::SubmittedBy(_) | Rows::ReportedBy(_))
}
