//! Actions on the stage: on a task at a past moment, on a canvas that was lost, on tasks with the same name.

use crate::page::{Page, Press, document, frames, settle, until};
use timeline::pen::Texture;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::{Event, HtmlElement, HtmlInputElement, HtmlSelectElement};

/// The state of each task in the table of tasks.
fn states(page: &Page) -> Vec<String> {
    page.texts("[aria-label=Tasks] .tasks-state")
}

#[wasm_bindgen_test]
async fn before_a_run_the_lines_and_the_figures_are_predicted_and_look_so() {
    let page = Page::open("tasks=0.02,0.01&await=gather").await;
    let foretold = || page.texts(".foretold .console-text");
    let known = || page.texts(".metric[data-foretold=true] .metric-number");
    assert_eq!(
        foretold(),
        [
            "Starting operation with delay 0.02",
            "Starting operation with delay 0.01",
            "Operation with delay 0.01 finished",
            "Operation with delay 0.02 finished",
            "Results: [0.04, 0.02]",
        ]
    );
    assert_eq!(known(), ["20.0", "1.50", "2", "0"]);
    assert!(page.all("[role=log] .console-line").is_empty(), "nothing was printed");
    // Whoever predicts is told nothing.
    page.press(".timeline", Press::of("g")).await;
    frames().await;
    assert!(foretold().is_empty() && known().is_empty());
    page.press(".timeline", Press::of("g")).await;
    frames().await;
    assert_eq!(known().len(), 4);
    page.launch_paused().await;
    assert!(foretold().is_empty() && known().is_empty(), "it runs");
    page.step_to_the_end().await;
    assert_eq!(page.all("[role=log] .console-line").len(), 5);
    assert!(foretold().is_empty() && known().is_empty(), "it ran");
    page.close();
}

#[wasm_bindgen_test]
async fn of_many_predicted_lines_the_first_are_shown_and_the_others_counted() {
    let page = Page::open("tasks=1%20x60&await=gather").await;
    let lines = page.texts(".foretold .console-text");
    assert_eq!(lines.len(), 101);
    assert_eq!(lines[100], "and 21 more");
    page.close();
}

#[wasm_bindgen_test]
async fn a_task_shown_at_a_past_moment_cannot_be_cancelled() {
    let page = Page::open("tasks=a:%2010,b:%2010&await=gather").await;
    page.launch_paused().await;
    for _ in 0..4 {
        page.step().await;
    }
    page.click("[aria-label='Step back']").await;
    page.press(".timeline", Press::of("ArrowDown")).await;
    page.press(".timeline", Press::of("ArrowDown")).await;
    page.press(".timeline", Press::of("Delete")).await;
    page.press(".timeline", Press::of("l")).await;
    frames().await;
    assert!(
        !states(&page).iter().any(|state| state.contains("cancelled")),
        "{:?}",
        states(&page)
    );
    // At the present moment the same key cancels it.
    page.press(".timeline", Press::of("Delete")).await;
    frames().await;
    assert!(states(&page)[1].contains("cancelled"), "{:?}", states(&page));
    page.close();
}

#[wasm_bindgen_test]
async fn a_past_moment_has_no_cancel_buttons() {
    let page = Page::open("tasks=a:%2010,b:%2010&await=gather").await;
    page.launch_paused().await;
    for _ in 0..4 {
        page.step().await;
    }
    frames().await;
    assert_eq!(page.all("[aria-label^='Cancel ']").len(), 2);
    page.click("[aria-label='Step back']").await;
    frames().await;
    assert_eq!(page.all("[aria-label^='Cancel '], .timeline-name-cancel").len(), 0);
    page.close();
}

#[wasm_bindgen_test]
async fn tasks_with_the_same_name_have_buttons_with_different_names() {
    let page = Page::open("tasks=a:%2010,b:%209,a:%208,3:%207,e:%206&await=gather").await;
    page.click("#tab-code").await;
    page.launch_paused().await;
    for _ in 0..6 {
        page.step().await;
    }
    for (tab, expected) in [
        (
            "#tab-console",
            vec![
                "Cancel a, task 1",
                "Cancel b",
                "Cancel a, task 3",
                "Cancel 3",
                "Cancel e",
            ],
        ),
        ("#tab-code", vec![]),
    ] {
        page.click(tab).await;
        frames().await;
        // Of the dialogs, only one is open at a time.
        let buttons = page.all("button[aria-label]:not(dialog:not([open]) *)");
        let names: Vec<String> = buttons.iter().filter_map(|it| it.get_attribute("aria-label")).collect();
        for name in expected {
            assert!(names.iter().any(|it| it == name), "{name} is not among {names:?}");
        }
        let mut once = names.clone();
        once.sort_unstable();
        once.dedup();
        assert_eq!(once.len(), names.len(), "{tab}: {names:?}");
    }
    page.close();
}

