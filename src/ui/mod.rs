//! Components that know neither routes' meaning nor the API: they show what they are given and call back.

mod action;
mod actor;
mod badge;
mod dialog;
mod field;
mod icon;
mod link;
mod popup;
mod rating;
mod remote;
mod saved;
mod stars;
mod time;
mod toast;
mod why;

pub use action::{action_button, form_actions, submit_button};
pub use actor::initials;
pub use badge::{severity_badge, status_badge};
pub use dialog::Dialog;
pub use field::{TextArea, TextField};
pub use icon::{Icon, icon};
pub use link::Link;
pub(crate) use link::is_plain_click;
pub use popup::follow_popups;
pub use rating::RatingFields;
pub use remote::{failure, notice, remote_view, skeleton_lines};
pub use saved::saved_text;
pub use stars::{StarsInput, stars};
pub use time::{moment, relative_time};
pub use toast::{ToastRegion, Toasts};
pub use why::{Why, denied_page, reason_text};
