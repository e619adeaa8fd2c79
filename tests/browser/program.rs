//! The tab Program: the text and its editor, a run, Stop, limits, links, and what is kept. The parts that a built page fetches are
//! played by a few lines of script; the real ones are tested in tests/e2e.

use crate::page::{Page, Press, document, frames, run_state, settle, until};
use js_sys::{Reflect, eval};
use wasm_bindgen::JsCast;
use wasm_bindgen::JsValue;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlTextAreaElement;

/// What the recorder writes of a program with four jobs in a queue.
const TRACE: &str = include_str!("../recorded/queue_workers.trace.jsonl");

const PROGRAM: &str = "import asyncio\n\nasync def main():\n    await asyncio.sleep(1)\n\nasyncio.run(main())\n";

/// `window.futurescopePrograms` while it exists.
struct Fake;

impl Fake {
    /// `run` is the body of a function of `text` and `options` that runs a program; it returns what Stop does.
    fn with(run: &str) -> Self {
        let script = format!(
            "window.ranForTests = [];
             window.stoppedForTests = 0;
             window.openedForTests = 0;
             window.closedForTests = 0;
             window.futurescopePrograms = {{
                 editorBytes: 100000, pythonBytes: 6100000,
                 editor: () => Promise.reject(new Error('no editor in this test')),
                 python: () => Promise.resolve({{ openPython: async () => (openedForTests += 1, {{
                     version: '3.14.2',
                     run(text, options) {{
                         ranForTests.push(text);
                         const trace = {trace};
                         const stop = (() => {{ {run} }})();
                         return {{ stop() {{ stoppedForTests += 1; stop?.(); }} }};
                     }},
                     close() {{ closedForTests += 1; }},
                 }}) }}),
             }};",
            trace = serde_json_string(TRACE),
        );
        eval(&script).expect("the script is right");
        Self
    }

    /// A program that ends at once.
    fn ending() -> Self {
        Self::with("setTimeout(() => { options.onTrace(trace); options.onEnd({ end: 'ok' }); });")
    }
}

impl Drop for Fake {
    fn drop(&mut self) {
        eval("delete window.futurescopePrograms").expect("the script is right");
    }
}

/// The text as a literal of JavaScript.
fn serde_json_string(text: &str) -> String {
    js_sys::JSON::stringify(&JsValue::from_str(text))
        .expect("a text can be written")
        .into()
}

fn value(expression: &str) -> JsValue {
    eval(expression).expect("the script is right")
}

fn ran() -> Vec<String> {
    let ran: js_sys::Array = value("ranForTests").unchecked_into();
    ran.iter().filter_map(|text| text.as_string()).collect()
}

fn field(page: &Page) -> HtmlTextAreaElement {
    page.find(".program-text").unchecked_into()
}

async fn show_program(page: &Page) {
    page.click("#tab-program").await;
    until("the program is shown", || !page.all(".program-text").is_empty()).await;
}

/// A page that shows a program.
async fn opened_with(text: &str) -> Page {
    let page = Page::open("").await;
    show_program(&page).await;
    write_program(&page, text).await;
    page
}

/// Chooses the option with this value in the list of examples.
async fn pick(page: &Page, value: &str) {
    let picker: web_sys::HtmlSelectElement = page.find(".program-picker select").unchecked_into();
    picker.set_value(value);
    let changed = web_sys::Event::new("change").expect("an event can be made");
    picker.dispatch_event(&changed).expect("an event can be sent");
    settle().await;
}

async fn write_program(page: &Page, text: &str) {
    let field = field(page);
    field.set_value(text);
    let event = web_sys::Event::new("input").expect("an event can be made");
    field.dispatch_event(&event).expect("an event can be sent");
    settle().await;
}

async fn run(page: &Page) {
    page.click(".run-button").await;
    until("the program has run", || run_state() == "done").await;
    frames().await;
}

/// Two examples in one path, as the file beside the page has them, while it exists.
struct FakeExamples;

