//! Signing in: whoever comes with a session needs none of it.

use leptos::prelude::*;

use super::reauth;
use crate::context::App;
use crate::pages::sign_in::{self, Typed};
use crate::pages::sign_on;

/// A part of signing in.
#[derive(Clone, Copy)]
pub enum SigningIn {
    /// The page, with what is being typed there.
    Page(Typed),
    /// The dialog that appears where a session has ended.
    Again,
    /// The window that was opened for a sign-in, when it has done its work.
    Done,
}

impl SigningIn {
    /// What it shows.
    pub fn view(self, app: App) -> AnyView {
        match self {
            Self::Page(typed) => sign_in::page(app, typed).into_any(),
            Self::Again => reauth::dialog(app).into_any(),
            Self::Done => sign_on::done(app).into_any(),
        }
    }
}
