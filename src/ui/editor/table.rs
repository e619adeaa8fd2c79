//! The task list as a table of fields. Holds what the rows share: which are in the page, the drag, the open menu, where the
//! focus goes next. A row is [`super::row`].

use super::drag::Drag;
use super::row::TaskRow;
use super::row_menu::{OpenMenu, RowMenu};
use super::total::one_by_one;
use crate::scenario::Item;
use crate::ui::edit::Edit;
use crate::ui::icons::{Glyph, Icon};
use leptos::prelude::*;

/// The table and its `Add task`.
#[component]
pub fn TaskTable(
    /// What is edited.
    edit: Edit,
) -> impl IntoView {
    let rows = Rows::new(edit);
    let add_node = NodeRef::<leptos::html::Button>::new();
    let window = RwSignal::new(Window::TOP);
    let scroller = NodeRef::<leptos::html::Div>::new();

    let shown = Memo::new(move |_| window.get().rows(rows.count.get()));
    let scrolled = move |_| {
        if let Some(node) = scroller.get_untracked() {
            window.set(Window::of(&node));
        }
    };
    // A row that is to have the focus must be in the page first.
    Effect::new(move |_| {
        let Some(focus) = rows.focus.get() else { return };
        if focus.row >= rows.count.get_untracked() {
            rows.focus.set(None);
            if let Some(add) = add_node.get() {
                let _ = add.focus();
            }
        } else if let Some(node) = scroller.get_untracked()
            && !shown.get_untracked().contains(focus.row)
        {
            let height = Window::of(&node).row_height;
            node.set_scroll_top((focus.row as f64 * height) as i32);
        }
    });
    let add = move |_| {
        if let Some(row) = edit.add() {
            rows.focus.set(Some(Focus {
                row,
                place: Place::Name,
            }));
        }
    };

    let gap = move |before: bool| {
        move || {
            let shown = shown.get();
            let count = if before {
                shown.first
            } else {
                rows.count.get() - shown.last
            };
            let height = count as f64 * window.get().row_height;
            (count > 0).then(|| {
                view! { <tr aria-hidden="true"><td class="task-table-gap" colspan="6" style:height=format!("{height}px")></td></tr> }
            })
        }
    };
    let table = move || {
        view! {
            <table
                class="task-table"
                aria-label="Task editor"
                aria-rowcount=move || (rows.count.get() + 1).to_string()
                data-dragging=move || rows.drag.get().is_some().to_string()
            >
                <colgroup>
                    <col data-column="grip" />
                    <col />
                    <col data-column="delay" />
                    <col data-column="cpu" />
                    <col data-column="fate" />
                    <col data-column="more" />
                </colgroup>
                <thead>
                    <tr>
                        <th class="task-table-head"><span class="visually-hidden">"Order"</span></th>
                        <th class="task-table-head">"Task"</th>
                        <th class="task-table-head" data-align="end">"Delay"</th>
                        <th class="task-table-head" data-align="end">"CPU"</th>
                        <th class="task-table-head">"Fate"</th>
                        <th class="task-table-head"><span class="visually-hidden">"More"</span></th>
                    </tr>
                </thead>
                <tbody>
                    {gap(true)}
                    <For each=move || { let shown = shown.get(); shown.first..shown.last } key=|row| *row let:row>
                        <TaskRow rows row />
                    </For>
                    {gap(false)}
                </tbody>
            </table>
        }
    };
    let long = Memo::new(move |_| rows.count.get() > MOST_ROWS_IN_PAGE);

    view! {
        {move || unreadable_note(edit)}
        {move || {
            if long.get() {
                view! { <div class="task-table-scroll" node_ref=scroller on:scroll=scrolled>{table()}</div> }.into_any()
            } else {
                window.set(Window::TOP);
                table().into_any()
            }
        }}
        {move || {
            (rows.count.get() == 0).then(|| view! { <p class="task-table-empty">"Add a task, or pick an example."</p> })
        }}
        <div class="task-table-add">
            <button class="button" type="button" node_ref=add_node prop:disabled=move || !rows.enabled.get() on:click=add>
                <Icon glyph=Glyph::Plus />
                "Add task"
            </button>
            <span class="spacer"></span>
            <span class="task-table-sum">{move || edit.draft.with(|draft| one_by_one(draft.list()))}</span>
        </div>
        <RowMenu rows />
    }
}

/// What the rows of the table share. Copies are handles to the same table.
#[derive(Clone, Copy)]
pub struct Rows {
    /// What is edited.
    pub edit: Edit,
    /// How many items there are.
    pub count: Memo<usize>,
    /// Whether the table can be edited: not while the text cannot be read.
    pub enabled: Memo<bool>,
    /// The row being dragged.
    pub drag: RwSignal<Option<Drag>>,
    /// The row whose menu is open.
    pub menu: RwSignal<Option<OpenMenu>>,
    /// What the next row or render is to focus.
    pub focus: RwSignal<Option<Focus>>,
    /// The row that shows its `×N` although it is ×1, because the person asked for it.
    pub repeating: RwSignal<Option<usize>>,
}

/// A control of a row.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Focus {
    /// Which row.
    pub row: usize,
    /// Which control.
    pub place: Place,
}

