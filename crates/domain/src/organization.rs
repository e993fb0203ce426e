//! Organizations: what they are, what ties them, what they have bought.

use crate::code::codes;

codes! {
    /// What the current scope is.
    OrganizationKind {
        /// No organization: a user's own scope.
        Personal = "personal",
        /// An organization that uses the vendor's products.
        Customer = "customer",
        /// A reseller or distributor that acts for its customers.
        Partner = "partner",
    }
}

codes! {
    /// What a link between a partner organization and a customer organization is. Only `Partner` lets it act.
    LinkKind {
        /// A partner relationship.
        Partner = "partner",
        /// Any other relationship; it counts for nothing here.
        Other = "other",
    }
}

codes! {
    /// What an organization has bought; it decides how soon the first response is due.
    SupportPlan {
        /// "Silver"
        Silver = "silver",
        /// "Gold"
        Gold = "gold",
        /// "Platinum"
        Platinum = "platinum",
        /// "Emerald - US"
        EmeraldUs = "emerald_us",
    }
}

impl SupportPlan {
    /// The plan's name on the screen.
    pub fn label(self) -> &'static str {
        match self {
            Self::Silver => "Silver",
            Self::Gold => "Gold",
            Self::Platinum => "Platinum",
            Self::EmeraldUs => "Emerald - US",
        }
    }
}
