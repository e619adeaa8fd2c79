//! What holds for every run, over thousands of random scenarios, and what the independent model says of those it covers.
//!
//! A failing case prints the smallest link found that still fails. Exact traces are left to `runtime.rs`.

mod model;
mod support;

#[path = "properties/cases.rs"]
mod cases;
#[path = "properties/chance.rs"]
mod chance;
#[path = "properties/books.rs"]
mod critical_paths;
#[path = "properties/expected.rs"]
mod expected;
#[path = "support/mixtures.rs"]
mod mixtures;
#[path = "properties/repeated.rs"]
mod repeated;
#[path = "properties/turns.rs"]
mod turns;