impl FakeExamples {
    fn new() -> Self {
        let path = "path: Course\nexample: Nap\nquestion: How many tasks are there?\nanswer: Three\nif: 3 tasks\n\
            answer: Four\nif: 4 tasks\nlesson: It sleeps.\nseen: It slept.\nprogram: a.py\n\
            example: Doze\nlesson: It sleeps, too.\nprogram: b.py\n";
        let file = |name: &str, text: &str| (name.to_owned(), text.to_owned());
        let files = [
            file("1.txt", path),
            file("a.py", PROGRAM),
            file("b.py", "import asyncio\n"),
        ];
        let text = serde_json_string(&scenario::programs::join(&files));
        eval(&format!(
            "window.realFetchForTests = fetch;
             document.head.insertAdjacentHTML('beforeend', '<meta name=example-programs content=programs.txt>');
             window.fetch = (asked) => asked === 'programs.txt' ? Promise.resolve(new Response({text})) : realFetchForTests(asked);"
        ))
        .expect("the script is right");
        Self
    }
}

impl Drop for FakeExamples {
    fn drop(&mut self) {
        eval("window.fetch = realFetchForTests; document.querySelector('meta[name=example-programs]').remove()")
            .expect("the script is right");
    }
}

fn outcome() -> Option<String> {
    document()
        .document_element()
        .and_then(|root| root.get_attribute("data-outcome"))
}

#[wasm_bindgen_test]
async fn the_tab_begins_with_the_program_of_the_list_and_run_executes_it() {
    let _fake = Fake::ending();
    let page = Page::open("tasks=2,1,3&await=gather").await;
    show_program(&page).await;
    let text = field(&page).value();
    assert!(text.starts_with("import asyncio") && text.contains("gather("), "{text}");
    assert_eq!(
        page.find(".editor").get_attribute("data-kind").as_deref(),
        Some("program")
    );
    assert_eq!(
        page.texts(".caption-headline").concat(),
        "Run executes your program here, as real Python, and draws every step of it."
    );

    run(&page).await;
    assert_eq!(ran(), [text]);
    assert_eq!(outcome().as_deref(), Some("ok"));
    assert_eq!(page.texts(".run-button").first().map(String::as_str), Some("Run again"));
    // The record is that of the program: its set-up stays in view, and it is no record from elsewhere.
    assert!(page.all(".record-bar").is_empty());
    assert!(!page.all(".program-text").is_empty());
    page.click("[aria-label=\"Pause the replay\"]").await;
    page.press(".timeline", Press::of("End")).await;
    frames().await;
    let printed = page.texts(".console-text").concat();
    assert!(printed.contains("'cid'"), "{printed}");
    page.close();
}

#[wasm_bindgen_test]
async fn a_record_is_played_from_its_start() {
    let _fake = Fake::ending();
    let page = Page::open("speed=0.1").await;
    show_program(&page).await;
    run(&page).await;
    until("it plays", || !page.all("[aria-label=\"Pause the replay\"]").is_empty()).await;
    // Space pauses it, and goes on with it.
    page.press(".timeline", Press::of(" ")).await;
    until("it is paused", || !page.all("[aria-label=\"Replay\"]").is_empty()).await;
    assert_eq!(ran().len(), 1);
    page.press(".timeline", Press::of(" ")).await;
    until("it plays again", || {
        !page.all("[aria-label=\"Pause the replay\"]").is_empty()
    })
    .await;
    assert_eq!(ran().len(), 1);
    page.close();
}

#[wasm_bindgen_test]
async fn an_edited_program_says_so_and_runs_anew() {
    let _fake = Fake::ending();
    let page = Page::open("speed=0.1").await;
    show_program(&page).await;
    run(&page).await;
    until("it plays", || !page.all("[aria-label=\"Pause the replay\"]").is_empty()).await;
    page.press(".timeline", Press::of("End")).await;
    write_program(&page, PROGRAM).await;
    frames().await;
    assert_eq!(
        page.texts(".caption-headline").concat(),
        "The program has changed since. Run again to see what that changes."
    );
    page.click(".run-button").await;
    until("it has run again", || ran().len() == 2 && run_state() == "done").await;
    assert_eq!(ran()[1], PROGRAM);
    page.close();
}

