//! Two people have changed the CC's at once: the second sees both lists, and one press makes one of them.

use caseport_domain::api::Meanwhile;
use leptos::prelude::*;

use super::Ccs;
use super::change::Change;
use crate::api;
use crate::i18n::{messages, said};
use crate::platform;

/// The id of the notice's heading: where the focus goes when it appears.
const HEADING: &str = "ccs-conflict-title";

/// What was wanted, of a list that is not the present one any more.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Conflict {
    change: Change,
    /// What would have become of the list that was seen.
    wanted: Vec<String>,
    /// Who was quicker, in words.
    told: String,
}

/// Reads the case anew. Where the change is made already, an answer was lost; otherwise both lists are shown.
pub(super) async fn meet(ccs: Ccs, change: Change, wanted: Vec<String>, by: Option<&Meanwhile>) {
    let (api, number) = (ccs.page.app.api, ccs.page.number);
    let case = match api::case(api, number).await {
        Ok(case) => case,
        Err(error) => return ccs.failed(&error.message()),
    };
    let now = case.ccs.clone();
    ccs.page.case.put(case);
    ccs.page.load_history();
    if change.of(&now) == now {
        return ccs.done(&change);
    }
    let told = by.and_then(said::meanwhile).unwrap_or_else(|| messages::ccs_changed_meanwhile().to_owned());
    ccs.conflict.try_set(Some(Conflict { change, wanted, told }));
    platform::focus_soon(HEADING);
}

/// Both lists, and the ways on.
pub(super) fn notice(ccs: Ccs) -> impl IntoView {
    move || {
        ccs.conflict.get().map(|conflict| {
            let now = Memo::new(move |_| ccs.list());
            let change = conflict.change.clone();
            let merge = move |_| ccs.send(change.clone());
            let leave = move |_| {
                ccs.conflict.set(None);
                platform::focus_soon(super::FIELD);
            };
            view! {
                <section class="conflict" aria-labelledby=HEADING>
                    <h3 id=HEADING tabindex="-1">{conflict.told}</h3>
                    <div class="conflict-sides">
                        <div>
                            <h4>{messages::ccs_as_they_are()}</h4>
                            {move || addresses(&now.get(), &conflict.wanted)}
                        </div>
                        <div>
                            <h4>{messages::ccs_as_you_want()}</h4>
                            {move || addresses(&conflict.change.of(&now.get()), &now.get())}
                        </div>
                    </div>
                    <div class="form-actions">
                        <button
                            type="button"
                            class="button button-primary"
                            disabled=move || ccs.sending.get()
                            on:click=merge
                        >
                            {messages::ccs_merge()}
                        </button>
                        <button type="button" class="button" on:click=leave>{messages::ccs_leave()}</button>
                    </div>
                </section>
            }
        })
    }
}

/// A list; what is not in the other one is marked.
fn addresses(list: &[String], other: &[String]) -> AnyView {
    if list.is_empty() {
        return view! { <p>{messages::no_ccs()}</p> }.into_any();
    }
    let rows: Vec<_> = list
        .iter()
        .map(|address| {
            let mark = (!other.contains(address))
                .then(|| view! { " " <span class="only-here">{messages::only_here()}</span> });
            view! { <li><bdi>{address.clone()}</bdi>{mark}</li> }
        })
        .collect();
    view! { <ul class="plain-list">{rows}</ul> }.into_any()
}
