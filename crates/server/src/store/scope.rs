//! A reader's scope as SQL, in this one place. A test holds it against `Scope::admits` over every demo case.

use caseport_domain::policy::{Rows, Scope};
use caseport_domain::{CaseKind, Code as _};
use sea_query::{Cond, Condition, Expr, ExprTrait as _};

/// A column of the table that every scoped query reads.
pub fn case_column(name: &'static str) -> Expr {
    Expr::col(("cases", name))
}

/// The condition on `cases` that lets exactly the scope's rows through.
pub fn scope_condition(scope: &Scope) -> Condition {
    let support = CaseKind::Support.code();
    let of = |kind: &str| Cond::all().add(case_column("kind").eq(kind));
    let is_for = |organization: &str| case_column("organization_id").eq(organization);
    let filed_from = |organization: &str| case_column("filed_from").eq(organization);
    let by = |user: &str| case_column("submitter_id").eq(user);
    let by_partner = |yes: bool| case_column("by_partner").eq(i64::from(yes));
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

/// The condition that lets the rows of any of the scopes through; no row where there is none.
pub fn any_scope(scopes: &[Scope]) -> Condition {
    scopes.iter().fold(Cond::any().add(Expr::val(0).eq(1)), |any, scope| any.add(scope_condition(scope)))
}