#[wasm_bindgen_test]
async fn a_restored_canvas_is_painted_again_with_new_textures() {
    js_sys::eval(
        "const kind = CanvasRenderingContext2D.prototype;
        window.__drawn = { textures: 0, filled: 0 };
        window.__undo = [['createPattern', 'textures'], ['fillRect', 'filled']].map(([name, count]) => {
            const own = kind[name];
            kind[name] = function (...rest) { window.__drawn[count] += 1; return own.apply(this, rest); };
            return () => { kind[name] = own; };
        });",
    )
    .expect("the script is right");
    let drawn = |what: &str| {
        let count = js_sys::eval(&format!("window.__drawn.{what}"))
            .ok()
            .and_then(|it| it.as_f64());
        count.expect("it is counted")
    };
    let page = Page::open("tasks=a:%202,b:%201&await=gather").await;
    // Sizes that are measured late, as on a busy machine, are drawn again: wait until nothing changes any more.
    let mut filled = drawn("filled");
    for _ in 0..50 {
        frames().await;
        let before = std::mem::replace(&mut filled, drawn("filled"));
        if before > 0.0 && before == filled {
            break;
        }
    }
    let textures = drawn("textures");
    frames().await;
    assert_eq!(drawn("filled"), filled, "nothing is drawn while nothing changes");

    let canvas = page.find(".timeline-canvas");
    for event in ["contextlost", "contextrestored"] {
        let event = Event::new(event).expect("it is a name");
        canvas.dispatch_event(&event).expect("it is in the page");
    }
    frames().await;
    assert!(drawn("filled") > filled, "the picture is painted again");
    let all = Texture::ALL.len() as f64;
    assert_eq!(drawn("textures"), textures + all, "each texture is made anew");
    js_sys::eval("window.__undo.forEach(undo => undo())").expect("the script is right");
    page.close();
}

#[wasm_bindgen_test]
async fn a_program_that_leaves_tasks_out_says_so() {
    let style = crate::long::styled(); // otherwise every row is in view
    let page = Page::open("tasks=1s..3s%20x20000").await;
    page.click("#tab-code").await;
    frames().await;
    let said = page.texts(".code-left-out");
    assert_eq!(said.len(), 1);
    assert!(said[0].contains("18,000 tasks are left out"), "{said:?}");
    assert!(page.texts("pre")[0].contains("Only the first 2,000 of 20,000 operations are written out."));
    page.write("1s x20000").await;
    assert_eq!(page.all(".code-left-out").len(), 0);
    page.close();
    style.remove();
}

#[wasm_bindgen_test]
async fn the_speed_is_a_number_with_usual_ones_beside_it() {
    let page = Page::open("tasks=1&speed=0.3").await;
    let number = || page.find("[aria-label=Speed]").unchecked_into::<HtmlInputElement>();
    let usual = || {
        page.find("[aria-label='Usual speeds']")
            .unchecked_into::<HtmlSelectElement>()
    };
    let change = |element: &HtmlElement| {
        let init = web_sys::EventInit::new();
        init.set_bubbles(true);
        let event = Event::new_with_event_init_dict("change", &init).expect("change is an event");
        element.dispatch_event(&event).expect("it is sent");
    };
    let address = || {
        document()
            .location()
            .and_then(|location| location.hash().ok())
            .unwrap_or_default()
    };
    assert_eq!((number().value(), usual().value()), ("0.3".to_owned(), String::new()));
    for (typed, shown, in_link) in [("4", "4", "speed=4"), ("2.50 ×", "2.5", "speed=2.5"), ("1x", "1", "")] {
        number().set_value(typed);
        change(&number());
        frames().await;
        assert_eq!(number().value(), shown, "{typed}");
        until(in_link, || {
            address().contains("speed=") != in_link.is_empty() && address().contains(in_link)
        })
        .await;
    }
    assert_eq!(usual().value(), "1");
    // What is not a speed stays as it was typed, says why, and changes nothing.
    for wrong in ["20", "fast", ""] {
        number().set_value(wrong);
        change(&number());
        frames().await;
        assert_eq!(number().value(), wrong);
        assert_eq!(
            number().get_attribute("aria-invalid").as_deref(),
            Some("true"),
            "{wrong}"
        );
        assert!(
            number()
                .get_attribute("aria-description")
                .is_some_and(|why| why.contains("Write 0.1 to 10"))
        );
        assert_eq!(usual().value(), "1", "{wrong}");
    }
    usual().set_value("0.25");
    change(&usual());
    frames().await;
    assert_eq!(number().value(), "0.25");
    assert_eq!(number().get_attribute("aria-invalid").as_deref(), Some("false"));
    page.close();
}

