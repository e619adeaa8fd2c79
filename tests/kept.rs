//! The person's work as it is kept: what is written is read again, whatever is typed, and what makes way for what.

#[path = "kept/shelf.rs"]
mod shelf;
#[path = "kept/work.rs"]
mod work;
