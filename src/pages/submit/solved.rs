//! The end without a case: an article has solved it.

use leptos::prelude::*;

use super::wizard::Wizard;
use crate::i18n::messages;
use crate::nav::HEADING;
use crate::route::Route;
use crate::ui::{Icon, Link, icon};

/// What is said where an article has solved it, `count` times by now.
pub(super) fn solved(wizard: Wizard, count: u64) -> impl IntoView {
    let nav = wizard.app.nav;
    view! {
        <div class="question">
            <h1 id=HEADING tabindex="-1" class="confirmation-title">
                <span class="confirmation-mark" aria-hidden="true">{icon(Icon::Check)}</span>
                {messages::solved_title()}
            </h1>
            <p role="status">{messages::solved_count(count)}</p>
            <div class="form-actions">
                <Link nav=nav to=Route::HOME class="button button-primary">{messages::to_support()}</Link>
                <Link nav=nav to=Route::Prefilled(Box::default()) class="button">{messages::submit_another()}</Link>
            </div>
        </div>
    }
}
