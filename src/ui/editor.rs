//! The editor half of the page: tasks, policy, modifiers; or the line that says what they are, and opens them.

mod cell;
pub(super) mod drag;
mod failure_mode;
mod grip;
mod open_menu;
mod row;
mod row_menu;
mod rows;
mod table;
mod text;

use super::edit::Edit;
use super::embed::Embedded;
use super::explain::Explained;
use super::icon_button::IconButton;
use super::icons::{Glyph, Icon};
use super::import::{Import, RecordFacts};
use super::language::language_in_view;
use super::measured::measured;
use super::modifiers::Modifiers;
use super::policies::Policies;
use super::program::{ProgramEditor, ProgramTab};
use super::session::Guessing;
use super::set_up::SetUp;
use super::text_size::followed_text_scale;
use super::whole::WhenWhole;
use crate::ui::reactive::{RwSignal, Signal, memo};
use crate::ui::tab_list::{Tab, TabList};
use ::kept::WorkKind;
use explain::glossary::Term;
use explain::set_up::SetUpLine;
use leptos::html::Span;
use leptos::prelude::*;
use scenario::draft::Draft;
use scenario::words;
use table::TaskTable;
use text::TaskText;
use timeline::words::estimate_width;

/// Everything that can be changed before a run.
#[component]
pub fn Editor(
    /// The state of the editor.
    edit: Edit,
    /// Whether it is open.
    set_up: SetUp,
) -> impl IntoView {
    let import = use_context::<Import>();
    let opened = memo(move || import.is_some_and(|import| import.shows_record()));
    view! {
        <aside class="editor" aria-label="Tasks and policy" data-record=move || opened.get().to_string() data-kind=move || edit.kind.get().id().to_owned()>
            <Summary edit set_up />
            <div class="editor-sheet">
                <WhenWhole>
                    // What is typed stays in the page, hidden.
                    {move || import.filter(|_| opened.get()).map(|import| view! { <RecordFacts import /> }.into_any())}
                    <section class="editor-section" data-part="tasks" aria-labelledby="tasks-title">
                        <TaskEditor edit set_up />
                    </section>
                </WhenWhole>
                <WhenWhole>
                    <section class="editor-section" data-part="policies" aria-labelledby="policies-title">
                        <div class="editor-heading">
                            <h2 id="policies-title"><Explained term=Term::HowToAwait>"How to await"</Explained></h2>
                        </div>
                        <Policies policy=edit.policy unit=edit.unit leftovers=edit.leftovers />
                    </section>
                </WhenWhole>
                <WhenWhole>
                    <section class="editor-section" data-part="modifiers" aria-label="Modifiers">
                        <Modifiers edit />
                    </section>
                </WhenWhole>
            </div>
        </aside>
    }
}

/// The two views of the draft, and the program; one of them is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum EditorView {
    Table,
    Text,
    Program,
}

impl EditorView {
    const ALL: [Self; 3] = [Self::Table, Self::Text, Self::Program];

    const fn label(self) -> &'static str {
        match self {
            Self::Table => "Table",
            Self::Text => "Text",
            Self::Program => "Program",
        }
    }

    const fn tab_id(self) -> &'static str {
        match self {
            Self::Table => "tab-table",
            Self::Text => "tab-text",
            Self::Program => "tab-program",
        }
    }

    const fn panel_id(self) -> &'static str {
        match self {
            Self::Table => "panel-table",
            Self::Text => "panel-text",
            Self::Program => "panel-program",
        }
    }
}

