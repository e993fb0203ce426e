//! From the app's source to its wasm files and the two scripts that load them.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::time::Instant;

use super::Mode;
use super::merge::merge;
use super::shorten::shorten;
use crate::error::{Doing, Result};
use crate::setup::{self, AppTools};
use crate::{files, hash, parallel, paths, process, say};

/// What compiling, splitting and binding yield. The scripts still call everything by the tools' own names.
pub struct App {
    /// `app_bg.wasm` in the scripts.
    pub main: Vec<u8>,
    /// `app.js`: what wasm-bindgen wrote.
    pub script: String,
    /// `__wasm_split.js`: loads the chunks.
    pub loader: String,
    /// The parts that load on demand, by file name.
    pub chunks: BTreeMap<String, Vec<u8>>,
    /// Scripts of dependencies, by their path below `snippets`.
    pub snippets: BTreeMap<String, Vec<u8>>,
}

/// The splitter works on relocations, which the linker has to keep. Views whose types are erased compile much quicker and are
/// a tenth (main file) to a quarter (pages) smaller after compression, at the price of a box per view.
const FLAGS: &str = "-Clink-args=--emit-relocs --cfg=erase_components";

/// A release compiles the standard library along, for size, and without what a panic says: it ends the app either way, and the
/// page says so. Nobody reads a value as programmers do, either. With the library as it comes, the app is 20 kB larger.
const SMALL_STD: [&str; 4] =
    ["-Z", "build-std=std,panic_abort", "-Z", "build-std-features=optimize_for_size"];
const SMALL_STD_FLAGS: &str =
    "-Zunstable-options -Cpanic=immediate-abort -Zlocation-detail=none -Zfmt-debug=none";

/// What the compiler emits by default. Enabling all that binaryen knows makes files that browsers refuse.
const FEATURES: [&str; 6] = [
    "--enable-bulk-memory",
    "--enable-nontrapping-float-to-int",
    "--enable-sign-ext",
    "--enable-mutable-globals",
    "--enable-reference-types",
    "--enable-multivalue",
];

/// What the splitter calls its script.
const LOADER: &str = "__wasm_split.js";

/// The ending of an optimized file that still has its functions' names.
const NAMED: &str = "named";

/// The optimized main file with its functions' names, where a release has been built.
pub fn named_main() -> PathBuf {
    out(Mode::Release).join("bound").join("app_bg").with_extension(NAMED)
}

fn out(mode: Mode) -> PathBuf {
    paths::scratch().join("stage").join(mode.profile())
}

/// Compiles the app and takes it apart.
pub fn build(tools: &AppTools, mode: Mode) -> Result<App> {
    say::step(&format!("compiling the app ({})", mode.profile()));
    let mut cargo = if mode == Mode::Release && setup::std_source(tools.toolchain) {
        let mut cargo = tools.toolchain.cargo_wasm("build", &format!("{FLAGS} {SMALL_STD_FLAGS}"));
        // Both options are known to stable compilers, but only told to.
        cargo.args(SMALL_STD).env("RUSTC_BOOTSTRAP", "1");
        cargo
    } else {
        tools.toolchain.cargo_wasm("build", FLAGS)
    };
    process::stream(cargo.args(["--bin", "caseport", "--profile", mode.profile()]))?;
    let compiled =
        paths::wasm_target().join("wasm32-unknown-unknown").join(mode.profile()).join("caseport.wasm");

    // Splitting and optimizing take longer than looking whether the compiler wrote anything new.
    let out = out(mode);
    let key = hash::of_all([
        files::read(&compiled)?.as_slice(),
        include_bytes!("wasm.rs"),
        include_bytes!("merge.rs"),
        include_bytes!("shorten.rs"),
    ]);
    let stamp = out.join("key");
    if fs::read_to_string(&stamp).is_ok_and(|found| found == key) {
        return load(&out);
    }
    files::fresh_dir(&out)?;
    split_and_bind(tools, &compiled, &out)?;
    if mode == Mode::Release {
        optimize(&tools.wasm_opt, &out)?;
    }
    files::write(&stamp, key)?;
    load(&out)
}

