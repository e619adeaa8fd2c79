//! How a task ends, in a row.

use super::cell::CellInput;
use super::rows::{Place, Rows};
use crate::ui::edit::cells::{Column, FateSort};
use crate::ui::icons::{Glyph, Icon};
use crate::ui::reactive::{Memo, memo};
use leptos::prelude::*;
use scenario::{Fate, Item};

/// A choice of four, and a number where the choice needs one.
#[component]
pub fn FateCell(
    /// What the rows share.
    rows: Rows,
    /// From 0.
    row: usize,
    /// The row's item.
    item: Memo<Option<Item>>,
    /// What the row is called.
    title: Memo<String>,
) -> impl IntoView {
    let sort = memo(move || {
        item.with(|item| {
            item.as_ref()
                .map_or(FateSort::Succeeds, |item| FateSort::of(&item.fate))
        })
    });
    let counted = memo(move || matches!(sort.get(), FateSort::FailsFirst | FateSort::FailsByChance));
    let choose = move |label: String| {
        let Some(item) = item.get_untracked() else { return };
        let chosen = FateSort::ALL.into_iter().find(|sort| sort.label() == label);
        let Some(chosen) = chosen.filter(|chosen| *chosen != FateSort::of(&item.fate)) else {
            return;
        };
        rows.edit.slips.update(|slips| slips.put(row, Column::Count, None));
        rows.edit.set_item(
            row,
            Item {
                fate: chosen.fate(),
                ..item
            },
        );
    };
    let state = move || {
        if sort.get() == FateSort::Succeeds {
            "done".to_owned()
        } else {
            "failed".to_owned()
        }
    };
    let options = FateSort::ALL.map(|option| {
        view! { <option value=option.label() prop:selected=move || sort.get() == option>{option.label()}</option> }
            .into_any()
    });
    view! {
        <div class="task-fate">
            <span class="task-fate-face ink" data-state=state>
                {move || {
                    let glyph = if sort.get() == FateSort::Succeeds { Glyph::Done } else { Glyph::Failed };
                    view! { <Icon glyph small=true /> }.into_any()
                }}
                <span class="task-fate-word" aria-hidden="true">{move || sort.get().short().to_owned()}</span>
                <select
                    class="task-fate-select"
                    data-place=Place::Fate.word()
                    aria-label=move || format!("Fate of {}", title.get())
                    prop:value=move || sort.get().label().to_owned()
                    prop:disabled=move || !rows.enabled.get()
                    on:change=move |event| choose(event_target_value(&event))
                >
                    {options.collect_view()}
                </select>
            </span>
            {move || {
                counted.get().then(|| {
                    let label = move || match item.get().map(|item| item.fate) {
                        Some(Fate::FailsByChance(_)) => format!("Chance that {} fails", title.get()),
                        _ => format!("Failing attempts of {}", title.get()),
                    };
                    view! { <CellInput rows row item column=Column::Count label /> }.into_any()
                })
            }}
        </div>
    }
}
