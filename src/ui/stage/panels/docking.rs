//! Which panel is open, and which one has the place beside it: the program if it is docked, or else the table of tasks. Where
//! the window has no such place, every panel is a tab; in a small one, the panels are folded until one is opened.

use crate::ui::edit::Edit;
use crate::ui::measured::Extent;
use crate::ui::preference;
use crate::ui::present::Present;
use crate::ui::reactive::{Handle, Memo, RwSignal, lasting, memo};
use crate::ui::stage::selection::Panel;
use leptos::prelude::{untrack, use_context};
use timeline::SizeClass;
use timeline::frame::{docks_code, has_room_for_key};

/// The storage key of the choice to dock the program, or not to.
const STORAGE_KEY: &str = "futurescope-code";
const DOCKED: &str = "docked";
const UNDOCKED: &str = "undocked";

/// The open panel and its neighbour. Copies are handles to the same state.
pub type Docking = Handle<DockingParts>;

/// The parts of [`Docking`].
pub struct DockingParts {
    /// Whether the set-up has the program; a presentation has no set-up.
    in_set_up: Memo<bool>,
    /// The panel that was opened last.
    opened: RwSignal<Panel>,
    /// Whether it is open over the timeline, in a small window.
    unfolded: RwSignal<bool>,
    /// Whether the program was docked by hand, or undocked.
    by_hand: RwSignal<Option<bool>>,
    class: Memo<SizeClass>,
    docked: Memo<bool>,
    open: Memo<Panel>,
    beside: Memo<Option<Panel>>,
    folded: Memo<bool>,
    key_in_view: Memo<bool>,
}

impl Docking {
    /// As it was left, with the Console open. A program of the person's own is in the set-up, so it is not docked.
    /// Owned by the component that calls this.
    #[must_use]
    pub fn new(window: RwSignal<Extent>, edit: Edit) -> Self {
        let opened = RwSignal::new(Panel::Console);
        let kept = preference::kept(STORAGE_KEY);
        let by_hand = RwSignal::new(match kept.as_deref() {
            Some(DOCKED) => Some(true),
            Some(UNDOCKED) => Some(false),
            _ => None,
        });
        // A presentation has one panel, the program, at any size.
        let present = use_context::<Present>();
        let presents = move || present.is_some_and(|present| present.on());
        let in_set_up = memo(move || edit.runs_program() && !presents());
        let class = memo(move || {
            let Extent { width, height } = window.get();
            if presents() {
                SizeClass::Wide
            } else {
                SizeClass::of(width, height)
            }
        });
        let docked = memo(move || {
            let Extent { width, height } = window.get();
            let suits = class.get() == SizeClass::Wide && !presents() && !edit.runs_program();
            suits && by_hand.get().unwrap_or_else(|| docks_code(width, height))
        });
        let open = memo(move || {
            let opened = opened.get();
            if has_tab(opened, class.get(), docked.get(), in_set_up.get()) {
                opened
            } else {
                Panel::Console
            }
        });
        let beside = memo(move || match (class.get(), docked.get()) {
            (SizeClass::Small, _) => None,
            (_, true) => Some(Panel::Code).filter(|_| !open.get().wide()),
            (_, false) => Some(Panel::Tasks),
        });
        let unfolded = RwSignal::new(false);
        let folded = memo(move || class.get() == SizeClass::Small && !unfolded.get());
        let key_in_view = memo(move || class.get() != SizeClass::Small || has_room_for_key(window.get().height));
        lasting(DockingParts {
            in_set_up,
            opened,
            unfolded,
            by_hand,
            class,
            docked,
            open,
            beside,
            folded,
            key_in_view,
        })
    }

    /// The open panel; while the panels are folded, the one that was. Tracked.
    #[must_use]
    pub fn panel(&self) -> Panel {
        self.open.get()
    }

    /// The panels that have a tab, in its order. Tracked.
    #[must_use]
    pub fn tabs(&self) -> Vec<Panel> {
        let (class, docked, program) = (self.class.get(), self.docked.get(), self.in_set_up.get());
        let tabs = Panel::ALL
            .into_iter()
            .filter(|panel| has_tab(*panel, class, docked, program));
        tabs.collect()
    }

    /// Whether the open panel takes the width of both. Tracked.
    #[must_use]
    pub fn wide(&self) -> bool {
        self.class.get() == SizeClass::Wide && self.open.get().wide()
    }

    /// Whether the panels are a bar of tabs, which open over the timeline. Tracked.
    #[must_use]
    pub fn is_bar(&self) -> bool {
        self.class.get() == SizeClass::Small
    }

    /// Whether they are a bar with none open. Tracked.
    #[must_use]
    pub fn folded(&self) -> bool {
        self.folded.get()
    }

    /// Whether the timeline's key is in view. Tracked.
    #[must_use]
    pub fn key_in_view(&self) -> bool {
        self.key_in_view.get()
    }

    /// Whether the program is docked, be it in view or behind a panel over the whole width. Tracked.
    #[must_use]
    pub fn docked(&self) -> bool {
        self.docked.get()
    }

    /// Which panel is beside the open one. Tracked.
    #[must_use]
    pub fn beside(&self) -> Option<Panel> {
        self.beside.get()
    }

    /// Shows a panel.
    pub fn open(&self, panel: Panel) {
        if untrack(|| has_tab(panel, self.class.get(), self.docked.get(), self.in_set_up.get())) {
            self.opened.set(panel);
        } else if untrack(|| self.wide()) {
            // It is beside any other.
            self.opened.set(Panel::Console);
        }
        self.unfolded.set(true);
    }

    /// What a press on its tab does: a second one folds the panels, where they are over the timeline.
    pub fn press_tab(&self, panel: Panel) {
        if untrack(|| self.is_bar() && !self.folded() && self.panel() == panel) {
            self.fold();
        } else {
            self.open(panel);
        }
    }

    /// Closes the panel over the timeline.
    pub fn fold(&self) {
        self.unfolded.set(false);
    }

    /// Docks the program beside the other panels, or makes it one of them again. The choice is kept.
    pub fn switch(&self) {
        let dock = !untrack(|| self.docked());
        self.by_hand.set(Some(dock));
        preference::keep(STORAGE_KEY, Some(if dock { DOCKED } else { UNDOCKED }));
        if !dock {
            self.opened.set(Panel::Code);
        }
    }
}

/// Whether a panel has a tab: it has none if it has a place of its own. A program is in the set-up, and there is nothing to
/// compare it with.
fn has_tab(panel: Panel, class: SizeClass, docked: bool, program: bool) -> bool {
    match panel {
        Panel::Compare if program => false,
        Panel::Code if program => class == SizeClass::Small,
        Panel::Tasks => docked || class == SizeClass::Small,
        Panel::Code => !docked,
        Panel::Figures => class == SizeClass::Small,
        _ => true,
    }
}
