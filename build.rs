//! Has the linker keep what it knows of the addresses in the program, if `cargo xtask build` asks for it: `split` divides
//! the constants by that. Only for the page: the worker (`src/bin/worker.rs`) is not divided. Here, because Cargo's
//! configuration has no flags for a single profile.

/// The environment variable with which it is asked for.
const ASKED: &str = "FUTURESCOPE_KEEP_RELOCATIONS";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed={ASKED}");
    let is_page = std::env::var("TARGET").is_ok_and(|target| target == "wasm32-unknown-unknown");
    if is_page && std::env::var_os(ASKED).is_some() {
        println!("cargo::rustc-link-arg-bin=futurescope=--emit-relocs");
    }
}
