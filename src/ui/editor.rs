//! The editor half of the page: tasks, policy, modifiers. On a phone a summary row opens it as a page of its own.

mod cell;
mod drag;
mod failure_mode;
mod grip;
mod open_menu;
mod row;
mod row_menu;
mod rows;
mod table;
mod text;
mod total;

use super::edit::Edit;
use super::explain::Explained;
use super::icons::{Glyph, Icon};
use super::modifiers::Modifiers;
use super::policies::Policies;
use crate::ui::reactive::{RwSignal, Signal};
use crate::ui::tab_list::{Tab, TabList};
use explain::glossary::Term;
use leptos::prelude::*;
use scenario::draft::Draft;
use scenario::words;
use table::TaskTable;
use text::TaskText;

/// Everything that can be changed before a run.
#[component]
pub fn Editor(
    /// The state of the editor.
    edit: Edit,
    /// Whether it is open as a page of its own, which matters only on a phone.
    open: RwSignal<bool>,
) -> impl IntoView {
    view! {
        <aside class="editor" aria-label="Tasks and policy" data-open=move || open.get().to_string()>
            <Summary edit open />
            <section class="editor-section" data-part="tasks" aria-labelledby="tasks-title">
                <TaskEditor edit />
            </section>
            <section class="editor-section" data-part="policies" aria-labelledby="policies-title">
                <div class="editor-heading">
                    <h2 id="policies-title"><Explained term=Term::HowToAwait>"How to await"</Explained></h2>
                </div>
                <Policies policy=edit.policy unit=edit.unit leftovers=edit.leftovers />
            </section>
            <section class="editor-section" data-part="modifiers" aria-label="Modifiers">
                <Modifiers edit />
            </section>
        </aside>
    }
}

/// The two views of the draft, of which one is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum EditorView {
    Table,
    Text,
}

impl EditorView {
    const ALL: [Self; 2] = [Self::Table, Self::Text];

    const fn label(self) -> &'static str {
        match self {
            Self::Table => "Table",
            Self::Text => "Text",
        }
    }

    const fn tab_id(self) -> &'static str {
        match self {
            Self::Table => "tab-table",
            Self::Text => "tab-text",
        }
    }

    const fn panel_id(self) -> &'static str {
        match self {
            Self::Table => "panel-table",
            Self::Text => "panel-text",
        }
    }
}

/// The heading with its tabs, and the selected view.
#[component]
fn TaskEditor(edit: Edit) -> impl IntoView {
    let shown = RwSignal::new(EditorView::Table);
    let tabs = EditorView::ALL.map(|view| Tab {
        label: view.label(),
        id: view.tab_id().to_owned(),
        panel_id: Some(view.panel_id()),
        explains: Some(match view {
            EditorView::Table => Term::TableView,
            EditorView::Text => Term::TextView,
        }),
    });
    let open = Signal::derive(move || shown.get() as usize);
    let on_open = Callback::new(move |index: usize| shown.set(EditorView::ALL[index]));
    let count = move || {
        edit.draft.with(|draft| {
            if draft.readable() {
                words::thousands(draft.list().count())
            } else {
                String::new()
            }
        })
    };
    view! {
        <div class="editor-heading">
            <h2 id="tasks-title">"Tasks"</h2>
            <small class="editor-count">{count}</small>
            <span class="spacer"></span>
            <TabList name="Task editor" tabs=tabs.into() open on_open />
        </div>
        {move || {
            let view = shown.get();
            view! {
                <div role="tabpanel" id=view.panel_id() aria-labelledby=view.tab_id()>
                    {match view {
                        EditorView::Table => view! { <TaskTable edit /> }.into_any(),
                        EditorView::Text => view! { <TaskText edit /> }.into_any(),
                    }}
                </div>
            }
            .into_any()
        }}
    }
}

/// The row that opens and closes the editor on a phone.
#[component]
fn Summary(edit: Edit, open: RwSignal<bool>) -> impl IntoView {
    let title = move || {
        let count = edit.draft.with(|draft| draft.list().count());
        let tasks = if count == 1 { "task" } else { "tasks" };
        format!("{} {tasks} · {}", words::thousands(count), edit.policy.get().label())
    };
    let line = move || {
        if !edit.draft.with(Draft::readable) {
            return "The list cannot be read.".to_owned();
        }
        let limit = edit
            .limit
            .valid()
            .map_or("no limit".to_owned(), |limit| format!("at most {limit} at a time"));
        let timeout = edit
            .timeout
            .valid()
            .map_or("no timeout".to_owned(), |timeout| format!("timeout {timeout}"));
        let retries = match edit.retry.valid() {
            0 => "no retries".to_owned(),
            1 => "1 retry".to_owned(),
            many => format!("{many} retries"),
        };
        format!("{limit} · {timeout} · {retries}")
    };
    view! {
        <button
            class="editor-summary"
            type="button"
            aria-expanded=move || open.get().to_string()
            on:click=move |_| open.update(|open| *open = !*open)
        >
            <span>
                <span class="editor-summary-title">{title}</span>
                <span class="editor-summary-line">{line}</span>
            </span>
            <span class="spacer"></span>
            {move || {
                if open.get() {
                    view! { <span class="link">"Done"</span> }.into_any()
                } else {
                    view! { <Icon glyph=Glyph::Right /> }.into_any()
                }
            }}
        </button>
    }
}
