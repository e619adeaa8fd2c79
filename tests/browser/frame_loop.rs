//! The frame loop: which frames wait while a run keeps the thread busy.

use crate::page::frames;
use futurescope::ui::frames::{Frames, Next};
use leptos::mount::mount_to;
use leptos::prelude::document;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;

/// A frame loop, owned by what is mounted.
fn frame_loop() -> (Frames, impl Sized) {
    let root = document().create_element("div").expect("div is an element's name");
    let made = Rc::new(Cell::new(None));
    let mounted = mount_to(root.unchecked_into(), {
        let made = made.clone();
        move || Cell::set(&made, Some(Frames::new()))
    });
    (made.get().expect("it was mounted"), mounted)
}

#[wasm_bindgen_test]
async fn the_page_is_updated_in_a_task_before_each_frame() {
    let (page_frames, mounted) = frame_loop();
    let calls = Rc::new(RefCell::new(Vec::new()));
    let note = |call: &'static str, next: Next| {
        let calls = calls.clone();
        move || {
            calls.borrow_mut().push(call);
            // What an effect of the update would do: it runs before the frame.
            let effects = calls.clone();
            wasm_bindgen_futures::spawn_local(async move { effects.borrow_mut().push("effects") });
            if calls.borrow().len() < 6 { next } else { Next::Still }
        }
    };
    // Whatever the order in which they were added.
    let drawing = page_frames.listen(note("draw", Next::Still));
    let updating = page_frames.listen_for_update(note("update", Next::Moving));

    page_frames.request();
    page_frames.request();
    assert!(calls.borrow().is_empty(), "in a task of their own");
    for _ in 0..3 {
        frames().await;
    }
    let one_frame = ["update", "effects", "draw", "effects"];
    assert_eq!(*calls.borrow(), [one_frame, one_frame, one_frame].concat());
    drop((drawing, updating, mounted));
}

#[wasm_bindgen_test]
async fn an_update_that_is_requested_between_update_and_frame_comes_after_that_frame() {
    let (page_frames, mounted) = frame_loop();
    let calls = Rc::new(RefCell::new(Vec::new()));
    let note = |call: &'static str, then: fn(Frames)| {
        let calls = calls.clone();
        move || {
            calls.borrow_mut().push(call);
            if calls.borrow().len() == 1 {
                // After the update, before the frame.
                wasm_bindgen_futures::spawn_local(async move { then(page_frames) });
            }
            Next::Still
        }
    };
    let updating = page_frames.listen_for_update(note("update", |frames| frames.request_update()));
    let drawing = page_frames.listen(note("draw", |_| ()));
    page_frames.request();
    frames().await;
    frames().await;
    assert_eq!(*calls.borrow(), ["update", "draw", "update", "draw"]);
    drop((updating, drawing));

    calls.borrow_mut().clear();
    let updating = page_frames.listen_for_update(note("update", |frames| frames.request()));
    let drawing = page_frames.listen(note("draw", |_| ()));
    page_frames.request();
    frames().await;
    frames().await;
    assert_eq!(*calls.borrow(), ["update", "draw"], "one frame is enough to draw");
    drop((updating, drawing, mounted));
}

#[wasm_bindgen_test]
async fn a_frame_that_is_pending_when_the_thread_gets_busy_waits_unless_the_person_asked_for_it() {
    let (page_frames, mounted) = frame_loop();
    let drawn = Rc::new(Cell::new(0));
    let counted = drawn.clone();
    let listening = page_frames.listen(move || {
        Cell::set(&counted, counted.get() + 1);
        Next::Still
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
    drop((listening, mounted));
}
