//! The events because of which main continues.

/// The indexes of the events that decide what main does next.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Decisions {
    /// The event because of which main continues: the end of an operation whose result it took, or its deadline's
    /// timer.
    pub(super) decided_by: Option<u32>,
    /// The `timer-fired` of the run's deadline.
    pub(super) deadline_fired: Option<u32>,
    /// The last end of an operation of which main is notified.
    pub(super) last_end: Option<u32>,
}
