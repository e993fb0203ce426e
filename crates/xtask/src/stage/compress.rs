//! Writes `.br` and `.gz` beside every file worth it, so that neither our server nor a plain web server compresses anything
//! while somebody waits.

use std::io::Write;
use std::path::{Path, PathBuf};

use crate::error::{Doing, Result};
use crate::{files, parallel};

const TEXTS: [&str; 12] =
    ["bin", "css", "html", "ico", "js", "json", "map", "svg", "txt", "wasm", "webmanifest", "xml"];
/// Below this a response fits into one packet anyway.
const WORTH_IT: usize = 1024;

/// Compresses everything in a folder.
pub fn all(dir: &Path) -> Result<()> {
    let mut found = files::all_in(dir)?;
    found.retain(|path| path.extension().is_some_and(|it| TEXTS.iter().any(|text| it == *text)));
    // Big files first, or the last one keeps a single core busy.
    found.sort_by_key(|path| std::cmp::Reverse(path.metadata().map_or(0, |it| it.len())));
    parallel::each(found, |path| {
        let bytes = files::read(&path)?;
        if bytes.len() <= WORTH_IT {
            return Ok(());
        }
        files::write(&beside(&path, "br"), brotli(&bytes)?)?;
        files::write(&beside(&path, "gz"), gzip(&bytes)?)
    })
}

/// `x.js` to `x.js.br`.
pub fn beside(path: &Path, extension: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(".");
    name.push(extension);
    PathBuf::from(name)
}

fn brotli(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let best = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &best).doing("brotli")?;
    Ok(compressed)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).doing("gzip")?;
    encoder.finish().doing("gzip")
}
