//! My Organization and Extend Case View: who is there, who sees what, and what was changed. A file of its own, for most
//! people never come here.

mod case_access;
mod events;
mod guard;
mod invitation;
mod paged;
mod roles;
mod search;
mod sections;
mod users;
mod view_as;

use leptos::prelude::*;

use crate::context::App;
use crate::route::OrganizationPage;

/// A part of the app that this file holds.
#[derive(Clone, Debug)]
pub enum Part {
    /// A page.
    Page(OrganizationPage),
    /// What the dialog "Extend Case View" shows.
    CaseAccess,
    /// The page on which an invitation is accepted.
    Invitation(String),
}

/// Draws a part.
pub fn part(app: App, part: Part) -> AnyView {
    match part {
        Part::CaseAccess => case_access::toggles(app),
        Part::Invitation(secret) => invitation::page(app, secret),
        Part::Page(page) => match page {
            OrganizationPage::CaseAccess => case_access::page(app),
            OrganizationPage::Users => users::page(app),
            OrganizationPage::ViewAs(user) => view_as::page(app, user),
            OrganizationPage::Roles => roles::list(app),
            OrganizationPage::NewRole => roles::new_role(app),
            OrganizationPage::Role(id) => roles::role(app, id),
            OrganizationPage::EventHistory => events::page(app),
        },
    }
}
