//! Whether the set-up (tasks, policy, modifiers) is open, or one line that says what it holds. The line's words are in
//! [`explain::set_up`].
//!
//! In a wide window it is open until it is closed, as a column, unless the list is long; in a smaller one it is closed until it
//! is opened, over the timeline. The choice is remembered for each class of window sizes.

use crate::ui::edit::Edit;
use crate::ui::embed::Embedded;
use crate::ui::measured::Extent;
use crate::ui::page::focus_on;
use crate::ui::preference;
use crate::ui::reactive::{Handle, Memo, RwSignal, lasting, memo, memo_with_last};
use leptos::prelude::*;
use timeline::SizeClass;

/// The storage key of the choices: `wide=closed small=open`.
const STORAGE_KEY: &str = "futurescope-set-up";

/// The set-up's state. Copies are handles to the same one.
pub type SetUp = Handle<SetUpParts>;

/// The parts of [`SetUp`].
pub struct SetUpParts {
    class: Memo<SizeClass>,
    /// How many tasks the list has. Where the focus is in the set-up, how many it had before: nothing closes under the hands.
    tasks: Memo<usize>,
    /// The classes in which it was opened or closed by hand, and which of both.
    chosen: RwSignal<Vec<(SizeClass, bool)>>,
    embedded: Embedded,
}

impl SetUp {
    /// As it was left. Created once by the app.
    #[must_use]
    pub fn new(window_size: RwSignal<Extent>, edit: Edit) -> Self {
        let class = memo(move || {
            let Extent { width, height } = window_size.get();
            SizeClass::of(width, height)
        });
        let scenario = edit.scenario_signal();
        let tasks = memo_with_last(move |last: Option<&usize>| {
            let count = scenario.with(|scenario| scenario.as_ref().map(|scenario| scenario.tasks.count()));
            let last = last.copied();
            let count = count.map(|count| usize::try_from(count).unwrap_or(usize::MAX));
            last.filter(|_| focus_is_inside())
                .or(count)
                .or(last)
                .unwrap_or_default()
        });
        lasting(SetUpParts {
            class,
            tasks,
            chosen: RwSignal::new(read()),
            embedded: Embedded::of_page(),
        })
    }

    /// Whether it is open; never in an embedded page, which has none. Tracked.
    #[must_use]
    pub fn open(&self) -> bool {
        if self.embedded.on() {
            return false;
        }
        let class = self.class.get();
        let tasks = self.tasks.get();
        self.chosen.with(|chosen| open_in(chosen, class, tasks))
    }

    /// Whether it is open over the timeline. Tracked.
    #[must_use]
    pub fn covers(&self) -> bool {
        self.class.get() != SizeClass::Wide && self.open()
    }

    /// What the window has room for. Tracked.
    #[must_use]
    pub fn size(&self) -> SizeClass {
        self.class.get()
    }

    /// How it is shown, as a word for the style sheets. Tracked.
    #[must_use]
    pub fn shown_as(&self) -> &'static str {
        match (self.class.get(), self.open()) {
            (_, false) => "line",
            (SizeClass::Wide, true) => "column",
            (SizeClass::Small, true) => "sheet",
            (SizeClass::Phone, true) => "page",
        }
    }

    /// Opens it, or closes it and moves the focus from it to its line.
    pub fn switch(&self) {
        if untrack(|| self.open()) {
            self.close();
        } else {
            self.open_now();
        }
    }

    /// Opens it.
    pub fn open_now(&self) {
        self.set(true, true);
    }

    /// Closes it if it covers the timeline, and does not remember that: what it covers is to be seen now.
    pub fn uncover(&self) {
        if untrack(|| self.covers()) {
            self.hide(false);
        }
    }

    /// Closes it. A focus in it moves to its line.
    pub fn close(&self) {
        self.hide(true);
    }

    fn hide(&self, remember: bool) {
        let inside = focus_is_inside();
        self.set(false, remember);
        if inside {
            request_animation_frame(|| focus_on(".editor-summary"));
        }
    }

    fn set(&self, open: bool, remember: bool) {
        if untrack(|| self.open()) == open {
            return;
        }
        let class = self.class.get_untracked();
        self.chosen.update(|chosen| {
            chosen.retain(|(of, _)| *of != class);
            chosen.push((class, open));
        });
        if remember {
            self.chosen.with_untracked(|chosen| write(chosen));
        }
        if untrack(|| self.covers()) {
            window().scroll_to_with_x_and_y(0.0, 0.0);
        }
    }
}

fn open_in(chosen: &[(SizeClass, bool)], class: SizeClass, tasks: usize) -> bool {
    let by_hand = chosen.iter().find(|(of, _)| *of == class);
    by_hand.map_or_else(|| class.opens_set_up(tasks), |(_, open)| *open)
}

fn focus_is_inside() -> bool {
    let focused = document().active_element();
    focused.is_some_and(|element| element.closest(".editor-sheet").ok().flatten().is_some())
}

fn read() -> Vec<(SizeClass, bool)> {
    let kept = preference::kept(STORAGE_KEY).unwrap_or_default();
    let choice = |written: &str| {
        let (word, state) = written.split_once('=')?;
        let class = SizeClass::ALL.into_iter().find(|class| class.word() == word)?;
        Some((class, state == "open"))
    };
    kept.split(' ').filter_map(choice).collect()
}

fn write(chosen: &[(SizeClass, bool)]) {
    let word = |open: bool| if open { "open" } else { "closed" };
    let words: Vec<String> = chosen
        .iter()
        .map(|(class, open)| format!("{}={}", class.word(), word(*open)))
        .collect();
    preference::keep(STORAGE_KEY, Some(&words.join(" ")));
}
