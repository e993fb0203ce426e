//! The files of a case that the server has: asked for again whenever one has arrived.

use caseport_domain::api::CaseFile;
use caseport_domain::id::CaseNumber;
use caseport_domain::validate::UploadBudget;
use leptos::prelude::*;

use super::item::Uploads;
use crate::api;
use crate::platform;
use crate::reactive::effect;
use crate::stores::Loader;
use crate::ui::{remote_view, skeleton_lines};

/// Which files share their limits with each other: those that are sent with the submission.
pub const SUBMISSION: &str = "submission";

/// Which files of a case it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Of {
    /// Those of one batch.
    Batch(&'static str),
    /// All. What is added now joins what is on its way; when all of that has arrived, the next begins another batch.
    Case,
}

/// Files of a case that the server has, and to which others are added.
#[derive(Clone, Copy)]
pub struct Arrived {
    pub(super) uploads: Uploads,
    pub(super) case: CaseNumber,
    pub(super) of: Of,
    files: Loader<Vec<CaseFile>>,
}

impl Arrived {
    /// Asks for the files of a batch, and again whenever one has arrived.
    pub fn follow(uploads: Uploads, case: CaseNumber, batch: &'static str) -> Self {
        Self::begin(uploads, case, Of::Batch(batch))
    }

    /// Asks for all the files of a case, and again whenever one has arrived.
    pub fn follow_case(uploads: Uploads, case: CaseNumber) -> Self {
        Self::begin(uploads, case, Of::Case)
    }

    fn begin(uploads: Uploads, case: CaseNumber, of: Of) -> Self {
        let arrived = Self { uploads, case, of, files: Loader::default() };
        effect(move || {
            uploads.arrivals();
            arrived.load();
        });
        // Once the server names a file, its upload need not be shown as well.
        effect(move || arrived.with(|files| uploads.settle(case, files)));
        arrived
    }

    /// Asks for the files again.
    pub fn load(self) {
        let Self { uploads, case, of, files } = self;
        files.load(async move {
            let mut all = api::case_files(uploads.api, case).await?;
            if let Of::Batch(batch) = of {
                all.retain(|file| is_of(file, batch));
            }
            Ok(all)
        });
    }

    /// The files; none while nobody knows. Reactive.
    pub fn files(self) -> Option<Vec<CaseFile>> {
        self.files.ready()
    }

    /// The batch that an added file joins, where there is one already; reactive in what is on its way.
    fn batch(self) -> Option<String> {
        match self.of {
            Of::Batch(batch) => Some(batch.to_owned()),
            Of::Case => self.uploads.open_batch(self.case),
        }
    }

    /// The batch that an added file joins.
    pub(super) fn batch_to_join(self) -> String {
        untrack(|| self.batch()).unwrap_or_else(platform::new_key)
    }

    /// What of the batch's limits is taken; reactive.
    pub(super) fn taken(self) -> UploadBudget {
        let Some(batch) = self.batch() else { return UploadBudget::default() };
        self.with(|files| budget_of(files, &batch)) + self.uploads.budget(self.case, &batch)
    }

    /// Whether there is nothing, neither here nor on its way; none while nobody knows. Reactive.
    pub fn is_empty(self) -> Option<bool> {
        if !self.uploads.of_case(self.case).is_empty() {
            return Some(false);
        }
        self.files.with(|files| files.value().map(Vec::is_empty))
    }

    /// The files, as far as they are known; reactive.
    pub(super) fn with<R>(self, read: impl FnOnce(&[CaseFile]) -> R) -> R {
        self.files.with(|files| read(files.value().map_or(&[], Vec::as_slice)))
    }

    /// The same for whoever may come when the page is gone; not reactive.
    pub(super) fn known(self) -> Vec<CaseFile> {
        self.files.try_ready_untracked().unwrap_or_default()
    }

    /// Until the files have come, and where they do not.
    pub fn state_view(self) -> impl IntoView {
        remote_view(self.files, move || self.load(), || skeleton_lines(2), |_| ())
    }
}

/// What those files that are of a batch take of its limits.
pub(super) fn budget_of(files: &[CaseFile], batch: &str) -> UploadBudget {
    files.iter().filter(|file| is_of(file, batch)).map(|file| file.size).collect()
}

pub(super) fn is_of(file: &CaseFile, batch: &str) -> bool {
    file.batch.as_deref() == Some(batch)
}
