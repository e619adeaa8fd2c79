//! Whether the program is shown beside the other panels, in place of the table of tasks. Only in windows that are wide
//! enough.

use crate::ui::measured::Extent;
use crate::ui::reactive::{Memo, RwSignal, memo};
use crate::ui::stage::selection::Panel;
use timeline::TWO_COLUMNS;

/// The place of the program. Copies are handles to the same state.
#[derive(Clone, Copy)]
pub struct Docking {
    wanted: RwSignal<bool>,
    panel: RwSignal<Panel>,
    beside: Memo<bool>,
}

impl Docking {
    /// Not docked. Owned by the component that calls this.
    #[must_use]
    pub fn new(panel: RwSignal<Panel>, window: RwSignal<Extent>) -> Self {
        let wanted = RwSignal::new(false);
        let beside = memo(move || wanted.get() && !panel.get().wide() && window.get().width >= TWO_COLUMNS);
        Self { wanted, panel, beside }
    }

    /// Whether the program is shown beside the open panel. Tracked.
    #[must_use]
    pub fn beside(&self) -> bool {
        self.beside.get()
    }

    /// Shows the table of tasks if the program or a panel has its place.
    pub fn show_tasks(&self) {
        if self.beside.get_untracked() {
            self.wanted.set(false);
        } else if self.panel.get_untracked().wide() {
            self.panel.set(Panel::Console);
        }
    }

    /// Docks the program beside the Console, or gives it the whole width again.
    pub fn switch(&self) {
        let dock = !self.beside.get_untracked();
        self.wanted.set(dock);
        self.panel.set(if dock { Panel::Console } else { Panel::Code });
    }
}
