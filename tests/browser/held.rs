//! Keys that are held down: keys that move repeat, all others act once.

use crate::page::{Page, Press, run_state, send, settle};
use std::cell::Cell;
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use wasm_bindgen_test::wasm_bindgen_test;

const fn key(key: &'static str) -> Press {
    Press {
        key,
        ctrl: false,
        alt: false,
        shift: false,
        repeat: false,
    }
}

const fn ctrl(name: &'static str) -> Press {
    Press {
        ctrl: true,
        ..key(name)
    }
}

/// A row of the table of keys: its name in Help, the selector of its target, the keys, and whether they repeat when
/// held.
const TABLE: [(&str, &str, &[Press], bool); 43] = [
    ("Space", ".timeline", &[key(" ")], false),
    ("R", ".timeline", &[key("r"), key("R")], false),
    ("P", ".timeline", &[key("p"), key("P")], false),
    ("A", ".timeline", &[key("a"), key("A")], false),
    ("← →", ".timeline", &[key("ArrowLeft"), key("ArrowRight")], true),
    ("Ctrl ← →", ".timeline", &[ctrl("ArrowLeft"), ctrl("ArrowRight")], true),
    (
        "Shift ← →",
        ".timeline",
        &[
            Press {
                shift: true,
                ..key("ArrowLeft")
            },
            Press {
                shift: true,
                ..key("ArrowRight")
            },
        ],
        true,
    ),
    ("Home, End", ".timeline", &[key("Home"), key("End")], true),
    ("L", ".timeline", &[key("l"), key("L")], false),
    ("[ ]", ".timeline", &[key("["), key("]")], true),
    ("+ −", ".timeline", &[key("+"), key("="), key("-")], true),
    ("0", ".timeline", &[key("0")], false),
    (
        "Z, Shift Z",
        ".timeline",
        &[
            key("z"),
            Press {
                shift: true,
                ..key("Z")
            },
        ],
        false,
    ),
    (
        "Alt ← →",
        ".timeline",
        &[
            Press {
                alt: true,
                ..key("ArrowLeft")
            },
            Press {
                alt: true,
                ..key("ArrowRight")
            },
        ],
        true,
    ),
    ("V", ".timeline", &[key("v"), key("V")], false),
    (
        "↑ ↓ on the timeline",
        ".timeline",
        &[key("ArrowUp"), key("ArrowDown")],
        true,
    ),
    (", . on the timeline", ".timeline", &[key(","), key(".")], true),
    (
        "Shift ↑ ↓ on the timeline",
        ".timeline",
        &[
            Press {
                shift: true,
                ..key("ArrowUp")
            },
            Press {
                shift: true,
                ..key("ArrowDown")
            },
        ],
        true,
    ),
    (
        "← → on the timeline",
        ".timeline",
        &[key("ArrowLeft"), key("ArrowRight")],
        true,
    ),
    ("Enter on the timeline", ".timeline", &[key("Enter")], false),
    ("Del on the timeline", ".timeline", &[key("Delete")], false),
    ("F on the timeline", ".timeline", &[key("f"), key("F")], false),
    (
        "← → at a bar’s end",
        "[role=slider]",
        &[
            key("ArrowLeft"),
            key("ArrowRight"),
            Press {
                shift: true,
                ..key("ArrowRight")
            },
        ],
        true,
    ),
    // Without Predict there are no guesses: the keys step.
    (
        "← → at a guess",
        ".timeline",
        &[key("ArrowLeft"), key("ArrowRight")],
        true,
    ),
    ("N", ".timeline", &[key("n"), key("N")], false),
    (
        "↑ ↓ on the splitter",
        ".splitter",
        &[key("ArrowUp"), key("ArrowDown"), key("Home"), key("End")],
        true,
    ),
    (
        "Alt ↑ ↓",
        "[aria-label^='Delay of']",
        &[
            Press {
                alt: true,
                ..key("ArrowUp")
            },
            Press {
                alt: true,
                ..key("ArrowDown")
            },
        ],
        true,
    ),
    (
        "Ctrl D, Del in a row",
        "[aria-label^='Move ']",
        &[ctrl("d"), ctrl("D"), key("Delete")],
        false,
    ),
    (
        "Ctrl Z, Shift Ctrl Z",
        ".timeline",
        &[
            ctrl("z"),
            Press {
                shift: true,
                ..ctrl("Z")
            },
            ctrl("y"),
        ],
        true,
    ),
    (
        "1 to 8",
        ".timeline",
        &[
            key("1"),
            key("2"),
            key("3"),
            key("4"),
            key("5"),
            key("6"),
            key("7"),
            key("8"),
        ],
        false,
    ),
    (
        "C B E W D K M",
        ".timeline",
        &[
            key("c"),
            key("b"),
            key("e"),
            key("w"),
            key("d"),
            key("k"),
            key("m"),
            key("M"),
        ],
        false,
    ),
    ("/", ".timeline", &[key("/")], false),
    ("U", ".timeline", &[key("u"), key("U")], false),
    ("S", ".timeline", &[key("s"), key("S")], false),
    (
        "Shift P",
        ".timeline",
        &[Press {
            shift: true,
            ..key("P")
        }],
        false,
    ),
    ("Page ↑ ↓", ".timeline", &[key("PageUp"), key("PageDown")], true),
    ("F", ".timeline", &[key("f"), key("F")], false),
    ("G", ".timeline", &[key("g"), key("G")], false),
    ("X", ".timeline", &[key("x"), key("X")], false),
    ("T", ".timeline", &[key("t"), key("T")], false),
    ("Esc", ".timeline", &[key("Escape")], false),
    ("?", ".timeline", &[key("?")], false),
    ("? then G", ".help-body", &[key("g"), key("G")], false),
];

