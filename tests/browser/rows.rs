//! `ReusedRows`: which rows are created, kept and removed, and when what they started ends.

use futurescope::ui::reactive::{ListRow, ReusedRows, RwSignal, effect};
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::task::tick;
use std::any::Any;
use std::ops::Range;
use std::sync::{Arc, Mutex};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Element, HtmlElement};

#[wasm_bindgen_test]
async fn a_row_stays_while_its_index_is_listed() {
    let list = List::mount(&[2, 3, 5]).await;
    assert_eq!(list.texts(), ["2", "3", "5"]);
    let three = elements(&list.root)[1].clone();

    for indexes in [&[0, 1, 3, 4, 5][..], &[3], &[3, 7], &[1, 2, 3]] {
        list.show(indexes).await;
        let texts: Vec<String> = indexes.iter().map(usize::to_string).collect();
        assert_eq!(list.texts(), texts);
        let place = texts.iter().position(|text| text == "3").expect("3 is always listed");
        let found = elements(&list.root).get(place).cloned();
        assert_eq!(found.as_ref(), Some(&three), "{indexes:?}: it is the same element");
    }
    assert_eq!(list.made.take().len(), 3 + 2 + 1 + 1, "rows that go are used again");
    list.show(&[]).await;
    assert_eq!(list.texts(), [""; 0]);
}

#[wasm_bindgen_test]
async fn a_row_that_goes_ends_and_follows_nothing_any_more() {
    let list = List::mount(&[0, 1, 2]).await;
    assert_eq!(list.followed.take(), [0, 1, 2]);
    list.show(&[1, 2]).await;
    assert_eq!(list.ended.take(), [0]);
    list.read.set(1);
    tick().await;
    assert_eq!(list.followed.take(), [1, 2]);
}

#[wasm_bindgen_test]
async fn what_is_read_while_a_row_is_made_makes_no_row_anew() {
    let list = List::mount(&[0, 1]).await;
    list.read.set(1);
    tick().await;
    assert_eq!(list.made.take(), [0, 1]);
    assert_eq!(list.ended.take(), [0; 0]);
}

#[wasm_bindgen_test]
async fn rows_end_once_with_their_list_and_before_what_it_owns() {
    let list = List::mount(&[0, 1]).await;
    list.shown.set(false);
    tick().await;
    assert_eq!(list.root.child_element_count(), 0);
    assert_eq!(list.ended.take(), [0, 1]);
}

#[wasm_bindgen_test]
async fn a_row_that_goes_out_of_view_is_used_again_in_the_order_of_the_indexes() {
    let list = Reused::mount(0..5).await;
    assert_eq!(list.texts(), ["0", "1", "2", "3", "4"]);
    assert_eq!(list.made.take(), [0, 1, 2, 3, 4]);
    let elements = list.elements();
    for first in [2, 4, 3, 0, 100, 98, 0] {
        let kept: Vec<_> = list.elements().into_iter().zip(list.texts()).collect();
        list.show(first..first + 5).await;
        let texts: Vec<String> = (first..first + 5).map(|index| index.to_string()).collect();
        assert_eq!(list.texts(), texts);
        for (element, text) in kept {
            if let Some(place) = texts.iter().position(|it| *it == text) {
                assert_eq!(list.elements()[place], element, "row {text} stays as it is");
            }
        }
    }
    assert_eq!(list.made.take(), [0; 0], "no row is made anew");
    let same = |element: &Element| elements.contains(element);
    assert!(list.elements().iter().all(same));
}

#[wasm_bindgen_test]
async fn rows_that_are_left_over_end_and_only_those_missing_are_made() {
    let list = Reused::mount(0..3).await;
    list.made.take();
    list.show(10..12).await;
    assert_eq!(list.texts(), ["10", "11"]);
    assert_eq!(list.ended.take().len(), 1);
    list.show(11..14).await;
    assert_eq!(list.texts(), ["11", "12", "13"]);
    assert_eq!(list.made.take().len(), 1);
    list.show(0..0).await;
    assert_eq!(list.texts(), [""; 0]);
    assert_eq!(list.ended.take().len(), 3);
}

#[wasm_bindgen_test]
async fn a_row_says_when_it_goes_out_of_view_with_the_index_it_had_there() {
    let list = Reused::mount(0..3).await;
    list.show(1..4).await;
    assert_eq!(list.left.take(), [0]);
    list.show(7..9).await;
    assert_eq!(list.left.take(), [1, 2, 3]);
    list.shown.set(false);
    tick().await;
    assert_eq!(list.left.take(), [7, 8], "with their list they go, too");
    assert_eq!(list.root.child_element_count(), 0);
}

#[wasm_bindgen_test]
async fn what_has_the_focus_loses_it_when_its_row_goes_out_of_view_and_keeps_it_while_it_stays() {
    let list = Reused::mount(0..5).await;
    let focused = || document().active_element();
    let row = list.elements()[3].clone();
    row.unchecked_ref::<HtmlElement>().focus().expect("it is in the page");
    for first in [1, 3, 0] {
        list.show(first..first + 5).await;
        assert_eq!(focused().as_ref(), Some(&row), "3 is in view from {first} on");
    }
    for first in [4, 100] {
        list.show(first..first + 5).await;
        assert_eq!(focused(), document().body().map(Into::into), "nobody has the focus");
    }
}

