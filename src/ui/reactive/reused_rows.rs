//! [`ReusedRows`]: the rows of a list that changes or is scrolled. A row that is no longer shown is reused for another index.

use crate::ui::reactive::{Memo, RwSignal, effect, memo};
use leptos::html::Template;
use leptos::prelude::*;
use std::any::Any;
use wasm_bindgen::JsCast;
use web_sys::{DocumentFragment, Node};

/// A row in the page, and the index that it currently shows. Copies are handles to the same row.
#[derive(Clone, Copy)]
pub struct ListRow {
    index: RwSignal<usize>,
    leaving: StoredValue<Vec<Box<dyn Fn()>>, LocalStorage>,
}

impl ListRow {
    /// The index. Tracked.
    #[must_use]
    pub fn get(&self) -> usize {
        self.index.get()
    }

    /// The index. Not tracked.
    #[must_use]
    pub fn get_untracked(&self) -> usize {
        self.index.get_untracked()
    }

    /// Calls `leave` whenever the row goes out of view, before its index changes.
    pub fn on_leave(&self, leave: impl Fn() + 'static) {
        self.leaving.update_value(|leaving| leaving.push(Box::new(leave)));
    }

    /// A row that shows this index. Owned by the owner that calls this.
    fn new(index: usize) -> Self {
        Self {
            index: RwSignal::new(index),
            leaving: StoredValue::new_local(Vec::new()),
        }
    }

    fn leave(&self) {
        self.leaving
            .try_with_value(|leaving| leaving.iter().for_each(|leave| leave()));
    }
}

/// A row for each of the indexes, created by `children`. It replaces `<For>`, which creates every row anew and leaks memory with
/// every row that is removed, in two ways that reactive_graph 0.2.16 and tachys 0.2.19 share between them:
///
/// - The owner of a row stays in the list of children of the owner it was made under, until that one ends.
/// - The view of a row is dropped before its owner ends, and an effect whose view is gone can no longer be taken off what
///   it has read (see `super::reader`).
///
/// Creating a row costs many times more than changing its index. So a row whose index is no longer in `each` is removed
/// from the page and inserted at the position of another index. Surplus rows end, and only missing rows are created.
/// For the page this is the same as removing a row and inserting another: an element in it loses the focus, and the
/// elements are in the order of the indexes.
///
/// The first node of a row must be an element that is never replaced. Nodes after it may change.
#[component]
pub fn ReusedRows<I, V>(
    /// The indexes, in ascending order.
    each: impl Fn() -> I + Send + Sync + 'static,
    /// Creates the view of a row. The view must follow the row's index.
    children: impl Fn(ListRow) -> V + 'static,
) -> impl IntoView
where
    I: IntoIterator<Item = usize>,
    V: IntoView + 'static,
{
    reused_rows(
        memo(move || each().into_iter().collect()),
        Box::new(move |row| children(row).into_any()),
    )
}

/// The same for closures of one type.
fn reused_rows(indexes: Memo<Vec<usize>>, row_view: Box<dyn Fn(ListRow) -> AnyView>) -> AnyView {
    // An invisible element that is valid anywhere, also in a table. The rows are inserted before it.
    let end = NodeRef::<Template>::new();
    let mounted = StoredValue::new_local(MountedRows {
        owner: Owner::new(),
        rows: Vec::new(),
        row_view,
    });
    effect(move || {
        let Some(end) = end.get() else { return };
        let indexes = indexes.get();
        mounted.try_update_value(|mounted| untrack(|| mounted.show(&indexes, &end)));
    });
    // When the list ends, its rows end before the signals that their cleanup may still use.
    on_cleanup(move || {
        mounted.try_update_value(|mounted| {
            if let Some(end) = end.try_get_untracked().flatten() {
                mounted.show(&[], &end);
            }
        });
    });
    view! { <template node_ref=end></template> }.into_any()
}

/// The rows in the page.
struct MountedRows {
    /// The parent of the rows' owners. The owner of an effect would end them when the effect runs again.
    owner: Owner,
    /// In the order of the page.
    rows: Vec<MountedRow>,
    row_view: Box<dyn Fn(ListRow) -> AnyView>,
}

struct MountedRow {
    index: usize,
    row: ListRow,
    first: Node,
    owner: Owner,
    _view: Box<dyn Any>,
}

impl Drop for MountedRow {
    fn drop(&mut self) {
        // Before the view is dropped, because a dropped effect is no longer removed from the signals it has read.
        self.owner.cleanup();
    }
}

impl MountedRows {
    /// Shows these indexes directly before `end`.
    fn show(&mut self, indexes: &[usize], end: &Node) {
        let mut free = Vec::new();
        let mut place = 0;
        while let Some(row) = self.rows.get(place) {
            if indexes.binary_search(&row.index).is_ok() {
                place += 1;
                continue;
            }
            row.row.leave();
            let nodes = taken_out(&row.first, &self.first_node(place + 1, end));
            free.push((nodes, self.rows.remove(place)));
        }
        for (place, &index) in indexes.iter().enumerate() {
            // All before this place are there already.
            if self.rows.get(place).is_some_and(|row| row.index == index) {
                continue;
            }
            let Some((nodes, mut row)) = free.pop().or_else(|| self.made(index)) else {
                return;
            };
            row.index = index;
            row.row.index.set(index);
            if let Some(parent) = end.parent_node() {
                // It fails only if the row is not allowed there, as in a document without a body.
                let _ = parent.insert_before(&nodes, Some(&self.first_node(place, end)));
            }
            self.rows.insert(place, row);
        }
    }

    /// The first node of the row at this position, or the node after the last row.
    fn first_node(&self, place: usize, end: &Node) -> Node {
        self.rows
            .get(place)
            .map_or_else(|| end.clone(), |row| row.first.clone())
    }

    /// A new row, which is not in the page yet.
    fn made(&self, index: usize) -> Option<(DocumentFragment, MountedRow)> {
        let owner = self.owner.with(Owner::new);
        // Remove the owner from its parent's list of children, where it would stay until the parent ends. It is the
        // only child, because each earlier one was removed here, and does not own anything yet.
        self.owner.cleanup();
        let nodes = document().create_document_fragment();
        let (row, view) = owner.with(|| {
            let row = ListRow::new(index);
            let mut view = (self.row_view)(row).build();
            // A fragment is not an element, but only its methods for inserting nodes are used here.
            view.mount(nodes.unchecked_ref(), None);
            (row, view)
        });
        let first = nodes.first_child()?;
        let mounted = MountedRow {
            index,
            row,
            first,
            owner,
            _view: Box::new(view),
        };
        Some((nodes, mounted))
    }
}

/// Removes the nodes from `first` up to but not including `next` from the page, and returns them.
fn taken_out(first: &Node, next: &Node) -> DocumentFragment {
    let nodes = document().create_document_fragment();
    let mut node = Some(first.clone());
    while let Some(taken) = node.filter(|node| node != next) {
        node = taken.next_sibling();
        // It fails only for nodes that are not allowed in a fragment.
        let _ = nodes.append_child(&taken);
    }
    nodes
}
