//! A role that is looked at, or being written. What is written is kept on the device like every other draft; what
//! somebody else saved meanwhile is never overwritten unseen.

use caseport_domain::api::Role;
use caseport_domain::validate::{FieldErrors, NewRole, RoleRequest};
use caseport_domain::{Level, Permissions, RoleObject, policy};
use leptos::prelude::*;
use leptos::task::spawn_local;

use crate::api::{self, ApiError, Place};
use crate::context::App;
use crate::i18n::{messages, said};
use crate::platform;
use crate::reactive::effect;
use crate::route::{OrganizationRoute, Route};
use crate::stores::{Content, OpenDraft, RoleDraft, RoleVersion, Saved, Slot};

/// A role with what is being made of it.
#[derive(Clone, Copy)]
pub(super) struct Editor {
    pub app: App,
    place: StoredValue<Place>,
    /// The role as it was saved when this was begun; none of a new one.
    pub saved: RwSignal<Option<Role>>,
    /// What it is to be.
    pub request: RwSignal<RoleRequest>,
    /// Its levels alone, for the matrix.
    pub chosen: RwSignal<Permissions>,
    pub errors: RwSignal<FieldErrors>,
    pub failure: RwSignal<Option<String>>,
    pub saving: RwSignal<bool>,
    /// What somebody else saved meanwhile.
    pub newer: RwSignal<Option<Role>>,
    /// Whether that is being compared.
    pub comparing: RwSignal<bool>,
    sent: StoredValue<Vec<RoleRequest>>,
    draft: RwSignal<Option<OpenDraft>>,
}

/// What a role consists of.
pub(super) fn request_of(role: &Role) -> RoleRequest {
    RoleRequest {
        label: role.label.clone(),
        description: role.description.clone(),
        permissions: role.permissions,
    }
}

impl Editor {
    /// Begins with a role, or with nothing; goes on with what the device has of it.
    pub fn new(app: App, role: Option<Role>) -> Self {
        let editor = Self::begin(app, role);
        if untrack(|| editor.may_change()) {
            effect(move || {
                app.drafts.reopened();
                let slot = editor.slot();
                spawn_local(async move { editor.take_up(app.drafts.claim(slot).await) });
            });
        }
        editor
    }

    /// Begins a copy, beside whatever else was begun; also answers with the objects whose level cannot be given.
    pub fn copy_of(app: App, role: &Role) -> (Self, Vec<&'static str>) {
        let editor = Self::begin(app, None);
        editor.draft.set(Some(app.drafts.begin(editor.slot())));
        (editor, editor.copy(role))
    }

    fn begin(app: App, role: Option<Role>) -> Self {
        let request = role.as_ref().map(request_of).unwrap_or_default();
        Self {
            app,
            place: StoredValue::new(app.session.place_untracked()),
            chosen: RwSignal::new(request.permissions),
            request: RwSignal::new(request),
            saved: RwSignal::new(role),
            errors: RwSignal::new(FieldErrors::default()),
            failure: RwSignal::new(None),
            saving: RwSignal::new(false),
            newer: RwSignal::new(None),
            comparing: RwSignal::new(false),
            sent: StoredValue::new(Vec::new()),
            draft: RwSignal::new(None),
        }
    }

    /// Whether the role can be changed; reactive.
    pub fn may_change(self) -> bool {
        self.saved.with(|saved| saved.as_ref().is_none_or(|role| role.editable.is_allowed()))
    }

    /// What the role gives now; reactive.
    pub fn levels(self) -> Permissions {
        self.saved.with(|saved| saved.as_ref().map(|role| role.permissions)).unwrap_or_default()
    }

    /// Whether anything differs from what is saved; reactive.
    pub fn is_changed(self) -> bool {
        let saved = self.saved.with(|saved| saved.as_ref().map(request_of)).unwrap_or_default();
        self.request.with(|request| *request != saved)
    }

    /// How it stands on the device; reactive.
    pub fn kept(self) -> Saved {
        self.draft.get().map_or(Saved::NotYet, |draft| self.app.drafts.saved(draft))
    }

