//! The files that a snapshot lists, copied out of a data folder and compared with what they are said to be.

use std::fs::{File, OpenOptions};
use std::io::{self, Read as _, Write as _};
use std::path::{Path, PathBuf};

use sha2::{Digest as _, Sha256};

use super::snapshot::Listed;
use super::{BackupError, create};
use crate::random::hex;

/// Where an upload's bytes may have gone since the snapshot, as it has arrived.
const GONE_ON_TO: [&str; 3] = ["uploads", "files", "reported"];

/// What was copied, and what could not be.
#[derive(Debug, Default)]
pub struct Copied {
    /// Files.
    pub files: usize,
    /// Bytes of them all.
    pub bytes: u64,
    /// Reported files that are not there: nobody gets them, and whoever has analysed one may have removed it.
    pub cleared: usize,
    /// Other files that are not there.
    pub missing: usize,
    /// Files that are not what they are said to be.
    pub changed: usize,
    /// One of these.
    pub example: Option<String>,
}

/// Copies all of them.
pub fn all(listed: &[Listed], data: &Path, to: &Path) -> Result<Copied, BackupError> {
    for folder in GONE_ON_TO {
        let folder = to.join(folder);
        create(&folder).map_err(|error| BackupError::Folder { folder: folder.clone(), error })?;
    }
    let mut copied = Copied::default();
    for file in listed {
        let what = format!("{}/{}", file.folder, file.id);
        let cannot = |error| BackupError::Copy { what: what.clone(), error };
        let is_coming = file.folder == "uploads";
        let Some(mut from) = open(file, data, is_coming).map_err(cannot)? else {
            match file.folder.as_str() {
                // It was given up since then, as anybody may.
                "uploads" => {}
                "reported" => copied.cleared += 1,
                _ => {
                    copied.missing += 1;
                    copied.example = Some(what);
                }
            }
            continue;
        };
        let goal = to.join(&file.folder).join(&file.id);
        let (bytes, sha256) = copy(&mut from, &goal, is_coming.then_some(file.size)).map_err(cannot)?;
        let is_it = file.sha256.as_ref().is_none_or(|said| *said == sha256);
        if !is_it || u64::try_from(file.size) != Ok(bytes) {
            copied.changed += 1;
            copied.example = Some(what);
        }
        copied.files += 1;
        copied.bytes += bytes;
    }
    Ok(copied)
}

fn open(file: &Listed, data: &Path, is_coming: bool) -> io::Result<Option<File>> {
    let in_folder = |folder: &str| -> PathBuf { data.join(folder).join(&file.id) };
    let places: Vec<PathBuf> = match is_coming {
        true => GONE_ON_TO.map(in_folder).into(),
        false => vec![in_folder(&file.folder)],
    };
    for place in places {
        match File::open(place) {
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            opened => return opened.map(Some),
        }
    }
    Ok(None)
}

/// Copies it, or as much of it as has been acknowledged; how much, and what it is.
fn copy(from: &mut File, to: &Path, at_most: Option<i64>) -> io::Result<(u64, String)> {
    let mut options = OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut to = options.open(to)?;
    let mut from = from.take(at_most.map_or(u64::MAX, i64::unsigned_abs));
    let mut hasher = Sha256::new();
    let mut buffer = vec![0; 256 * 1024];
    let mut size = 0;
    loop {
        match from.read(&mut buffer)? {
            0 => break,
            read => {
                hasher.update(&buffer[..read]);
                to.write_all(&buffer[..read])?;
                size += read as u64;
            }
        }
    }
    to.sync_all()?;
    Ok((size, hex(&hasher.finalize())))
}

#[cfg(test)]
mod tests {
    use tempfile::TempDir;

    use super::*;

    fn listed(folder: &str, id: &str, content: &[u8], size: i64) -> Listed {
        let sha256 = (folder != "uploads").then(|| hex(&Sha256::digest(content)));
        Listed { folder: folder.to_owned(), id: id.to_owned(), sha256, size }
    }

    fn folders() -> (TempDir, PathBuf, PathBuf) {
        let root = TempDir::new().unwrap();
        let [data, to] = ["data", "to"].map(|name| root.path().join(name));
        for folder in GONE_ON_TO {
            std::fs::create_dir_all(data.join(folder)).unwrap();
        }
        (root, data, to)
    }

    #[test]
    fn an_upload_that_has_arrived_since_the_snapshot_is_still_an_upload_in_it() {
        for now_in in GONE_ON_TO {
            let (_root, data, to) = folders();
            std::fs::write(data.join(now_in).join("u1"), "acknowledged, and more").unwrap();
            let copied = all(&[listed("uploads", "u1", b"", 12)], &data, &to).unwrap();
            assert_eq!((copied.files, copied.bytes, copied.example), (1, 12, None), "{now_in}");
            assert_eq!(std::fs::read(to.join("uploads/u1")).unwrap(), b"acknowledged");
        }
        // One that was given up is missed by nobody.
        let (_root, data, to) = folders();
        let copied = all(&[listed("uploads", "u1", b"", 12)], &data, &to).unwrap();
        assert_eq!((copied.files, copied.missing, copied.example), (0, 0, None));
    }

    #[test]
    fn what_is_not_as_it_is_listed_is_said() {
        let (_root, data, to) = folders();
        for (id, content) in [("same", "abc"), ("other", "abd"), ("longer", "abcd")] {
            std::fs::write(data.join("files").join(id), content).unwrap();
        }
        let files = ["same", "other", "gone"].map(|id| listed("files", id, b"abc", 3));
        let copied = all(&files, &data, &to).unwrap();
        assert_eq!((copied.files, copied.changed, copied.missing), (2, 1, 1));
        assert_eq!(copied.example.as_deref(), Some("files/gone"));
        // Files of before their hashes were noted have a size.
        let old = Listed { sha256: None, ..listed("files", "longer", b"", 3) };
        let copied = all(&[old], &data, &to).unwrap();
        assert_eq!((copied.changed, copied.example.as_deref()), (1, Some("files/longer")));
        let copied = all(&[listed("reported", "gone", b"abc", 3)], &data, &to).unwrap();
        assert_eq!((copied.cleared, copied.missing, copied.example), (1, 0, None));
    }
}
