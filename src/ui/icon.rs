//! The app's few icons, drawn in place: no request, no font, and they take the text's colour.

use leptos::prelude::*;

/// The icons, each 16 by 16.
#[derive(Clone, Copy, PartialEq, Eq)]
pub enum Icon {
    /// A lifebuoy: support.
    Support,
    /// A plus.
    Plus,
    /// A tick.
    Check,
    /// A triangle with an exclamation mark.
    Warning,
    /// Two sheets, one over the other: copying.
    Copy,
    /// A cross.
    Close,
    /// A lock.
    Lock,
    /// A sheet: a file.
    File,
    /// A picture.
    Image,
    /// A box: an archive.
    Archive,
    /// A sheet with lines: a text.
    Text,
    /// A person.
    Person,
    /// A building: an organization.
    Building,
    /// An arrow to the left.
    Back,
    /// A filled star.
    Star,
    /// A flag: an escalation.
    Flag,
    /// A question mark.
    Help,
    /// A funnel: filters.
    Filter,
    /// A shield: a verdict on a file.
    Shield,
    /// An eye: what somebody sees.
    Eye,
}

impl Icon {
    fn path(self) -> &'static str {
        match self {
            Self::Support => {
                "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13Zm0 4a2.5 2.5 0 1 1 0 5 2.5 2.5 0 0 1 0-5ZM3.4 3.4l2.8 2.8m3.6 3.6 2.8 2.8m0-9.2L9.8 6.2M6.2 9.8l-2.8 2.8"
            }
            Self::Plus => "M8 3v10M3 8h10",
            Self::Check => "m3 8.5 3.2 3.2L13 5",
            Self::Warning => "M8 2 1.6 13.5h12.8L8 2Zm0 4.5v3.3m0 1.7v.2",
            Self::Copy => "M5.5 5.5V2.5h8v8h-3M2.5 5.5h8v8h-8v-8Z",
            Self::Close => "m4 4 8 8m0-8-8 8",
            Self::Lock => "M4 7h8v6.5H4V7Zm1.8 0V4.8a2.2 2.2 0 0 1 4.4 0V7",
            Self::File => "M4 1.8h5l3.2 3.2v9.2H4V1.8Zm5 0V5h3.2",
            Self::Image => "M2 3h12v10H2V3Zm0 8 3.5-3.5 3 3L10.5 8.5 14 12M10.5 5.5v.2",
            Self::Archive => "M2 2.5h12v3.2H2V2.5Zm1 3.2h10v7.8H3V5.7Zm3.2 2.8h3.6",
            Self::Text => "M4 1.8h5l3.2 3.2v9.2H4V1.8Zm5 0V5h3.2M6 8h4.2M6 10.8h4.2",
            Self::Person => {
                "M8 8.2a2.9 2.9 0 1 0 0-5.8 2.9 2.9 0 0 0 0 5.8Zm-5.6 5.6c.6-2.6 2.9-3.8 5.6-3.8s5 1.2 5.6 3.8"
            }
            Self::Building => "M3 14.2V2h7v12.2M10 6.5h3.2v7.7M1.8 14.2h12.4M5.5 5h2m-2 3h2m-2 3h2",
            Self::Back => "M9.5 3.5 5 8l4.5 4.5",
            Self::Star => "m8 1.6 2 4.2 4.5.6-3.3 3.1.8 4.5L8 11.8 4 14l.8-4.5L1.5 6.4 6 5.8 8 1.6Z",
            Self::Shield => "M8 1.6 13 3.4v4.2c0 3.2-2 5.4-5 6.8-3-1.4-5-3.6-5-6.8V3.4L8 1.6Z",
            Self::Eye => {
                "M1.5 8S4 3.5 8 3.5 14.5 8 14.5 8 12 12.5 8 12.5 1.5 8 1.5 8Zm6.5-2a2 2 0 1 0 0 4 2 2 0 0 0 0-4Z"
            }
            Self::Filter => "M2 3h12L9.6 8.4v5l-3.2-1.7V8.4L2 3Z",
            Self::Flag => "M3.5 14.5V2h8.8l-1.8 3.5L12.3 9H3.5",
            Self::Help => {
                "M8 1.5a6.5 6.5 0 1 0 0 13 6.5 6.5 0 0 0 0-13ZM6.2 6.2c0-1 .8-1.8 1.8-1.8s1.8.7 1.8 1.7c0 1.3-1.8 1.5-1.8 2.8m0 2v.2"
            }
        }
    }
}

/// An icon beside a text that says the same; hidden from screen readers. What points, points the other way where one reads
/// from right to left.
pub fn icon(icon: Icon) -> impl IntoView {
    let class = match icon {
        Icon::Star => "icon icon-filled",
        Icon::Back | Icon::Help => "icon icon-turns",
        _ => "icon",
    };
    view! {
        <svg class=class viewBox="0 0 16 16" width="16" height="16" aria-hidden="true" focusable="false">
            <path d=icon.path() />
        </svg>
    }
}
