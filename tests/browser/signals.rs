//! The thin wrappers over Leptos' signals behave as those do.

use futurescope::ui::reactive::{RwSignal, Show, effect, memo};
use leptos::mount::mount_to;
use leptos::prelude::*;
use leptos::task::tick;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn an_effect_that_only_tracks_a_memo_runs_when_the_memo_changes() {
    let owner = Owner::new();
    let runs = Rc::new(Cell::new(0));
    let number = owner.with(|| RwSignal::new(0));
    let counted = runs.clone();
    let root = document().create_element("div").expect("div is an element's name");
    let _mounted = mount_to(root.unchecked_into(), move || {
        let tens = memo(move || number.get() / 10);
        effect(move || {
            tens.track();
            counted.set(counted.get() + 1);
        });
    });
    tick().await;
    for (value, count) in [(3, 1), (12, 2), (15, 2), (40, 3)] {
        number.set(value);
        tick().await;
        assert_eq!(runs.get(), count, "after {value}");
    }
}

#[wasm_bindgen_test]
async fn shown_children_are_made_anew_only_when_the_condition_begins_to_hold() {
    let owner = Owner::new();
    let made = Rc::new(Cell::new(0));
    let number = owner.with(|| RwSignal::new(0));
    let counted = send_wrapper::SendWrapper::new(made.clone());
    let root: web_sys::HtmlElement = document()
        .create_element("div")
        .expect("div is an element's name")
        .unchecked_into();
    let _mounted = mount_to(root.clone(), move || {
        view! {
            <Show when=move || { number.get() >= 10 }>
                {
                    counted.set(counted.get() + 1);
                    move || number.get().to_string()
                }
            </Show>
        }
    });
    tick().await;
    for (value, text, count) in [(3, "", 0), (12, "12", 1), (15, "15", 1), (4, "", 1), (40, "40", 2)] {
        number.set(value);
        tick().await;
        assert_eq!(root.text_content().as_deref(), Some(text), "after {value}");
        assert_eq!(made.get(), count, "after {value}");
    }
}