/// The heading with its tabs, and the selected view.
#[component]
fn TaskEditor(edit: Edit, set_up: SetUp) -> impl IntoView {
    let program_tab = use_context::<ProgramTab>();
    let embedded = Embedded::of_page();
    let of_list = RwSignal::new(EditorView::Table);
    let shown = memo(move || {
        if edit.runs_program() {
            EditorView::Program
        } else {
            of_list.get()
        }
    });
    let tabs = EditorView::ALL.map(|view| Tab {
        label: view.label(),
        id: view.tab_id().to_owned(),
        panel_id: Some(view.panel_id()),
        explains: Some(match view {
            EditorView::Table => Term::TableView,
            EditorView::Text => Term::TextView,
            EditorView::Program => Term::ProgramView,
        }),
    });
    let open = Signal::derive(move || shown.get() as usize);
    let on_open = Callback::new(move |index: usize| match EditorView::ALL[index] {
        EditorView::Program => {
            if let Some(program_tab) = program_tab {
                program_tab.show();
            }
        }
        view => {
            of_list.set(view);
            edit.kind.set(WorkKind::List);
        }
    });
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
            <h2 id="tasks-title">{move || match shown.get() {
                EditorView::Program => view! { "Set-up" }.into_any(),
                _ => view! { <Explained term=Term::Task>"Tasks"</Explained> }.into_any(),
            }}</h2>
            <small class="editor-count">{move || (shown.get() != EditorView::Program).then(count)}</small>
            <span class="spacer"></span>
            <TabList name="Task editor" tabs=tabs.into() open on_open />
            <span class="editor-close">
                <IconButton label="Close the set-up" term=Term::SetUp keys="U" glyph=Glyph::Collapse press=move || set_up.close() />
            </span>
        </div>
        {move || {
            let view = shown.get();
            view! {
                <div role="tabpanel" id=view.panel_id() aria-labelledby=view.tab_id()>
                    {match view {
                        EditorView::Table => view! { <TaskTable edit /> }.into_any(),
                        EditorView::Text => view! { <TaskText edit /> }.into_any(),
                        // In a figure the set-up is out of view, and Run fetches what it needs.
                        EditorView::Program if embedded.on() => ().into_any(),
                        EditorView::Program => program_tab.map(|program_tab| view! { <ProgramEditor program_tab /> }).into_any(),
                    }}
                </div>
            }
            .into_any()
        }}
    }
}

/// The set-up in one line, which opens and closes it.
#[component]
fn Summary(edit: Edit, set_up: SetUp) -> impl IntoView {
    let language = language_in_view();
    let scenario = edit.scenario_signal();
    let import = use_context::<Import>();
    let about = memo(move || import.and_then(|import| import.about()));
    let line = memo(move || {
        if let Some(about) = about.get() {
            return SetUpLine::of_record(about.parts());
        }
        if edit.runs_program() {
            return edit.program.with(|text| SetUpLine::of_program(text));
        }
        scenario.with(|scenario| match scenario {
            Some(scenario) => SetUpLine::new(scenario, language.get()),
            None => SetUpLine::unreadable(edit.draft.with(Draft::readable)),
        })
    });
    let node = NodeRef::<Span>::new();
    let extent = measured(node);
    // Read again where the line has another size: reading it for other words would lay out the page in the same task.
    let text_scale = followed_text_scale(move || extent.track());
    let fitted = memo(move || {
        // The estimate is for 11 px; the line has at most --fs-13. Some fonts are wider than the estimate.
        let scale = 1.08 * 13.0 / 11.0 * text_scale.get();
        line.with(|line| line.fitted(extent.get().width, &|text| scale * estimate_width(text)))
    });
    let parts = move || {
        let fitted = fitted.get();
        let last = fitted.more;
        let parts = fitted.parts.into_iter().chain((!last.is_empty()).then_some(last));
        parts
            .map(|part| view! { <span class="editor-summary-part">{part}</span> }.into_any())
            .collect_view()
    };
    // One by one, the sum is what the person is asked for.
    let guessing = use_context::<Guessing>();
    let total = move || {
        let asked_for = guessing.is_some_and(|guessing| guessing.withholds());
        let shown = fitted.with(|fitted| fitted.total) && !asked_for;
        shown.then(|| {
            line.with(|line| view! { <span class="editor-summary-total">{line.total.clone()}</span> }.into_any())
        })
    };
    view! {
        <button
            class="editor-summary"
            type="button"
            data-explains=Term::SetUp.id()
            data-keys="U"
            aria-expanded=move || set_up.open().to_string()
            on:click=move |_| set_up.switch()
        >
            <Icon glyph=Glyph::Right small=true />
            <span class="editor-summary-title">{move || if about.with(Option::is_some) { "Record".to_owned() } else { "Set-up".to_owned() }}</span>
            <span class="editor-summary-line" node_ref=node><WhenWhole>{parts}{total}</WhenWhole></span>
        </button>
    }
}
