//! The files that a case has: what each is, who brought it and when, and the way to it, or why there is none.

use std::collections::BTreeSet;

use caseport_domain::api::CaseFile;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::CasePage;
use crate::api;
use crate::i18n::{format, messages};
use crate::pages::download::{Look, download_link};
use crate::platform;
use crate::ui::{Icon, icon, reason_text, relative_time};
use crate::upload::Arrived;

/// A file, and which of those with its name it is.
#[derive(Clone, Debug, PartialEq)]
struct Row {
    file: CaseFile,
    nth: usize,
    of: usize,
}

/// The files, in the order in which they came: what comes now moves none of those that are being read.
pub(super) fn rows(page: CasePage, files: Arrived) -> impl IntoView {
    let known = StoredValue::new(None::<BTreeSet<String>>);
    let all = Memo::new(move |_| {
        let files = files.files()?;
        // The rows come before the next frame: whoever types below them, or reads, does not lose the line.
        platform::hold_still(".case-files li", || ());
        if known.with_value(Option::is_none) {
            known.set_value(Some(files.iter().map(|file| file.id.clone()).collect()));
        }
        Some(numbered(files))
    });
    let is_known = move |file: &CaseFile| {
        known.with_value(|known| known.as_ref().is_none_or(|it| it.contains(&file.id)))
    };
    let me = untrack(|| page.app.session.user()).map(|user| user.id);
    let row = move |row: Row| {
        let is_news = !is_known(&row.file) && Some(&row.file.uploaded_by.id) != me.as_ref();
        view_of(page, row, is_news)
    };
    // What has come last, for whoever does not see it come.
    let last = move || {
        let last = all.with(|all| all.as_ref()?.last().map(|row| row.file.clone()));
        last.filter(|file| !is_known(file))
            .map(|file| messages::file_added_by(&file.uploaded_by.name, &file.name))
    };
    view! {
        {move || all.with(|all| all.as_ref().is_some_and(Vec::is_empty)).then(|| view! {
            <p class="section-empty">{messages::no_case_files()}</p>
        })}
        <p class="visually-hidden" role="status">{last}</p>
        <ul class="upload-list case-files" aria-labelledby="files-title">
            <For
                each=move || all.get().unwrap_or_default()
                key=|row| (row.file.id.clone(), row.nth, row.of)
                children=row
            />
        </ul>
    }
}

/// Tells files of one name apart, in the order in which they came.
fn numbered(files: Vec<CaseFile>) -> Vec<Row> {
    let count = |upto: &[CaseFile], name: &str| upto.iter().filter(|file| file.name == name).count();
    let numbers: Vec<_> = (0..files.len())
        .map(|at| {
            let name = &files[at].name;
            (count(&files[..=at], name), count(&files, name))
        })
        .collect();
    files.into_iter().zip(numbers).map(|(file, (nth, of))| Row { file, nth, of }).collect()
}

fn view_of(page: CasePage, Row { file, nth, of }: Row, is_news: bool) -> impl IntoView {
    let which = (of > 1).then(|| messages::nth_of(&format::number(nth as u64), &format::number(of as u64)));
    let named = match &which {
        Some(which) => messages::name_and_which(&file.name, which),
        None => file.name.clone(),
    };
    let way = match file.download.reason() {
        None => way_of(page, &file, &named),
        Some(_) => ().into_any(),
    };
    let kept = file.download.reason().map(|reason| {
        view! { <p class="file-kept">{icon(Icon::Lock)}<span>{reason_text(reason)}</span></p> }
    });
    let title = file.name.clone();
    view! {
        <li class="upload case-file">
            <span class="upload-mark" aria-hidden="true">{icon(icon_of(&file.name))}</span>
            <div class="upload-text">
                <p class="upload-name" tabindex="-1">
                    <bdi title=title>{file.name}</bdi>
                    {which.map(|which| view! { " " <span class="file-which">{which}</span> })}
                    {is_news.then(|| view! { " " <span class="new-mark">{messages::new_mark()}</span> })}
                </p>
                <p class="upload-state">
                    <span>{format::bytes(file.size)}</span>
                    " · "
                    <bdi>{file.uploaded_by.name}</bdi>
                    " · "
                    {relative_time(file.uploaded_at)}
                    {file.sha256.map(|sha256| hash(page, sha256, &named))}
                </p>
                {kept}
            </div>
            <div class="upload-actions">{way}</div>
        </li>
    }
}

fn way_of(page: CasePage, file: &CaseFile, named: &str) -> AnyView {
    let id = StoredValue::new(file.id.clone());
    let what = move || api::file(&id.get_value());
    let label = Some(messages::download_of(named));
    download_link(page.app, what, Look::AtIt, label, messages::download())
}

/// The beginning of a hash, which tells files apart at a glance; the whole of it can be copied.
fn hash(page: CasePage, sha256: String, named: &str) -> impl IntoView + use<> {
    let short: String = sha256.chars().take(12).collect();
    let (title, label) = (format!("SHA-256 {sha256}"), messages::copy_hash_of(named));
    let copy = move |_| {
        let sha256 = sha256.clone();
        spawn_local(async move {
            let copied = platform::copy(&sha256).await;
            page.app.toasts.say(if copied { messages::hash_copied() } else { messages::text_not_copied() });
        });
    };
    view! {
        " · "
        <span class="file-hash">
            <span class="upload-hash" title=title>{format!("SHA-256 {short}…")}</span>
            <button type="button" class="button-icon button-tiny" title=label.clone() aria-label=label on:click=copy>
                {icon(Icon::Copy)}
            </button>
        </span>
    }
}

/// What kind of file it is, by its name: browsers name the type of few.
fn icon_of(name: &str) -> Icon {
    let ending = name.rsplit_once('.').map(|(_, ending)| ending.to_ascii_lowercase()).unwrap_or_default();
    match ending.as_str() {
        "png" | "jpg" | "jpeg" | "gif" | "webp" | "bmp" | "svg" | "heic" | "tif" | "tiff" => Icon::Image,
        "zip" | "7z" | "gz" | "tgz" | "tar" | "rar" | "xz" | "bz2" | "zst" | "cab" => Icon::Archive,
        "log" | "txt" | "csv" | "json" | "xml" | "md" | "ini" | "conf" | "cfg" | "yaml" | "yml" | "toml"
        | "html" => Icon::Text,
        _ => Icon::File,
    }
}
