//! [`ForIndex`]: Leptos' `<For>` for lists whose rows are replaced while the list stays, as in a list that is scrolled.

use leptos::prelude::*;
use leptos::tachys::reactive_graph::OwnedView;
use std::collections::BTreeMap;
use std::sync::Arc;

/// A view for each of the indexes; a view is kept while its index is among them.
///
/// It is used as `<For>` is, with the index as key. A plain `<For>` leaks memory with every row that is removed, for
/// two reasons in reactive_graph 0.2.16 and tachys 0.2.19:
///
/// - The owner of a row stays in its parent's list of children until the parent ends.
/// - The view of a row is dropped before its owner ends, and an effect whose view has been dropped can no longer be
///   removed from the signals it has read (see `super::reader`).
///
/// Here the owner of a row is removed from the list as soon as it is created, and ends directly before its view is
/// dropped.
#[component]
pub fn ForIndex<I, V>(
    /// The indexes, each of them once.
    each: impl Fn() -> I + Send + 'static,
    /// The view for an index. Signals that the closure reads are not tracked; those that its views read are.
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
    // When the list ends, its rows end before the signals that their cleanup may still use.
    on_cleanup(move || {
        if let Some(rows) = rows.try_update_value(std::mem::take) {
            rows.into_values().for_each(|row| row.cleanup());
        }
    });

    let parent_of_rows = Owner::new();
    let parent = parent_of_rows.clone();
    let children = move |index| {
        let row = Owner::current().expect("<For> makes an owner for each row");
        // The row is the parent's only child, because each earlier one was removed here. It does not own anything yet.
        parent.cleanup();
        rows.try_update_value(|rows| rows.insert(index, row));
        // Views are dropped in order: dropping the first, which is empty, ends the owner of the second.
        let end = Owner::default();
        end.with(|| on_cleanup(move || end_row(index)));
        let empty: [(); 0] = [];
        (OwnedView::new_with_owner(empty, end), untrack(|| row_view(index)))
    };
    parent_of_rows.with(|| view! { <For each key=|index| *index children /> }.into_any())
}
