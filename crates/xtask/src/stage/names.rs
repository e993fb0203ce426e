//! Gives every file a name made from its content and puts those names where files mention each other.
//!
//! The tools write two scripts that import each other, of which neither could be named after the other is complete: the app's
//! and the chunks' loader. They are made one, which also saves a request. Its hash identifies the whole build: it depends on
//! every wasm file through their names.

use super::merge::parts_of;
use super::wasm::App;
use super::{Mode, element, script};
use crate::error::{Fail, Result};
use crate::hash;

/// One file of the build.
#[derive(Debug)]
pub struct Named {
    /// What the page and the scripts call it, such as `app.js`.
    pub role: String,
    /// Its name below `assets`.
    pub name: String,
    /// What is in it.
    pub bytes: Vec<u8>,
    /// Which parts of the app, loaded on demand, need it; none for what is loaded first.
    pub parts: Vec<String>,
}

impl Named {
    /// The digest that browsers check it by.
    pub fn integrity(&self) -> String {
        hash::integrity(&self.bytes)
    }
}

/// The build under its final names.
#[derive(Debug)]
pub struct Build {
    /// Identifies it.
    pub id: String,
    /// All files below `assets`.
    pub files: Vec<Named>,
}

#[cfg(test)]
impl Build {
    /// The file that plays a role.
    pub fn file(&self, role: &str) -> Option<&Named> {
        self.files.iter().find(|file| file.role == role)
    }
}

