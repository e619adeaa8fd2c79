//! Why things happen, told from virtual traces: every sentence of a chain, exactly.
//!
//! Random traces are asked only what must hold for every answer.

mod support;

#[path = "causes/asked.rs"]
mod asked;
#[path = "causes/cancelled.rs"]
mod cancelled;
#[path = "causes/cuts.rs"]
mod cuts;
#[path = "support/edited.rs"]
mod edited;
#[path = "support/mixtures.rs"]
mod mixtures;
#[path = "causes/policies.rs"]
mod policies;
#[path = "causes/random.rs"]
mod random;
#[path = "causes/recorded.rs"]
mod recorded;
#[path = "causes/time.rs"]
mod time;
#[path = "causes/walker.rs"]
mod walker;
