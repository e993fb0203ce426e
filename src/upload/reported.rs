//! The file of a false-detection report: one, which stays at hand after it has arrived, until it is reported.

use caseport_domain::limits::BYTES_PER_UPLOAD;
use caseport_domain::validate::UploadBudget;
use leptos::prelude::*;
use leptos::task::spawn_local;

use super::choose::Given;
use super::item::{Item, State, Uploads};
use super::panel::{Wanted, drop_zone, receiver};
use super::record::{self, Source, Target};
use super::row::row;
use crate::i18n::{format, messages, said};

/// How it stands with the file of a report.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stand {
    /// None was chosen.
    Missing,
    /// It is on its way.
    Coming,
    /// It comes only once the person does something.
    Stopped,
    /// It has arrived; the server knows it by this id.
    Here(String),
}

/// The file of the report that is being written.
#[derive(Clone, Copy)]
pub struct ReportFile {
    uploads: Uploads,
    /// By what name the report and its upload find each other; changes with the report.
    batch: Memo<String>,
}

impl ReportFile {
    /// The upload of a batch, which is empty as long as there is none.
    pub fn new(uploads: Uploads, batch: Memo<String>) -> Self {
        Self { uploads, batch }
    }

    /// How it stands; reactive.
    pub fn stand(self) -> Stand {
        let Some(item) = self.batch.with(|batch| self.uploads.reported(batch)).pop() else {
            return Stand::Missing;
        };
        match item.state() {
            State::Arrived => {
                let id = self.uploads.with(&item.id, |work| work.file()).flatten();
                id.map_or(Stand::Stopped, Stand::Here)
            }
            state if state.needs_person() => Stand::Stopped,
            _ => Stand::Coming,
        }
    }

    /// Gives it up, wherever it stands.
    pub fn cancel(self) {
        let batch = self.batch.get_untracked();
        spawn_local(async move {
            self.uploads.take_up().await;
            self.uploads.cancel_reported(&batch);
        });
    }

    /// Takes the file, or says why not; `begin` is told its name and names its batch.
    async fn add(self, mut given: Vec<Given>, begin: impl Fn(&str) -> String) -> Result<(), String> {
        let uploads = self.uploads;
        // What was begun before goes on, rather than beginning again beside itself.
        uploads.take_up().await;
        let one = given.pop().filter(|_| given.is_empty());
        let (file, handle) = match one {
            Some(Given::File(file, handle)) => (file, handle),
            Some(Given::Folder(_)) => return Err(messages::file_is_folder().to_owned()),
            None => return Err(messages::file_one_only().to_owned()),
        };
        let Some(batch) = self.batch.try_get_untracked() else { return Ok(()) };
        let source = Source::of(file.clone(), handle);
        if let Some(item) = untrack(|| uploads.reported(&batch)).pop() {
            if untrack(|| item.state()).lacks_file() {
                uploads.give(&item.id, source).await;
                return Ok(());
            }
            return Err(messages::file_one_only().to_owned());
        }
        let fits = UploadBudget::default().with(file.size() as u64);
        fits.map_err(|mistake| said::mistake(mistake, "file"))?;
        let record = uploads.new_record(Target::Report, &begin(&file.name()), &file);
        let id = record.id.clone();
        uploads.insert(record, Some(source), State::Waiting);
        uploads.keep(&id).await;
        uploads.schedule();
        Ok(())
    }
}

impl Uploads {
    /// The files of a report that are on their way or have arrived for it; reactive.
    pub(super) fn reported(self, batch: &str) -> Vec<Item> {
        let is_of = |item: &&Item| item.target == Target::Report && item.batch == batch;
        self.items.with(|items| items.iter().filter(is_of).cloned().collect())
    }

    /// Gives up the file of a report that will not be sent.
    pub fn cancel_reported(self, batch: &str) {
        for item in untrack(|| self.reported(batch)) {
            spawn_local(async move { self.cancel(&item.id).await });
        }
    }

    /// Forgets the file of a report that was sent: it is the server's now.
    pub async fn forget_reported(self, batch: String) {
        for work in untrack(|| self.reported(&batch)).iter().filter_map(|item| self.take_out(&item.id)) {
            record::forget(&work.record).await;
        }
    }
}

/// The file, or the place to choose it; `changed` is called when something is given, `begin` is told the file's name
/// and names its batch.
pub fn file_field(
    file: ReportFile,
    error: Signal<Option<String>>,
    changed: impl Fn() + Copy + Send + Sync + 'static,
    begin: impl Fn(&str) -> String + Copy + Send + Sync + 'static,
) -> impl IntoView {
    let refused = RwSignal::new(None::<String>);
    let add = move |given: Vec<Given>| {
        changed();
        refused.set(None);
        spawn_local(async move {
            if let Err(why) = file.add(given, begin).await {
                refused.try_set(Some(why));
            }
        });
    };
    let items = move || file.batch.with(|batch| file.uploads.reported(batch));
    let is_empty = Memo::new(move |_| items().is_empty());
    receiver(
        messages::report_file(),
        add,
        view! {
            <div class="field">
                <p class="field-title" aria-hidden="true">{messages::report_file()}</p>
                <p class="field-hint" id="files-hint">
                    {messages::report_file_hint(&format::bytes(BYTES_PER_UPLOAD))}
                </p>
            </div>
            {move || is_empty.get().then(|| drop_zone(Wanted::One, "files-hint files-error", add))}
            <ul class="upload-list" hidden=move || is_empty.get()>
                <For each=items key=|item| item.id.clone() children=move |item| row(file.uploads, &item) />
            </ul>
            <p class="field-error" id="files-error" role="alert">{move || refused.get().or_else(|| error.get())}</p>
        },
    )
}
