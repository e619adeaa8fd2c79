//! The events of a run in virtual time, one by one. Every block of lines is derived from docs/semantics.md by hand.
//!
//! `properties.rs` tests random scenarios, and `cpython.rs` compares with CPython.

#[path = "support/rendered.rs"]
mod rendered;

#[path = "runtime/clocks.rs"]
mod clocks;
#[path = "runtime/deadline.rs"]
mod deadline;
#[path = "runtime/file.rs"]
mod file;
#[path = "runtime/joined.rs"]
mod joined;
#[path = "runtime/leftovers.rs"]
mod leftovers;
#[path = "runtime/modifiers.rs"]
mod modifiers;
#[path = "runtime/policies.rs"]
mod policies;
#[path = "runtime/unseen.rs"]
mod unseen;
