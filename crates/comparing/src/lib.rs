//! A comparison as work that is done in steps, by the page or by its worker, and what the two tell each other. Knows neither
//! a page nor a worker.
//!
//! The page asks [`Question`]s, the worker's [`Desk`] works on the last one and gives [`Reply`]s. Both do a [`ComparisonJob`],
//! so that it does not matter who does it.
//!
//! ```
//! use compare::ComparedOver;
//! use comparing::{Desk, Question, ReplyKind};
//!
//! let mut desk = Desk::default();
//! let begun = desk.ask(Question::Compare { number: 1, over: ComparedOver::Policies, link: "tasks=2,1".into(), more: String::new() });
//! assert!(matches!(begun.map(|reply| reply.kind), Some(ReplyKind::Begun)));
//! let mut rows = 0;
//! while desk.is_busy() {
//!     rows += desk.work(|| true).len(); // a step
//! }
//! assert_eq!(rows, 8);
//! ```

mod desk;
mod job;

pub use desk::{Desk, Question, Reply, ReplyKind, SettingFigures, written};
pub use job::{ComparisonJob, PolicyRow, runs_of};
