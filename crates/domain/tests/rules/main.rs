//! The rules against the product page: its tables as data, its sentences as straight-line conditions, every rule over
//! every combination of the facts that it reads. One test program, so that there is one to link.

// Helpers outside the test functions fail tests, too; clippy.toml's allowance covers the functions alone.
#![allow(clippy::expect_used, clippy::panic)]

mod support;

mod abilities;
mod administration;
mod case_access;
mod case_actions;
mod case_states;
mod codes;
mod comments;
mod decisions;
mod emails;
mod files;
mod identifiers;
mod invitations;
mod lists;
mod messages;
mod messages_of_cases;
mod new_case;
mod ratings;
mod reports;
mod response;
mod roles;
mod scopes;
mod sign_on;
mod submit;
mod suggest;
mod suggestions;
mod tabs;
mod texts;
mod windows;
mod worlds;
