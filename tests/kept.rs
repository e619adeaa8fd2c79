//! Saved works: any text that is written is read back, and the right works are evicted and offered.

#[path = "kept/shelf.rs"]
mod shelf;
#[path = "kept/work.rs"]
mod work;
