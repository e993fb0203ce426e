//! Reading and writing files with errors that name them.

use std::fs;
use std::path::{Path, PathBuf};

use crate::error::{Doing, Result};

/// A file's bytes.
pub fn read(path: &Path) -> Result<Vec<u8>> {
    fs::read(path).doing(format_args!("cannot read {}", path.display()))
}

/// A file's text.
pub fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).doing(format_args!("cannot read {}", path.display()))
}

/// Writes a file, making its folder.
pub fn write(path: &Path, bytes: impl AsRef<[u8]>) -> Result<()> {
    make_parent(path)?;
    fs::write(path, bytes).doing(format_args!("cannot write {}", path.display()))
}

/// Makes the folder that a file is to go into.
pub fn make_parent(path: &Path) -> Result<()> {
    let Some(dir) = path.parent() else { return Ok(()) };
    fs::create_dir_all(dir).doing(format_args!("cannot create {}", dir.display()))
}

/// An empty folder in place of whatever was there.
pub fn fresh_dir(dir: &Path) -> Result<()> {
    if dir.exists() {
        fs::remove_dir_all(dir).doing(format_args!("cannot empty {}", dir.display()))?;
    }
    fs::create_dir_all(dir).doing(format_args!("cannot create {}", dir.display()))
}

/// Every file under a folder (or the file itself), in a fixed order. A folder that does not exist has none.
pub fn all_in(path: &Path) -> Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    collect(path, &mut found)?;
    found.sort();
    Ok(found)
}

fn collect(path: &Path, found: &mut Vec<PathBuf>) -> Result<()> {
    if path.is_file() {
        found.push(path.to_owned());
    } else if path.is_dir() {
        for entry in path.read_dir().doing(format_args!("cannot read {}", path.display()))? {
            collect(&entry.doing(format_args!("cannot read {}", path.display()))?.path(), found)?;
        }
    }
    Ok(())
}