#[wasm_bindgen_test]
async fn stop_ends_a_program_and_shows_what_was_recorded() {
    let _fake = Fake::with(
        "options.onTrace(trace.split('\\n').slice(0, 30).join('\\n') + '\\n');
         return () => options.onEnd({ end: 'stopped' });",
    );
    let page = Page::open("").await;
    show_program(&page).await;
    page.click(".run-button").await;
    until("it runs", || run_state() == "running").await;
    assert_eq!(
        page.find(".run-button").get_attribute("aria-disabled").as_deref(),
        Some("true")
    );
    page.click("[data-kind=stop]").await;
    until("it is stopped", || run_state() == "done").await;
    assert_eq!(outcome().as_deref(), Some("stopped"));
    assert_eq!(value("stoppedForTests").as_f64(), Some(1.0));
    let events = page.texts(".tab-count").concat();
    assert!(!events.is_empty(), "what was recorded is shown");
    page.close();
}

#[wasm_bindgen_test]
async fn a_program_that_is_stopped_before_its_first_line_leaves_all_as_it_was() {
    let _fake = Fake::with("return () => options.onEnd({ end: 'stopped' });");
    let page = Page::open("").await;
    show_program(&page).await;
    page.click(".run-button").await;
    until("it runs", || run_state() == "running").await;
    page.click("[data-kind=stop]").await;
    until("it is stopped", || run_state() == "idle").await;
    assert_eq!(page.texts(".program-says").concat(), "");
    page.close();
}

#[wasm_bindgen_test]
async fn a_limit_and_a_worker_that_dies_are_said_and_what_was_recorded_is_kept() {
    for (end, says) in [
        ("limit", "Stopped after 1,000,000 events."),
        ("crashed", "The worker has died."),
    ] {
        let _fake = Fake::with(&format!(
            "setTimeout(() => {{
                options.onTrace(trace.split('\\n').slice(0, 30).join('\\n') + '\\n');
                options.onEnd({{ end: {end:?}, message: {says:?} }});
             }});"
        ));
        let page = Page::open("").await;
        show_program(&page).await;
        run(&page).await;
        assert_eq!(page.texts(".program-says").concat(), says);
        assert_ne!(outcome().as_deref(), Some("ok"));
        page.close();
    }
}

#[wasm_bindgen_test]
async fn python_that_cannot_be_loaded_is_said_and_tried_again() {
    let _fake = Fake::ending();
    eval("window.realForTests = futurescopePrograms.python; futurescopePrograms.python = () => Promise.reject(new Error('Python is not there. Try again.'));")
        .expect("the script is right");
    let page = Page::open("").await;
    show_program(&page).await;
    page.click(".run-button").await;
    until("it is said", || {
        page.texts(".program-says").concat() == "Python is not there. Try again."
    })
    .await;
    assert_eq!(run_state(), "idle");
    eval("futurescopePrograms.python = realForTests").expect("the script is right");
    run(&page).await;
    assert_eq!(page.texts(".program-says").concat(), "");
    page.close();
}

#[wasm_bindgen_test]
async fn a_page_without_python_says_so_and_keeps_the_program() {
    assert!(Reflect::get(&value("window"), &"futurescopePrograms".into()).is_ok_and(|it| it.is_undefined()));
    let page = Page::open("").await;
    page.click("#tab-program").await;
    until("it is said", || {
        page.texts(".program-missing").concat().contains("built without Python")
    })
    .await;
    write_program(&page, PROGRAM).await;
    assert!(page.find(".run-button").has_attribute("disabled"));
    page.click("#tab-table").await;
    page.click("#tab-program").await;
    assert_eq!(field(&page).value(), PROGRAM);
    page.close();
}

#[wasm_bindgen_test]
async fn a_program_out_of_a_link_opens_and_never_starts_by_itself() {
    let _fake = Fake::ending();
    let link = scenario::link::write_program(PROGRAM, scenario::Speed::default()).expect("it is short");
    let page = Page::open(&format!("{link}&autorun=1")).await;
    until("the program is shown", || !page.all(".program-text").is_empty()).await;
    assert_eq!(field(&page).value(), PROGRAM);
    frames().await;
    assert!(ran().is_empty());
    assert_eq!(run_state(), "idle");
    page.close();
}

