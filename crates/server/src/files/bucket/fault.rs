//! What a bucket says when something is wrong, as the errors that the disk has: missing, full, or not to be had at the moment.

use std::fmt;
use std::io;

use object_store::Error;

/// The bucket cannot be used at the moment. Nothing is known to be lost.
#[derive(Debug)]
pub struct Fault {
    /// Whether it refuses us.
    pub denied: bool,
    said: String,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.said)
    }
}

impl std::error::Error for Fault {}

impl Fault {
    /// What became of an error of ours, if it is one.
    pub fn of(error: &io::Error) -> Option<&Self> {
        error.get_ref()?.downcast_ref()
    }
}

/// That there is no room: Amazon has always some, others have disks and quotas.
const FULL: [&str; 5] = [
    "507 ",
    "<Code>InsufficientStorage",
    "<Code>QuotaExceeded",
    "<Code>XMinioStorageFull",
    "<Code>XMinioAdminBucketQuotaExceeded",
];
/// That parts of an upload are not there any more.
const GONE: [&str; 4] =
    ["<Code>NoSuchUpload", "<Code>InvalidPart", "<Code>InvalidPartOrder", "<Code>EntityTooSmall"];

/// The error as of a disk.
pub fn of(error: Error) -> io::Error {
    let text = whole(&error);
    let has = |codes: &[&str]| codes.iter().any(|code| text.contains(code));
    let said = in_short(&text);
    if has(&FULL) {
        return io::Error::new(io::ErrorKind::StorageFull, said);
    }
    if text.contains("<Code>NoSuchBucket") {
        return fault(false, said);
    }
    // Of a list, it is told in the text alone.
    if has(&["status code: 403", "status code: 401"]) {
        return fault(true, said);
    }
    match error {
        _ if has(&GONE) => io::Error::new(io::ErrorKind::NotFound, said),
        Error::NotFound { .. } => io::Error::new(io::ErrorKind::NotFound, said),
        Error::PermissionDenied { .. } | Error::Unauthenticated { .. } => fault(true, said),
        _ => fault(false, said),
    }
}

/// The error with what it comes from: what the bucket said is sometimes only there.
fn whole(error: &dyn std::error::Error) -> String {
    let mut text = error.to_string();
    let mut from = error.source();
    while let Some(source) = from {
        let said = source.to_string();
        if !text.contains(&said) {
            text = format!("{text}: {said}");
        }
        from = source.source();
    }
    text
}

/// The bucket cannot be used.
pub fn fault(denied: bool, said: String) -> io::Error {
    io::Error::other(Fault { denied, said })
}

/// Without what a refusal repeats of the request: the code and the sentence, where there are such.
fn in_short(text: &str) -> String {
    let tag = |name: &str| {
        let (_, rest) = text.split_once(&format!("<{name}>"))?;
        rest.split_once(&format!("</{name}>")).map(|(content, _)| content)
    };
    match (tag("Code"), tag("Message")) {
        (Some(code), Some(message)) => format!("{code}: {message}"),
        (Some(code), None) => code.to_owned(),
        _ => text.split_whitespace().collect::<Vec<_>>().join(" "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn generic(text: &str) -> io::Error {
        of(Error::Generic { store: "S3", source: text.into() })
    }

    #[test]
    fn a_full_bucket_is_a_full_disk() {
        for text in [
            "Server returned non-2xx status code: 507 Insufficient Storage: ",
            "status code: 403 Forbidden: <Error><Code>QuotaExceeded</Code></Error>",
            "<Error><Code>XMinioStorageFull</Code><Message>no space</Message></Error>",
        ] {
            assert_eq!(generic(text).kind(), io::ErrorKind::StorageFull, "{text}");
        }
    }

    #[test]
    fn a_bucket_that_is_gone_is_not_a_part_that_is_gone() {
        let gone = |code: &str| Error::NotFound { path: "x".into(), source: code.into() };
        assert_eq!(of(gone("<Code>NoSuchUpload</Code>")).kind(), io::ErrorKind::NotFound);
        assert_eq!(of(gone("<Code>NoSuchKey</Code>")).kind(), io::ErrorKind::NotFound);
        assert!(Fault::of(&of(gone("<Code>NoSuchBucket</Code>"))).is_some());
        assert_eq!(generic("400 <Code>InvalidPart</Code>").kind(), io::ErrorKind::NotFound);
        assert!(Fault::of(&generic("connection refused")).is_some_and(|fault| !fault.denied));
    }

    #[test]
    fn a_refusal_does_not_repeat_what_was_signed() {
        let text = "status code: 403: <Error><Code>SignatureDoesNotMatch</Code><Message>Check it.</Message>\
                    <AWSAccessKeyId>AKIA</AWSAccessKeyId><StringToSign>secret</StringToSign></Error>";
        let denied = of(Error::PermissionDenied { path: "x".into(), source: text.into() });
        assert_eq!(denied.to_string(), "SignatureDoesNotMatch: Check it.");
        assert!(Fault::of(&denied).unwrap().denied);
    }
}
