//! The release pipeline of the app, run by Trunk as its post-build hook in the folder that becomes `dist`.
//!
//! Trunk's own Rust pipeline cannot split wasm and names files by what cargo wrote rather than by what is served; so Trunk
//! only assembles and watches, and everything else happens here: compile, split, bind, optimize, bundle the style sheets,
//! write the texts, name by content, fill in the names, compress, and write down the sizes.

mod compress;
mod css;
mod element;
mod merge;
mod names;
mod page;
mod report;
mod script;
mod shorten;
mod wasm;

use std::env;
use std::fs;
use std::path::{Path, PathBuf};

use caseport_messages::{Catalogs, LANGUAGES, Language};

use crate::error::{Doing, Fail, Result};
use crate::setup::AppTools;
use crate::{files, paths, say};

pub use report::{BuildReport, FILE as REPORT, Weight};
pub use wasm::named_main;

/// What is in several scripts, or would make one too long to read.
const PARTS: [&str; 2] = ["settings.js", "shared.js"];
/// The script that other pages load, under its own name.
const ELEMENT: &str = "caseport.js";

/// Where files that are named by their content go; whatever is in there never changes.
const ASSETS: &str = "assets";

/// What a build is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    /// Quick to make.
    Dev,
    /// Quick to load.
    Release,
}

impl Mode {
    /// The cargo profile in the workspace's manifest.
    pub fn profile(self) -> &'static str {
        match self {
            Self::Dev => "wasm-dev",
            Self::Release => "wasm-release",
        }
    }
}

/// Fills Trunk's staging folder.
pub fn run() -> Result<()> {
    let staging = env::var_os("TRUNK_STAGING_DIR").map(PathBuf::from).ok_or_else(|| {
        Fail::new("`stage` is a part of the build that Trunk calls; use `cargo xtask build` or `trunk build`")
    })?;
    let mode =
        if env::var("TRUNK_PROFILE").is_ok_and(|it| it == "release") { Mode::Release } else { Mode::Dev };
    let base = env::var("TRUNK_PUBLIC_URL").unwrap_or_else(|_| "/".to_owned());
    let bundle = |name: &str, place| css::bundle(&paths::root().join("style").join(name), mode, place);
    let style = names::Styles {
        page: bundle("main.css", css::Place::Page)?,
        rest: bundle("rest.css", css::Place::Page)?,
        element: bundle("main.css", css::Place::Element)? + &bundle("rest.css", css::Place::Element)?,
    };
    let script = |name: &str| files::read_text(&paths::root().join("web").join(name));
    let part = |name| Ok((name, script(name)?));
    let parts = PARTS.into_iter().map(part).collect::<Result<Vec<_>>>()?;
    let scripts = names::Scripts { boot: script("boot.js")?, parts, old: script("old.js")? };
    files::write(&staging.join(ELEMENT), scripts.whole(&script(ELEMENT)?, mode)?)?;
    let app = wasm::build(&AppTools::get()?, mode)?;

    let named = names::assign(app, style, catalogs()?, scripts, mode)?;
    let assets = staging.join(ASSETS);
    for file in &named.files {
        files::write(&assets.join(&file.name), &file.bytes)?;
    }
    copy_public(&paths::root().join("public"), &staging)?;
    // While developing, Trunk answers every address with the one page, which then cannot have relative addresses.
    page::fill_in(&staging, &named, (mode == Mode::Dev).then_some(base.as_str()))?;
    if mode == Mode::Release {
        say::step("compressing");
        compress::all(&staging)?;
    }
    let report = report::write(&staging, &named, mode)?;
    say::note(&report.summary());
    Ok(())
}

/// The texts of each language, by the name that the scripts have for them.
fn catalogs() -> Result<Vec<(String, String)>> {
    let catalogs = Catalogs::read(&paths::root().join("locales")).map_err(Fail::new)?;
    let files = |language: &Language| {
        let [first, rest] = catalogs.files(language);
        [(format!("messages.{}.json", language.tag), first), (format!("more.{}.json", language.tag), rest)]
    };
    Ok(LANGUAGES.iter().flat_map(files).collect())
}

/// Files that are served under their own names.
fn copy_public(from: &Path, to: &Path) -> Result<()> {
    for path in files::all_in(from)? {
        let name = path.strip_prefix(from).doing(format_args!("{}", path.display()))?;
        let goal = to.join(name);
        files::make_parent(&goal)?;
        fs::copy(&path, &goal).doing(format_args!("cannot copy {}", path.display()))?;
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_can_ask_for_every_language() {
        let boot = files::read_text(&paths::root().join("web").join("settings.js")).unwrap();
        for (role, _) in catalogs().unwrap() {
            assert!(boot.contains(&format!("{{{{{role}}}}}")), "{role}");
        }
    }
}
