//! Programs to the letter, and what every program keeps to.
