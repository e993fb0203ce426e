//! Every limit of the product page in one place, with its unit. The server enforces them, the app shows them first.

/// Files in one upload (at submission, and each time later in the case).
pub const FILES_PER_UPLOAD: u32 = 5;
/// Bytes of all the files of one upload together: 2 GiB. A file of exactly this size is accepted.
pub const BYTES_PER_UPLOAD: u64 = 2 * 1024 * 1024 * 1024;
/// Characters of a file's name, at most; longer ones are shortened.
pub const FILE_NAME_MAX: usize = 255;
/// Addresses kept informed of one case.
pub const CCS_PER_CASE: usize = 20;
/// Characters of a case's subject, at least.
pub const SUBJECT_MIN: usize = 5;
/// Characters of a case's subject, at most.
pub const SUBJECT_MAX: usize = 200;
/// Characters of a case's description, at least.
pub const DESCRIPTION_MIN: usize = 20;
/// Characters of a case's description, at most.
pub const DESCRIPTION_MAX: usize = 50_000;
/// Characters of a comment, at most (at least one).
pub const COMMENT_MAX: usize = 20_000;
/// Minutes after which one's own comment can no longer be edited or withdrawn.
pub const COMMENT_CHANGE_MINUTES: i64 = 5;
/// Characters of the reason of an escalation, at least.
pub const ESCALATION_REASON_MIN: usize = 10;
/// Characters of the reason of an escalation or a reopening, at most.
pub const REASON_MAX: usize = 2_000;
/// Characters of a rating's comment, at most.
pub const RATING_COMMENT_MAX: usize = 2_000;
/// Stars of a rating, at least.
pub const STARS_MIN: u8 = 1;
/// Stars of a rating, at most.
pub const STARS_MAX: u8 = 5;
/// Characters of a role's name, at most (at least one).
pub const ROLE_NAME_MAX: usize = 60;
/// Characters of a role's description, at most.
pub const ROLE_DESCRIPTION_MAX: usize = 500;
/// Characters of a license or version that was typed by hand, at most.
pub const TYPED_BY_HAND_MAX: usize = 100;
/// Characters of a list's search text, at most; no subject is longer.
pub const SEARCH_MAX: usize = 200;
/// Characters of an e-mail address, at most (RFC 5321).
pub const EMAIL_MAX: usize = 254;
/// Characters of a password that is worth hashing.
pub const PASSWORD_MAX: usize = 1_024;
/// Rows of one page of a list, at most.
pub const PAGE_MAX: u32 = 200;
/// Rows of one page of a list where nothing else was asked for.
pub const PAGE_DEFAULT: u32 = 50;
/// Hours after a case's closing in which a given rating can be changed: 7 x 24.
pub const RATING_CHANGE_HOURS: i64 = 7 * 24;
/// Days after a case's closing in which it can be reopened.
pub const REOPEN_DAYS: i64 = 30;
/// Articles that are suggested for one case.
pub const SUGGESTIONS_MAX: usize = 5;
/// Characters of the passage that is shown of a suggested article, at most.
pub const PASSAGE_MAX: usize = 320;
/// Files of one user that are uploaded, or being uploaded, and not reported yet.
pub const FILES_TO_REPORT: u32 = 40;
/// Characters of a false-detection report's description, at most; it may be left out.
pub const REPORT_DESCRIPTION_MAX: usize = 50_000;
/// Characters of the name of somebody of the vendor's, at most (at least one).
pub const VENDOR_NAME_MAX: usize = 100;
/// False-detection reports of one user in one day (UTC).
pub const FALSE_DETECTIONS_PER_DAY: u32 = 40;
/// Days in which an invitation can be accepted.
pub const INVITATION_DAYS: i64 = 7;
/// Characters of a person's name, at most (at least one).
pub const PERSON_NAME_MAX: usize = 100;
/// Characters of a new password, at least.
pub const PASSWORD_MIN: usize = 10;
