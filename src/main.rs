//! Starts the app on its own page, or in an element of somebody else's, and names the chunks: each page beyond sign-in and Support is a file of its own,
//! fetched on the first visit or, before that, when the browser has nothing else to do.
//!
//! The chunks stand here and not in the library: a binary that contains them works only after it has been split, and
//! browser tests use the library unsplit.

use caseport::api::Place;
use caseport::app::{Aside, SigningIn};
use caseport::chunks::{Chunks, LoadingView, NotLoaded, RETRY};
use caseport::context::App;
use caseport::i18n::language::{self, NoTexts};
use caseport::pages::lists::{Listing, Rating};
use caseport::pages::organization::Part;
use caseport::route::Page;
use caseport::stores::Live;
use caseport::{pages, platform};
use caseport_domain::id::CaseNumber;
use leptos::mount::mount_to;
use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
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

#[wasm_split(sign_in, fallible, preload(preload_sign_in))]
fn sign_in_part(app: App, part: SigningIn) -> Result<AnyView, NotLoaded> {
    Ok(part.view(app))
}

#[wasm_split(aside, fallible)]
fn aside_part(app: App, part: Aside) -> Result<AnyView, NotLoaded> {
    Ok(part.view(app))
}

#[wasm_split(lists, fallible)]
fn list_tools(listing: Listing, rating: Rating) -> Result<AnyView, NotLoaded> {
    Ok(pages::lists::tools(listing, rating))
}

#[wasm_split(drafts, fallible)]
fn drafts_list(app: App) -> Result<AnyView, NotLoaded> {
    Ok(pages::support::drafts::drafts(app).into_any())
}

#[wasm_split(live, fallible)]
fn read_live(live: Live, place: Place, turn: u32) -> Result<(), NotLoaded> {
    leptos::task::spawn_local(live.read(place, turn));
    Ok(())
}

#[wasm_split(article, fallible)]
fn article_page(app: App, id: String) -> Result<AnyView, NotLoaded> {
    Ok(pages::article::page(app, id))
}

#[wasm_split(detections, fallible)]
fn detections_page(app: App, case: Option<CaseNumber>) -> Result<AnyView, NotLoaded> {
    Ok(case.map_or_else(|| pages::detections::report(app), |case| pages::detections::view(app, case)))
}

#[wasm_split(organization, fallible)]
fn organization_part(app: App, part: Part) -> Result<AnyView, NotLoaded> {
    Ok(pages::organization::part(app, part))
}

#[wasm_split(embed, fallible)]
fn attach(app: App) -> Result<(), NotLoaded> {
    caseport::embed::attach(app);
    Ok(())
}

#[wasm_split(outbox, fallible)]
fn attend_outbox(app: App) -> Result<(), NotLoaded> {
    app.outbox.attend();
    Ok(())
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
        Page::Organization(page) => Some(Box::pin(organization_part(app, Part::Page(page.clone())))),
        Page::Invitation(secret) => Some(Box::pin(organization_part(app, Part::Invitation(secret.clone())))),
        Page::SignIn | Page::Support | Page::Unknown => None,
    }
}

fn main() {
    // Leptos runs tasks only once something is mounted.
    wasm_bindgen_futures::spawn_local(async {
        match language::start().await {
            Ok(()) => {
                platform::breathe().await;
                start();
            }
            // Without texts there is no app that could say so.
            Err(NoTexts) => platform::stop(),
        }
    });
}

fn start() {
    let Some(around) = platform::around() else { return platform::stop() };
    let mounted = mount_to(around, || {
        caseport::app::app(Chunks {
            page: load_page,
            sign_in: |app, part| Box::pin(sign_in_part(app, part)),
            aside: |app, part| Box::pin(aside_part(app, part)),
            list_tools: |listing, rating| Box::pin(list_tools(listing, rating)),
            drafts: |app| Box::pin(drafts_list(app)),
            live: |live, place, turn| {
                leptos::task::spawn_local(async move {
                    // What changes meanwhile is told when the code has come.
                    while live.is_turn(turn) && read_live(live, place.clone(), turn).await.is_err() {
                        platform::sleep(RETRY).await;
                    }
                });
            },
            embed: |app| {
                leptos::task::spawn_local(async move {
                    while attach(app).await.is_err() {
                        platform::sleep(RETRY).await;
                    }
                });
            },
            outbox: |app| {
                leptos::task::spawn_local(async move {
                    while !language::whole().await || attend_outbox(app).await.is_err() {
                        platform::sleep(RETRY).await;
                    }
                });
            },
            organization: |app, part| Box::pin(organization_part(app, part)),
            take_up_uploads: |app, unwanted| {
                leptos::task::spawn_local(async move {
                    // Uploads that cannot be gone on with now wait for the next start.
                    if language::whole().await {
                        let _ = take_up_uploads(app, unwanted).await;
                    }
                });
            },
        })
    });
    platform::stay_mounted(mounted);
    if platform::is_embedded() {
        platform::leave_to_page("unmount", &Closure::once_into_js(platform::unmount));
    }
    platform::when_idle(|| {
        leptos::task::spawn_local(async {
            // A chunk that does not come now is asked for again when its page is visited.
            let _ = preload_sign_in().await;
            let _ = preload_case().await;
            let _ = preload_submit().await;
            let _ = preload_cases().await;
        });
    });
}
