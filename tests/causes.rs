//! The answers of Why for virtual traces, with the exact sentences of each chain.
//!
//! For random traces, only properties that every answer must have.

mod support;

#[path = "causes/answers.rs"]
mod answers;
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
