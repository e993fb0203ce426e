//! An article of the vendor's knowledge base, at an address of its own.

use caseport_domain::api::Article;
use leptos::prelude::*;

use crate::api;
use crate::context::App;
use crate::i18n::{format, messages};
use crate::markdown::{Below, markdown_below};
use crate::nav::HEADING;
use crate::reactive::effect;
use crate::route::Route;
use crate::stores::Loader;
use crate::ui::{Icon, Link, icon, remote_view, skeleton_lines};

/// The page of an article.
pub fn page(app: App, id: String) -> AnyView {
    let article = Loader::<Article>::default();
    let id = StoredValue::new(id);
    let load = move || {
        let id = id.get_value();
        article.load(async move { api::article(app.api, &id).await });
    };
    load();
    // The heading's text comes with the article, later than the page.
    effect(move || {
        if article.ready().is_some() {
            crate::nav::focus_heading();
        }
    });
    let title =
        move || article.ready().map_or_else(|| messages::article().to_owned(), |article| article.title);
    view! {
        <p class="breadcrumb">
            <Link nav=app.nav to=Route::HOME class="back-link">{icon(Icon::Back)}{messages::support_title()}</Link>
        </p>
        <article class="article-page">
            <h1 id=HEADING tabindex="-1">{title}</h1>
            {remote_view(article, load, || skeleton_lines(10), body)}
        </article>
    }
    .into_any()
}

fn body(article: Article) -> impl IntoView {
    let products: Vec<String> = article.products.into_iter().map(|product| product.name).collect();
    let products = (!products.is_empty()).then(|| view! { <span>{products.join(", ")}</span> " · " });
    view! {
        <p class="saved">{products}{messages::article_updated(&format::day(article.updated_at))}</p>
        {markdown_below(Below::Title, &article.body)}
    }
}
