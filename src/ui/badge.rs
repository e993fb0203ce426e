//! Status and severity: a word with a shape and a colour, never a colour alone.

use caseport_domain::{Known, Severity, Status};
use leptos::prelude::*;

use crate::i18n::messages;

/// Where a case stands. `vendor` is the vendor's name.
pub fn status_badge(status: &Known<Status>, vendor: &str) -> impl IntoView + use<> {
    let (class, text) = match status.value() {
        Some(Status::Open) => ("badge badge-open", messages::status_open().to_owned()),
        Some(Status::WaitingOnVendor) => ("badge badge-vendor", messages::status_waiting_on_vendor(vendor)),
        Some(Status::WaitingOnCustomer) => ("badge badge-me", messages::status_waiting_on_me().to_owned()),
        Some(Status::Closed) => ("badge badge-closed", messages::status_closed().to_owned()),
        None => ("badge badge-other", status.code().to_owned()),
    };
    view! { <span class=class>{text}</span> }
}

/// How much a case hurts.
pub fn severity_badge(severity: &Known<Severity>) -> impl IntoView + use<> {
    let (class, text) = match severity.value() {
        Some(Severity::S1) => ("severity severity-1", messages::severity_s1()),
        Some(Severity::S2) => ("severity severity-2", messages::severity_s2()),
        Some(Severity::S3) => ("severity severity-3", messages::severity_s3()),
        Some(Severity::S4) => ("severity severity-4", messages::severity_s4()),
        None => return view! { <span class="severity">{severity.code().to_owned()}</span> }.into_any(),
    };
    view! { <span class=class>{text}</span> }.into_any()
}
