//! The selected task, the highlighted tasks, and the open panel. The shown moment is in the session's playhead.

use crate::ui::reactive::RwSignal;
use explain::glossary::Term;
use recording::TaskId;

/// The selected task and the highlighted ones. Copies are handles to the same state.
#[derive(Clone, Copy)]
pub struct Selection {
    task: RwSignal<Option<TaskId>>,
    /// In list order.
    lit: RwSignal<Vec<TaskId>>,
    /// The task whose lane is to be scrolled into view, and how often that was asked for.
    wanted: RwSignal<(Option<TaskId>, u32)>,
}

/// A panel of the lower half.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Panel {
    /// The printed lines.
    Console,
    /// The table of tasks, where it has no place beside the other panels.
    Tasks,
    /// The recorded events.
    Events,
    /// Causes and findings.
    Why,
    /// The scenario as a program.
    Code,
    /// The critical path.
    CriticalPath,
    /// Comparisons with other policies and settings.
    Compare,
    /// The figures and the timeline's key, where they have no place of their own.
    Figures,
}

impl Selection {
    /// An empty selection. Owned by the component that calls this.
    #[must_use]
    pub fn nothing() -> Self {
        Self {
            task: RwSignal::new(None),
            lit: RwSignal::new(Vec::new()),
            wanted: RwSignal::new((None, 0)),
        }
    }

    /// The selected task, whose lane, row and lines are tinted. Tracked.
    #[must_use]
    pub fn task(&self) -> Option<TaskId> {
        self.task.get()
    }

    /// The same, not tracked.
    #[must_use]
    pub fn task_untracked(&self) -> Option<TaskId> {
        self.task.get_untracked()
    }

    /// Tracks the selected task without reading it.
    pub fn track(&self) {
        self.task.track();
    }

    /// Whether this task is selected. Tracked.
    #[must_use]
    pub fn is(&self, task: TaskId) -> bool {
        self.task() == Some(task)
    }

    /// Whether this task is highlighted, because the pointer is on its line of the program. Tracked.
    #[must_use]
    pub fn is_lit(&self, task: TaskId) -> bool {
        self.lit.with(|lit| lit.binary_search(&task).is_ok())
    }

    /// Highlights these tasks, given in list order, and no others.
    pub fn light(&self, tasks: Vec<TaskId>) {
        if self.lit.try_get_untracked().is_some_and(|lit| lit != tasks) {
            self.lit.try_set(tasks);
        }
    }

    /// Selects a task, or nothing.
    pub fn choose(&self, task: Option<TaskId>) {
        if self.task.try_get_untracked().is_some_and(|chosen| chosen != task) {
            self.task.set(task);
        }
    }

    /// Selects a task and scrolls its lane into view.
    pub fn show(&self, task: TaskId) {
        self.choose(Some(task));
        self.wanted.update(|(wanted, times)| {
            *wanted = Some(task);
            *times += 1;
        });
    }

    /// The task whose lane is to be scrolled into view. Tracked: each [`Selection::show`] is a change.
    #[must_use]
    pub fn wanted(&self) -> Option<TaskId> {
        self.wanted.get().0
    }

    /// Selects a task, or nothing if it is selected already.
    pub fn toggle(&self, task: TaskId) {
        self.choose(Some(task).filter(|task| self.task_untracked() != Some(*task)));
    }
}

impl Panel {
    /// In the order of the tabs.
    pub const ALL: [Self; 8] = [
        Self::Console,
        Self::Tasks,
        Self::Events,
        Self::Why,
        Self::Code,
        Self::CriticalPath,
        Self::Compare,
        Self::Figures,
    ];

    /// The label of its tab.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Console => "Console",
            Self::Tasks => "Tasks",
            Self::Events => "Events",
            Self::Why => "Why",
            Self::Code => "Code",
            Self::CriticalPath => "Critical path",
            Self::Compare => "Compare",
            Self::Figures => "Figures",
        }
    }

    /// What explains it.
    #[must_use]
    pub const fn term(self) -> Term {
        match self {
            Self::Console => Term::Console,
            Self::Tasks => Term::TasksTable,
            Self::Events => Term::Events,
            Self::Why => Term::Why,
            Self::Code => Term::Code,
            Self::CriticalPath => Term::CriticalPath,
            Self::Compare => Term::Compare,
            Self::Figures => Term::FiguresPanel,
        }
    }

    /// Whether it takes the whole width: what is beside it is then hidden, and lanes are lower.
    #[must_use]
    pub const fn wide(self) -> bool {
        matches!(self, Self::Code | Self::Compare)
    }

    /// The id of its tab.
    #[must_use]
    pub const fn tab_id(self) -> &'static str {
        match self {
            Self::Console => "tab-console",
            Self::Tasks => "tab-tasks",
            Self::Events => "tab-events",
            Self::Why => "tab-why",
            Self::Code => "tab-code",
            Self::CriticalPath => "tab-path",
            Self::Compare => "tab-compare",
            Self::Figures => "tab-figures",
        }
    }

    /// The id of its panel.
    #[must_use]
    pub const fn panel_id(self) -> &'static str {
        match self {
            Self::Console => "panel-console",
            Self::Tasks => "panel-tasks",
            Self::Events => "panel-events",
            Self::Why => "panel-why",
            Self::Code => "panel-code",
            Self::CriticalPath => "panel-path",
            Self::Compare => "panel-compare",
            Self::Figures => "panel-figures",
        }
    }
}
