//! Starts the app on its own page, and names the chunks: each page beyond sign-in and Support is a file of its own,
//! fetched on the first visit or, before that, when the browser has nothing else to do.
//!
//! The chunks stand here and not in the library: a binary that contains them works only after it has been split, and
//! browser tests use the library unsplit.

use caseport::chunks::{Chunks, LoadingView, NotLoaded};
use caseport::context::App;
use caseport::pages;
use caseport::pages::lists::{Listing, Rating};
use caseport::route::Page;
use caseport_domain::id::CaseNumber;
use leptos::prelude::*;
use wasm_split_helpers::wasm_split;

#[wasm_split(submit, fallible, preload(preload_submit))]
fn submit_page(app: App) -> Result<AnyView, NotLoaded> {
    Ok(pages::submit::page(app))
}

#[wasm_split(case, fallible, preload(preload_case))]
fn case_page(app: App, number: CaseNumber) -> Result<AnyView, NotLoaded> {
    Ok(pages::case::page(app, number))
}

#[wasm_split(cases, fallible, preload(preload_cases))]
fn cases_page(app: App) -> Result<AnyView, NotLoaded> {
    Ok(pages::cases::page(app))
}

#[wasm_split(lists, fallible)]
fn list_tools(listing: Listing, rating: Rating) -> Result<AnyView, NotLoaded> {
    Ok(pages::lists::tools(listing, rating))
}

#[wasm_split(article, fallible)]
fn article_page(app: App, id: String) -> Result<AnyView, NotLoaded> {
    Ok(pages::article::page(app, id))
}

#[wasm_split(detections, fallible)]
fn detections_page(app: App, case: Option<CaseNumber>) -> Result<AnyView, NotLoaded> {
    Ok(case.map_or_else(|| pages::detections::report(app), |case| pages::detections::view(app, case)))
}

#[wasm_split(uploads, fallible)]
fn take_up_uploads(app: App, unwanted: Option<String>) -> Result<(), NotLoaded> {
    leptos::task::spawn_local(async move {
        app.uploads.take_up().await;
        if let Some(report) = unwanted {
            app.uploads.cancel_reported(&report);
        }
    });
    Ok(())
}

fn load_page(app: App, page: &Page) -> Option<LoadingView> {
    match page {
        Page::Cases => Some(Box::pin(cases_page(app))),
        Page::Submit => Some(Box::pin(submit_page(app))),
        Page::Case(number) => Some(Box::pin(case_page(app, *number))),
        Page::Detection(number) => Some(Box::pin(detections_page(app, Some(*number)))),
        Page::ReportDetection => Some(Box::pin(detections_page(app, None))),
        Page::Article(id) => Some(Box::pin(article_page(app, id.clone()))),
        Page::SignIn | Page::Support | Page::Unknown => None,
    }
}

fn main() {
    mount_to_body(|| {
        caseport::app::app(Chunks {
            page: load_page,
            list_tools: |listing, rating| Box::pin(list_tools(listing, rating)),
            take_up_uploads: |app, unwanted| {
                leptos::task::spawn_local(async move {
                    // Uploads that cannot be gone on with now wait for the next start.
                    let _ = take_up_uploads(app, unwanted).await;
                });
            },
        })
    });
    caseport::platform::when_idle(|| {
        leptos::task::spawn_local(async {
            // A chunk that does not come now is asked for again when its page is visited.
            let _ = preload_case().await;
            let _ = preload_submit().await;
            let _ = preload_cases().await;
        });
    });
}