#[wasm_bindgen_test]
async fn what_a_row_shows_behind_its_first_element_goes_with_it() {
    let list = Reused::mount(0..4).await;
    list.noted.set(2);
    tick().await;
    assert_eq!(list.texts(), ["0", "1", "2", "note on 2", "3"]);
    list.show(1..5).await;
    assert_eq!(list.texts(), ["1", "2", "note on 2", "3", "4"]);
    list.show(2..6).await;
    list.show(3..7).await;
    assert_eq!(list.texts(), ["3", "4", "5", "6"]);
    list.show(0..4).await;
    assert_eq!(list.texts(), ["0", "1", "2", "note on 2", "3"]);
}

/// A list in the page whose rows are used again. Each row is an element with its index as text, and for one index a note.
struct Reused {
    root: HtmlElement,
    shown: RwSignal<bool>,
    indexes: RwSignal<Range<usize>>,
    noted: RwSignal<usize>,
    made: Log,
    left: Log,
    ended: Log,
    _mounted: Box<dyn Any>,
    _owner: Owner,
}

impl Reused {
    async fn mount(indexes: Range<usize>) -> Self {
        let root = root();
        let owner = Owner::new();
        let (shown, indexes, noted) =
            owner.with(|| (RwSignal::new(true), RwSignal::new(indexes), RwSignal::new(usize::MAX)));
        let (made, left, ended) = (Log::default(), Log::default(), Log::default());
        let row = {
            let (made, left, ended) = (made.clone(), left.clone(), ended.clone());
            move |row: ListRow| {
                made.add(row.get_untracked());
                let (left, ended) = (left.clone(), ended.clone());
                row.on_leave(move || left.add(row.get_untracked()));
                on_cleanup(move || ended.add(row.get_untracked()));
                let note = move || {
                    let noted = noted.get() == row.get();
                    noted.then(|| view! { <p>{format!("note on {}", row.get())}</p> })
                };
                view! {
                    <p tabindex="0">{move || row.get().to_string()}</p>
                    {note}
                }
            }
        };
        let mounted = mount_to(root.clone(), move || {
            view! {
                <Show when=move || shown.get()>
                    {
                        let row = row.clone();
                        view! { <ReusedRows each=move || indexes.get() children=row.clone() /> }
                    }
                </Show>
            }
        });
        tick().await;
        Self {
            root,
            shown,
            indexes,
            noted,
            made,
            left,
            ended,
            _mounted: Box::new(mounted),
            _owner: owner,
        }
    }

    async fn show(&self, indexes: Range<usize>) {
        self.indexes.set(indexes);
        tick().await;
    }

    fn elements(&self) -> Vec<Element> {
        elements(&self.root)
    }

    fn texts(&self) -> Vec<String> {
        texts(&self.root)
    }
}

impl Drop for Reused {
    fn drop(&mut self) {
        self.root.remove();
    }
}

fn elements(root: &Element) -> Vec<Element> {
    let rows = root.query_selector_all("p").expect("the selector is right");
    let rows = (0..rows.length()).filter_map(|place| rows.item(place));
    rows.map(JsCast::unchecked_into).collect()
}

fn texts(root: &Element) -> Vec<String> {
    let rows = elements(root).into_iter();
    rows.map(|row| row.text_content().unwrap_or_default()).collect()
}

/// Until rows have been made and what they follow has been followed for the first time.
async fn settled() {
    tick().await;
    tick().await;
}

fn root() -> HtmlElement {
    let root: HtmlElement = document()
        .create_element("div")
        .expect("div is an element's name")
        .unchecked_into();
    let body = document().body().expect("the test page has a body");
    body.append_child(&root).expect("a div can stand in a body");
    root
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
    async fn mount(indexes: &[usize]) -> Self {
        let root = root();
        let owner = Owner::new();
        let (shown, indexes, read) =
            owner.with(|| (RwSignal::new(true), RwSignal::new(indexes.to_vec()), RwSignal::new(0)));
        let (made, followed, ended) = (Log::default(), Log::default(), Log::default());
        let row = {
            let (made, followed, ended) = (made.clone(), followed.clone(), ended.clone());
            move |row: ListRow, of_list: StoredValue<()>| {
                made.add(row.get_untracked());
                read.track();
                let followed = followed.clone();
                effect(move || {
                    read.track();
                    followed.add(row.get());
                });
                let ended = ended.clone();
                on_cleanup(move || {
                    if of_list.try_get_value().is_some() {
                        ended.add(row.get_untracked());
                    }
                });
                view! { <p>{move || row.get().to_string()}</p> }
            }
        };
        let mounted = mount_to(root.clone(), move || {
            view! {
                <Show when=move || shown.get()>
                    {
                        let row = row.clone();
                        let of_list = StoredValue::new(());
                        view! { <ReusedRows each=move || indexes.get() children=move |list_row| row(list_row, of_list) /> }
                    }
                </Show>
            }
        });
        settled().await;
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
        settled().await;
    }

    fn texts(&self) -> Vec<String> {
        texts(&self.root)
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
