//! The examples of pages that embed the app: built as whoever copies them builds them, with the types of `embed/` checked.

use std::fs;
use std::path::Path;
use std::process::Command;

use crate::error::Result;
use crate::{files, hash, paths, process, say, setup};

/// Each is built into a folder of its name.
const EXAMPLES: [&str; 3] = ["plain", "react", "vue"];

/// Builds what has changed since it was built.
pub fn build() -> Result<()> {
    setup::example_packages()?;
    let folder = paths::examples();
    let stamp = paths::scratch().join("built-examples");
    let state = state(&folder)?;
    let built = EXAMPLES.iter().all(|name| folder.join("dist").join(name).join("index.html").is_file());
    if built && fs::read_to_string(&stamp).is_ok_and(|found| found == state) {
        return Ok(());
    }
    say::step("building the examples of embedding");
    let mut npm = Command::new("npm");
    npm.args(["run", "build"]).current_dir(&folder);
    process::quiet("npm run build", &mut npm, None)?;
    files::write(&stamp, state)
}

/// What they are made of.
fn state(folder: &Path) -> Result<String> {
    let mut pieces = Vec::new();
    let mut inputs = EXAMPLES.map(|name| folder.join(name)).to_vec();
    inputs.extend([
        folder.join("package.json"),
        folder.join("package-lock.json"),
        paths::root().join("embed"),
    ]);
    for input in inputs {
        for path in files::all_in(&input)? {
            pieces.push(path.to_string_lossy().into_owned().into_bytes());
            pieces.push(files::read(&path)?);
        }
    }
    Ok(hash::of_all(pieces.iter().map(Vec::as_slice)))
}
