//! Gives every file a name made from its content and puts those names where files mention each other.
//!
//! `app.js` imports the chunk loader and the loader imports `app.js`: neither can be hashed after the other is complete.
//! They are hashed together before either knows the other's name, and both carry that joint hash, which identifies the
//! whole build: it depends on every wasm file through their names.

use super::wasm::App;
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
}

/// The build under its final names.
#[derive(Debug)]
pub struct Build {
    /// Identifies it.
    pub id: String,
    /// All files below `assets`.
    pub files: Vec<Named>,
}

impl Build {
    /// The file that plays a role.
    pub fn file(&self, role: &str) -> Option<&Named> {
        self.files.iter().find(|file| file.role == role)
    }
}

/// Names everything.
pub fn assign(app: App, style: String, boot: &str) -> Result<Build> {
    let App { main, mut script, mut loader, chunks, snippets } = app;
    let mut files = vec![by_content("app.wasm", main)];
    script = replaced(&script, "'app_bg.wasm'", &format!("'{}'", files[0].name))?;
    for (chunk, bytes) in chunks {
        let file = by_content(&chunk, bytes);
        loader = replaced(&loader, &format!("\"./{chunk}\""), &format!("\"./{}\"", file.name))?;
        files.push(file);
    }

    let pieces = [script.as_bytes(), loader.as_bytes()].into_iter();
    let id = hash::short(&hash::of_all(pieces.chain(snippets.values().map(Vec::as_slice)))).to_owned();
    let (app_js, split_js, folder) =
        (format!("app.{id}.js"), format!("split.{id}.js"), format!("snippets.{id}"));
    // Only what is imported is renamed: the same words as keys of the import object must stay as the wasm has them.
    if script.contains("from \"./__wasm_split.js\"") {
        script = replaced(&script, "from \"./__wasm_split.js\"", &format!("from \"./{split_js}\""))?;
    }
    script = script.replace("from './snippets/", &format!("from './{folder}/"));
    script = script.replace("from \"./snippets/", &format!("from \"./{folder}/"));
    loader = replaced(&loader, "from \"./app.js\"", &format!("from \"./{app_js}\""))?;
    files.push(Named { role: "app.js".to_owned(), name: app_js, bytes: script.into_bytes() });
    files.push(Named { role: "split.js".to_owned(), name: split_js, bytes: loader.into_bytes() });
    for (path, bytes) in snippets {
        files.push(Named { role: format!("snippets/{path}"), name: format!("{folder}/{path}"), bytes });
    }

    files.push(by_content("style.css", style.into_bytes()));
    let mut build = Build { id, files };
    // The scripts lie beside each other, and an embedding page may have another origin: names are relative here.
    let boot = super::page::placeholders_filled(boot, &build, "./")?;
    build.files.push(by_content("boot.js", boot.into_bytes()));
    Ok(build)
}

fn by_content(role: &str, bytes: Vec<u8>) -> Named {
    let hash = hash::of(&bytes);
    let (stem, extension) = role.rsplit_once('.').unwrap_or((role, "bin"));
    Named { role: role.to_owned(), name: format!("{stem}.{}.{extension}", hash::short(&hash)), bytes }
}

/// A replacement that must find something: tools change what they write, and a build must not go wrong silently.
fn replaced(text: &str, from: &str, to: &str) -> Result<String> {
    if !text.contains(from) {
        return Err(Fail::new(format!(
            "the generated scripts do not contain {from} any more; see stage/names.rs"
        )));
    }
    Ok(text.replace(from, to))
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    fn app(main: &[u8], chunk: &[u8]) -> App {
        App {
            main: main.to_vec(),
            script: "import * as import1 from \"./__wasm_split.js\"\nconst i = {\"./__wasm_split.js\": import1};\n\
                     new URL('app_bg.wasm', import.meta.url)"
                .to_owned(),
            loader: "import { initSync } from \"./app.js\";\nfetch(new URL(\"./split_case.wasm\", import.meta.url))"
                .to_owned(),
            chunks: BTreeMap::from([("split_case.wasm".to_owned(), chunk.to_vec())]),
            snippets: BTreeMap::new(),
        }
    }

    fn text(build: &Build, role: &str) -> String {
        String::from_utf8(build.file(role).unwrap().bytes.clone()).unwrap()
    }

    #[test]
    fn files_mention_each_other_by_final_name() {
        let build =
            assign(app(b"main", b"chunk"), "a{}".to_owned(), "import('{{app.js}}') // {{build}}").unwrap();
        let name = |role| build.file(role).unwrap().name.clone();
        assert!(
            text(&build, "app.js").contains(&format!("new URL('{}', import.meta.url)", name("app.wasm")))
        );
        assert!(text(&build, "app.js").contains(&format!("from \"./{}\"", name("split.js"))));
        assert!(
            text(&build, "app.js").contains("{\"./__wasm_split.js\": import1}"),
            "keys belong to the wasm"
        );
        assert!(text(&build, "split.js").contains(&format!("from \"./{}\"", name("app.js"))));
        assert!(text(&build, "split.js").contains(&format!("\"./{}\"", name("split_case.wasm"))));
        assert_eq!(text(&build, "boot.js"), format!("import('./{}') // {}", name("app.js"), build.id));
        assert_eq!(name("app.js"), format!("app.{}.js", build.id));
    }

    #[test]
    fn a_changed_chunk_changes_every_name_that_leads_to_it_and_no_other() {
        let one = assign(app(b"main", b"chunk"), "a{}".to_owned(), "{{app.js}}").unwrap();
        let two = assign(app(b"main", b"other"), "a{}".to_owned(), "{{app.js}}").unwrap();
        for role in ["split_case.wasm", "split.js", "app.js", "boot.js"] {
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
        assert!(assign(changed, String::new(), "").is_err());
    }
}
