//! The tab "Files & CC's".

use caseport_domain::Decision;
use leptos::prelude::*;

use super::denied::denied;
use super::{CasePage, ccs, file_rows};
use crate::i18n::messages;
use crate::stores::Change;
use crate::upload::Arrived;
use crate::upload::panel::{on_the_way, panel};

/// The files that have arrived, those that are on their way, and who else is kept informed.
pub(super) fn files(page: CasePage) -> impl IntoView {
    let files = Arrived::follow_case(page.app.uploads, page.number);
    page.app.live.on(move |change| match change {
        Change::Upload(upload) if upload.case == page.number => files.load(),
        Change::Access => files.load(),
        Change::Upload(_) | Change::Case { .. } | Change::Commented { .. } | Change::Following => {}
    });
    // Only whether files may be added, and why not: nothing else that happens to the case takes the list away.
    let decision = Memo::new(move |_| page.case.ready().map(|case| case.actions.add_files));
    view! {
        <section class="card" aria-labelledby="files-title">
            <h2 id="files-title">{messages::files()}</h2>
            {files.state_view()}
            {file_rows::rows(page, files)}
            {move || decision.get().map(|decision| adding(page, files, &decision))}
        </section>
        {ccs::section(page)}
    }
}

fn adding(page: CasePage, files: Arrived, decision: &Decision) -> AnyView {
    let Some(reason) = decision.reason() else {
        return view! {
            <h3 class="section-next">{messages::add_files()}</h3>
            {panel(files)}
        }
        .into_any();
    };
    view! {
        {on_the_way(files)}
        {denied(page, reason)}
    }
    .into_any()
}
