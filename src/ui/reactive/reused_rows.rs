//! [`ReusedRows`]: the rows of a list that is scrolled. A row that goes out of view is used again for one that comes.

use crate::ui::reactive::{Memo, RwSignal, effect, memo};
use leptos::html::Template;
use leptos::prelude::*;
use std::any::Any;
use std::collections::BTreeMap;
use wasm_bindgen::JsCast;
use web_sys::{DocumentFragment, Node};

/// A row in the page, and the index that it shows at the moment. Copies are handles to the same row.
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

    /// The index.
    #[must_use]
    pub fn get_untracked(&self) -> usize {
        self.index.get_untracked()
    }

    /// Calls `leave` whenever the row goes out of view, while it still has the index that it showed there.
    pub fn on_leave(&self, leave: impl Fn() + 'static) {
        self.leaving.update_value(|leaving| leaving.push(Box::new(leave)));
    }

    /// Owned by the owner that calls this.
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

/// A row for each of the indexes, made by `children`.
///
/// Making a row costs many times what it costs to let one show something else. So a row whose index is no longer among
/// `each` is taken out of the page and put in where another is wanted, with its new index; only rows that are left over end,
/// and only those that are missing are made. To the page it looks as if the row had gone and another had come: what had the
/// focus loses it, and the elements are in the order of the indexes.
///
/// What a row begins with has to be an element that stays. What comes after it may change.
#[component]
pub fn ReusedRows<I, V>(
    /// The indexes, in ascending order.
    each: impl Fn() -> I + Send + Sync + 'static,
    /// What is shown for an index. It has to follow the row's index.
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
    // An element that may stand in a table as well as anywhere, and that nobody sees: the rows stand before it.
    let end = NodeRef::<Template>::new();
    let mounted = StoredValue::new_local(MountedRows {
        owner: Owner::new(),
        rows: BTreeMap::new(),
        row_view,
    });
    effect(move || {
        let Some(end) = end.get() else { return };
        let indexes = indexes.get();
        mounted.try_update_value(|mounted| untrack(|| mounted.show(&indexes, &end)));
    });
    // With the list, all its rows end, before the signals do that they may use for the last time.
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
    /// The parent of the rows' owners. An effect's own would end them when the effect runs again.
    owner: Owner,
    rows: BTreeMap<usize, MountedRow>,
    row_view: Box<dyn Fn(ListRow) -> AnyView>,
}

struct MountedRow {
    row: ListRow,
    first: Node,
    owner: Owner,
    _view: Box<dyn Any>,
}

impl Drop for MountedRow {
    fn drop(&mut self) {
        // Before its view is dropped: an effect that is gone is no longer taken off what it has read.
        self.owner.cleanup();
    }
}

impl MountedRows {
    /// Shows these indexes right before `end`.
    fn show(&mut self, indexes: &[usize], end: &Node) {
        let gone = |index: &usize| indexes.binary_search(index).is_err();
        let gone: Vec<usize> = self.rows.keys().copied().filter(gone).collect();
        let mut free = Vec::new();
        for index in gone {
            let next = self.next_after(index, end);
            if let Some(row) = self.rows.remove(&index) {
                row.row.leave();
                free.push((taken_out(&row.first, &next), row));
            }
        }
        for &index in indexes {
            if self.rows.contains_key(&index) {
                continue;
            }
            let Some((nodes, row)) = free.pop().or_else(|| self.made(index)) else {
                continue;
            };
            row.row.index.set(index);
            if let Some(parent) = end.parent_node() {
                // It fails only where a row cannot stand, as in a document without a body.
                let _ = parent.insert_before(&nodes, Some(&self.next_after(index, end)));
            }
            self.rows.insert(index, row);
        }
    }

    /// The first node behind the row of this index.
    fn next_after(&self, index: usize, end: &Node) -> Node {
        let next = self.rows.range(index + 1..).next();
        next.map_or_else(|| end.clone(), |(_, row)| row.first.clone())
    }

    /// A new row, which is not in the page yet.
    fn made(&self, index: usize) -> Option<(DocumentFragment, MountedRow)> {
        let owner = self.owner.with(Owner::new);
        // It is its parent's only child, and is taken off the list of children, on which it would stay for as long as the
        // parent lives: each one before was taken off here. What is cleaned up owns nothing yet.
        self.owner.cleanup();
        let nodes = document().create_document_fragment();
        let (row, view) = owner.with(|| {
            let row = ListRow::new(index);
            let mut view = (self.row_view)(row).build();
            // A fragment is no element, but all that is asked of it here is to take nodes.
            view.mount(nodes.unchecked_ref(), None);
            (row, view)
        });
        let first = nodes.first_child()?;
        let mounted = MountedRow {
            row,
            first,
            owner,
            _view: Box::new(view),
        };
        Some((nodes, mounted))
    }
}

/// What stood in the page from `first` up to but without `next`.
fn taken_out(first: &Node, next: &Node) -> DocumentFragment {
    let nodes = document().create_document_fragment();
    let mut node = Some(first.clone());
    while let Some(taken) = node.filter(|node| node != next) {
        node = taken.next_sibling();
        // It fails only for nodes that cannot stand in a fragment.
        let _ = nodes.append_child(&taken);
    }
    nodes
}
