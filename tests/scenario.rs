//! The scenario as text and its meaning: numbers, lists, drafts, chance and links.

#[path = "scenario/draft.rs"]
mod draft;
#[path = "scenario/link.rs"]
mod link;
#[path = "scenario/list.rs"]
mod list;
#[path = "scenario/members.rs"]
mod members;
#[path = "scenario/number.rs"]
mod number;
#[path = "scenario/operations.rs"]
mod operations;
#[path = "scenario/program_link.rs"]
mod program_link;
#[path = "scenario/samples.rs"]
mod samples;
#[path = "scenario/share.rs"]
mod share;
