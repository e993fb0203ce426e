//! The app's side of the catalogs, as Rust: a function per message, and what must agree with the catalogs' files.
//!
//! Functions are named by the message's key and carry its English text as their documentation; none that nobody calls may
//! stay (`dead_code` is denied where this is included).

use std::fmt::Write as _;

use crate::{Catalogs, ENGLISH, LANGUAGES, Message};

/// The source of the app's module of messages.
///
/// # Errors
/// A message whose places cannot be read; a checked catalog has none.
pub fn functions(catalogs: &Catalogs) -> Result<String, String> {
    let texts = catalogs.texts(ENGLISH);
    let mut source = String::new();
    // Writing to a string cannot fail.
    let _ = writeln!(
        source,
        "/// What a catalog of this build begins with.\npub(super) const SIGNATURE: &str = {:?};\n",
        catalogs.signature()
    );
    let _ = writeln!(
        source,
        "/// How many of the texts come first.\npub(super) const FIRST: usize = {};\n",
        catalogs.first()
    );
    let _ = writeln!(
        source,
        "/// The English texts, for tests, which have no catalog.\n#[cfg(feature = \"english\")]\n\
         pub(super) const ENGLISH: [&str; {}] = {texts:?};\n",
        texts.len()
    );
    let _ = writeln!(
        source,
        "/// Every language.\npub(super) const LANGUAGES: [super::Language; {}] = [",
        LANGUAGES.len()
    );
    for language in &LANGUAGES {
        let _ = writeln!(
            source,
            "    super::Language {{ tag: {:?}, name: {:?}, right_to_left: {} }},",
            language.tag, language.name, language.right_to_left
        );
    }
    source.push_str("];\n\n");
    for (index, (key, message)) in catalogs.english().enumerate() {
        source.push_str(&function(key, index, message)?);
    }
    Ok(source)
}

fn function(key: &str, index: usize, message: &Message) -> Result<String, String> {
    let doc = message.line().replace('\n', " ");
    let places = message.places()?;
    let is_plural = message.is_plural();
    // The number comes first, and is one.
    let names: Vec<_> = places.iter().filter(|name| !(is_plural && *name == "count")).collect();
    let number = is_plural.then(|| "count: u64".to_owned());
    let arguments: Vec<String> =
        number.into_iter().chain(names.iter().map(|name| format!("{name}: &str"))).collect();
    let values: Vec<String> = names.iter().map(|name| format!("(\"{name}\", {name})")).collect();
    let (arguments, values) = (arguments.join(", "), values.join(", "));
    let (returns, body) = if is_plural {
        ("String", format!("plural({index}, count, &[{values}])"))
    } else if places.is_empty() {
        ("&'static str", format!("text({index})"))
    } else {
        ("String", format!("fill({index}, &[{values}])"))
    };
    Ok(format!("/// `{doc}`\npub(crate) fn {key}({arguments}) -> {returns} {{\n    super::{body}\n}}\n"))
}
