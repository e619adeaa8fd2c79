//! The frame loop: which frames wait while a run keeps the thread busy.

use crate::page::frames;
use futurescope::ui::frames::{Frames, Next};
use leptos::prelude::Owner;
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen_test::wasm_bindgen_test;

#[wasm_bindgen_test]
async fn a_frame_that_is_pending_when_the_thread_gets_busy_waits_unless_the_person_asked_for_it() {
    let owner = Owner::new();
    let (page_frames, drawn, listening) = owner.with(|| {
        let page_frames = Frames::new();
        let drawn = Rc::new(Cell::new(0));
        let counted = drawn.clone();
        let listening = page_frames.listen(move || {
            counted.set(counted.get() + 1);
            Next::Still
        });
        (page_frames, drawn, listening)
    });

    page_frames.request();
    page_frames.set_under_load(true);
    frames().await;
    assert_eq!(drawn.get(), 0, "it waits");
    page_frames.set_under_load(false);
    frames().await;
    assert_eq!(drawn.get(), 1, "it comes once the thread is free");

    page_frames.request_now();
    page_frames.set_under_load(true);
    frames().await;
    assert_eq!(drawn.get(), 2, "what the person does is drawn at once");
    page_frames.set_under_load(false);
    frames().await;
    assert_eq!(drawn.get(), 2, "and not once more");
    drop((listening, owner));
}
