//! Finds the version of a package in Cargo.lock. Parses only the two lines of a package that are needed for it.

use std::path::Path;

/// The version of `package` in the Cargo.lock in `root`.
pub fn version_of(package: &str, root: &Path) -> Result<String, String> {
    let path = root.join("Cargo.lock");
    let text = std::fs::read_to_string(&path).map_err(|error| format!("Cargo.lock cannot be read: {error}"))?;
    version_in(&text, package).ok_or_else(|| format!("Cargo.lock holds no package {package}"))
}

fn version_in(lock: &str, package: &str) -> Option<String> {
    let name = format!("name = \"{package}\"");
    let mut lines = lock.lines().skip_while(|line| *line != name).skip(1);
    Some(
        lines
            .next()?
            .strip_prefix("version = \"")?
            .strip_suffix('"')?
            .to_owned(),
    )
}

#[cfg(test)]
mod tests {
    use super::version_in;
    use crate::repository_root;

    const LOCK: &str = "\
[[package]]
name = \"wasm-bindgen-macro\"
version = \"0.2.127\"

[[package]]
name = \"wasm-bindgen\"
version = \"0.2.128\"
";

    #[test]
    fn a_package_is_found_by_its_whole_name() {
        assert_eq!(version_in(LOCK, "wasm-bindgen").as_deref(), Some("0.2.128"));
    }

    #[test]
    fn a_package_that_is_not_locked_has_no_version() {
        assert_eq!(version_in(LOCK, "wasm"), None);
    }

    /// The `patches` that no package uses, because it needs another version or no package of that name. Cargo does not
    /// warn of either if the patch is a member of the workspace.
    fn unused<'a>(patches: &[&'a str], lock: &str) -> Vec<&'a str> {
        let from_registry = |patch: &str| {
            let name = format!("name = \"{patch}\"");
            let mut packages = lock.split("[[package]]\n");
            packages.any(|package| package.starts_with(&name) && package.contains("\nsource = "))
        };
        let wanted = |patch: &str| lock.contains(&format!("\n \"{patch}\""));
        let unused = |patch: &&str| from_registry(patch) || !wanted(patch);
        patches.iter().copied().filter(unused).collect()
    }

    /// The names in the section `[patch.crates-io]`.
    fn patches(manifest: &str) -> Vec<&str> {
        let lines = manifest.lines().skip_while(|line| *line != "[patch.crates-io]").skip(1);
        let lines = lines.take_while(|line| !line.starts_with('['));
        lines.filter_map(|line| Some(line.split_once(" = ")?.0)).collect()
    }

    #[test]
    fn a_patch_that_nothing_uses_is_found() {
        let used = "[[package]]\nname = \"a\"\nversion = \"1.0.0\"\ndependencies = [\n \"b\",\n]\n\n\
                    [[package]]\nname = \"b\"\nversion = \"0.5.0\"\n";
        assert_eq!(unused(&["b"], used), [""; 0]);
        let newer = "[[package]]\nname = \"b\"\nversion = \"0.6.0\"\nsource = \"registry\"\n";
        let outgrown = format!("{}\n{newer}", used.replace("\"b\",", "\"b 0.6.0\","));
        assert_eq!(unused(&["b"], &outgrown), ["b"]);
        assert_eq!(unused(&["b"], &used.replace(" \"b\",\n", "")), ["b"]);
    }

    #[test]
    fn every_patch_of_the_workspace_is_used() {
        let root = repository_root();
        let read = |name| std::fs::read_to_string(root.join(name)).expect("the workspace has it");
        let manifest = read("Cargo.toml");
        let patches = patches(&manifest);
        assert_eq!(patches, ["crc32fast", "wasm-streams", "zmij"], "the patches are found");
        let unused = unused(&patches, &read("Cargo.lock"));
        assert_eq!(
            unused, [""; 0],
            "update the patch to the required version, or delete it"
        );
    }
}
