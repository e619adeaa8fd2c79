//! The generated programs, run: each prints what the playground prints, line by line. `futures` holds what they are
//! joined with against the playground.
//!
//! `scenarios` says which, `python`, `javascript` and `rust` run them on a virtual clock and say where the language
//! cannot mean the same. What is not found is asked for by name, and its tests then say that they ran nothing.

mod support;

#[path = "codegen/code_positions.rs"]
mod code_positions;
#[path = "codegen/differences.rs"]
mod differences;
#[path = "codegen/expected.rs"]
mod expected;
#[path = "codegen/futures.rs"]
mod futures;
#[path = "codegen/javascript.rs"]
mod javascript;
#[path = "support/mixtures.rs"]
mod mixtures;
#[path = "support/once_different.rs"]
mod once_different;
#[path = "support/others.rs"]
mod others;
#[path = "codegen/python.rs"]
mod python;
#[path = "codegen/rust.rs"]
mod rust;
#[path = "codegen/scenarios.rs"]
mod scenarios;
