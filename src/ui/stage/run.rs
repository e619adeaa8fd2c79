//! What a run is started, stopped and stepped with, and what is said of it at one moment.

pub mod actions;
pub mod full;
pub mod metrics;
pub mod notes;
pub mod transport;
