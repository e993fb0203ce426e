//! Numbers and times as the reader writes them, by the browser's `Intl`: in the language of the texts, as it is written in
//! the reader's country, and in the reader's zone.

use std::cell::RefCell;
use std::collections::BTreeMap;

use caseport_domain::time;
use chrono::{DateTime, Days, NaiveDate, NaiveTime, SecondsFormat, TimeDelta, Utc};
use js_sys::{Array, Date, Function, Intl, Number, Object, Reflect};
use wasm_bindgen::{JsCast, JsValue};

use super::language;

#[derive(Default)]
struct Reader {
    /// As the person's account has it, BCP 47; none until somebody has signed in.
    own: Option<String>,
    /// What is written in: the language of the texts and, where it is known, a country.
    locale: Option<String>,
    /// IANA; none leaves the browser's own.
    time_zone: Option<String>,
}

thread_local! {
    static READER: RefCell<Reader> = RefCell::default();
    /// Formats that were asked for once, by kind, language and options: making one takes far longer than using it.
    static FORMATS: RefCell<BTreeMap<String, JsValue>> = RefCell::default();
}

/// Takes over the signed-in person's country and zone; unknown ones leave the browser's own.
pub fn set_reader(locale: &str, time_zone: &str) {
    // `Intl`'s constructors throw at what they do not know, so it is asked first.
    let own = intl("getCanonicalLocales", locale).is_some().then(|| locale.to_owned());
    let zones = intl("supportedValuesOf", "timeZone");
    let known = zones.is_some_and(|zones| Array::from(&zones).includes(&time_zone.into(), 0));
    let time_zone = known.then(|| time_zone.to_owned());
    READER.set(Reader { own, locale: None, time_zone });
    follow_language();
}

/// Writes in the language of the texts from now on: as the person's account or, failing that, the browser knows it.
pub fn follow_language() {
    let language = language::spoken().tag;
    let own = READER.with_borrow(|reader| reader.own.clone());
    let browsers = web_sys::window().map_or_else(Array::new, |window| window.navigator().languages());
    let known = own.into_iter().chain(browsers.iter().filter_map(|it| it.as_string()));
    let mut locale = known.into_iter().find(|it| it.split('-').next() == Some(language));
    if language == "ar" {
        // The digits of case numbers, versions and file sizes, of which every screen is full.
        let base = locale.filter(|it| !it.contains("-u-")).unwrap_or_else(|| language.to_owned());
        locale = Some(base + "-u-nu-latn");
    }
    READER.with_borrow_mut(|reader| reader.locale = Some(locale.unwrap_or_else(|| language.to_owned())));
    FORMATS.with_borrow_mut(BTreeMap::clear);
}

/// `Intl[function](argument)`; none where it throws or does not exist.
fn intl(function: &str, argument: &str) -> Option<JsValue> {
    let intl = Reflect::get(&js_sys::global(), &"Intl".into()).ok()?;
    let function: Function = Reflect::get(&intl, &function.into()).ok()?.dyn_into().ok()?;
    function.call1(&intl, &argument.into()).ok()
}

fn locales() -> Array {
    READER
        .with(|reader| reader.borrow().locale.as_deref().map_or_else(Array::new, |it| Array::of1(&it.into())))
}

fn options(pairs: &[(&str, &str)]) -> Object {
    let object = Object::new();
    for (name, value) in pairs {
        // Setting a property of a fresh object cannot fail.
        let _ = Reflect::set(&object, &(*name).into(), &(*value).into());
    }
    object
}

/// Adds the reader's zone.
fn in_zone(options: &Object) {
    READER.with(|reader| {
        if let Some(zone) = &reader.borrow().time_zone {
            let _ = Reflect::set(options, &"timeZone".into(), &zone.into());
        }
    });
}

fn date_time(at: DateTime<Utc>, pairs: &[(&str, &str)]) -> String {
    date_time_in(None, at, pairs).unwrap_or_else(|| js_date(at).to_iso_string().into())
}

/// A time in the reader's zone, in a language, or else the reader's own.
fn date_time_in(language: Option<&str>, at: DateTime<Utc>, pairs: &[(&str, &str)]) -> Option<String> {
    let format = kept(language.unwrap_or("date"), pairs, &|| {
        let options = options(pairs);
        in_zone(&options);
        let locales = language.map_or_else(locales, |language| Array::of1(&language.into()));
        Intl::DateTimeFormat::new(&locales, &options).format().into()
    });
    format.unchecked_into::<Function>().call1(&JsValue::NULL, &js_date(at)).ok()?.as_string()
}

/// The format of a kind with these options, made where it is asked for for the first time.
pub(super) fn kept(kind: &str, pairs: &[(&str, &str)], make: &dyn Fn() -> JsValue) -> JsValue {
    let key = pairs.iter().fold(kind.to_owned(), |key, (name, value)| key + " " + name + " " + value);
    FORMATS.with_borrow(|formats| formats.get(&key).cloned()).unwrap_or_else(|| {
        let format = make();
        FORMATS.with_borrow_mut(|formats| formats.insert(key, format.clone()));
        format
    })
}

fn js_date(at: DateTime<Utc>) -> Date {
    Date::new(&JsValue::from_f64(at.timestamp_millis() as f64))
}

/// A whole number with the reader's separators.
pub fn number(value: u64) -> String {
    // Below a thousand there are none, and the first use of `Intl`'s numbers is slow enough to be seen.
    let is_plain = READER.with_borrow(|reader| reader.locale.as_ref().is_none_or(|it| !it.contains("-nu-")));
    if value < 1_000 && is_plain { value.to_string() } else { number_with(value as f64, &[]) }
}

