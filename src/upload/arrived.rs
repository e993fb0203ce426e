//! The files of a batch that the server has: asked for again whenever one has arrived.

use caseport_domain::api::CaseFile;
use caseport_domain::id::CaseNumber;
use caseport_domain::validate::UploadBudget;
use leptos::prelude::*;

use super::item::Uploads;
use crate::api;
use crate::stores::Loader;
use crate::ui::{remote_view, skeleton_lines};

/// A batch of a case, with those of its files that the server has.
#[derive(Clone, Copy)]
pub struct Arrived {
    pub(super) uploads: Uploads,
    pub(super) case: CaseNumber,
    /// Which files share their limits with each other.
    pub(super) batch: &'static str,
    files: Loader<Vec<CaseFile>>,
}

impl Arrived {
    /// Asks for the files, and again whenever one has arrived.
    pub fn follow(uploads: Uploads, case: CaseNumber, batch: &'static str) -> Self {
        let arrived = Self { uploads, case, batch, files: Loader::default() };
        Effect::new(move |_| {
            uploads.arrivals();
            arrived.load();
        });
        // Once the server names a file, its upload need not be shown as well.
        Effect::new(move |_| arrived.with(|files| uploads.settle(case, files)));
        arrived
    }

    fn load(self) {
        let Self { uploads, case, batch, files } = self;
        files.load(async move {
            let mut all = api::case_files(uploads.api, case).await?;
            all.retain(|file| file.batch.as_deref() == Some(batch));
            Ok(all)
        });
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
    pub(super) fn state_view(self) -> impl IntoView {
        remote_view(self.files, move || self.load(), || skeleton_lines(2), |_| ())
    }
}

/// What files take of their batch's limits.
pub(super) fn budget_of(files: &[CaseFile]) -> UploadBudget {
    files.iter().map(|file| file.size).collect()
}
