//! What this browser keeps of a person's lists: the columns that they chose, and which views they have had before.

use caseport_domain::id::UserId;
use caseport_domain::{Code, Column, Tab};

use crate::platform;
use crate::route::{ListView, parse_columns, print_columns};

/// So many views are known again.
const VIEWS: usize = 100;

/// The columns that the person chose for a list; none for the usual ones.
pub fn columns(user: &UserId, tab: Tab) -> Option<Vec<Column>> {
    parse_columns(&platform::kept(&columns_key(user, tab))?)
}

/// Keeps the person's choice of columns.
pub fn keep_columns(user: &UserId, tab: Tab, columns: Option<&[Column]>) {
    platform::keep(&columns_key(user, tab), columns.map(print_columns).as_deref());
}

fn columns_key(user: &UserId, tab: Tab) -> String {
    format!("caseport.columns.{user}.{}", tab.code())
}

/// Whether the person has had this view in this browser; otherwise its address is somebody else's, or an old one.
pub fn is_known(user: &UserId, view: &ListView) -> bool {
    let mark = mark(view);
    platform::kept(&views_key(user)).is_some_and(|known| known.split(' ').any(|known| known == mark))
}

/// Notes that the person has this view.
pub fn know(user: &UserId, view: &ListView) {
    let mark = mark(view);
    let key = views_key(user);
    let known = platform::kept(&key).unwrap_or_default();
    let others = known.split(' ').filter(|known| !known.is_empty() && *known != mark).take(VIEWS - 1);
    let all: Vec<&str> = std::iter::once(mark.as_str()).chain(others).collect();
    platform::keep(&key, Some(&all.join(" ")));
}

fn views_key(user: &UserId) -> String {
    format!("caseport.views.{user}")
}

/// Tells views apart without saying what was searched for: FNV-1a of the query.
fn mark(view: &ListView) -> String {
    let hash = view
        .query()
        .bytes()
        .fold(0x811c_9dc5_u32, |hash, byte| (hash ^ u32::from(byte)).wrapping_mul(0x0100_0193));
    format!("{hash:x}")
}
