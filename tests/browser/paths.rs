//! The learning paths: the list of examples by path, the next example, what is done, and the file of a teacher.

use crate::page::{Page, Press, focused, frames, settle, until};
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::window;

const COURSE: &str = "path: Week 2\n\nexample: Four\nquestion: When?\nlesson: It sleeps.\nlink: tasks=4,4\n\
    example: Five\nlesson: It sleeps longer.\nlink: tasks=5\n";

fn title(page: &Page) -> String {
    page.texts(".picker-title").concat()
}

/// The names of the groups of the open list.
fn groups(page: &Page) -> Vec<String> {
    let groups = page.all(".picker-list [role=group]");
    let labels = groups.iter().map(|group| group.get_attribute("aria-label"));
    labels.map(Option::unwrap_or_default).collect()
}

fn stored(key: &str) -> Option<String> {
    let storage = window()?.local_storage().ok()??;
    storage.get_item(key).ok()?
}

fn store(key: &str, value: &str) {
    let storage = window().and_then(|window| window.local_storage().ok().flatten());
    let storage = storage.expect("a test page may store");
    storage.set_item(key, value).expect("there is room");
}

/// Runs the open example, step by step.
async fn run(page: &Page) {
    page.launch_paused().await;
    page.step_to_the_end().await;
}

async fn open_list(page: &Page) {
    page.click("[role=combobox]").await;
}

/// Gives the page a file, as if it had been chosen (`change`) or dropped (`drop`).
fn hand_over(by: &str, name: &str, text: &str) {
    let script = format!(
        "const file = new File([{text:?}], {name:?}, {{ type: 'text/plain' }});
         const transfer = new DataTransfer();
         transfer.items.add(file);
         if ({by:?} === 'drop') {{
           const event = new DragEvent('drop', {{ dataTransfer: transfer, bubbles: true, cancelable: true }});
           document.querySelector('.timeline').dispatchEvent(event);
           if (!event.defaultPrevented) throw new Error('the browser would open the file');
         }} else {{
           const input = document.querySelector('.picker input[type=file]');
           input.files = transfer.files;
           input.dispatchEvent(new Event('change', {{ bubbles: true }}));
         }}"
    );
    js_sys::eval(&script).expect("the script is right");
}

#[wasm_bindgen_test]
async fn the_examples_are_listed_by_path() {
    let page = Page::open("").await;
    open_list(&page).await;
    assert_eq!(
        groups(&page),
        [
            "First steps, 0 of 6 done",
            "Errors, 0 of 4 done",
            "Limits and time, 0 of 4 done",
            "The loop itself, 0 of 3 done",
            "The list",
        ]
    );
    assert_eq!(page.all(".picker-list [role=option]").len(), 18);
    let first = page.texts(".picker-option-title");
    assert_eq!((first[0].as_str(), first[1].as_str()), ("Two tasks", "Gather three"));
    assert_eq!(first[17], "Open a path file…");
    page.close();
}

const QUESTION: &str = "When does main end, and in which order do the results come?";
const LESSON: &str = "Three sleeps of 2, 1 and 3 s take 3 s in all, and the results keep the order of the list.";
const SEEN: &str = "Three sleeps of 2, 1 and 3 s took 3 s in all, and the results kept the order of the list.";

/// All that the caption says.
fn caption(page: &Page) -> String {
    page.texts(".caption-kind, .caption-headline, .caption-detail")
        .join(" ")
}

/// Whether what will happen is drawn ahead of the run.
fn foretold(page: &Page) -> bool {
    page.texts(".key-item").concat().contains("predicted")
}

#[wasm_bindgen_test]
async fn an_example_from_the_list_has_its_lesson_without_the_question_that_it_answers() {
    let page = Page::open("").await;
    open_list(&page).await;
    page.click("#example-1").await;
    let said = caption(&page);
    assert!(
        said.starts_with("Lesson Three sleeps of 2, 1 and 3 s take 3 s in all"),
        "{said}"
    );
    assert!(!said.contains(QUESTION), "{said}");
    assert!(foretold(&page));
    page.close();
}

