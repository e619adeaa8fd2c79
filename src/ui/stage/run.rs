//! The controls of a run, its figures, and the sentence about the shown moment.

pub mod actions;
pub mod counts;
pub mod full;
pub mod metrics;
pub mod notes;
pub mod speed;
pub mod transport;