#[wasm_bindgen_test]
async fn a_program_is_kept_over_a_reload_and_a_visit_of_the_list() {
    let _fake = Fake::ending();
    let page = Page::open("tasks=1").await;
    show_program(&page).await;
    write_program(&page, PROGRAM).await;
    let page = page.reload().await;
    until("the program is shown", || !page.all(".program-text").is_empty()).await;
    assert_eq!(field(&page).value(), PROGRAM);
    page.click("#tab-table").await;
    assert_eq!(page.find(".editor").get_attribute("data-kind").as_deref(), Some("list"));
    assert!(page.texts(".run-status").concat().contains("Ready to run"));
    show_program(&page).await;
    assert_eq!(field(&page).value(), PROGRAM);
    page.close();
}

#[wasm_bindgen_test]
async fn the_address_holds_the_program() {
    let _fake = Fake::ending();
    let page = Page::open("tasks=1").await;
    show_program(&page).await;
    write_program(&page, PROGRAM).await;
    let link = scenario::link::write_program(PROGRAM, scenario::Speed::default()).expect("it is short");
    let hash = || {
        web_sys::window()
            .and_then(|window| window.location().hash().ok())
            .unwrap_or_default()
    };
    until("it is written", || hash() == format!("#{link}")).await;
    page.close();
}

#[wasm_bindgen_test]
async fn keys_of_the_page_do_nothing_while_the_program_is_typed() {
    let _fake = Fake::ending();
    let page = Page::open("").await;
    show_program(&page).await;
    for key in ["r", " ", "p", "1", "s"] {
        assert!(page.press(".program-text", Press::of(key)).await, "{key} types");
    }
    assert_eq!(run_state(), "idle");
    assert!(ran().is_empty());
    page.close();
}

#[wasm_bindgen_test]
async fn a_presentation_shows_the_program_beside_its_record() {
    let _fake = Fake::ending();
    let link = scenario::link::write_program(PROGRAM, scenario::Speed::default()).expect("it is short");
    let page = Page::open(&format!("{link}&present=1")).await;
    until("it is presented", || !page.all(".record-source").is_empty()).await;
    frames().await;
    let root = document().document_element().expect("there is a root");
    assert_eq!(root.get_attribute("data-present").as_deref(), Some("true"));
    assert_eq!(page.texts(".record-source").concat(), PROGRAM);
    run(&page).await;
    assert_eq!(root.get_attribute("data-present").as_deref(), Some("true"));
    page.close();
}

#[wasm_bindgen_test]
async fn python_is_loaded_once_and_ends_with_the_page() {
    let _fake = Fake::ending();
    let page = Page::open("").await;
    show_program(&page).await;
    run(&page).await;
    page.click("#tab-table").await;
    show_program(&page).await;
    run(&page).await;
    frames().await;
    assert_eq!(value("openedForTests").as_f64(), Some(1.0));
    page.close();
    until("its worker has ended", || value("closedForTests").as_f64() == Some(1.0)).await;
}

#[wasm_bindgen_test]
async fn a_figure_loads_python_when_it_is_run() {
    let _fake = Fake::ending();
    let link = scenario::link::write_program(PROGRAM, scenario::Speed::default()).expect("it is short");
    let page = Page::open(&format!("{link}&embed=1")).await;
    frames().await;
    assert!(page.all(".program-text").is_empty());
    assert_eq!(value("openedForTests").as_f64(), Some(0.0));
    run(&page).await;
    assert_eq!(value("openedForTests").as_f64(), Some(1.0));
    assert_eq!(ran(), [PROGRAM]);
    page.close();
}

/// The examples in the list: the names of the groups, and the texts of the options.
fn listed(page: &Page) -> (Vec<Option<String>>, Vec<String>) {
    let groups = page.all(".program-picker optgroup");
    let names = groups.iter().map(|group| group.get_attribute("label")).collect();
    (names, page.texts(".program-picker optgroup option"))
}

