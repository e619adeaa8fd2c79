//! The caption: what happens at each step of a run, in a sentence that a beginner can follow; and what the bars of the
//! timeline answer.

mod support;

#[path = "caption/bars.rs"]
mod bars;
#[path = "caption/captioned.rs"]
mod captioned;
#[path = "caption/examples.rs"]
mod examples;
#[path = "support/families.rs"]
mod families;
#[path = "caption/foreign.rs"]
mod foreign;
#[path = "caption/random.rs"]
mod random;
#[path = "caption/rows.rs"]
mod rows;
#[path = "caption/table.rs"]
mod table;
#[path = "caption/terms.rs"]
mod terms;