#[wasm_bindgen_test]
async fn along_the_path_the_question_stands_until_the_run_and_the_lesson_after_it() {
    let page = Page::open("").await;
    run(&page).await;
    page.click(".caption-next").await;
    let said = caption(&page);
    assert!(said.starts_with(&format!("Question {QUESTION}")), "{said}");
    assert!(!said.contains(LESSON) && !foretold(&page), "{said}");
    assert!(page.all(".timeline-handles:not([hidden]) .timeline-handle").is_empty());
    run(&page).await;
    let said = caption(&page);
    assert!(said.contains(SEEN) && !said.contains(QUESTION), "{said}");

    // To come back to it by the list asks nothing.
    open_list(&page).await;
    page.click("#example-1").await;
    assert!(caption(&page).starts_with("Lesson"));
    page.close();
}

#[wasm_bindgen_test]
async fn the_open_question_can_be_guessed_or_dismissed() {
    let page = Page::open("").await;
    run(&page).await;
    page.click(".caption-next").await;
    let actions = |page: &Page| page.texts(".caption-actions .button");
    assert_eq!(actions(&page), ["Predict", "Show me instead"]);
    page.click(".caption-actions .button").await;
    frames().await;
    assert_eq!(page.all(".guess-handle").len(), 4);
    assert!(focused().matches(".guess-handle").unwrap_or_default());
    assert_eq!(actions(&page), ["Show me instead"]);
    page.click(".caption-actions .button").await;
    assert!(caption(&page).starts_with("Lesson") && foretold(&page));
    assert!(page.all(".guess-handle").is_empty() && actions(&page).is_empty());
    page.close();
}

#[wasm_bindgen_test]
async fn an_edit_makes_the_question_moot() {
    let page = Page::open("").await;
    run(&page).await;
    page.click(".caption-next").await;
    page.press(".timeline", Press::of("1")).await;
    frames().await;
    let said = caption(&page);
    assert!(said.starts_with("Lesson") && foretold(&page), "{said}");
    page.close();
}

#[wasm_bindgen_test]
async fn an_ended_example_is_done_and_leads_to_the_next() {
    let page = Page::open("").await;
    assert!(page.all(".caption-next").is_empty());
    run(&page).await;
    assert_eq!(page.texts(".caption-next"), ["Next: Gather three"]);
    assert_eq!(stored("futurescope-progress").as_deref(), Some("Two tasks"));
    page.click(".caption-next").await;
    assert_eq!(title(&page), "Gather three");
    assert!(focused().matches(".run-button").unwrap_or_default());
    assert!(page.all(".caption-next").is_empty());
    open_list(&page).await;
    assert_eq!(groups(&page)[0], "First steps, 1 of 6 done");
    assert_eq!(
        page.find("#example-0 .picker-option-title").text_content().as_deref(),
        Some("Two tasks, done")
    );
    page.close();
}

#[wasm_bindgen_test]
async fn the_last_of_a_path_leads_to_the_next_path() {
    let page = Page::open("tasks=mirror%20Oslo:%202s,mirror%20Lyon:%201.2s,mirror%20Turin:%203s&await=race").await;
    assert_eq!(title(&page), "A race");
    run(&page).await;
    assert_eq!(page.texts(".caption-next"), ["Next path: Errors"]);
    page.click(".caption-next").await;
    assert_eq!(title(&page), "Fail fast");
    page.close();
}

#[wasm_bindgen_test]
async fn the_picker_shows_the_path_and_what_of_it_is_done() {
    let page = Page::open("").await;
    let steps = || -> Vec<Option<String>> {
        let steps = page.all(".picker-step");
        steps.iter().map(|step| step.get_attribute("data-state")).collect()
    };
    let expected =
        |states: &[&str]| -> Vec<Option<String>> { states.iter().map(|state| Some((*state).to_owned())).collect() };
    assert_eq!(page.texts(".picker-caption"), ["First steps"]);
    assert_eq!(
        steps(),
        expected(&["open", "ahead", "ahead", "ahead", "ahead", "ahead"])
    );
    run(&page).await;
    page.click(".caption-next").await;
    assert_eq!(steps(), expected(&["done", "open", "ahead", "ahead", "ahead", "ahead"]));
    page.close();
    let page = Page::open("tasks=0.5").await;
    assert_eq!(page.texts(".picker-caption"), ["Example"]);
    assert!(page.all(".picker-step").is_empty());
    page.close();
}