#[wasm_bindgen_test]
async fn an_example_that_has_run_is_marked_as_done() {
    let (_fake, _examples) = (Fake::ending(), FakeExamples::new());
    let page = Page::open("").await;
    show_program(&page).await;
    until("the examples are there", || listed(&page).1.len() == 2).await;
    // A program of the person's own marks none.
    write_program(&page, "import asyncio  # mine\n").await;
    run(&page).await;
    let none = (
        vec![Some("Course, 0 of 2 done".to_owned())],
        vec!["Nap".to_owned(), "Doze".to_owned()],
    );
    assert_eq!(listed(&page), none);
    write_program(&page, PROGRAM).await;
    assert_eq!(listed(&page), none);
    run(&page).await;
    let one = (
        vec![Some("Course, 1 of 2 done".to_owned())],
        vec!["✓ Nap".to_owned(), "Doze".to_owned()],
    );
    assert_eq!(listed(&page), one);
    // It is remembered at the next visit.
    let page = page.reload().await;
    show_program(&page).await;
    until("the examples are there", || listed(&page).1.len() == 2).await;
    assert_eq!(listed(&page), one);
    // It can be forgotten, after a question: an arrow key that passes by must not do it.
    let choose_to_forget = async |answer: bool| {
        eval(&format!(
            "window.realConfirmForTests ??= confirm; window.askedForTests = []; window.confirm = (asked) => (askedForTests.push(asked), {answer})"
        ))
        .expect("the script is right");
        let last = page.all(".program-picker option").pop().expect("there are options");
        assert_eq!(last.text_content().as_deref(), Some("Forget what is done"));
        let picker: web_sys::HtmlSelectElement = page.find(".program-picker select").unchecked_into();
        pick(&page, &last.get_attribute("value").unwrap_or_default()).await;
        assert_eq!(value("askedForTests.length").as_f64(), Some(1.0));
        assert_eq!(picker.value(), "Nap", "what is open stays chosen");
    };
    choose_to_forget(false).await;
    assert_eq!(listed(&page), one);
    choose_to_forget(true).await;
    eval("window.confirm = realConfirmForTests").expect("the script is right");
    assert_eq!(listed(&page), none);
    assert_eq!(
        page.texts(".program-picker option").last().map(String::as_str),
        Some("Doze")
    );
    page.close();
}

/// Each answer that can be chosen, and whether it is.
fn answers(page: &Page) -> Vec<(String, bool)> {
    let checked = page.all(".answers input").into_iter().map(|radio| {
        let radio: web_sys::HtmlInputElement = radio.unchecked_into();
        radio.checked()
    });
    page.texts(".answers label").into_iter().zip(checked).collect()
}

fn each(answers: [(&str, bool); 2]) -> Vec<(String, bool)> {
    answers
        .map(|(text, checked)| (text.to_owned(), checked))
        .into_iter()
        .collect()
}

async fn run_until_graded(page: &Page) {
    run(page).await;
    until("the answer is graded", || !page.all(".guess-report").is_empty()).await;
    frames().await;
}

