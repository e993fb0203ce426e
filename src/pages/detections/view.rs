//! The report that a case was made from, with what the vendor's analysis has come to. It tells of the file; there is no
//! way to the file itself.

use caseport_domain::Known;
use caseport_domain::api::Detection;
use caseport_domain::case::Verdict;
use caseport_domain::id::CaseNumber;
use leptos::prelude::*;

use crate::api;
use crate::context::App;
use crate::i18n::{format, messages, submission_text, verdict_text};
use crate::markdown::markdown;
use crate::nav::HEADING;
use crate::route::Route;
use crate::stores::{Change, Loader};
use crate::ui::{Icon, Link, icon, moment, remote_view, skeleton_lines};

/// The page of a report.
pub fn page(app: App, number: CaseNumber) -> AnyView {
    let report = Loader::<Detection>::default();
    let load = move || report.load(async move { api::detection(app.api, number).await });
    load();
    // A verdict changes its case.
    app.live.on(move |change| match change {
        Change::Case { case, .. } if case.number == number => load(),
        Change::Case { .. } | Change::Upload(_) | Change::Commented { .. } => {}
        Change::Access | Change::Following => load(),
    });
    view! {
        <p class="breadcrumb">
            <Link nav=app.nav to=Route::Case(number) class="back-link">
                {icon(Icon::Back)}
                {messages::case_page_title(&number.to_string())}
            </Link>
        </p>
        <h1 id=HEADING tabindex="-1">
            {messages::detection_title()}
            " "
            <span class="case-number">{number.to_string()}</span>
        </h1>
        <div class="detection">
            {remote_view(report, load, || skeleton_lines(8), move |report| show(app, report))}
        </div>
    }
    .into_any()
}

fn show(app: App, report: Detection) -> impl IntoView {
    let (number, description) = (report.case, report.description.clone());
    let said = (!description.is_empty()).then(|| {
        view! {
            <section class="card" aria-labelledby="said-title">
                <h2 id="said-title">{messages::detection_said()}</h2>
                {markdown(&description)}
            </section>
        }
    });
    view! {
        {verdict(app, &report)}
        <section class="card" aria-labelledby="report-title">
            <h2 id="report-title">{messages::detection_report()}</h2>
            {facts(report)}
            <p class="detection-kept">{icon(Icon::Lock)}<span>{messages::detection_kept()}</span></p>
        </section>
        {said}
        <div class="form-actions">
            <Link nav=app.nav to=Route::Case(number) class="button">{messages::open_case()}</Link>
        </div>
    }
}

fn verdict(app: App, report: &Detection) -> impl IntoView + use<> {
    let text = meaning(&report.verdict, &app.config.vendor());
    let since = report.verdict_changed_at.map(|at| {
        let time = format::moment(at);
        view! { <p class="detection-since" title=format::exact(at)>{messages::detection_verdict_since(&time)}</p> }
    });
    view! {
        <section class="card detection-verdict" aria-labelledby="verdict-title" aria-live="polite">
            <h2 id="verdict-title">{messages::detection_verdict()}</h2>
            <p>{badge(&report.verdict)}</p>
            {text.map(|text| view! { <p>{text}</p> })}
            {since}
        </section>
    }
}

fn facts(report: Detection) -> impl IntoView {
    let products: Vec<_> =
        report.products.into_iter().map(|product| view! { <li>{product.name}</li> }).collect();
    view! {
        <dl class="facts">
            <div class="facts-wide">
                <dt>{messages::detection_file_name()}</dt>
                <dd class="detection-file"><bdi>{report.file_name}</bdi></dd>
            </div>
            <div class="facts-wide">
                <dt>{messages::detection_hash()}</dt>
                <dd><code class="detection-hash">{report.sha256}</code></dd>
            </div>
            <div><dt>{messages::detection_size()}</dt><dd>{size_text(report.size)}</dd></div>
            <div><dt>{messages::detection_type()}</dt><dd>{submission_text(&report.submission_type)}</dd></div>
            <div>
                <dt>{messages::detection_products()}</dt>
                <dd><ul class="plain-list">{products}</ul></dd>
            </div>
            <div><dt>{messages::detection_reported()}</dt><dd>{moment(report.reported_at)}</dd></div>
            <div class="facts-wide">
                <dt>{messages::detection_reporter()}</dt>
                <dd>{messages::name_and_email(&report.reported_by.name, &report.reported_by.email)}</dd>
            </div>
        </dl>
    }
}

/// The size, and where that was rounded the exact one, which tells one file from another.
fn size_text(size: u64) -> String {
    let exact = messages::size_bytes(size);
    if size < 1024 { exact } else { messages::size_exactly(&format::bytes(size), &exact) }
}

/// A verdict: a word with a shape and a colour.
fn badge(verdict: &Known<Verdict>) -> impl IntoView + use<> {
    let class = match verdict.value() {
        Some(Verdict::InQueue) => "badge verdict verdict-queue",
        Some(Verdict::InProgress) => "badge verdict verdict-progress",
        Some(Verdict::Inconclusive) => "badge verdict verdict-open",
        Some(Verdict::ConfirmedBenign) => "badge verdict verdict-benign",
        Some(Verdict::ConfirmedMalicious) => "badge verdict verdict-malicious",
        Some(Verdict::Rejected) | None => "badge verdict verdict-other",
    };
    view! { <span class=class>{verdict_text(verdict)}</span> }
}

/// What a verdict means for the person who reported the file.
fn meaning(verdict: &Known<Verdict>, vendor: &str) -> Option<String> {
    Some(match verdict.value()? {
        Verdict::InQueue => messages::verdict_in_queue_text(vendor),
        Verdict::InProgress => messages::verdict_in_progress_text(vendor),
        Verdict::Inconclusive => messages::verdict_inconclusive_text().to_owned(),
        Verdict::ConfirmedBenign => messages::verdict_confirmed_benign_text().to_owned(),
        Verdict::ConfirmedMalicious => messages::verdict_confirmed_malicious_text().to_owned(),
        Verdict::Rejected => messages::verdict_rejected_text().to_owned(),
    })
}