/// The scripts that are ours.
pub struct Scripts {
    /// Starts the app on its own page.
    pub boot: String,
    /// What others have in them, by the name that they have for it.
    pub parts: Vec<(&'static str, String)>,
    /// For browsers that cannot run the app.
    pub old: String,
}

impl Scripts {
    /// A script with what it shares with others.
    pub fn whole(&self, script: &str, mode: Mode) -> Result<String> {
        let with = |script: String, (name, part): &(&str, String)| {
            script.replace(&format!("{{{{{name}}}}}\n"), &format!("{part}\n"))
        };
        script::sent(self.parts.iter().fold(script.to_owned(), with), mode)
    }
}

/// The styles of the app's own page, and of elements in others.
pub struct Styles {
    /// Its own, as far as the first page needs them.
    pub page: String,
    /// All others.
    pub rest: String,
    /// Elements.
    pub element: String,
}

/// Names everything. `catalogs` are the texts by role.
pub fn assign(
    app: App,
    style: Styles,
    catalogs: Vec<(String, String)>,
    scripts: Scripts,
    mode: Mode,
) -> Result<Build> {
    let App { main, mut script, mut loader, chunks, snippets } = app;
    let mut files = vec![by_content("app.wasm", main)];
    script = replaced(&script, "'app_bg.wasm'", &format!("'{}'", files[0].name))?;
    for (chunk, bytes) in chunks {
        let parts = parts_of(chunk.trim_end_matches(".wasm"), &loader).into_iter().collect();
        let file = Named { parts, ..by_content(&chunk, bytes) };
        loader = replaced(
            &loader,
            &format!("\"./{chunk}\", import.meta.url)"),
            &format!("\"./{}\", import.meta.url), {{ integrity: \"{}\" }}", file.name, file.integrity()),
        )?;
        files.push(file);
    }

    let folder = format!("snippets.{}", hash::short(&hash::of_all(snippets.values().map(Vec::as_slice))));
    script = script.replace("from './snippets/", &format!("from './{folder}/"));
    script = script.replace("from \"./snippets/", &format!("from \"./{folder}/"));
    let script = joined(&script, &loader)?;
    files.push(by_content("embed.js", script::sent(element::script(&script)?, mode)?.into_bytes()));
    let script = script::sent(script, mode)?;
    let id = hash::short(&hash::of(script.as_bytes())).to_owned();
    files.push(by_content("app.js", script.into_bytes()));
    for (path, bytes) in snippets {
        let (role, name) = (format!("snippets/{path}"), format!("{folder}/{path}"));
        files.push(Named { role, name, bytes, parts: Vec::new() });
    }

    files.push(by_content("style.css", style.page.into_bytes()));
    files.push(by_content("rest.css", style.rest.into_bytes()));
    files.push(by_content("embed.css", style.element.into_bytes()));
    files.extend(catalogs.into_iter().map(|(role, texts)| by_content(&role, texts.into_bytes())));
    let mut build = Build { id, files };
    // The scripts lie beside each other, and an embedding page may have another origin: names are relative here.
    let boot = super::page::placeholders_filled(&scripts.whole(&scripts.boot, mode)?, &build, "./")?;
    build.files.push(by_content("boot.js", boot.into_bytes()));
    build.files.push(by_content("old.js", scripts.old.into_bytes()));
    Ok(build)
}

fn by_content(role: &str, bytes: Vec<u8>) -> Named {
    let hash = hash::of(&bytes);
    let (stem, extension) = role.rsplit_once('.').unwrap_or((role, "bin"));
    Named {
        role: role.to_owned(),
        name: format!("{stem}.{}.{extension}", hash::short(&hash)),
        bytes,
        parts: Vec::new(),
    }
}

/// One script of the app's and of the chunks' loader.
fn joined(script: &str, loader: &str) -> Result<String> {
    let loads: Vec<_> = loader
        .lines()
        .filter_map(|line| Some(line.strip_prefix("export const ")?.split_once(" =")?.0))
        .collect();
    let mut joined = String::new();
    // The same words as a key of the import object must stay as the wasm has them; once is enough.
    let mut key = Some(format!("\"./__wasm_split.js\": {{ {} }},", loads.join(", ")));
    for line in script.lines() {
        let trimmed = line.trim_start();
        if trimmed.starts_with("import * as ") && line.contains(" from \"./__wasm_split.js\"") {
            continue;
        }
        let line = match trimmed.starts_with("\"./__wasm_split.js\": import") {
            true => key.take(),
            false => Some(line.to_owned()),
        };
        if let Some(line) = line {
            joined.push_str(&line);
            joined.push('\n');
        }
    }
    if key.is_some() {
        return Err(Fail::new("app.js does not import the chunks' loader any more; see stage/names.rs"));
    }
    let loader = replaced(loader, "import { initSync } from \"./app.js\";\n", "")?;
    joined.push_str(&loader.replace("\nexport const ", "\nconst "));
    Ok(joined)
}

/// A replacement that must find something: tools change what they write, and a build must not go wrong silently.
pub(super) fn replaced(text: &str, from: &str, to: &str) -> Result<String> {
    if !text.contains(from) {
        return Err(Fail::new(format!(
            "the generated scripts do not contain {from} any more; see stage/names.rs"
        )));
    }
    Ok(text.replace(from, to))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;

    /// What an element's script is made from.
    const GLUE: &str = element::GLUE;

    fn app(main: &[u8], chunk: &[u8]) -> App {
        App {
            main: main.to_vec(),
            script: format!(
                "import * as import1 from \"./__wasm_split.js\"\nimport * as import2 from \"./__wasm_split.js\"\n\
                     const i = {{\n  \"./__wasm_split.js\": import1,\n  \"./__wasm_split.js\": import2,\n}};\n\
                     new URL('app_bg.wasm', import.meta.url)\n{GLUE}"
            ),
            loader: format!(
                "import {{ initSync }} from \"./app.js\";\n\n{}\nexport const __wasm_split_load_case = \
                     fetch(new URL(\"./split_case.wasm\", import.meta.url));\n",
                element::LOADER
            ),
            chunks: BTreeMap::from([("split_case.wasm".to_owned(), chunk.to_vec())]),
            snippets: BTreeMap::new(),
        }
    }

    fn ours(boot: &str) -> Scripts {
        Scripts { boot: boot.to_owned(), parts: Vec::new(), old: String::new() }
    }

    fn styles() -> Styles {
        Styles { page: "a{}".to_owned(), rest: "c{}".to_owned(), element: "b{}".to_owned() }
    }

    fn build(app: App, boot: &str, mode: Mode) -> Build {
        let catalogs = vec![("messages.de.json".to_owned(), "[]".to_owned())];
        assign(app, styles(), catalogs, ours(boot), mode).unwrap()
    }

    fn text(build: &Build, role: &str) -> String {
        String::from_utf8(build.file(role).unwrap().bytes.clone()).unwrap()
    }

    #[test]
    fn files_mention_each_other_by_final_name() {
        let boot =
            "  // x\nimport('{{app.js}}') // {{build}} {{integrity of app.wasm}} '{{messages.de.json}}'";
        let build = build(app(b"main", b"chunk"), boot, Mode::Dev);
        let name = |role| build.file(role).unwrap().name.clone();
        let chunk = build.file("split_case.wasm").unwrap();
        assert_eq!(
            text(&build, "app.js"),
            format!(
                "const i = {{\n\"./__wasm_split.js\": {{ __wasm_split_load_case }},\n}};\nnew URL('{}', import.meta.url)\n{GLUE}\n\n\
                 {}\nconst __wasm_split_load_case = fetch(new URL(\"./{}\", import.meta.url), {{ integrity: \"{}\" }});\n",
                name("app.wasm"),
                element::LOADER,
                chunk.name,
                chunk.integrity()
            )
        );
        let main = build.file("app.wasm").unwrap().integrity();
        assert_eq!(
            text(&build, "boot.js"),
            format!(
                "  // x\nimport('./{}') // {} {main} './{}'",
                name("app.js"),
                build.id,
                name("messages.de.json")
            )
        );
        assert_eq!(name("app.js"), format!("app.{}.js", build.id));
    }

    #[test]
    fn a_changed_chunk_changes_every_name_that_leads_to_it_and_no_other() {
        let one = build(app(b"main", b"chunk"), "{{app.js}}", Mode::Dev);
        let two = build(app(b"main", b"other"), "{{app.js}}", Mode::Dev);
        for role in ["split_case.wasm", "app.js", "embed.js", "boot.js"] {
            assert_ne!(one.file(role).unwrap().name, two.file(role).unwrap().name, "{role}");
        }
        for role in ["app.wasm", "style.css"] {
            assert_eq!(one.file(role).unwrap().name, two.file(role).unwrap().name, "{role}");
        }
    }

    #[test]
    fn scripts_that_look_different_stop_the_build() {
        let mut changed = app(b"main", b"chunk");
        changed.script = changed.script.replace("app_bg.wasm", "other.wasm");
        assert!(assign(changed, styles(), Vec::new(), ours(""), Mode::Dev).is_err());
    }
}
