//! What a person does not see, and why: nobody should have to guess that there is more.

use caseport_domain::policy::Ability;
use caseport_domain::{Code as _, OrganizationKind};
use leptos::prelude::*;

use crate::context::App;
use crate::i18n::{ability_text, messages};
use crate::ui::explanation;

/// "What can't I see here?", of Support or of My Organization; nothing where there is nothing more, or no organization.
pub fn hidden_list(app: App, support: bool) -> impl IntoView {
    let denied = Memo::new(move |_| {
        let Some(access) = app.access.get().filter(|it| it.kind != OrganizationKind::Personal) else {
            return Vec::new();
        };
        let area = Ability::ALL.iter().filter(|ability| ability.is_support() == support);
        // What exists for partners only is nothing that is kept from somebody at a customer.
        let exists =
            |ability: &Ability| access.kind == OrganizationKind::Partner || !ability.is_partner_only();
        let reasons = area.copied().filter(exists).map(|it| (it, it.of(&access).reason().cloned()));
        reasons.filter_map(|(ability, reason)| Some((ability, reason?))).collect::<Vec<_>>()
    });
    move || {
        let denied = denied.get();
        (!denied.is_empty()).then(|| {
            let rows = denied.into_iter().map(|(ability, reason)| {
                view! {
                    <li>
                        <strong>{ability_text(ability)}</strong>
                        {explanation(&reason)}
                    </li>
                }
            });
            view! {
                <details class="hidden-list">
                    <summary>{messages::what_is_hidden()}</summary>
                    <ul>{rows.collect_view()}</ul>
                </details>
            }
        })
    }
}
