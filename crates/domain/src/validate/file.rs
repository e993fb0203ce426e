//! Files to upload: their names, and how much of one upload's budget they take. The same answers in the app, before a
//! byte is sent, and on the server.

use super::{FieldErrorCode, Mistake};
use crate::limits;

/// What a file without a usable name is called.
const NAMELESS: &str = "file";

/// A file's name as it is kept: any language, but no control characters and no parts of a path.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FileName(String);

impl FileName {
    /// Cleans a name; whatever came, a usable one results. One that is too long loses its middle, so that what it
    /// begins with and its extension stay.
    pub fn clean(raw: &str) -> Self {
        let last = raw.rsplit(['/', '\\']).next().unwrap_or_default();
        let kept: String = last.chars().filter(|c| !c.is_control() && !turns_text(*c)).collect();
        let name = kept.trim();
        if name.chars().all(|c| c == '.') {
            return Self(NAMELESS.to_owned());
        }
        Self(shorten(name, limits::FILE_NAME_MAX))
    }

    /// The name in at most `max` characters.
    pub(super) fn within(&self, max: usize) -> String {
        shorten(&self.0, max)
    }

    /// The name.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Marks that show the rest of a name backwards: `gpj.exe` as `exe.jpg`. Right-to-left scripts need none of them.
pub fn turns_text(c: char) -> bool {
    matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
}

fn shorten(name: &str, max: usize) -> String {
    let length = name.chars().count();
    if length <= max {
        return name.to_owned();
    }
    let extension = name.rfind('.').map(|dot| &name[dot..]).filter(|it| it.chars().count() <= 20);
    let extension = extension.unwrap_or_default();
    let kept = max - extension.chars().count() - 1;
    format!("{}…{extension}", name.chars().take(kept).collect::<String>())
}

/// A SHA-256, in lower-case hexadecimal digits.
///
/// # Errors
/// It is none.
pub(super) fn sha256(raw: &str) -> Result<String, Mistake> {
    let text = raw.trim();
    if text.len() == 64 && text.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return Ok(text.to_ascii_lowercase());
    }
    Err(Mistake::new(FieldErrorCode::Invalid, "A SHA-256 has 64 hexadecimal digits."))
}

/// What one upload holds: its files, and their bytes together.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct UploadBudget {
    /// Files.
    pub files: u32,
    /// Bytes.
    pub bytes: u64,
}

impl FromIterator<u64> for UploadBudget {
    /// What files of these sizes take.
    fn from_iter<I: IntoIterator<Item = u64>>(sizes: I) -> Self {
        sizes.into_iter().fold(Self::default(), |sum, size| sum + Self { files: 1, bytes: size })
    }
}

impl std::ops::Add for UploadBudget {
    type Output = Self;

    fn add(self, more: Self) -> Self {
        Self { files: self.files.saturating_add(more.files), bytes: self.bytes.saturating_add(more.bytes) }
    }
}

impl UploadBudget {
    /// The budget with one more file of `size` bytes.
    ///
    /// # Errors
    /// The file is empty, or there is no room for it: in words that say what to do.
    pub fn with(self, size: u64) -> Result<Self, Mistake> {
        if size == 0 {
            return Err(Mistake::new(
                FieldErrorCode::Required,
                "The file is empty: there is nothing to upload.",
            ));
        }
        if size > limits::BYTES_PER_UPLOAD {
            let message =
                "The file is larger than 2 GiB. Compress it, or split it and send the parts one by one.";
            return Err(
                Mistake::new(FieldErrorCode::TooLong, message).of_size(limits::BYTES_PER_UPLOAD, size)
            );
        }
        if self.files >= limits::FILES_PER_UPLOAD {
            let message = format!(
                "One upload takes at most {} files. Pack several into one, or add this one to the case later.",
                limits::FILES_PER_UPLOAD
            );
            let (limit, files) = (limits::FILES_PER_UPLOAD, self.files.saturating_add(1));
            return Err(Mistake::new(FieldErrorCode::TooMany, message).of_size(limit.into(), files.into()));
        }
        let bytes = self.bytes.saturating_add(size);
        if bytes > limits::BYTES_PER_UPLOAD {
            let message = "The files of one upload may have 2 GiB together, and this one no longer fits. \
                           Add it to the case later.";
            return Err(
                Mistake::new(FieldErrorCode::TooLong, message).of_size(limits::BYTES_PER_UPLOAD, bytes)
            );
        }
        Ok(Self { files: self.files + 1, bytes })
    }
}