#[wasm_bindgen_test]
async fn the_question_of_an_example_is_answered_and_graded_by_its_record() {
    let (_fake, _examples) = (Fake::ending(), FakeExamples::new());
    let page = Page::open("predict=0").await;
    show_program(&page).await;
    until("the examples are there", || listed(&page).1.len() == 2).await;
    // A program of the person's own, and an example without answers, ask nothing.
    for own in ["import asyncio  # mine\n", "import asyncio\n"] {
        write_program(&page, own).await;
        assert_eq!(answers(&page), []);
        assert_eq!(
            page.find(".predict").get_attribute("aria-disabled").as_deref(),
            Some("true")
        );
    }
    write_program(&page, PROGRAM).await;
    assert_eq!(page.texts("fieldset.answers > legend"), ["How many tasks are there?"]);
    assert_eq!(answers(&page), each([("Three", false), ("Four", false)]));
    assert_eq!(page.texts(".guess-status"), ["Predict is on. 0 of 1 guessed"]);
    page.click(".answer:nth-of-type(1) > input").await;
    assert_eq!(page.texts(".guess-status"), ["Predict is on. 1 of 1 guessed"]);
    run_until_graded(&page).await;
    assert_eq!(answers(&page), []);
    assert_eq!(
        page.texts(".guess-report .guess-lines-title"),
        ["Your guess: 0 of 1 right"]
    );
    assert_eq!(page.texts(".guess-report-row"), ["You saidThree", "It isFour"]);
    assert_eq!(page.texts(".caption-headline"), ["Your guess is not right."]);
    let detail = page.texts(".caption-detail").concat();
    assert!(detail.contains("You said “Three”; it is “Four”. It slept."), "{detail}");
    // Again, and now right.
    let again = |page: &Page| {
        page.all(".caption-actions button")[0]
            .clone()
            .unchecked_into::<web_sys::HtmlElement>()
    };
    again(&page).click();
    settle().await;
    assert_eq!(answers(&page), each([("Three", false), ("Four", false)]));
    assert!(page.all(".guess-report").is_empty());
    page.click(".answer:nth-of-type(2) > input").await;
    run_until_graded(&page).await;
    assert_eq!(page.texts(".caption-headline"), ["Your guess is right."]);
    assert_eq!(page.texts(".guess-report-row"), ["You saidFour"]);
    // An edited program is another one.
    write_program(&page, "import asyncio  # mine\n").await;
    assert!(page.all(".guess-report").is_empty());
    write_program(&page, PROGRAM).await;
    assert_eq!(page.texts(".caption-headline"), ["Your guess is right."]);
    // Without Predict the run is told as ever.
    page.click(".predict").await;
    assert!(page.all(".guess-report").is_empty());
    page.click(".predict").await;
    assert!(!page.all(".guess-report").is_empty());
    // The answer is kept in the tab.
    let page = page.reload().await;
    show_program(&page).await;
    until("the examples are there", || listed(&page).1.len() == 2).await;
    assert_eq!(answers(&page), each([("Three", false), ("Four", true)]));
    page.click(".predict").await;
    assert_eq!(answers(&page), []);
    assert_eq!(page.texts(".caption-actions button"), ["Predict"]);
    page.click(".caption-actions button").await;
    assert_eq!(answers(&page), each([("Three", false), ("Four", true)]));
    page.click(".predict").await;
    page.close();
}

/// The field of what the program reads, where it is shown.
fn input_field(page: &Page) -> Option<HtmlTextAreaElement> {
    let field = page.all("[aria-label=Input]").into_iter().next();
    field.map(JsCast::unchecked_into)
}

async fn write_input(page: &Page, text: &str) {
    let field = input_field(page).expect("the field is shown");
    field.focus().expect("it is in the page");
    field.set_value(text);
    let event = web_sys::Event::new("input").expect("an event can be made");
    field.dispatch_event(&event).expect("an event can be sent");
    settle().await;
}

async fn leave_input(page: &Page) {
    if let Some(field) = input_field(page) {
        field.blur().expect("it is in the page");
    }
    settle().await;
}

/// What each program was given to read.
fn given() -> Vec<String> {
    let given: js_sys::Array = value("givenForTests").unchecked_into();
    given.iter().filter_map(|text| text.as_string()).collect()
}

/// A program that ends with what `end` says; what it is given to read is kept.
fn reading(end: &str) -> Fake {
    eval("window.givenForTests = []").expect("the script is right");
    Fake::with(&format!(
        "givenForTests.push(options.stdin); setTimeout(() => {{ options.onTrace(trace); options.onEnd({end}); }});"
    ))
}

const GREETING: &str = "name = input()\nprint(name)\n";

#[wasm_bindgen_test]
async fn a_program_that_reads_has_a_field_for_its_lines() {
    let _fake = reading("{ end: 'ok' }");
    let page = opened_with(PROGRAM).await;
    assert!(input_field(&page).is_none(), "this one reads nothing");
    write_program(&page, GREETING).await;
    let field = input_field(&page).expect("this one reads a line");
    let described = field.get_attribute("aria-describedby").unwrap_or_default();
    let about = |page: &Page| page.texts(&format!("#{described}"));
    assert_eq!(
        (field.value(), about(&page)),
        (String::new(), vec!["no lines yet".to_owned()])
    );
    assert_eq!(page.texts(&format!("label[for={}]", field.id())), ["Input"]);
    run(&page).await;
    write_input(&page, "Ann\nBob\n").await;
    assert_eq!(about(&page), ["2 lines"]);
    run(&page).await;
    assert_eq!(given(), ["", "Ann\nBob\n"]);
    // Nothing that is written goes away, nor does a field that is being written in.
    write_program(&page, PROGRAM).await;
    assert_eq!(input_field(&page).expect("it holds lines").value(), "Ann\nBob\n");
    write_input(&page, "").await;
    assert!(input_field(&page).is_some());
    leave_input(&page).await;
    assert!(input_field(&page).is_none());
    page.close();
}

