//! `ForIndex`: which rows are created, kept and removed, and when their effects end.

use futurescope::ui::reactive::{ForIndex, RwSignal, effect};
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::task::tick;
use std::any::Any;
use std::sync::{Arc, Mutex};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

#[wasm_bindgen_test]
async fn a_row_is_kept_while_its_index_is_listed() {
    let list = List::mount(&[2, 3, 5]);
    assert_eq!(list.texts(), ["2", "3", "5"]);
    let three = list.root.children().item(1).expect("there are three rows");

    for indexes in [&[0, 1, 3, 4, 5][..], &[3], &[3, 7], &[1, 2, 3]] {
        list.show(indexes).await;
        let texts: Vec<String> = indexes.iter().map(usize::to_string).collect();
        assert_eq!(list.texts(), texts);
        let position = texts.iter().position(|text| text == "3").expect("3 is always listed");
        let found = list.root.children().item(position as u32);
        assert_eq!(found.as_ref(), Some(&three), "{indexes:?}: it is the same element");
    }
    assert_eq!(list.made.take(), [2, 3, 5, 0, 1, 4, 7, 1, 2]);
    list.show(&[]).await;
    assert_eq!(list.texts(), [""; 0]);
}

#[wasm_bindgen_test]
async fn a_removed_row_ends_and_its_effects_stop() {
    let list = List::mount(&[0, 1, 2]);
    tick().await;
    assert_eq!(list.followed.take(), [0, 1, 2]);
    list.show(&[1, 2]).await;
    assert_eq!(list.ended.take(), [0]);
    list.read.set(1);
    tick().await;
    assert_eq!(list.followed.take(), [1, 2]);
}

#[wasm_bindgen_test]
async fn a_signal_read_while_a_row_is_created_does_not_recreate_it() {
    let list = List::mount(&[0, 1]);
    list.read.set(1);
    tick().await;
    assert_eq!(list.made.take(), [0, 1]);
    assert_eq!(list.ended.take(), [0; 0]);
}

#[wasm_bindgen_test]
async fn rows_end_once_with_their_list_and_before_its_own_values() {
    let list = List::mount(&[0, 1]);
    list.shown.set(false);
    tick().await;
    assert_eq!(list.root.child_element_count(), 0);
    assert_eq!(list.ended.take(), [0, 1]);
}

/// A list in the page. Each row is an element with its index as text.
struct List {
    root: HtmlElement,
    shown: RwSignal<bool>,
    indexes: RwSignal<Vec<usize>>,
    /// A signal that each row reads while it is created, and that an effect of the row tracks.
    read: RwSignal<u32>,
    made: Log,
    followed: Log,
    /// The rows that ended while the values owned by the list still existed.
    ended: Log,
    _mounted: Box<dyn Any>,
    _owner: Owner,
}

impl List {
    fn mount(indexes: &[usize]) -> Self {
        let root: HtmlElement = document()
            .create_element("div")
            .expect("div is an element's name")
            .unchecked_into();
        let body = document().body().expect("the test page has a body");
        body.append_child(&root).expect("a div can stand in a body");

        let owner = Owner::new();
        let (shown, indexes, read) =
            owner.with(|| (RwSignal::new(true), RwSignal::new(indexes.to_vec()), RwSignal::new(0)));
        let (made, followed, ended) = (Log::default(), Log::default(), Log::default());
        let row = {
            let (made, followed, ended) = (made.clone(), followed.clone(), ended.clone());
            move |index: usize, of_list: StoredValue<()>| {
                made.add(index);
                read.track();
                let followed = followed.clone();
                effect(move || {
                    read.track();
                    followed.add(index);
                });
                let ended = ended.clone();
                on_cleanup(move || {
                    if of_list.try_get_value().is_some() {
                        ended.add(index);
                    }
                });
                view! { <p>{index.to_string()}</p> }
            }
        };
        let mounted = mount_to(root.clone(), move || {
            view! {
                <Show when=move || shown.get()>
                    {
                        let row = row.clone();
                        let of_list = StoredValue::new(());
                        view! { <ForIndex each=move || indexes.get() children=move |index| row(index, of_list) /> }
                    }
                </Show>
            }
        });
        Self {
            root,
            shown,
            indexes,
            read,
            made,
            followed,
            ended,
            _mounted: Box::new(mounted),
            _owner: owner,
        }
    }

    async fn show(&self, indexes: &[usize]) {
        self.indexes.set(indexes.to_vec());
        tick().await;
    }

    fn texts(&self) -> Vec<String> {
        let rows = self.root.children();
        let rows = (0..rows.length()).filter_map(|index| rows.item(index));
        rows.map(|row| row.text_content().unwrap_or_default()).collect()
    }
}

impl Drop for List {
    fn drop(&mut self) {
        self.root.remove();
    }
}

/// Indexes in the order in which something was logged.
#[derive(Clone, Default)]
struct Log(Arc<Mutex<Vec<usize>>>);

impl Log {
    fn add(&self, index: usize) {
        self.0.lock().expect("no holder of the lock panics").push(index);
    }

    /// Takes the entries added since the last call.
    fn take(&self) -> Vec<usize> {
        std::mem::take(&mut self.0.lock().expect("no holder of the lock panics"))
    }
}
