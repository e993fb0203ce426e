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
        let is_wasm = path.extension().is_some_and(|it| it == "wasm");
        files::write(&beside(&path, "br"), brotli(&bytes, is_wasm)?)?;
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

fn brotli(bytes: &[u8], is_wasm: bool) -> Result<Vec<u8>> {
    let mut compressed = Vec::new();
    let mut best = brotli::enc::BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..Default::default()
    };
    if is_wasm {
        // Instructions repeat at distances that are alike in their last bits: 2 kB of 250.
        best.dist.distance_postfix_bits = 2;
    }
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &best).doing("brotli")?;
    Ok(compressed)
}

fn gzip(bytes: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
    encoder.write_all(bytes).doing("gzip")?;
    encoder.finish().doing("gzip")
}