#[wasm_bindgen_test]
async fn control_enter_runs_the_program_from_its_fields() {
    let _fake = reading("{ end: 'ok' }");
    let page = opened_with(GREETING).await;
    write_input(&page, "Ann").await;
    let run = Press {
        ctrl: true,
        ..Press::of("Enter")
    };
    for (times, place) in [(1, "[aria-label=Input]"), (2, ".program-text")] {
        assert!(!page.press(place, run).await, "it types nothing");
        until("it has run", || given().len() == times && run_state() == "done").await;
        page.press(place, Press { repeat: true, ..run }).await;
        frames().await;
        assert_eq!(given(), vec!["Ann"; times], "a key that is held down runs it once");
    }
    page.close();
}

#[wasm_bindgen_test]
async fn a_run_that_finds_no_line_shows_the_field_and_says_so() {
    let _fake = reading("{ end: 'failed', message: 'input() found no line to read.', ranDry: true }");
    // What reads is out of sight.
    let page = opened_with("import greeting\n").await;
    assert!(input_field(&page).is_none());
    run(&page).await;
    assert_eq!(page.texts(".program-says"), ["input() found no line to read."]);
    assert!(input_field(&page).is_some());
    write_program(&page, PROGRAM).await;
    assert!(input_field(&page).is_none(), "that was another program");
    page.close();
}

#[wasm_bindgen_test]
async fn more_than_a_program_is_given_is_refused_and_kept() {
    let _fake = reading("{ end: 'ok' }");
    let page = opened_with(GREETING).await;
    let most = "x".repeat(explain::program_input::MOST_INPUT);
    let invalid = |page: &Page| input_field(page).and_then(|field| field.get_attribute("aria-invalid"));
    write_input(&page, &format!("{most}y")).await;
    assert_eq!(invalid(&page).as_deref(), Some("true"));
    page.click(".run-button").await;
    frames().await;
    assert_eq!(page.texts(".program-says"), [explain::program_input::refused_input()]);
    assert_eq!((given(), run_state().as_str()), (vec![], "idle"));
    assert_eq!(input_field(&page).expect("it is shown").value().len(), most.len() + 1);
    write_input(&page, &most).await;
    assert_eq!(invalid(&page).as_deref(), Some("false"));
    run(&page).await;
    assert_eq!(given(), [most]);
    assert_eq!(page.texts(".program-says"), [""]);
    page.close();
}

#[wasm_bindgen_test]
async fn what_a_program_reads_is_kept_with_it_and_is_in_no_link() {
    let (_fake, _examples) = (reading("{ end: 'ok' }"), FakeExamples::new());
    let page = opened_with(GREETING).await;
    write_input(&page, "Ann\n\n  Bob & co. = 100 %\n").await;
    let link = scenario::link::write_program(GREETING, scenario::Speed::default()).expect("it is short");
    let hash = || {
        web_sys::window()
            .and_then(|window| window.location().hash().ok())
            .unwrap_or_default()
    };
    until("the address has the program alone", || hash() == format!("#{link}")).await;
    let page = page.reload().await;
    until("the program is shown", || input_field(&page).is_some()).await;
    let lines = input_field(&page).map(|field| field.value());
    assert_eq!(lines.as_deref(), Some("Ann\n\n  Bob & co. = 100 %\n"));
    page.click(".share-button").await;
    assert!(page.texts(".share-left-out").concat().contains("The lines in Input"));
    page.click(".share [aria-label=Close]").await;
    // An example has nothing to read, and what was written before is offered.
    until("the examples are there", || listed(&page).1.len() == 2).await;
    pick(&page, "Nap").await;
    assert_eq!(field(&page).value(), PROGRAM);
    assert!(input_field(&page).is_none());
    until("the work is offered", || {
        !page.all("[aria-label='Last work'] button").is_empty()
    })
    .await;
    page.click("[aria-label='Last work'] button").await;
    assert_eq!(input_field(&page).map(|field| field.value()), lines);
    assert_eq!(field(&page).value(), GREETING);
    page.close();
}
