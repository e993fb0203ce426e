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

/// A part of a language's texts, as [`messages`] is ordered.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Part {
    /// What the Support page says, and whatever fails.
    First,
    /// Everything else.
    More,
}

/// The texts of a language. Those that have been shown stay where they are.
struct Texts {
    language: &'static Language,
    /// As they came: JSON arrays that begin with the signature of their build.
    parts: [Option<Array>; 2],
    shown: Vec<Option<&'static str>>,
}

thread_local! {
    static SPOKEN: Cell<&'static Language> = const { Cell::new(&messages::LANGUAGES[0]) };
    /// What has come so far.
    static CAME: RefCell<Vec<Texts>> = const { RefCell::new(Vec::new()) };
}

impl Texts {
    fn get(&mut self, index: usize) -> Option<&'static str> {
        if self.shown.len() <= index {
            self.shown.resize(index + 1, None);
        }
        let place = self.shown.get_mut(index)?;
        if place.is_none() {
            let (part, before) = if index < messages::FIRST { (0, 0) } else { (1, messages::FIRST) };
            let lines = self.parts[part].as_ref()?;
            let text = lines.get((1 + index - before) as u32).as_string()?;
            *place = Some(text.leak());
        }
        *place
    }
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
    SPOKEN.get()
}

/// The text at `index` of [`messages`].
pub(super) fn text(index: usize) -> &'static str {
    let text = CAME.with_borrow_mut(|came| {
        came.iter_mut().find(|texts| texts.language == spoken()).and_then(|texts| texts.get(index))
    });
    text.unwrap_or_else(|| missing(index))
}

/// The tests' catalog.
#[cfg(feature = "english")]
fn missing(index: usize) -> &'static str {
    messages::ENGLISH.get(index).copied().unwrap_or_default()
}

/// Shown before the part that it is in has come: whoever is in the app's first file has its texts in [`Part::First`].
#[cfg(not(feature = "english"))]
fn missing(index: usize) -> &'static str {
    web_sys::console::error_2(&"no text yet:".into(), &(index as f64).into());
    ""
}

/// Takes the texts that the page has asked for.
///
/// # Errors
/// There are no texts: nothing can be shown.
pub async fn start() -> Result<(), NoTexts> {
    let answer: Array =
        JsFuture::from(Promise::resolve(&of_page("answer")?)).await.map_err(|_| NoTexts)?.unchecked_into();
    let language = by_tag(&answer.get(0)).ok_or(NoTexts)?;
    take_in(language, Part::First, answer.get(1))?;
    speak(language);
    Ok(())
}

/// Asks for what has not come yet of the language that is spoken; what comes of it is whether all of it is there.
pub fn whole() -> impl Future<Output = bool> {
    let language = spoken();
    let coming = (!has(language, Part::More)).then(|| load(language, Part::More));
    async move {
        match coming {
            Some(coming) => coming.await.is_ok(),
            None => true,
        }
    }
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
    for part in [Part::First, Part::More] {
        if !has(language, part) {
            load(language, part).await?;
        }
    }
    // A host chooses for its element; what the person has chosen for the app's own page is another matter.
    if !platform::is_embedded() {
        platform::keep(CHOICE, Some(language.tag));
    }
    speak(language);
    Ok(())
}

/// Takes in what a catalog's file has in it: an array of texts after the signature of its build.
///
/// # Errors
/// It is none, or one of another build.
pub fn take_in(language: &'static Language, part: Part, file: JsValue) -> Result<(), NoTexts> {
    let lines: Array = file.dyn_into().map_err(|_| NoTexts)?;
    if lines.get(0).as_string().as_deref() != Some(messages::SIGNATURE) {
        return Err(NoTexts);
    }
    CAME.with_borrow_mut(|came| {
        let place = came.iter().position(|texts| texts.language == language).unwrap_or_else(|| {
            came.push(Texts { language, parts: [None, None], shown: Vec::new() });
            came.len() - 1
        });
        if let Some(texts) = came.get_mut(place) {
            texts.parts[part as usize] = Some(lines);
        }
    });
    Ok(())
}

fn has(language: &Language, part: Part) -> bool {
    CAME.with_borrow(|came| {
        came.iter().any(|texts| texts.language == language && texts.parts[part as usize].is_some())
    })
}

/// Speaks a language whose texts have come, and marks the page with it.
pub fn speak(language: &'static Language) {
    SPOKEN.set(language);
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

/// Has the page fetch a part of a language; begun at once.
fn load(language: &'static Language, part: Part) -> impl Future<Output = Result<(), NoTexts>> {
    let load = of_page("load").ok().and_then(|it| it.dyn_into::<Function>().ok());
    let (tag, number) = (JsValue::from(language.tag), JsValue::from(part as u32));
    let coming = load.and_then(|load| load.call2(&JsValue::UNDEFINED, &tag, &number).ok());
    let coming = coming.map(|it| JsFuture::from(Promise::resolve(&it)));
    async move { take_in(language, part, coming.ok_or(NoTexts)?.await.map_err(|_| NoTexts)?) }
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
