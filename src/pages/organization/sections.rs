//! A page of My Organization among its sections, with what of them the person cannot see.

use leptos::prelude::*;

use crate::context::App;
use crate::i18n::messages;
use crate::nav::HEADING;
use crate::pages::hidden::hidden_list;
use crate::pages::sections::Section;
use crate::route::Route;
use crate::ui::Link;

/// A page below its sections; `actions` stand beside the heading.
pub(super) fn section(
    app: App,
    title: &'static str,
    actions: impl IntoView + 'static,
    body: impl IntoView + 'static,
) -> AnyView {
    view! {
        <div class="page-head">
            <h1 id=HEADING tabindex="-1">{title}</h1>
            <div class="page-actions">{actions}</div>
        </div>
        {sections(app)}
        {body}
        {hidden_list(app, false)}
    }
    .into_any()
}

/// Links to the sections that the person may see.
fn sections(app: App) -> impl IntoView {
    let visible = Memo::new(move |_| app.access.get().map(|it| Section::visible(&it)).unwrap_or_default());
    let link = move |section: Section| {
        let here = Signal::derive(move || match app.nav.route() {
            Route::Organization(route) => Section::of(&route) == Some(section),
            _ => false,
        });
        view! {
            <li>
                <Link nav=app.nav to=section.route() class="section-link" current=here>{section.title()}</Link>
            </li>
        }
    };
    move || {
        let sections = visible.get();
        (!sections.is_empty()).then(|| {
            view! {
                <nav class="sections" aria-label=messages::my_organization()>
                    <ul>{sections.into_iter().map(link).collect_view()}</ul>
                </nav>
            }
        })
    }
}
