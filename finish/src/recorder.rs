//! The recorder for Python in one file, which the page offers: what `recorder/python/one_file.py` makes, without Python.

use crate::files;
use std::path::Path;

/// The file in the build.
pub const RECORDER: &str = "futurescope_recorder.py";

/// The folder of the recorder in the repository.
const SOURCE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/../recorder/python");

/// Writes the file into `folder`.
///
/// # Errors
///
/// If the recorder cannot be read, or the file cannot be written.
pub fn write(folder: &Path) -> Result<(), String> {
    files::write(&folder.join(RECORDER), text()?.as_bytes())
}

/// The text of the file.
///
/// # Errors
///
/// If the recorder cannot be read.
pub fn text() -> Result<String, String> {
    one_file(Path::new(SOURCE))
}

/// The text of the file, of the recorder in `source`: the modules as texts in the place that the template has for them.
///
/// # Errors
///
/// If the recorder cannot be read.
pub fn one_file(source: &Path) -> Result<String, String> {
    let package = source.join("futurescope_recorder");
    let mut title = String::new();
    let mut modules = String::new();
    for name in files::names(&package)? {
        let Some(module) = name
            .strip_suffix(".py")
            .filter(|module| *module != "__main__" && !module.contains('/'))
        else {
            continue;
        };
        let text = files::read_text(&package.join(&name))?.replace("\r\n", "\n");
        if module == "__init__" {
            let documented = text.split("\"\"\"").nth(1).unwrap_or_default();
            documented.lines().next().unwrap_or_default().clone_into(&mut title);
        }
        let quoted = text.replace('\\', "\\\\").replace("\"\"\"", "\\\"\"\"");
        modules += &format!("    \"{module}\": \"\"\"\\\n{quoted}\"\"\",\n");
    }
    let template = files::read_text(&source.join("one_file.template"))?.replace("\r\n", "\n");
    Ok(template.replace("@TITLE@", &title).replace("@MODULES@\n", &modules))
}

#[cfg(test)]
mod tests {
    use super::{SOURCE, one_file};
    use std::path::Path;
    use std::process::Command;

    #[test]
    fn it_is_the_file_that_python_makes() {
        let source = Path::new(SOURCE);
        let text = one_file(source).expect("the recorder is in the repository");
        for module in ["__init__", "command", "handles", "recording"] {
            assert!(
                text.contains(&format!("\n    \"{module}\": \"\"\"\\\n")),
                "{module} is missing"
            );
        }
        assert!(!text.contains("@MODULES@") && !text.contains("@TITLE@"));
        let target = std::env::temp_dir().join(format!("futurescope-one-file-{}.py", std::process::id()));
        let made = Command::new("python3")
            .arg(source.join("one_file.py"))
            .arg(&target)
            .status();
        let Ok(status) = made else {
            println!("python3 is not there: not compared with its file");
            return;
        };
        assert!(status.success());
        let wanted = std::fs::read_to_string(&target).expect("Python has written it");
        std::fs::remove_file(&target).expect("it is a file of this test");
        assert!(text == wanted, "the texts differ");
    }
}
