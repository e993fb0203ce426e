//! What is new in a list while somebody looks at it: changed rows change in place and flash once; new ones only announce
//! themselves, since rows never move under a reader's eyes.

use caseport_domain::api::CaseSummary;
use caseport_domain::id::CaseNumber;
use caseport_domain::policy;
use leptos::ev::MouseEvent;
use leptos::prelude::*;

use super::listing::Listing;
use crate::i18n::{format, lower, messages};
use crate::platform;
use crate::reactive::effect;
use crate::route::ListView;
use crate::stores::Change;

/// New cases that have no row yet.
#[derive(Clone, Copy)]
pub struct News {
    numbers: RwSignal<Vec<CaseNumber>>,
    renew: StoredValue<Box<dyn Fn() + Send + Sync>>,
}

impl News {
    /// Follows the changes of a list: `put` takes over a row's case and says whether it has a row, `renew` reads the
    /// list anew.
    pub fn follow(
        listing: Listing,
        put: impl Fn(&CaseSummary) -> bool + 'static,
        renew: impl Fn() + Send + Sync + Copy + 'static,
    ) -> Self {
        let news = Self { numbers: RwSignal::new(Vec::new()), renew: StoredValue::new(Box::new(renew)) };
        let place = Memo::new(move |_| listing.app.session.place());
        // Another view is read anew.
        effect(move || {
            listing.view.track();
            place.track();
            news.numbers.update(Vec::clear);
        });
        listing.app.live.on(move |change| match change {
            Change::Case { case, tabs, is_new } => {
                if put(case) {
                    platform::flash(format!("[data-case=\"{}\"]", case.number));
                } else if *is_new
                    && tabs.contains(&listing.tab.get_untracked())
                    && listing.view.with_untracked(|view| may_show(view, case))
                {
                    news.numbers.update(|numbers| {
                        if !numbers.contains(&case.number) {
                            numbers.push(case.number);
                        }
                    });
                }
            }
            Change::Access | Change::Upload(_) | Change::Commented { .. } | Change::Following => {}
        });
        let tab = listing.tab;
        listing.app.access.on_renewed(move |access| policy::tab(tab.get_untracked(), access), renew);
        news
    }

    /// The pill that says how many there are, and shows them; `shown` is called when it is pressed.
    pub fn pill(self, shown: impl Fn() + Copy + Send + Sync + 'static) -> impl IntoView {
        let press = move |event: MouseEvent| {
            self.numbers.update(Vec::clear);
            self.renew.with_value(|renew| renew());
            shown();
            // Pressed by a key: the focus is gone with the pill, and goes to what is new.
            if event.detail() == 0 {
                platform::focus_when_there("[data-case] a".to_owned());
            }
        };
        view! {
            <div class="news" role="status">
                {move || Some(self.numbers.with(Vec::len)).filter(|count| *count > 0).map(|count| view! {
                    <button type="button" class="news-pill" on:click=press>{messages::new_cases(count as u64)}</button>
                })}
            </div>
        }
    }
}

/// Whether a view has a place for a case, as far as that can be told here: the server searches better.
fn may_show(view: &ListView, case: &CaseSummary) -> bool {
    let is_in = |wanted: bool, chosen: bool| !chosen || wanted;
    let by_product = view.products.iter().any(|it| it.as_str() == case.product.id);
    let by_severity = case.severity.value().is_some_and(|it| view.severities.contains(&it));
    let by_customer = case.organization.as_ref().is_some_and(|it| view.customers.contains(&it.id));
    let by_status = view
        .status
        .is_none_or(|status| case.status.value().is_some_and(|it| status.statuses().contains(&it)));
    let begins = view.from.map(format::midnight);
    let ends = view.to.and_then(|day| day.succ_opt()).map(format::midnight);
    let text = lower(&format!("{} {} {}", case.number, case.subject, case.product.name));
    is_in(by_product, !view.products.is_empty())
        && is_in(by_severity, !view.severities.is_empty())
        && is_in(by_customer, !view.customers.is_empty())
        && by_status
        && begins.is_none_or(|begins| case.created_at >= begins)
        && ends.is_none_or(|ends| case.created_at < ends)
        && lower(&view.search).split_whitespace().all(|word| text.contains(word))
}