/// How much of something there is, as a whole percentage.
pub fn share(part: u64, whole: u64) -> String {
    percent(part as f64 / whole.max(1) as f64)
}

/// A share of one, as a whole percentage.
pub fn percent(share: f64) -> String {
    // Everything is only sent when it is.
    let share = (share.clamp(0.0, 1.0) * 100.0).floor() / 100.0;
    number_with(share, &[("style", "percent")])
}

/// A size in the largest unit that fits, in steps of 1,024.
pub fn bytes(value: u64) -> String {
    let scaled = |unit: u64| number_with((value as f64 / unit as f64 * 10.0).floor() / 10.0, &[]);
    match value {
        0..1_024 => super::messages::size_bytes(value),
        1_024..1_048_576 => super::messages::size_kib(&scaled(1_024)),
        1_048_576..1_073_741_824 => super::messages::size_mib(&scaled(1_048_576)),
        _ => super::messages::size_gib(&scaled(1_073_741_824)),
    }
}

/// A length of time in its largest unit: "3 minutes".
pub fn duration(seconds: u64) -> String {
    let (value, unit) = match seconds {
        0..60 => (seconds.max(1), "second"),
        60..3_600 => (seconds.div_ceil(60), "minute"),
        _ => (seconds.div_ceil(3_600), "hour"),
    };
    number_with(value as f64, &[("style", "unit"), ("unit", unit), ("unitDisplay", "long")])
}

fn number_with(value: f64, pairs: &[(&str, &str)]) -> String {
    let format =
        kept("number", pairs, &|| Intl::NumberFormat::new(&locales(), &options(pairs)).format().into());
    let formatted = format.unchecked_into::<Function>().call1(&JsValue::NULL, &JsValue::from_f64(value));
    // The browser's own way of writing a number: Rust's takes 10 kB.
    let plain = || Number::from(value).to_string_with_radix(10).map(String::from).unwrap_or_default();
    formatted.ok().and_then(|text| text.as_string()).unwrap_or_else(plain)
}

/// Date and time to the second with the zone's name: what a hover shows.
pub fn exact(at: DateTime<Utc>) -> String {
    date_time(at, &[("dateStyle", "full"), ("timeStyle", "long")])
}

/// Date and time to the minute.
pub fn moment(at: DateTime<Utc>) -> String {
    date_time(at, &[("dateStyle", "medium"), ("timeStyle", "short")])
}

/// The day alone.
pub fn day(at: DateTime<Utc>) -> String {
    date_time(at, &[("dateStyle", "medium")])
}

/// The day with its weekday.
pub fn weekday(at: DateTime<Utc>) -> String {
    date_time(at, &[("dateStyle", "full")])
}

/// The time of the day, to the minute.
pub fn time_of_day(at: DateTime<Utc>) -> String {
    date_time(at, &[("timeStyle", "short")])
}

/// When a day begins where the reader is, RFC 3339.
pub fn day_begins(day: NaiveDate) -> String {
    rfc_3339(midnight(day))
}

/// The last moment of a day where the reader is, RFC 3339.
pub fn day_ends(day: NaiveDate) -> String {
    rfc_3339(midnight(day + Days::new(1)) - TimeDelta::microseconds(1))
}

fn rfc_3339(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(SecondsFormat::AutoSi, true)
}

/// Midnight where the reader is.
pub fn midnight(day: NaiveDate) -> DateTime<Utc> {
    let there = day.and_time(NaiveTime::MIN).and_utc();
    // The distance to UTC at a moment near by, and then at the moment that this leads to: clocks may be changed between.
    let step = |guess: DateTime<Utc>| there - distance(guess);
    step(step(there))
}

/// How far the reader's clock is ahead of UTC.
fn distance(at: DateTime<Utc>) -> TimeDelta {
    // Swedish writes a time as ISO 8601 does.
    let text = date_time_in(Some("sv"), at, &[("dateStyle", "short"), ("timeStyle", "medium")]);
    let there = text.and_then(|text| time::parse(&(text + "Z")));
    there.map_or_else(TimeDelta::zero, |there| there - at)
}

/// The day on which something is where the reader is.
pub fn local_day(at: DateTime<Utc>) -> NaiveDate {
    (at + distance(at)).date_naive()
}

/// How long ago or ahead, in the largest unit that fits: "3 hours ago"; the day beyond a month.
pub fn relative(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    if (at - now).num_seconds().abs() < 45 {
        return super::messages::time_just_now().to_owned();
    }
    relative_to_seconds(at, now)
}

/// How long ago or ahead, in the largest unit that fits, seconds among them: "5 sec. ago".
pub fn relative_to_seconds(at: DateTime<Utc>, now: DateTime<Utc>) -> String {
    let seconds = (at - now).num_seconds();
    let (value, unit) = match seconds.abs() {
        0..45 => (seconds.min(-1) as f64, "second"),
        45..3_600 => ((seconds as f64 / 60.0).round(), "minute"),
        3_600..86_400 => ((seconds as f64 / 3_600.0).round(), "hour"),
        86_400..2_592_000 => ((seconds as f64 / 86_400.0).round(), "day"),
        _ => return day(at),
    };
    let pairs = [("numeric", "auto"), ("style", "short")];
    let format =
        kept("relative", &pairs, &|| Intl::RelativeTimeFormat::new(&locales(), &options(&pairs)).into());
    format.unchecked_into::<Intl::RelativeTimeFormat>().format(value, unit).into()
}
