//! `Upload-Metadata`: pairs of a key and a base64 value, separated by commas.

use axum::http::HeaderMap;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use caseport_domain::id::CaseNumber;
use caseport_domain::validate::FileName;

use super::tus;
use crate::http::problem::{ApiError, ApiResult};

/// Characters of a batch's name, at most.
const BATCH_MAX: usize = 100;
/// Characters of a file's type, at most.
const TYPE_MAX: usize = 127;
const UNKNOWN_TYPE: &str = "application/octet-stream";

/// What a client says about a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Metadata {
    /// The case that it is for; none where it is no number.
    pub case: Option<CaseNumber>,
    /// Whether it is to be reported as a false detection, and for no case yet.
    pub is_report: bool,
    /// Its name, cleaned.
    pub name: FileName,
    /// Its type.
    pub content_type: String,
    /// Which files it shares its limits with.
    pub batch: Option<String>,
    /// The SHA-256 of the whole, hex in lower case.
    pub sha256: Option<String>,
}

impl Metadata {
    /// Reads the header.
    ///
    /// # Errors
    /// It is not of the protocol's form, or a value cannot be.
    pub fn of(headers: &HeaderMap) -> ApiResult<Self> {
        let lines = headers.get_all(&tus::UPLOAD_METADATA).iter();
        let text = lines.map(|value| value.to_str()).collect::<Result<Vec<_>, _>>();
        let text = text.map_err(|_| malformed())?.join(",");
        let pairs = text.split(',').map(str::trim).filter(|pair| !pair.is_empty());
        let pairs = pairs.map(pair).collect::<Option<Vec<_>>>().ok_or_else(malformed)?;
        let value =
            |key: &str| pairs.iter().find(|(known, _)| *known == key).map(|(_, value)| value.as_str());
        Ok(Self {
            case: value("case").and_then(CaseNumber::parse),
            is_report: value("purpose").map(purpose).transpose()?.unwrap_or_default(),
            name: FileName::clean(value("filename").unwrap_or_default()),
            content_type: value("filetype").filter(|it| is_type(it)).unwrap_or(UNKNOWN_TYPE).to_owned(),
            batch: value("batch").filter(|batch| !batch.is_empty()).map(batch).transpose()?,
            sha256: value("sha256").map(sha256).transpose()?,
        })
    }
}

/// A key, and its value where it has one.
fn pair(text: &str) -> Option<(&str, String)> {
    let (key, value) = text.split_once(' ').unwrap_or((text, ""));
    let value = STANDARD.decode(value.trim()).ok()?;
    Some((key, String::from_utf8(value).ok()?))
}

fn malformed() -> ApiError {
    ApiError::malformed("`Upload-Metadata` must hold pairs of a key and a base64 value of UTF-8.")
}

/// Whether it is a report's.
fn purpose(text: &str) -> ApiResult<bool> {
    match text {
        "case" => Ok(false),
        "false_detection" => Ok(true),
        _ => Err(ApiError::malformed("The metadata's `purpose` must be `case` or `false_detection`.")),
    }
}

fn batch(text: &str) -> ApiResult<String> {
    if text.chars().count() > BATCH_MAX || text.chars().any(char::is_control) {
        return Err(ApiError::malformed("The metadata's `batch` must have 1 to 100 printable characters."));
    }
    Ok(text.to_owned())
}

fn sha256(text: &str) -> ApiResult<String> {
    if text.len() != 64 || !text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Err(ApiError::malformed("The metadata's `sha256` must have 64 hexadecimal digits."));
    }
    Ok(text.to_ascii_lowercase())
}

/// A media type such as `text/plain`; it is only ever told again, and must fit a header.
fn is_type(text: &str) -> bool {
    let is_plain = |c: char| c.is_ascii_graphic() || c == ' ';
    text.len() <= TYPE_MAX && text.contains('/') && text.chars().all(is_plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(header: &str) -> ApiResult<Metadata> {
        let mut headers = HeaderMap::new();
        headers.insert("upload-metadata", header.parse().unwrap());
        Metadata::of(&headers)
    }

    #[test]
    fn values_are_utf_8_in_base64() {
        // "12345678", "журнал.txt", "text/plain", "b"
        let text =
            "case MTIzNDU2Nzg=, filename 0LbRg9GA0L3QsNC7LnR4dA==,filetype dGV4dC9wbGFpbg==,batch Yg==,flag";
        let metadata = read(text).unwrap();
        assert_eq!(metadata.case, CaseNumber::parse("12345678"));
        assert_eq!(metadata.name.as_str(), "журнал.txt");
        assert_eq!((metadata.content_type.as_str(), metadata.batch.as_deref()), ("text/plain", Some("b")));
    }

    #[test]
    fn what_is_missing_or_useless_has_a_plain_value() {
        let nothing = Metadata::of(&HeaderMap::new()).unwrap();
        assert_eq!((nothing.case, nothing.name.as_str(), nothing.is_report), (None, "file", false));
        assert_eq!(nothing.content_type, UNKNOWN_TYPE);
        // "nonsense", "7"
        let useless = read("filetype bm9uc2Vuc2U=,case Nw==,batch").unwrap();
        assert_eq!((useless.case, useless.batch), (None, None));
        assert_eq!(useless.content_type, UNKNOWN_TYPE);
    }

    #[test]
    fn a_purpose_is_a_case_or_a_report() {
        // "case", "false_detection"
        assert!(!read("purpose Y2FzZQ==").unwrap().is_report);
        assert!(read("purpose ZmFsc2VfZGV0ZWN0aW9u").unwrap().is_report);
    }

    #[test]
    fn other_forms_are_refused() {
        // "\xff" is no UTF-8, "ff" no SHA-256, "\n" not printable, "fun" no purpose.
        for header in
            ["filename !", "filename a b", "filename /w==", "sha256 ZmY=", "batch Cg==", "purpose ZnVu"]
        {
            assert_eq!(read(header).unwrap_err().status(), 400, "{header}");
        }
        let long = STANDARD.encode("b".repeat(BATCH_MAX + 1));
        assert_eq!(read(&format!("batch {long}")).unwrap_err().status(), 400);
    }
}