#[wasm_bindgen_test]
async fn a_failure_that_nobody_heard_says_so_once_that_is_known() {
    let page = Page::open("tasks=1%20fail,2%20fail&await=gather&leftovers=finish").await;
    page.launch_paused().await;
    page.step_to_the_end().await;
    until("it is known", || {
        page.texts(".timeline-name-note") == ["failed", "failed", "heard by nobody"]
    })
    .await;
    page.close();
}

/// The keys that edit the list do so on the page, and not in a page that is embedded in another: there they are the host's
/// and the browser's.
#[wasm_bindgen_test]
async fn keys_that_edit_the_list_do_nothing_in_an_embedded_page() {
    for (flags, edits) in [("", true), ("&embed=1", false)] {
        let page = Page::open(&format!("tasks=a:2,b:1,c:3&await=gather{flags}")).await;
        let names = || page.texts(".timeline-name-text");
        assert_eq!(names(), ["main", "a", "b", "c"], "{flags}");
        for _ in 0..2 {
            page.press(".timeline", Press::of("ArrowDown")).await;
        }
        let down = Press {
            alt: true,
            ..Press::of("ArrowDown")
        };
        // Whether the key is left to others.
        assert_eq!(page.press(".timeline", down).await, !edits, "{flags}");
        assert_eq!(page.press(".timeline", Press::of("f")).await, !edits, "{flags}");
        frames().await;
        let moved = ["main", "b", "a", "c"];
        let as_opened = ["main", "a", "b", "c"];
        assert_eq!(names(), if edits { moved } else { as_opened }, "{flags}");
        let undo = Press {
            ctrl: true,
            ..Press::of("z")
        };
        for _ in 0..2 {
            assert_eq!(page.press(".timeline", undo).await, !edits, "{flags}");
        }
        frames().await;
        assert_eq!(names(), as_opened, "{flags}");
        page.close();
    }
}

/// A `tabindex` that changes on the focused tab, when its panel is opened, costs a layout of the whole page.
#[wasm_bindgen_test]
async fn the_tab_with_the_focus_is_the_stop_of_its_list_before_it_opens_its_panel() {
    let page = Page::open("tasks=2,1&await=gather").await;
    let stops = || {
        let all = page.all("[aria-label=Record] [tabindex='0']");
        all.iter().map(|tab| tab.id()).collect::<Vec<_>>()
    };
    assert_eq!(stops(), ["tab-console"]);
    let why = page.find("#tab-why");
    why.focus().expect("it is in the page");
    settle().await;
    assert_eq!(stops(), ["tab-why"], "the panel of another is open");
    page.click("#tab-why").await;
    assert_eq!(stops(), ["tab-why"]);
    // A key opens another panel; the focus stays, and so does the stop until it leaves.
    page.press("#tab-why", Press::of("m")).await;
    assert_eq!(stops(), ["tab-why"]);
    page.press("#tab-why", Press::of("ArrowLeft")).await;
    assert_eq!(stops(), ["tab-events"], "the one beside the focused one");
    assert_eq!(
        page.find("#tab-events").get_attribute("aria-selected").as_deref(),
        Some("true")
    );
    page.press("#tab-events", Press::of("m")).await;
    page.find("#tab-events").blur().expect("it is in the page");
    settle().await;
    assert_eq!(stops(), ["tab-compare"], "the open one");
    page.close();
}
