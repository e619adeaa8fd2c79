//! What a run does, event by event, in virtual time. Every block of lines is worked out from docs/semantics.md, rule by rule.
//!
//! Random scenarios are left to `properties.rs`, CPython to `cpython.rs`.

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
