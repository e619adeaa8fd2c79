//! Changes the script that wasm-bindgen has written, so that it joins the second part.

use crate::parts::{IMPORTS, import_name};
use std::collections::BTreeMap;

/// Where the script has instantiated the program, and calls it next.
const INSTANTIATED: &str = "const { instance, module } = await __wbg_load(await module_or_path, imports);";

/// Joins the second part; at its place is the name of the file.
const SECOND: &str = include_str!("second.js");

/// `script` with the joining of the second part, which is in the file `second` beside it.
///
/// # Errors
///
/// If the script is not as wasm-bindgen writes it.
pub fn joining(script: &str, second: &str) -> Result<String, String> {
    let script = once_instantiated(script, "await joinSecond(instance, module);")?;
    Ok(format!(
        "{script}\n{}",
        without_comments(SECOND).replace("SECOND_FILE", second)
    ))
}

/// A script without the lines that are comments and nothing else.
fn without_comments(script: &str) -> String {
    script
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"))
        .flat_map(|line| [line, "\n"])
        .collect()
}

/// `script` with short names for what the program imports: `imports` are the present modules and names, in order.
///
/// # Errors
///
/// If the script does not have each of them once.
pub fn with_short_imports(script: &str, imports: &[(&str, &str)]) -> Result<String, String> {
    let mut keys = BTreeMap::new();
    for ((module, name), number) in imports.iter().zip(0..) {
        keys.insert(format!("{name}:"), format!("{}:", import_name(number)));
        keys.insert(format!("\"{module}\":"), format!("\"{IMPORTS}\":"));
    }
    let mut found = 0;
    let mut written = String::with_capacity(script.len());
    for line in script.split_inclusive('\n') {
        // wasm-bindgen writes each at the start of a line.
        let text = line.trim_start();
        let key = text.split_inclusive(':').next().unwrap_or_default();
        if let Some(short) = keys.get(key) {
            found += 1;
            written += &line[..line.len() - text.len()];
            written += short;
            written += &text[key.len()..];
        } else {
            written += line;
        }
    }
    if found != keys.len() {
        return Err(format!("wasm-bindgen's script has {found} of {} imports", keys.len()));
    }
    Ok(written)
}

/// `script` of a program that notes its calls: tells the program that the second part is not there yet, so that it does
/// then what it will do when it is split.
///
/// # Errors
///
/// If the script is not as wasm-bindgen writes it.
pub fn noting(script: &str) -> Result<String, String> {
    once_instantiated(script, "document.documentElement.dataset.program = \"first\";")
}

fn once_instantiated(script: &str, statement: &str) -> Result<String, String> {
    if script.matches(INSTANTIATED).count() != 1 {
        return Err(format!(
            "wasm-bindgen's script does not have one `{INSTANTIATED}`, behind which `{statement}` belongs"
        ));
    }
    Ok(script.replace(INSTANTIATED, &format!("{INSTANTIATED}\n    {statement}")))
}

#[cfg(test)]
mod tests {
    use super::{joining, noting, with_short_imports};

    const SCRIPT: &str = "async function init(module_or_path) {\n    const { instance, module } = await __wbg_load(await module_or_path, imports);\n    return finish(instance, module);\n}\n";

    #[test]
    fn the_second_part_is_joined_before_the_program_is_called() {
        let joined = joining(SCRIPT, "app_second.wasm").expect("it is wasm-bindgen's script");
        let before = joined
            .find("await joinSecond(instance, module);")
            .expect("it is joined");
        let called = joined.find("return finish(").expect("it is called");
        assert!(before < called);
        assert!(
            joined.contains("new URL(\"app_second.wasm\", import.meta.url)"),
            "{joined}"
        );
        assert!(
            !joined.contains("SECOND_FILE") && !joined.contains("\n//") && !joined.contains("\n  //"),
            "{joined}"
        );
    }

    #[test]
    fn a_program_that_notes_its_calls_is_told_that_it_is_the_first_part() {
        let noting = noting(SCRIPT).expect("it is wasm-bindgen's script");
        let told = noting.find("dataset.program = \"first\"").expect("it is told");
        assert!(noting.find("return finish(").is_some_and(|called| told < called));
    }

    #[test]
    fn imports_get_short_names_where_the_script_gives_them() {
        let script = "const import0 = {\n  __wbg_get_1a: function(a) { return b.__wbg_get_1a; },\n  __wbg_set_2b: f,\n};\nreturn {\n  \"./app_bg.js\": import0,\n};\n";
        let imports = [("./app_bg.js", "__wbg_get_1a"), ("./app_bg.js", "__wbg_set_2b")];
        let short = with_short_imports(script, &imports).expect("the script has them");
        assert_eq!(
            short,
            "const import0 = {\n  i0: function(a) { return b.__wbg_get_1a; },\n  i1: f,\n};\nreturn {\n  \"i\": import0,\n};\n"
        );
        let why = with_short_imports(script, &[("./app_bg.js", "__wbg_other_3c")]).expect_err("it is not there");
        assert_eq!(why, "wasm-bindgen's script has 1 of 2 imports");
    }

    #[test]
    fn another_script_is_refused() {
        for script in ["wasm.start();", &SCRIPT.repeat(2)] {
            let why = joining(script, "app_second.wasm").expect_err("it cannot be joined");
            assert!(why.contains("does not have one `const { instance, module }"), "{why}");
        }
    }
}
