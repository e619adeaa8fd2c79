//! The cell for a task's failure mode.

use super::cell::CellInput;
use super::rows::{RowControl, TableRows};
use crate::ui::edit::cells::{Column, FailureModeKind};
use crate::ui::icons::{Glyph, Icon};
use crate::ui::reactive::{ListRow, Memo, memo};
use leptos::prelude::*;
use scenario::{FailureMode, Item};

/// A choice of four kinds, and a number for the kinds that need one.
#[component]
pub fn FailureModeCell(
    /// The state that the rows share.
    rows: TableRows,
    /// The row, and the index of the item that it shows.
    row: ListRow,
    /// The row's item.
    item: Memo<Option<Item>>,
    /// The row's title.
    title: Memo<String>,
) -> impl IntoView {
    let kind = memo(move || {
        item.with(|item| {
            item.as_ref().map_or(FailureModeKind::Succeeds, |item| {
                FailureModeKind::of(&item.failure_mode)
            })
        })
    });
    let counted = memo(move || matches!(kind.get(), FailureModeKind::FailsFirst | FailureModeKind::FailsByChance));
    let choose = move |label: String| {
        let Some(item) = item.get_untracked() else { return };
        let row = row.get_untracked();
        let chosen = FailureModeKind::ALL.into_iter().find(|kind| kind.label() == label);
        let Some(chosen) = chosen.filter(|chosen| *chosen != FailureModeKind::of(&item.failure_mode)) else {
            return;
        };
        rows.edit
            .cell_errors
            .update(|cell_errors| cell_errors.put(row, Column::Count, None));
        rows.edit.set_item(
            row,
            Item {
                failure_mode: chosen.failure_mode(),
                ..item
            },
        );
    };
    let state = move || {
        if kind.get() == FailureModeKind::Succeeds {
            "done".to_owned()
        } else {
            "failed".to_owned()
        }
    };
    let options = FailureModeKind::ALL.map(|option| {
        view! { <option value=option.label() prop:selected=move || kind.get() == option>{option.label()}</option> }
            .into_any()
    });
    view! {
        <div class="task-failure-mode">
            <span class="task-failure-mode-face ink" data-state=state>
                {move || {
                    let glyph = if kind.get() == FailureModeKind::Succeeds { Glyph::Done } else { Glyph::Failed };
                    view! { <Icon glyph small=true /> }.into_any()
                }}
                <span class="task-failure-mode-word" aria-hidden="true">{move || kind.get().short().to_owned()}</span>
                <select
                    class="task-failure-mode-select"
                    data-control=RowControl::FailureMode.word()
                    aria-label=move || format!("Outcome of {}", title.get())
                    prop:value=move || kind.get().label().to_owned()
                    prop:disabled=move || !rows.enabled.get()
                    on:change=move |event| choose(event_target_value(&event))
                >
                    {options.collect_view()}
                </select>
            </span>
            {move || {
                counted.get().then(|| {
                    let label = move || match item.get().map(|item| item.failure_mode) {
                        Some(FailureMode::FailsByChance(_)) => format!("Chance that {} fails", title.get()),
                        _ => format!("Failing attempts of {}", title.get()),
                    };
                    view! { <CellInput rows row item column=Column::Count label /> }.into_any()
                })
            }}
        </div>
    }
}