fn split_and_bind(tools: &AppTools, compiled: &Path, out: &Path) -> Result<()> {
    say::step("splitting the wasm by page and writing its scripts");
    let split = out.join("split");
    let mut splitter = Command::new(&tools.wasm_split);
    process::capture(splitter.arg(compiled).arg(&split).args(["--target", "web", "--out-name", "app"]))?;
    let mut bindgen = Command::new(&tools.wasm_bindgen);
    bindgen
        .args(["--target", "web", "--keep-lld-exports", "--no-demangle", "--no-typescript"])
        .args(["--out-name", "app", "--out-dir"])
        .arg(out.join("bound"))
        .arg(split.join("app.wasm"));
    process::capture(&mut bindgen)?;
    let (wasm, script) = (out.join("bound").join("app_bg.wasm"), out.join("bound").join("app.js"));
    let (shorter, fitting) = shorten(&files::read(&wasm)?, &files::read_text(&script)?)?;
    files::write(&wasm, shorter)?;
    files::write(&script, fitting)?;
    merge(&split, &split.join(LOADER))?;
    fs::remove_file(split.join("app.wasm")).doing("cannot tidy up after the splitter")
}

fn optimize(wasm_opt: &Path, out: &Path) -> Result<()> {
    let started = Instant::now();
    let mut targets = wasm_files(&out.join("split"))?;
    // The main file takes longest, so it goes first.
    targets.insert(0, out.join("bound").join("app_bg.wasm"));
    say::step(&format!("optimizing {} wasm files for size", targets.len()));
    let main = targets[0].clone();
    parallel::each(targets, |file| {
        let run = |options: &[&str], from: &Path, to: &Path| {
            let mut command = Command::new(wasm_opt);
            process::capture(command.args(options).args(FEATURES).arg(from).arg("-o").arg(to)).map(drop)
        };
        // `-Oz` makes fewer bytes of which brotli makes more.
        let smaller = ["-Os", "--low-memory-unused"];
        let plain = ["--strip-debug", "--strip-producers", "--strip-target-features"];
        if file == main {
            // The names of what is in it stay beside it, for `bench size`.
            let named = file.with_extension(NAMED);
            run(&[&smaller[..], &["--debuginfo"]].concat(), &file, &named)?;
            return run(&plain, &named, &file);
        }
        let optimized = file.with_extension("opt");
        run(&[&smaller[..], &plain[..]].concat(), &file, &optimized)?;
        fs::rename(&optimized, &file).doing(format_args!("cannot replace {}", file.display()))
    })?;
    say::note(&format!("optimizing: done in {}", say::seconds(started.elapsed())));
    Ok(())
}

fn load(out: &Path) -> Result<App> {
    let (split, bound) = (out.join("split"), out.join("bound"));
    Ok(App {
        main: files::read(&bound.join("app_bg.wasm"))?,
        script: files::read_text(&bound.join("app.js"))?,
        loader: files::read_text(&split.join(LOADER))?,
        chunks: contents(&split, wasm_files(&split)?)?,
        snippets: contents(&bound.join("snippets"), files::all_in(&bound.join("snippets"))?)?,
    })
}

fn wasm_files(dir: &Path) -> Result<Vec<PathBuf>> {
    let mut found = files::all_in(dir)?;
    found.retain(|path| path.extension().is_some_and(|it| it == "wasm"));
    Ok(found)
}

fn contents(dir: &Path, paths: Vec<PathBuf>) -> Result<BTreeMap<String, Vec<u8>>> {
    paths
        .into_iter()
        .map(|path| {
            let name = path.strip_prefix(dir).unwrap_or(&path).to_string_lossy().replace('\\', "/");
            Ok((name, files::read(&path)?))
        })
        .collect()
}
