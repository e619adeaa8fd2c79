use super::Rect;

/// All tasks in a few rows, by state.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct StateRows {
    /// The area of all rows, if they are predicted: it is dimmed.
    pub predicted: Option<Rect>,
    /// The share of a row's tasks that wait for a timer or for what they await.
    pub waiting: Vec<Rect>,
    /// The share whose timer is due and has not been served.
    pub overdue: Vec<Rect>,
    /// The share that waits for a permit or something else that others hold.
    pub blocked: Vec<Rect>,
    /// The share that runs or is ready to.
    pub busy: Vec<Rect>,
    /// Where some have ended: a line at the foot of the row.
    pub ended: Vec<Rect>,
    /// Where a task was cancelled.
    pub cancellations: Vec<Rect>,
    /// Where a task failed.
    pub failures: Vec<Rect>,
}