/// Counts the keydown events that reach an element.
struct KeydownCounter {
    element: web_sys::Element,
    count: Rc<Cell<u32>>,
    closure: Closure<dyn FnMut(web_sys::Event)>,
}

impl KeydownCounter {
    fn at(element: &web_sys::Element) -> Self {
        let count = Rc::new(Cell::new(0));
        let counted = count.clone();
        let closure = Closure::<dyn FnMut(web_sys::Event)>::new(move |_| counted.set(counted.get() + 1));
        element
            .add_event_listener_with_callback("keydown", closure.as_ref().unchecked_ref())
            .expect("it is a function");
        Self {
            element: element.clone(),
            count,
            closure,
        }
    }
}

impl Drop for KeydownCounter {
    fn drop(&mut self) {
        let callback = self.closure.as_ref().unchecked_ref();
        let _ = self.element.remove_event_listener_with_callback("keydown", callback);
    }
}

#[wasm_bindgen_test]
async fn of_all_keys_in_the_table_only_those_that_move_repeat_when_held() {
    for (name, target, presses, repeats) in TABLE {
        for press in presses {
            // Keys that move change the page, so each key gets a new page.
            let page = Page::open("tasks=a:%202,b:%201&await=gather").await;
            let element = page.find(target);
            let counter = KeydownCounter::at(&element);
            send(&element, Press { repeat: true, ..*press });
            settle().await;
            let expected = u32::from(repeats);
            assert_eq!(counter.count.get(), expected, "{name}: {press:?}, held");
            drop(counter);
            page.close();
        }
    }
}

#[wasm_bindgen_test]
async fn the_table_of_this_test_is_the_table_of_the_page() {
    let page = Page::open("tasks=2,1").await;
    assert_eq!(page.texts(".help-key"), TABLE.map(|(name, ..)| name.to_owned()));
    page.close();
}

#[wasm_bindgen_test]
async fn space_held_down_runs_and_does_not_pause() {
    let page = Page::open("tasks=60,50&await=gather").await;
    page.press(".timeline", Press::of(" ")).await;
    for _ in 0..5 {
        page.press(
            ".timeline",
            Press {
                repeat: true,
                ..Press::of(" ")
            },
        )
        .await;
        assert_eq!(run_state(), "running");
    }
    page.press(".timeline", Press::of(" ")).await;
    assert_eq!(run_state(), "paused");
    page.close();
}

#[wasm_bindgen_test]
async fn n_held_down_adds_one_task_and_types_nothing() {
    let page = Page::open("tasks=2,1").await;
    for view in ["#tab-table", "#tab-text"] {
        page.click(view).await;
        let list = page.texts(".editor-count");
        page.press(".timeline", Press::of("n")).await;
        let added = page.texts(".editor-count");
        assert_ne!(added, list);
        // The focus is now in the name of the new row. A browser types the key there unless the page prevents it.
        for _ in 0..5 {
            let focused = web_sys::window()
                .and_then(|it| it.document()?.active_element())
                .expect("something has the focus");
            let left_to_the_browser = send(
                &focused,
                Press {
                    repeat: true,
                    ..Press::of("n")
                },
            );
            settle().await;
            assert!(!left_to_the_browser, "{view}");
            assert_eq!(page.texts(".editor-count"), added, "{view}");
        }
    }
    page.close();
}

#[wasm_bindgen_test]
async fn typing_repeats_when_held() {
    let page = Page::open("tasks=a:%202,b:%201").await;
    for press in [
        key("n"),
        key("Backspace"),
        key("Delete"),
        key("Enter"),
        key(" "),
        ctrl("v"),
        ctrl("ArrowLeft"),
    ] {
        let element = page.find("[aria-label='Name of a']");
        let counter = KeydownCounter::at(&element);
        element.focus().expect("it is in the page");
        send(&element, press);
        element.focus().expect("it is in the page");
        send(&element, Press { repeat: true, ..press });
        assert_eq!(counter.count.get(), 2, "{press:?}");
        settle().await;
    }
    page.close();
}
