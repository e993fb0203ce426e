//! A page is shown to whoever may see it; others are told why not, who can change that, and where they can go on.

use caseport_domain::{Access, Decision};
use leptos::prelude::*;

use crate::context::App;
use crate::i18n::messages;
use crate::nav::HEADING;
use crate::route::Route;
use crate::stores::Remote;
use crate::ui::{Link, denied_page, failure, skeleton_lines};

/// What `show` draws, as long as `rule` allows it; built anew only when that changes or another organization is looked at.
/// `heading` is the page's where what is drawn brings its own.
pub(super) fn guarded(
    app: App,
    heading: Option<&'static str>,
    rule: fn(&Access) -> Decision,
    show: impl Fn() -> AnyView + Send + 'static,
) -> impl IntoView {
    // The facts are those of the organization that is looked at: the store forgets them when that changes.
    let standing = Memo::new(move |_| {
        let access = app.access.get()?;
        Some((access.organization.as_ref().map(|it| it.id.clone()), rule(&access).reason().cloned()))
    });
    move || match standing.get() {
        Some((_, None)) => show(),
        Some((_, Some(reason))) => view! {
            {heading.map(|heading| view! { <h1 id=HEADING tabindex="-1">{heading}</h1> })}
            {denied_page(&reason)}
            <p class="way-on">
                <Link nav=app.nav to=Route::HOME class="button">{messages::to_support()}</Link>
            </p>
        }
        .into_any(),
        None => match app.access.remote() {
            Remote::Failed(error) => failure(&error, move || app.access.reload()),
            Remote::LoadingSlowly => skeleton_lines(6),
            _ => ().into_any(),
        },
    }
}
