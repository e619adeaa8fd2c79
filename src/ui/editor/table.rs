//! The task list as a table of fields. A row is [`super::row`], the state that the rows share is [`super::rows`].

use super::row::TaskRow;
use super::row_menu::RowMenu;
use super::rows::{RowControl, RowFocus, TableRows};
use crate::ui::edit::Edit;
use crate::ui::explain::Explained;
use crate::ui::icons::{Glyph, Icon};
use crate::ui::reactive::{ReusedRows, effect, memo};
use crate::ui::session::Guessing;
use crate::ui::virtual_list::VirtualList;
use explain::glossary::Term;
use explain::set_up::one_by_one;
use leptos::prelude::*;

/// Up to this number, all rows are in the page and scroll with it: they are cheap to lay out, and the browser's search finds them.
const MOST_ROWS_IN_PAGE: usize = 200;

/// The table and its button `Add task`.
#[component]
pub fn TaskTable(
    /// The state of the editor.
    edit: Edit,
) -> impl IntoView {
    let rows = TableRows::new(edit);
    let add_node = NodeRef::<leptos::html::Button>::new();
    let list = VirtualList::with_all_up_to(MOST_ROWS_IN_PAGE, rows.count, "--h-row");

    // A row must be in the page before it can get the focus.
    effect(move || {
        let Some(focus) = rows.focus.get() else { return };
        if focus.row >= rows.count.get_untracked() {
            rows.focus.set(None);
            if let Some(add) = add_node.get() {
                let _ = add.focus();
            }
        } else {
            list.bring_into_page(focus.row);
        }
    });
    let add = move |_| {
        if let Some(row) = edit.add() {
            rows.focus.set(Some(RowFocus {
                row,
                control: RowControl::Name,
            }));
        }
    };

    let gap = move |before: bool| {
        move || {
            let height = if before {
                list.above_in_pixels()
            } else {
                list.below_in_pixels()
            };
            (height > 0.0).then(|| {
                view! { <tr aria-hidden="true"><td class="task-table-gap" colspan="6" style:height=format!("{height}px")></td></tr> }.into_any()
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
                    <col data-column="failure-mode" />
                    <col data-column="more" />
                </colgroup>
                <thead>
                    <tr>
                        <th class="task-table-head"><span class="visually-hidden">"Order"</span></th>
                        <th class="task-table-head"><Explained term=Term::TaskName>"Task"</Explained></th>
                        <th class="task-table-head" data-align="end"><Explained term=Term::Delay>"Delay"</Explained></th>
                        <th class="task-table-head" data-align="end"><Explained term=Term::Cpu>"CPU"</Explained></th>
                        <th class="task-table-head"><Explained term=Term::Outcome>"Outcome"</Explained></th>
                        <th class="task-table-head"><span class="visually-hidden">"More"</span></th>
                    </tr>
                </thead>
                <tbody>
                    {gap(true)}
                    <ReusedRows each=move || list.rows() let:row>
                        <TaskRow rows row />
                    </ReusedRows>
                    {gap(false)}
                </tbody>
            </table>
        }
        .into_any()
    };
    let long = memo(move || rows.count.get() > MOST_ROWS_IN_PAGE);

    // One by one, the sum is what the person is asked for.
    let guessing = use_context::<Guessing>();
    let sum = move || match guessing {
        Some(guessing) if guessing.withholds() => "you are asked for the total".to_owned(),
        _ => edit.draft.with(|draft| one_by_one(draft.list())),
    };
    view! {
        {move || unreadable_note(edit)}
        {move || {
            if long.get() {
                view! { <div class="task-table-scroll" node_ref=list.scroller on:scroll=move |_| list.scrolled()>{table()}</div> }.into_any()
            } else {
                list.start_anew();
                table()
            }
        }}
        {move || {
            (rows.count.get() == 0).then(|| view! { <p class="task-table-empty">"Add a task, or pick an example."</p> }.into_any())
        }}
        <div class="task-table-add">
            <button class="button" type="button" id="add-task" data-explains=Term::AddTask.id() node_ref=add_node prop:disabled=move || !rows.enabled.get() on:click=add>
                <Icon glyph=Glyph::Plus />
                "Add task"
            </button>
            <span class="spacer"></span>
            <span class="task-table-sum" data-explains=Term::OneAfterAnother.id()>{sum}</span>
        </div>
        <RowMenu rows />
    }
}

fn unreadable_note(edit: Edit) -> Option<AnyView> {
    let line = edit
        .draft
        .with(|draft| draft.errors().first().map(|error| error.line))?;
    Some(view! {
        <p class="editor-note" role="status">
            {format!("Line {line} of the text cannot be read. This is the last list that could; mend the text to edit it here.")}
        </p>
    }
    .into_any())
}
