//! The language that the app speaks. The wasm holds no texts: the page's script chooses the language and fetches its catalog beside
//! the wasm; a person may choose another one later.
//!
//! Texts stay where they are once they have come, so that a message is a plain `&'static str`; there are few languages.

use std::cell::{Cell, RefCell};

use js_sys::{Array, Function, Promise, Reflect};
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;

use super::{format, messages};
use crate::platform;

/// Where this browser keeps which language was chosen; `boot.js` reads it.
const CHOICE: &str = "caseport.language";

/// A language that the app speaks.
#[derive(Debug, PartialEq, Eq)]
pub struct Language {
    /// BCP 47, the language alone.
    pub tag: &'static str,
    /// What the language calls itself.
    pub name: &'static str,
    /// Whether it is written from right to left.
    pub right_to_left: bool,
}

/// A catalog that did not come, or is of another build.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoTexts;

type Texts = &'static [&'static str];

#[cfg(feature = "english")]
const AT_FIRST: Texts = &messages::ENGLISH;
#[cfg(not(feature = "english"))]
const AT_FIRST: Texts = &[];

thread_local! {
    static SPOKEN: Cell<(&'static Language, Texts)> = const { Cell::new((&messages::LANGUAGES[0], AT_FIRST)) };
    /// What has come so far.
    static LOADED: RefCell<Vec<(&'static Language, Texts)>> = const { RefCell::new(Vec::new()) };
}

/// Every language, English first.
pub fn all() -> &'static [Language] {
    &messages::LANGUAGES
}

/// Those that are offered here.
pub fn offered() -> Vec<&'static Language> {
    let offered: Option<Array> = of_page("offered").ok().and_then(|it| it.dyn_into().ok());
    let is_offered =
        |language: &Language| offered.as_ref().is_none_or(|all| all.includes(&language.tag.into(), 0));
    all().iter().filter(|language| is_offered(language)).collect()
}

/// The language that the app speaks now.
pub fn spoken() -> &'static Language {
    SPOKEN.get().0
}

/// The text at `index`, in the order of the keys.
pub(super) fn text(index: usize) -> &'static str {
    SPOKEN.get().1.get(index).copied().unwrap_or_default()
}

/// Takes the texts that the page has asked for.
///
/// # Errors
/// There are no texts: nothing can be shown.
pub async fn start() -> Result<(), NoTexts> {
    let (came, file) = answer(&of_page("answer")?).await?;
    speak(came, take_in(came, &file)?);
    Ok(())
}

/// The language that was wanted at the start, where English came in its place.
pub fn missed() -> Option<&'static Language> {
    by_tag(&of_page("wanted").ok()?).filter(|wanted| *wanted != spoken())
}

/// Speaks another language from now on, and remembers that for this browser. What is on the screen has to be shown anew.
///
/// # Errors
/// Its catalog did not come; everything stays as it is.
pub async fn change(language: &'static Language) -> Result<(), NoTexts> {
    let known =
        LOADED.with_borrow(|loaded| loaded.iter().find(|(known, _)| *known == language).map(|it| it.1));
    let texts = match known {
        Some(texts) => texts,
        None => take_in(language, &fetch(language).await?)?,
    };
    // A host chooses for its element; what the person has chosen for the app's own page is another matter.
    if !platform::is_embedded() {
        platform::keep(CHOICE, Some(language.tag));
    }
    speak(language, texts);
    Ok(())
}

/// Reads a catalog's file: a JSON array of texts after the signature of its build.
///
/// # Errors
/// It is none, or one of another build.
pub fn take_in(language: &'static Language, file: &str) -> Result<&'static [&'static str], NoTexts> {
    let lines: Vec<String> = serde_json::from_str(file).map_err(|_| NoTexts)?;
    let texts = match lines.split_first() {
        Some((signature, texts)) if signature == messages::SIGNATURE => texts,
        _ => return Err(NoTexts),
    };
    let texts: Vec<&'static str> = texts.iter().map(|text| &*text.clone().leak()).collect();
    let texts: Texts = texts.leak();
    LOADED.with_borrow_mut(|loaded| loaded.push((language, texts)));
    Ok(texts)
}

/// Speaks a language with these texts, and marks the page with it.
pub fn speak(language: &'static Language, texts: &'static [&'static str]) {
    SPOKEN.set((language, texts));
    format::follow_language();
    if let Some(root) = platform::whole() {
        let _ = root.set_attribute("lang", language.tag);
        let _ = root.set_attribute("dir", if language.right_to_left { "rtl" } else { "ltr" });
    }
    // What stands ready for the moment in which the app can say nothing any more.
    platform::write("#crash h1", messages::crash_title());
    platform::write("#crash p", messages::crash_text());
    platform::write("#crash a", messages::reload());
}

/// The key, as if one read from left to right: the arrow that leads on is "ArrowRight" in every language.
pub fn reading_key(event: &web_sys::KeyboardEvent) -> String {
    match event.key().as_str() {
        "ArrowLeft" if spoken().right_to_left => "ArrowRight".to_owned(),
        "ArrowRight" if spoken().right_to_left => "ArrowLeft".to_owned(),
        key => key.to_owned(),
    }
}

async fn fetch(language: &Language) -> Result<String, NoTexts> {
    let load: Function = of_page("load")?.dyn_into().map_err(|_| NoTexts)?;
    let loading = load.call1(&JsValue::UNDEFINED, &language.tag.into()).map_err(|_| NoTexts)?;
    Ok(answer(&loading).await?.1)
}

/// What the page's script answers: the tag of a language, and the file of its texts.
async fn answer(promise: &JsValue) -> Result<(&'static Language, String), NoTexts> {
    let answer: Array =
        JsFuture::from(Promise::resolve(promise)).await.map_err(|_| NoTexts)?.unchecked_into();
    Ok((by_tag(&answer.get(0)).ok_or(NoTexts)?, answer.get(1).as_string().ok_or(NoTexts)?))
}

/// A field of what the page has found out about the texts.
fn of_page(field: &str) -> Result<JsValue, NoTexts> {
    Reflect::get(&platform::of_page("texts"), &field.into()).map_err(|_| NoTexts)
}

/// The language with this tag.
pub fn by_tag(tag: &JsValue) -> Option<&'static Language> {
    let tag = tag.as_string()?;
    all().iter().find(|language| language.tag == tag)
}
