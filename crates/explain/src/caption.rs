//! The caption: what happens at one moment of a run and why it matters, in a headline and a detail.
