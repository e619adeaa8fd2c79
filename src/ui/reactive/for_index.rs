//! [`ForIndex`]: Leptos' `<For>` for lists whose rows come and go while the list stays, as those that follow a scroll do.

use leptos::prelude::*;
use leptos::tachys::reactive_graph::OwnedView;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A view for each of the indexes; it stays as it is while its index is among them.
///
/// Used as `<For>` is, with the index as key. A plain `<For>` loses memory with every row that goes, in two ways, which
/// reactive_graph 0.2.16 and tachys 0.2.19 share between them:
///
/// - The owner of a row stays in the list of children of the owner it was made under, until that one ends.
/// - The view of a row is dropped before its owner ends, and an effect whose view is gone can no longer be taken off what
///   it has read (see `super::reader`).
///
/// Here the owner of a row is taken off the list as soon as it is made, and ends right before its view is dropped.
#[component]
pub fn ForIndex<I, V>(
    /// The indexes, each of them once.
    each: impl Fn() -> I + Send + 'static,
    /// What is shown for an index. What it reads by itself is not followed; what its views read is.
    children: impl Fn(usize) -> V + Send + Sync + 'static,
) -> impl IntoView
where
    I: IntoIterator<Item = usize>,
    V: IntoView + 'static,
{
    for_index(
        Box::new(move || each().into_iter().collect()),
        Arc::new(move |index| children(index).into_any()),
    )
}

/// The same for closures of one type, so that `<For>` is compiled once.
fn for_index(
    each: Box<dyn Fn() -> Vec<usize> + Send>,
    row_view: Arc<dyn Fn(usize) -> AnyView + Send + Sync>,
) -> AnyView {
    let rows = StoredValue::new(BTreeMap::<usize, Owner>::new());
    let end_row = move |index| {
        if let Some(row) = rows.try_update_value(|rows| rows.remove(&index)).flatten() {
            row.cleanup();
        }
    };
    // With the list, all its rows end, before the signals do that they may use for the last time.
    on_cleanup(move || {
        if let Some(rows) = rows.try_update_value(std::mem::take) {
            rows.into_values().for_each(|row| row.cleanup());
        }
    });

    let parent_of_rows = Owner::new();
    let parent = parent_of_rows.clone();
    let children = move |index| {
        let row = Owner::current().expect("<For> makes an owner for each row");
        // The row is its only child: each one before was taken off here. What is cleaned up owns nothing yet.
        parent.cleanup();
        rows.try_update_value(|rows| rows.insert(index, row));
        // Views are dropped in order: with the first, which shows nothing, ends the owner of the second.
        let end = Owner::default();
        end.with(|| on_cleanup(move || end_row(index)));
        let nothing: [(); 0] = [];
        (OwnedView::new_with_owner(nothing, end), untrack(|| row_view(index)))
    };
    parent_of_rows.with(|| view! { <For each key=|index| *index children /> }.into_any())
}
