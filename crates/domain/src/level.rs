//! How much a role allows on one role object.

use crate::code::codes;

codes! {
    /// The three levels, ordered: a rule asks for "at least" one of them.
    Level {
        /// "None"
        None = "none",
        /// "View Only"
        View = "view",
        /// "Full Access"
        Full = "full",
    }
}

impl Level {
    /// The level's name on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::None => "None",
            Self::View => "View Only",
            Self::Full => "Full Access",
        }
    }
}
