//! Explanations: what happens at a moment of a run and why it matters, and what the terms on the page mean. Sentences for
//! someone who sees async code for the first time. Knows no page.

pub mod bar;
pub mod caption;
pub mod flight;
pub mod glossary;
pub mod guess;
pub mod opened;
pub mod placement;
pub mod program_input;
pub mod program_lines;
pub mod resource;
pub mod rows;
pub mod set_up;