/// The controls of a row that can be given the focus.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Place {
    /// What it is dragged by.
    Grip,
    /// The name.
    Name,
    /// The `×N`.
    Repeat,
    /// The delay.
    Delay,
    /// The computing.
    Cpu,
    /// The fate.
    Fate,
    /// The number of the fate.
    Count,
    /// The button of the menu.
    More,
}

impl Place {
    /// All of them, in the order of the Tab key.
    pub const ALL: [Self; 8] = [
        Self::Grip,
        Self::Name,
        Self::Repeat,
        Self::Delay,
        Self::Cpu,
        Self::Fate,
        Self::Count,
        Self::More,
    ];

    /// The word in `data-place`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Grip => "grip",
            Self::Name => "name",
            Self::Repeat => "repeat",
            Self::Delay => "delay",
            Self::Cpu => "cpu",
            Self::Fate => "fate",
            Self::Count => "count",
            Self::More => "more",
        }
    }
}

impl Rows {
    fn new(edit: Edit) -> Self {
        Self {
            edit,
            count: Memo::new(move |_| edit.draft.with(|draft| draft.list().items.len())),
            enabled: Memo::new(move |_| edit.draft.with(crate::scenario::draft::Draft::readable)),
            drag: RwSignal::new(None),
            menu: RwSignal::new(None),
            focus: RwSignal::new(None),
            repeating: RwSignal::new(None),
        }
    }

    /// The item of a row, untracked.
    #[must_use]
    pub fn item(&self, row: usize) -> Option<Item> {
        self.edit
            .draft
            .with_untracked(|draft| draft.list().items.get(row).cloned())
    }

    /// What the row is called, for the names of its controls.
    #[must_use]
    pub fn title(&self, row: usize) -> String {
        let name = self.item(row).and_then(|item| item.name);
        name.unwrap_or_else(|| format!("task {}", row + 1))
    }

    /// Copies the row and goes to the copy.
    pub fn duplicate(&self, row: usize) {
        if self.edit.duplicate(row) {
            self.focus.set(Some(Focus {
                row: row + 1,
                place: Place::Name,
            }));
        }
    }

    /// Takes the row out and goes to the one that takes its place, or else to the one before.
    pub fn remove(&self, row: usize) {
        if self.edit.remove(row) {
            let count = self.count.get_untracked();
            let next = if row < count { row } else { count.saturating_sub(1) };
            self.focus.set(Some(Focus {
                row: next,
                place: Place::Grip,
            }));
        }
    }

    /// Moves the row by one, with the focus on the same control.
    pub fn step(&self, row: usize, down: bool, place: Place) {
        let to = if down { row + 1 } else { row.wrapping_sub(1) };
        if to < self.count.get_untracked() {
            self.move_to(row, to, place);
        }
    }

    /// Moves the row and goes with it.
    pub fn move_to(&self, from: usize, to: usize, place: Place) {
        if from == to || self.edit.move_item(from, to) {
            self.focus.set(Some(Focus { row: to, place }));
        }
    }
}

/// Up to here all rows are in the page and scroll with it: cheap to lay out, and found by the browser's search.
const MOST_ROWS_IN_PAGE: usize = 200;

/// Rows beyond the edges that are in the page all the same, so that a quick scroll shows no gap.
const SPARE_ROWS: usize = 8;

/// The part of a long table that is seen.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Window {
    scroll_top: f64,
    height: f64,
    row_height: f64,
}

impl Window {
    /// Before anything is laid out: `--h-table-max` and `--h-row` of tokens.css, corrected by the first scroll.
    const TOP: Self = Self {
        scroll_top: 0.0,
        height: 480.0,
        row_height: 34.0,
    };

    fn of(scroller: &web_sys::Element) -> Self {
        let row = scroller.query_selector(".task-row").ok().flatten();
        Self {
            scroll_top: f64::from(scroller.scroll_top()),
            height: f64::from(scroller.client_height()),
            row_height: row.map_or(Self::TOP.row_height, |row| {
                row.get_bounding_client_rect().height().max(1.0)
            }),
        }
    }

    fn rows(&self, count: usize) -> Shown {
        if count <= MOST_ROWS_IN_PAGE {
            return Shown { first: 0, last: count };
        }
        let first = (self.scroll_top / self.row_height) as usize;
        let seen = (self.height / self.row_height) as usize + 1;
        Shown {
            first: first.saturating_sub(SPARE_ROWS).min(count),
            last: (first + seen + SPARE_ROWS).min(count),
        }
    }
}

/// The rows that are in the page: `first` up to but without `last`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Shown {
    first: usize,
    last: usize,
}

impl Shown {
    const fn contains(self, row: usize) -> bool {
        self.first <= row && row < self.last
    }
}

fn unreadable_note(edit: Edit) -> Option<impl IntoView> {
    let line = edit
        .draft
        .with(|draft| draft.errors().first().map(|error| error.line))?;
    Some(view! {
        <p class="editor-note" role="status">
            {format!("Line {line} of the text cannot be read. This is the last list that could; mend the text to edit it here.")}
        </p>
    })
}