#[wasm_bindgen_test]
async fn a_stopped_or_an_edited_run_is_not_done() {
    let page = Page::open("").await;
    page.launch_paused().await;
    page.click(".run-button[data-kind=stop]").await;
    assert_eq!(stored("futurescope-progress"), None);
    assert!(page.all(".caption-next").is_empty());
    page.write("1").await;
    run(&page).await;
    assert_eq!(stored("futurescope-progress"), None);
    assert!(page.all(".caption-next").is_empty());
    page.close();
}

#[wasm_bindgen_test]
async fn progress_survives_a_visit_and_can_be_forgotten() {
    let page = Page::open("").await;
    run(&page).await;
    page.close();
    let page = Page::open_again("").await;
    open_list(&page).await;
    assert_eq!(groups(&page)[0], "First steps, 1 of 6 done");
    page.click("#example-18").await;
    assert_eq!(stored("futurescope-progress"), None);
    open_list(&page).await;
    assert_eq!(groups(&page)[0], "First steps, 0 of 6 done");
    page.close();
}

#[wasm_bindgen_test]
async fn what_is_stored_and_cannot_be_read_is_ignored() {
    Page::open("").await.close();
    store("futurescope-progress", "\u{0}\n\n\tnonsense\nTwo tasks");
    store("futurescope-path", "path: P\nnonsense");
    let page = Page::open_again("").await;
    assert_eq!(title(&page), "Two tasks");
    open_list(&page).await;
    assert_eq!(groups(&page)[0], "First steps, 1 of 6 done");
    assert_eq!(groups(&page).len(), 5);
    page.close();
}

#[wasm_bindgen_test]
async fn a_teachers_file_is_a_fifth_path_until_it_is_removed() {
    for by in ["change", "drop"] {
        let page = Page::open("").await;
        hand_over(by, "week2.txt", COURSE);
        until("its first example is open", || title(&page) == "Four").await;
        let said = caption(&page);
        assert!(
            said.starts_with("Question When?") && !said.contains("It sleeps."),
            "{said}"
        );
        run(&page).await;
        assert_eq!(page.texts(".caption-next"), ["Next: Five"], "{by}");
        assert_eq!(stored("futurescope-progress").as_deref(), Some("Week 2: Four"), "{by}");
        page.close();

        let page = Page::open_again("tasks=5").await;
        assert_eq!(title(&page), "Five");
        open_list(&page).await;
        assert_eq!(groups(&page)[4], "Week 2, 1 of 2 done");
        assert_eq!(page.texts("#example-20 .picker-option-title"), ["Remove Week 2"]);
        page.click("#example-20").await;
        assert_eq!((title(&page).as_str(), stored("futurescope-path")), ("Your own", None));
        open_list(&page).await;
        assert_eq!(groups(&page).len(), 5);
        page.close();
    }
}

#[wasm_bindgen_test]
async fn a_wrong_file_is_refused_with_its_line() {
    let page = Page::open("").await;
    hand_over("change", "week2.txt", &COURSE.replace("tasks=5", "tasks=5s5"));
    until("there is a message", || !page.all(".moment-problem").is_empty()).await;
    let said = page.texts(".moment-problem").concat();
    assert!(said.starts_with("week2.txt: Line 9: tasks: "), "{said}");
    assert_eq!((title(&page).as_str(), stored("futurescope-path")), ("Two tasks", None));
    hand_over("drop", "large.txt", &"#".repeat(65_537));
    until("there is another", || {
        page.texts(".moment-problem").concat().starts_with("large")
    })
    .await;
    let said = page.texts(".moment-problem").concat();
    assert_eq!(
        said,
        "large.txt: A path file has at most 64 KB, and this one is larger."
    );
    page.close();
}

#[wasm_bindgen_test]
async fn the_list_is_worked_with_keys() {
    let page = Page::open("").await;
    let at = |page: &Page| page.find("[role=combobox]").get_attribute("aria-activedescendant");
    page.press("[role=combobox]", Press::of("End")).await;
    assert_eq!(at(&page).as_deref(), Some("example-17"));
    // Leaving the list opens no dialog.
    page.press("[role=combobox]", Press::of("Tab")).await;
    assert_eq!((title(&page).as_str(), at(&page)), ("Two tasks", None));
    page.press("[role=combobox]", Press::of("f")).await;
    assert_eq!(at(&page).as_deref(), Some("example-6"));
    page.press("[role=combobox]", Press::of("Enter")).await;
    settle().await;
    assert_eq!(title(&page), "Fail fast");
    page.close();
}
