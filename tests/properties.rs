//! Properties of every run, checked on thousands of random scenarios, and a comparison with the independent model where
//! it covers the scenario.
//!
//! A failing case prints the smallest link that still fails. `runtime.rs` compares exact traces.

mod model;
mod support;

#[path = "properties/cases.rs"]
mod cases;
#[path = "properties/chance.rs"]
mod chance;
#[path = "properties/expected.rs"]
mod expected;
#[path = "properties/invariants.rs"]
mod invariants;
#[path = "support/mixtures.rs"]
mod mixtures;
#[path = "properties/repeated.rs"]
mod repeated;
#[path = "properties/turns.rs"]
mod turns;
