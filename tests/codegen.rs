//! Runs the generated programs, and checks that each prints what the playground prints, line by line. `futures` checks
//! joined operations against the futures crate.
//!
//! `scenarios` lists the scenarios. `python`, `javascript` and `rust` run their programs on a virtual clock, and state
//! where the language behaves differently. An interpreter that is missing is named, and its tests report that they ran
//! nothing.

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
#[path = "codegen/line_markers.rs"]
mod line_markers;
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
#[path = "codegen/truth.rs"]
mod truth;