    /// Changes what it is to be.
    pub fn change(self, change: impl FnOnce(&mut RoleRequest)) {
        self.failure.set(None);
        self.request.update(change);
        self.show_levels();
        self.keep();
        // A copy that was changed is a draft, which a reload brings back.
        if matches!(
            self.app.nav.route_untracked(),
            Route::Organization(OrganizationRoute::NewRole { copy: Some(_) })
        ) {
            self.app.nav.replace(Route::Organization(OrganizationRoute::NewRole { copy: None }));
        }
    }

    /// Sets a level.
    pub fn choose(self, object: RoleObject, level: Level) {
        self.change(|request| request.permissions = request.permissions.with(object, level));
    }

    fn show_levels(self) {
        let levels = self.request.with_untracked(|request| request.permissions);
        if self.chosen.get_untracked() != levels {
            self.chosen.set(levels);
        }
    }

    fn copy(self, role: &Role) -> Vec<&'static str> {
        let Some(access) = untrack(|| self.app.access.get()) else { return Vec::new() };
        let mut left_out = Vec::new();
        let mut levels = Permissions::default();
        for (object, level) in role.permissions.iter().filter(|(_, level)| *level > Level::None) {
            if policy::grant_level(&access, object, level).is_allowed() {
                levels = levels.with(object, level);
            } else {
                left_out.push(object.label());
            }
        }
        self.request.set(RoleRequest {
            label: messages::copy_of(&role.label),
            description: role.description.clone(),
            permissions: levels,
        });
        self.show_levels();
        left_out
    }

    /// Everything as it is saved.
    pub fn undo(self) {
        let saved = self.saved.with_untracked(|saved| saved.as_ref().map(request_of)).unwrap_or_default();
        self.request.set(saved);
        self.show_levels();
        self.errors.set(FieldErrors::default());
        self.failure.set(None);
        self.comparing.set(false);
        // The button that was pressed has nothing more to do.
        platform::focus_first("#role-name");
        if let Some(draft) = self.draft.get_untracked() {
            self.app.drafts.finish(draft);
            self.draft.set(Some(self.app.drafts.begin(self.slot())));
        }
        if let Some(newer) = self.newer.get_untracked() {
            self.newer.set(None);
            self.follow(newer);
        }
    }

    /// The role as it is on the server now.
    pub fn follow(self, role: Role) {
        let Some(before) = self.saved.get_untracked() else { return };
        if before == role {
            return;
        }
        let is_same_version = before.etag == role.etag;
        if is_same_version || !untrack(|| self.is_changed()) {
            let request = request_of(&role);
            if !is_same_version {
                self.request.set(request);
            }
            self.saved.set(Some(role));
            self.show_levels();
        } else if untrack(|| self.request.get()) == request_of(&role) {
            // Sent from here, with the answer lost; or two had the same idea.
            self.done(role);
        } else {
            self.newer.set(Some(role));
        }
    }

    /// Saves.
    pub fn save(self) {
        let is_saved = || self.saved.with_untracked(Option::is_some) && !untrack(|| self.is_changed());
        if self.saving.get_untracked() || is_saved() {
            return;
        }
        let request = self.request.get_untracked();
        if let Err(errors) = NewRole::try_from(&request) {
            self.errors.set(errors);
            platform::focus_when_there("[aria-invalid=true]".to_owned());
            return;
        }
        self.errors.set(FieldErrors::default());
        self.failure.set(None);
        self.saving.set(true);
        spawn_local(async move {
            let place = self.place.get_value();
            let outcome = match self.saved.get_untracked() {
                None => self.add(&place, &request).await,
                Some(role) => self.put(&place, &role, &request).await,
            };
            self.saving.try_set(false);
            if let Err(error) = outcome {
                self.refused(error);
            }
        });
    }

    async fn add(self, place: &Place, request: &RoleRequest) -> Result<(), ApiError> {
        self.sent.update_value(|sent| sent.push(request.clone()));
        self.keep();
        self.app.drafts.flush().await;
        let draft = self.draft.try_get_untracked().flatten();
        let key = draft.map_or_else(platform::new_key, |draft| self.app.drafts.id(draft));
        let role = api::add_role(self.app.api, place, request, &key).await?;
        if let Some(draft) = draft {
            self.app.drafts.finish(draft);
        }
        self.app.toasts.say(messages::role_added(&role.label));
        if !self.saving.is_disposed() {
            self.app.nav.replace(Route::Organization(OrganizationRoute::Role(role.id)));
        }
        Ok(())
    }

    async fn put(self, place: &Place, role: &Role, request: &RoleRequest) -> Result<(), ApiError> {
        let answer = api::change_role(self.app.api, place, &role.id, request, &role.etag).await;
        if !matches!(answer, Ok(()) | Err(ApiError::Changed(_))) {
            return answer;
        }
        let now = api::role(self.app.api, place, &role.id).await?;
        if answer.is_ok() || request_of(&now) == *request {
            self.app.toasts.say(messages::role_saved(&now.label));
            self.done(now);
        } else {
            self.newer.try_set(Some(now));
            self.comparing.try_set(true);
            platform::focus_when_there("#conflict-title".to_owned());
        }
        Ok(())
    }

    /// The server has it.
    fn done(self, role: Role) {
        if let Some(draft) = self.draft.try_get_untracked().flatten() {
            self.app.drafts.finish(draft);
        }
        if self.saved.is_disposed() {
            return;
        }
        self.sent.set_value(Vec::new());
        self.newer.set(None);
        self.comparing.set(false);
        self.request.set(request_of(&role));
        self.saved.set(Some(role));
        self.show_levels();
        self.draft.set(Some(self.app.drafts.begin(self.slot())));
    }

    fn refused(self, error: ApiError) {
        match error {
            ApiError::Invalid(errors) => {
                // Fields that have no place of their own are said beside the button.
                let known = |field: &str| ["label", "description"].contains(&field);
                let other = errors.0.iter().find(|error| !known(&error.field));
                self.failure.try_set(other.map(said::field_error));
                self.errors.try_set(errors);
                platform::focus_when_there("[aria-invalid=true]".to_owned());
            }
            // Sent before, with the answer lost, and changed since.
            ApiError::KeyReused => {
                self.failure.try_set(Some(messages::role_had_arrived().to_owned()));
            }
            error => {
                self.failure.try_set(Some(messages::role_not_saved(&error.message())));
            }
        }
    }

    /// Goes on with `request` from the version that was compared with.
    pub fn settle(self, request: RoleRequest, newer: Role) {
        self.saved.set(Some(newer));
        self.newer.set(None);
        self.comparing.set(false);
        crate::nav::focus_heading();
        self.request.set(request);
        self.show_levels();
        self.keep();
        self.save();
    }

    fn slot(self) -> Slot {
        let role = self.saved.try_get_untracked().flatten().map(|role| role.id);
        Slot::Role(
            self.place.try_get_value().map(|place| place.as_str().to_owned()).unwrap_or_default(),
            role,
        )
    }

    fn keep(self) {
        let Some(draft) = self.draft.try_get_untracked().flatten() else { return };
        let base = self.saved.get_untracked();
        let content = RoleDraft {
            request: self.request.get_untracked(),
            base: base.map(|role| RoleVersion { request: request_of(&role), etag: role.etag }),
            sent: self.sent.get_value(),
        };
        self.app.drafts.change(draft, Content::Role(Box::new(content)));
    }

    /// Goes on with what the device has.
    fn take_up(self, draft: OpenDraft) {
        if self.draft.try_get_untracked().is_none_or(|known| known == Some(draft)) {
            return;
        }
        self.draft.set(Some(draft));
        let kept = match self.app.drafts.content(draft) {
            Some(Content::Role(kept)) if !kept.is_empty() => *kept,
            // Nothing there: what was typed while the device was asked is kept from now on.
            _ => {
                return if untrack(|| self.is_changed()) {
                    self.keep();
                };
            }
        };
        let saved = self.saved.get_untracked();
        match (kept.base, saved) {
            // Somebody has saved the role since: what the draft began from is what it is compared with.
            (Some(base), Some(now)) if base.etag != now.etag => {
                let begun = Role {
                    label: base.request.label,
                    description: base.request.description,
                    permissions: base.request.permissions,
                    etag: base.etag,
                    ..now.clone()
                };
                self.saved.set(Some(begun));
                self.newer.set(Some(now));
            }
            _ => {}
        }
        self.sent.set_value(kept.sent);
        self.request.set(kept.request);
        self.show_levels();
    }
}
