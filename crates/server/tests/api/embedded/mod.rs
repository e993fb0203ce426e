//! What only the embedded database has: its settings, its plans, and its past.

mod lists_plans;
mod store;
mod upgrades;
