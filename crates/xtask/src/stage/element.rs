//! The app's script for elements in somebody else's page: each has an instance of the wasm, and nothing of what one instance has
//! belongs to another. What wasm-bindgen writes is a module, of which a page has one; here it is a function, of which each
//! element has a call.
//!
//! What is called comes by way of the page (`guard`), which does not enter an instance that is over; and what is made elements
//! of passes its policy (`trusted`), since the one of the app's own page is not there. And an instance can be let go of (`forget`):
//! a browser keeps a field in which somebody has typed for its Undo, and with it all that listens to it, which must not be
//! the memory of a whole app.

use super::names::replaced;
use crate::error::{Fail, Result};

/// What the script calls that which the page has for the app; `src/platform/page.rs` calls it so, too.
const PAGE: &str = "caseportPage";

/// What the tools write, and what it becomes.
const CHANGES: [(&str, &str); 7] = [
    ("wasm = instance.exports;", "wasm = caseportPage.guard(instance.exports);"),
    (
        "innerHTML = getStringFromWasm0(arg1, arg2);",
        "innerHTML = caseportPage.trusted(getStringFromWasm0(arg1, arg2));",
    ),
    // What a chunk was made into is linked with the others, and nobody asks for it again.
    ("return instantiate(imports);", "await instantiate(imports);"),
    // What comes when the instance has been let go of is for nobody.
    (
        "const imports = getSharedImports();",
        "const imports = getSharedImports();\nif (imports === null) return new Promise(() => {});",
    ),
    (
        "const sharedImports = getSharedImports();",
        "const sharedImports = getSharedImports();\nif (sharedImports === null) return;",
    ),
    // Chunks are linked with each other, and only what is called from outside needs a guard.
    ("= initSync(undefined, undefined);", "= wasmInstance.exports;"),
    (
        "sharedImports.__wasm_split.__indirect_function_table.get(callbackIndex)(callbackData, success);",
        "caseportPage.guard({ call: sharedImports.__wasm_split.__indirect_function_table.get(callbackIndex) }).call(callbackData, success);",
    ),
];

const EXPORTS: &str = "export { initSync, __wbg_init as default };";

/// The script for elements, of the app's.
pub fn script(script: &str) -> Result<String> {
    let script = replaced(script, EXPORTS, "")?;
    let script = CHANGES.iter().try_fold(script, |script, (from, to)| replaced(&script, from, to))?;
    let is_import = |line: &&str| line.starts_with("import ");
    let imports: String = script.lines().filter(is_import).map(|line| format!("{line}\n")).collect();
    // What dependencies make known to the page is nobody's business here.
    let declared = |line: &str| match line.strip_prefix("export ") {
        Some(rest) if ["class ", "function "].iter().any(|it| rest.starts_with(it)) => format!("{rest}\n"),
        _ => format!("{line}\n"),
    };
    let body: String = script.lines().filter(|line| !is_import(line)).map(declared).collect();
    if let Some(left) = body.lines().find(|line| line.starts_with("export ")) {
        return Err(Fail::new(format!("a function cannot have `{left}` in it; see stage/element.rs")));
    }
    let forget = forgetting(&body);
    Ok(format!("{imports}export function create({PAGE}) {{\n{body}{forget}return __wbg_init;\n}}\n"))
}

/// Lets go of the instance: whoever still calls finds nobody.
fn forgetting(body: &str) -> String {
    let is_of_memory = |name: &str| name.starts_with("cached") && name.contains("Memory");
    let held = ["__wbg_init_promise", "sharedImports", "sharedFile", "wasmInstance", "wasmModule"];
    let declared = body.lines().filter_map(|line| line.strip_prefix("let "));
    let names = declared.flat_map(|rest| {
        let names = rest.trim_end_matches(';').split(',');
        names.filter_map(|it| it.split('=').next().map(str::trim))
    });
    let names: String = names
        .filter(|name| held.contains(name) || is_of_memory(name))
        .map(|name| format!("{name} = "))
        .collect();
    format!("{PAGE}.forget = () => {{\nwasm = {PAGE}.nobody;\n{names}null;\n}};\n")
}

#[cfg(test)]
/// As much of what wasm-bindgen writes as is changed.
pub const GLUE: &str = "arg0.innerHTML = getStringFromWasm0(arg1, arg2);\nlet cachedUint8ArrayMemory0 = null;\nlet wasmModule, wasmInstance, wasm;\nwasm = instance.exports;\nexport { initSync, __wbg_init as default };";
#[cfg(test)]
/// As much of what the splitter writes.
pub const LOADER: &str = "let sharedImports = undefined;\nconst imports = getSharedImports();\nconst sharedImports = getSharedImports();\nreturn instantiate(imports);\nconst { memory } = initSync(undefined, undefined);\nsharedImports.__wasm_split.__indirect_function_table.get(callbackIndex)(callbackData, success);";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_module_becomes_a_function() {
        let dependency = "export class Foreign {\n}";
        let made =
            script(&format!("{dependency}\nimport {{ a }} from './snippets/a.js';\n{GLUE}\n{LOADER}\n"))
                .unwrap();
        assert!(made.starts_with("import { a } from './snippets/a.js';\nexport function create(caseportPage) {\nclass Foreign {\n}\narg0."));
        let forget = "caseportPage.forget = () => {\nwasm = caseportPage.nobody;\n\
             cachedUint8ArrayMemory0 = wasmModule = wasmInstance = sharedImports = null;\n};\nreturn __wbg_init;\n}\n";
        assert!(made.ends_with(forget), "{made}");
        assert!(made.contains("\nawait instantiate(imports);\n"));
        assert!(made.contains("innerHTML = caseportPage.trusted(getStringFromWasm0(arg1, arg2));"));
        assert!(made.contains("wasm = caseportPage.guard(instance.exports);"));
        assert!(made.contains("const { memory } = wasmInstance.exports;"));
        assert!(!made.contains("export {"));
    }

    #[test]
    fn what_the_tools_write_otherwise_stops_the_build() {
        assert!(script("let wasm;").is_err());
        let more = format!("{GLUE}\n{LOADER}\nexport default more;\n");
        assert!(script(&more).unwrap_err().to_string().contains("export default more"));
    }
}
