//! Writes `.br` and `.gz` beside every file worth it, so that neither our server nor a plain web server compresses anything
//! while somebody waits.

use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::error::{Doing, Result};
use crate::{files, parallel, process};

const TEXTS: [&str; 12] =
    ["bin", "css", "html", "ico", "js", "json", "map", "svg", "txt", "wasm", "webmanifest", "xml"];
/// Below this a response fits into one packet anyway.
const WORTH_IT: u64 = 1024;

/// Writes the `.br`: Node has the reference's own encoder, and what Rust has fails on the settings that fit wasm best.
const BROTLI: &str = include_str!("brotli.mjs");

/// Compresses everything in a folder.
pub fn all(dir: &Path) -> Result<()> {
    let mut found = files::all_in(dir)?;
    found.retain(|path| path.extension().is_some_and(|it| TEXTS.iter().any(|text| it == *text)));
    found.retain(|path| path.metadata().is_ok_and(|it| it.len() > WORTH_IT));
    // Big files first, or the last one keeps a single core busy.
    found.sort_by_key(|path| std::cmp::Reverse(path.metadata().map_or(0, |it| it.len())));
    let mut brotli = Command::new("node");
    process::capture(brotli.args(["--input-type=module", "--eval", BROTLI, "--"]).args(&found))?;
    parallel::each(found, |path| files::write(&beside(&path, "gz"), gzip(&files::read(&path)?)?))
}

/// `x.js` to `x.js.br`.
pub fn beside(path: &Path, extension: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    PathBuf::from(name)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).doing("gzip")?;
    encoder.finish().doing("gzip")
}
