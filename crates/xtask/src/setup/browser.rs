//! A Chromium and the ChromeDriver that fits it.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::apt;
use crate::error::{Fail, Result};
use crate::{paths, process, say};

const BROWSERS: [&str; 5] =
    ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome"];
const MAC_BROWSERS: [&str; 2] = [
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
];

/// How Chromium is started for tests: without a display, and without talking to its maker.
pub const ARGUMENTS: [&str; 8] = [
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
];

/// The two programs.
pub struct Browser {
    /// The browser itself.
    pub chromium: PathBuf,
    /// What WebDriver clients talk to.
    pub driver: PathBuf,
}

impl Browser {
    /// Capabilities for `wasm-bindgen-test-runner`.
    pub fn webdriver_json(&self) -> String {
        serde_json::json!({
            "goog:chromeOptions": { "binary": self.chromium.to_string_lossy(), "args": ARGUMENTS }
        })
        .to_string()
    }
}

/// Finds a browser with its driver (`CHROME`, `CHROMEDRIVER`, then `PATH`), or installs both.
pub fn get() -> Result<Browser> {
    let problem = match find() {
        Ok(browser) => return Ok(browser),
        Err(problem) => problem,
    };
    apt::install(&["chromium", "chromium-driver"], &format!("tests run in a browser, but {problem}"))?;
    find().map_err(|problem| Fail::new(format!("the installed browser cannot be used: {problem}")))
}

/// What Debian calls the browser without windows.
const WINDOWLESS: &str = "chromium-headless-shell";

/// The same browser without the windows around its pages: drawing those takes half of the time of a test that opens a few.
/// Where there is none, or somebody has named a browser, it is the usual one.
pub fn windowless(browser: &Browser) -> PathBuf {
    if named("CHROME").is_some() {
        return browser.chromium.clone();
    }
    let version = major(&browser.chromium);
    let found = || paths::on_path(WINDOWLESS).filter(|it| major(it) == version);
    if let Some(found) = found() {
        return found;
    }
    // Debian's have the same version; that of others is not Debian's business.
    if browser.chromium.starts_with("/usr/bin")
        && let Err(error) = apt::install(&[WINDOWLESS], "journeys take half of the time without windows")
    {
        say::note(&format!("the journeys run in the usual browser: {error}"));
    }
    found().unwrap_or_else(|| browser.chromium.clone())
}

fn find() -> std::result::Result<Browser, String> {
    let chromium = named("CHROME")
        .or_else(|| BROWSERS.iter().find_map(|name| paths::on_path(name)))
        .or_else(|| MAC_BROWSERS.iter().map(PathBuf::from).find(|path| path.is_file()))
        .ok_or("no Chromium or Chrome was found (CHROME can name one)")?;
    let driver = named("CHROMEDRIVER")
        .or_else(|| paths::on_path("chromedriver"))
        .ok_or("no ChromeDriver was found (CHROMEDRIVER can name one)")?;
    let (browser_is, driver_is) = (major(&chromium), major(&driver));
    if browser_is.is_none() || browser_is != driver_is {
        let told =
            |version: Option<u32>| version.map_or_else(|| "unknown".to_owned(), |major| major.to_string());
        return Err(format!(
            "{} is version {} and {} is version {}",
            chromium.display(),
            told(browser_is),
            driver.display(),
            told(driver_is)
        ));
    }
    Ok(Browser { chromium, driver })
}

fn named(variable: &str) -> Option<PathBuf> {
    env::var_os(variable).filter(|value| !value.is_empty()).map(PathBuf::from)
}

fn major(program: &Path) -> Option<u32> {
    parse_major(&process::probe(Command::new(program).arg("--version"))?)
}

/// The first number of the first word that looks like a version.
fn parse_major(told: &str) -> Option<u32> {
    told.split_whitespace().find_map(|word| word.split_once('.')?.0.parse().ok())
}

#[cfg(test)]
mod tests {
    use super::parse_major;

    #[test]
    fn reads_the_versions_that_browsers_tell() {
        assert_eq!(parse_major("Chromium 156.0.8078.79 built on Debian GNU/Linux 12 (bookworm)"), Some(156));
        assert_eq!(
            parse_major("ChromeDriver 156.0.8078.79 (a21ce95-refs/branch-heads/8078@{#1704})"),
            Some(156)
        );
        assert_eq!(parse_major("Google Chrome 155.0.1.2 "), Some(155));
        assert_eq!(parse_major("nothing"), None);
    }
}
