//! "Report False Detection", above the cases that come of it.

use caseport_domain::Decision;
use caseport_domain::api::ReportAllowance;
use leptos::prelude::*;

use crate::api;
use crate::context::App;
use crate::i18n::messages;
use crate::route::Route;
use crate::stores::Loader;
use crate::ui::{Icon, Link, Why, icon};

/// The button; locked with the reason once it is known that there is one.
pub fn button(app: App) -> impl IntoView {
    let allowance = Loader::<ReportAllowance>::default();
    allowance.load(async move { api::report_allowance(app.api).await });
    let decision = Memo::new(move |_| allowance.ready().map(|allowance| allowance.report));
    move || match decision.get() {
        Some(Decision::Denied(reason)) => view! {
            <Why reason=reason />
            <button type="button" class="button" disabled>
                {icon(Icon::Lock)}
                <span>{messages::report_detection()}</span>
            </button>
        }
        .into_any(),
        _ => view! {
            <Link nav=app.nav to=Route::ReportDetection class="button">
                {icon(Icon::Shield)}
                <span>{messages::report_detection()}</span>
            </Link>
        }
        .into_any(),
    }
}
