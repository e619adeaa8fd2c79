//! A guess and its grade: which tasks ended when they were guessed to, and what a difference comes from.

mod support;

use codegen::Language;
use explain::caption::{Asked, Caption, CaptionSource, LONGEST_HEADLINE, guessed, lesson, open_question, question};
use explain::guess::{self, Grade, Guess, GuessedEnd, LineKind, TOLERANCE, Verdict, grade, guessed_lines};
use recording::facts::RecordedBy;
use recording::{CancelReason, EventKind, FoldDepth, Folds, State, TaskId, Trace};
use scenario::examples::EXAMPLES;
use scenario::time::Micros;
use scenario::{Scenario, link};
use support::{Draws, Family, open, random_link};

const GROUP: &str = "tasks=profile:%203s,payment:%201s%20fail,stock:%202s&await=group";
const LIMITED: &str = "tasks=1,2,1&await=gather&limit=1";
const RACE: &str = "tasks=oslo:%202s,lyon:%201.2s,turin:%203s&await=race";
const FIRST_OK: &str = "tasks=cache:%20300ms%20fail,replica:%201s,origin:%202s&await=first-ok";
const RETRIES: &str =
    "tasks=login:%20500ms%20fail%202,search:%20800ms,maps:%203s&await=settle&timeout=1s&retry=2&backoff=200ms";
const DEADLINE: &str = "tasks=menu:%201s,photos:%202s,reviews:%204s&await=gather&deadline=2.5s";
const BLOCKED: &str = "tasks=render:%20500ms%20cpu%201.5s,clicks:%20800ms,scroll:%201s&await=gather";

fn ms(millis: u64) -> Micros {
    Micros::from_millis(millis)
}

fn scenario(link: &str) -> Scenario {
    let opened = link::read(link);
    assert!(opened.problems.is_empty(), "{link}: {:?}", opened.problems);
    opened.scenario
}

fn run(scenario: &Scenario) -> (Trace, Folds) {
    let trace = runtime::simulate(scenario);
    let mut folds = Folds::default();
    while !folds.extend(&trace, FoldDepth::Everything, || false) {}
    (trace, folds)
}

/// A guess of these ends in milliseconds, main first; `None` where nothing is guessed.
fn guess(ends: &[Option<u64>]) -> Guess {
    let mut guess = Guess::default();
    for (index, end) in ends.iter().enumerate() {
        guess.set_end(TaskId::from_index(index), end.map(|end| GuessedEnd::At(ms(end))));
    }
    guess
}

fn one(task: u32, at: u64) -> Guess {
    let mut guess = Guess::default();
    guess.set_end(TaskId(task), Some(GuessedEnd::At(ms(at))));
    guess
}

fn never(tasks: &[u32]) -> Guess {
    let mut guess = Guess::default();
    for task in tasks {
        guess.set_end(TaskId(*task), Some(GuessedEnd::Never));
    }
    guess
}

fn caption(trace: &Trace, folds: &Folds, grade: &Grade) -> Caption {
    let source = CaptionSource {
        trace,
        folds,
        language: Default::default(),
        program: None,
        recorded_by: RecordedBy::You,
    };
    guessed(&source, grade, None)
}

fn graded(link: &str, guess: &Guess) -> (Grade, Caption) {
    let (trace, folds) = run(&scenario(link));
    let grade = grade(guess, &trace, &folds).expect("something is guessed");
    let caption = caption(&trace, &folds, &grade);
    (grade, caption)
}

#[test]
fn a_wrong_guess_names_the_cause_of_the_difference() {
    // The link, the task and its guessed end in milliseconds, the verdict, and the headline.
    let table: &[(&str, u32, u64, &str, &str)] = &[
        // One after the other.
        (
            "tasks=2,1&await=one-by-one",
            2,
            1_000,
            "2 s later",
            "B ended at 3 s, not 1 s: it could not start before A was done.",
        ),
        (
            "tasks=2,1&await=one-by-one",
            0,
            2_000,
            "1 s later",
            "main ended at 3 s, not 2 s: it awaited one task at a time, so their times add up.",
        ),
        (
            "tasks=2,1&await=one-by-one",
            2,
            5_000,
            "2 s sooner",
            "B ended at 3 s, not 5 s: it slept 1 s from 2 s on.",
        ),
        // At the same time.
        (
            "tasks=2,1&await=gather",
            2,
            3_000,
            "2 s sooner",
            "B ended at 1 s, not 3 s: it slept 1 s from the start on, and waited for nobody.",
        ),
        (
            "tasks=2,1",
            0,
            3_000,
            "1 s sooner",
            "main ended at 2 s, not 3 s: all slept together, and A was the last that main awaited.",
        ),
        (
            "tasks=3,1,2&await=as-completed",
            0,
            6_000,
            "3 s sooner",
            "main ended at 3 s, not 6 s: all slept together, and A was the last that main awaited.",
        ),
        // A limit, of tasks and of joined futures.
        (
            LIMITED,
            3,
            1_000,
            "3 s later",
            "C ended at 4 s, not 1 s: it waited 3 s for a free slot, until B gave one back.",
        ),
        (
            "tasks=1,2,1&await=gather&limit=1&unit=future",
            3,
            1_000,
            "3 s later",
            "C ended at 4 s, not 1 s: it waited 3 s for a free slot, until B gave one back.",
        ),
        // Failures.
        (
            GROUP,
            1,
            3_000,
            "cancelled",
            "profile was cancelled at 1 s, not done at 3 s: another of its group failed.",
        ),
        (
            GROUP,
            2,
            2_000,
            "failed",
            "payment failed at 1 s, not 2 s: it slept 1 s from the start on, and waited for nobody.",
        ),
        (
            GROUP,
            0,
            3_000,
            "failed",
            "main failed at 1 s, not 3 s: payment failed at 1.000 s, and main took it at once.",
        ),
        (
            "tasks=1%20fail,3&await=gather",
            2,
            3_000,
            "cancelled",
            "B was cancelled at 1 s, not done at 3 s: main ended before it was done.",
        ),
        (
            "tasks=1,2%20fail,1&await=one-by-one",
            3,
            4_000,
            "never started",
            "C never started: main had ended before it could start it.",
        ),
        // The first that ends, and the first that succeeds.
        (
            RACE,
            1,
            2_000,
            "cancelled",
            "oslo was cancelled at 1.2 s, not done at 2 s: another ended first and won the race.",
        ),
        (
            RACE,
            0,
            2_000,
            "800 ms sooner",
            "main ended at 1.2 s, not 2 s: lyon was the first to end.",
        ),
        (
            FIRST_OK,
            3,
            2_000,
            "cancelled",
            "origin was cancelled at 1 s, not done at 2 s: another succeeded first.",
        ),
        (
            FIRST_OK,
            0,
            300,
            "700 ms later",
            "main ended at 1 s, not 300 ms: replica was the first to succeed, at 1.000 s.",
        ),
        // Retries, timeouts, a deadline.
        (
            RETRIES,
            1,
            500,
            "1.6 s later",
            "login ended at 2.1 s, not 500 ms: it made 3 attempts and paused 600 ms between them.",
        ),
        (
            RETRIES,
            3,
            3_000,
            "timed out",
            "maps timed out at 3.6 s, not 3 s: it made 3 attempts and paused 600 ms between them.",
        ),
        (
            "tasks=maps:%203s&await=settle&timeout=1s",
            1,
            3_000,
            "timed out",
            "maps timed out at 1 s, not 3 s: its timeout passed.",
        ),
        (
            DEADLINE,
            3,
            4_000,
            "cancelled",
            "reviews was cancelled at 2.5 s, not done at 4 s: the deadline passed.",
        ),
        // A step that holds the loop, of a task and of a joined future.
        (
            BLOCKED,
            2,
            800,
            "1.2 s later",
            "clicks ended at 2 s, not 800 ms: it was due 1.2 s earlier, but render held the loop.",
        ),
        (
            "tasks=render:%20500ms%20cpu%201.5s,clicks:%20800ms&await=gather&unit=future",
            2,
            800,
            "1.2 s later",
            "clicks ended at 2 s, not 800 ms: it was due 1.2 s earlier, but render held the loop.",
        ),
        (
            BLOCKED,
            1,
            500,
            "1.5 s later",
            "render ended at 2 s, not 500 ms: it computed for 1.5 s besides its sleep.",
        ),
    ];
    for &(link, task, at, verdict, headline) in table {
        let (grade, caption) = graded(link, &one(task, at));
        assert_eq!(grade.tasks[0].verdict.words(), verdict, "{link}, task {task}");
        assert_eq!(caption.headline_text(), headline, "{link}, task {task}");
        assert_eq!(caption.kicker(), "Your guess");
        assert_eq!(caption.kicker_note(), "0 of 1 right");
    }
}

#[test]
fn the_detail_is_the_answer_of_why() {
    let table: &[(&str, u32, u64, &str)] = &[
        (
            GROUP,
            1,
            3_000,
            "payment failed at 1.000 s, so the group cancelled profile, with 2 s left to sleep.",
        ),
        (
            BLOCKED,
            2,
            800,
            "clicks slept 800 ms, was served 1.2 s late because render held the loop, and finished with 1.6.",
        ),
        (
            RETRIES,
            3,
            3_000,
            "The timeout of 1 s, set at 2.600 s, passed at 3.600 s before the attempt had ended.",
        ),
        (
            DEADLINE,
            0,
            4_000,
            "The deadline of 2.5 s passed at 2.500 s, before main had what it awaits.",
        ),
    ];
    for &(link, task, at, detail) in table {
        let (grade, caption) = graded(link, &one(task, at));
        assert_eq!(grade.tasks[0].reason.detail, detail);
        let expected = format!("{detail} Right is within 50 ms or 5 %.");
        assert_eq!(caption.detail_text(), expected);
    }
    // A headline that says the whole answer is not said twice.
    let (_, caption) = graded(GROUP, &one(0, 3_000));
    assert_eq!(caption.detail_text(), "Right is within 50 ms or 5 %.");
}

#[test]
fn a_guess_within_the_tolerance_is_right() {
    let right = |guessed: u64, ended: u64| guess::is_right(ms(guessed), ms(ended));
    assert!(right(1_000, 1_050) && right(1_050, 1_000), "50 ms");
    assert!(!right(949, 1_000) && !right(1_051, 1_000));
    assert!(right(10_500, 10_000) && right(9_500, 10_000), "5 %");
    assert!(!right(10_501, 10_000));
    assert!(right(0, 50) && !right(0, 51));
    assert!(guess::is_right(Micros(0), TOLERANCE));
}

#[test]
fn an_end_by_failure_or_by_cancellation_can_be_guessed_too() {
    let (grade, caption) = graded(GROUP, &guess(&[Some(1_000), Some(1_000), Some(1_020), Some(970)]));
    assert_eq!(grade.right(), 4);
    assert_eq!(grade.score(), "4 of 4 right");
    assert_eq!(caption.headline_text(), "All 4 are right: each ended when you said.");
    assert_eq!(grade.most_instructive(), None);
    assert_eq!(grade.tasks[3].beside_the_bar(), "right: 1 s");
}

#[test]
fn a_task_that_fails_is_cancelled_or_never_starts_never_finishes() {
    // The link, the task, whether “never finishes” is right, what stands beside its bar, and the headline about it.
    let table: &[(&str, u32, bool, &str, &str)] = &[
        (
            GROUP,
            1,
            true,
            "right: cancelled at 1 s",
            "profile was cancelled at 1 s and never finished, as you said.",
        ),
        (
            GROUP,
            2,
            true,
            "right: failed at 1 s",
            "payment failed at 1 s and never finished, as you said.",
        ),
        (
            GROUP,
            0,
            true,
            "right: failed at 1 s",
            "main failed at 1 s and never finished, as you said.",
        ),
        (
            RETRIES,
            3,
            true,
            "right: timed out at 3.6 s",
            "maps timed out at 3.6 s and never finished, as you said.",
        ),
        (
            "tasks=A:%201s%20fail,B:%201s&await=one-by-one",
            2,
            true,
            "right: never started",
            "B never started, as you said.",
        ),
        (
            "tasks=2,1",
            1,
            false,
            "finished at 2 s, you said never",
            "A did finish, at 2 s: it slept 2 s from the start on, and waited for nobody.",
        ),
        (
            RACE,
            2,
            false,
            "finished at 1.2 s, you said never",
            "lyon did finish, at 1.2 s: it slept 1.2 s from the start on, and waited for nobody.",
        ),
    ];
    for &(link, task, right, beside, headline) in table {
        let (trace, folds) = run(&scenario(link));
        let grade = grade(&never(&[task]), &trace, &folds).expect("one is guessed");
        let source = CaptionSource {
            trace: &trace,
            folds: &folds,
            language: Default::default(),
            program: None,
            recorded_by: RecordedBy::You,
        };
        let graded = &grade.tasks[0];
        assert_eq!(graded.right, right, "{link}");
        assert_eq!(graded.beside_the_bar(), beside, "{link}");
        let caption = guessed(&source, &grade, Some(TaskId(task)));
        assert_eq!(caption.headline_text(), headline, "{link}");
        assert_eq!(grade.score(), format!("{} of 1 right", u8::from(right)), "{link}");
        assert!(graded.sentence("T").starts_with(&format!("T: {beside}")), "{link}");
    }
}

#[test]
fn keys_and_a_drag_past_the_axis_guess_that_a_task_never_finishes() {
    let axis = ms(4_000);
    let at = |end: u64| Some(GuessedEnd::At(ms(end)));
    let never = Some(GuessedEnd::Never);
    // The key, with Shift, the guess before and after it.
    let table = [
        ("ArrowRight", false, None, at(100)),
        ("ArrowRight", true, at(100), at(600)),
        ("ArrowLeft", false, at(50), at(0)),
        ("ArrowRight", false, at(4_000), at(4_100)),
        ("Home", false, never, at(0)),
        ("End", false, at(100), at(4_000)),
        ("End", false, at(4_000), never),
        ("End", false, never, never),
        ("ArrowLeft", false, never, at(4_000)),
        ("ArrowRight", false, never, never),
        ("n", false, at(100), never),
        ("N", true, None, never),
        ("n", false, never, None),
        ("Delete", false, never, None),
    ];
    for (key, long, from, to) in table {
        assert_eq!(guess::moved(key, long, from, axis), Some(to), "{key} from {from:?}");
    }
    assert_eq!(guess::moved("ArrowUp", false, None, axis), None);
    assert_eq!(guess::dragged(1_020_000.0, axis, false), GuessedEnd::At(ms(1_000)));
    assert_eq!(guess::dragged(-5.0, axis, false), GuessedEnd::At(ms(0)));
    assert_eq!(guess::dragged(4_100_000.0, axis, true), GuessedEnd::Never);
}

#[test]
fn what_the_person_cancelled_proves_no_guess() {
    let (raced, _) = run(&scenario(RACE));
    for (why, right) in [
        (CancelReason::Race, true),
        (CancelReason::User, false),
        (CancelReason::Stop, false),
    ] {
        let mut trace = raced.clone();
        while !trace.events.is_empty() {
            trace.events.pop();
        }
        for mut event in raced.events.iter() {
            if let EventKind::CancelRequested { why: recorded, .. } = &mut event.kind {
                *recorded = why;
            }
            trace.events.push(event);
        }
        let mut folds = Folds::default();
        while !folds.extend(&trace, FoldDepth::Everything, || false) {}
        let grade = grade(&never(&[1]), &trace, &folds).expect("one is guessed");
        assert_eq!(grade.tasks[0].verdict, Verdict::Cancelled);
        assert_eq!(grade.tasks[0].right, right, "{why:?}");
    }
}

#[test]
fn the_wrong_guess_with_the_most_telling_cause_is_pointed_out() {
    // main is 2 s off and B only 1.5 s, but B says why.
    let (grade, caption) = graded(
        "tasks=2,1&await=one-by-one",
        &guess(&[Some(1_000), Some(2_000), Some(1_500)]),
    );
    assert_eq!(grade.score(), "1 of 3 right");
    assert_eq!(grade.most_instructive().map(|graded| graded.task), Some(TaskId(2)));
    assert_eq!(
        caption.headline_text(),
        "B ended at 3 s, not 1.5 s: it could not start before A was done."
    );
    // Of two with such a cause the one that is further off.
    let (grade, _) = graded(LIMITED, &guess(&[None, None, Some(2_000), Some(1_000)]));
    assert_eq!(grade.most_instructive().map(|graded| graded.task), Some(TaskId(3)));
}

#[test]
fn the_guess_about_a_chosen_task_is_said_whole() {
    let (trace, folds) = run(&scenario("tasks=2,1&await=one-by-one"));
    let all = guess(&[Some(1_000), Some(2_000), Some(1_500)]);
    let grade = grade(&all, &trace, &folds).expect("all are guessed");
    let source = CaptionSource {
        trace: &trace,
        folds: &folds,
        language: Default::default(),
        program: None,
        recorded_by: RecordedBy::You,
    };
    let said = |task| guessed(&source, &grade, Some(TaskId(task))).headline_text();
    assert_eq!(said(1), "A ended at 2 s, as you said.");
    assert_eq!(
        said(0),
        "main ended at 3 s, not 1 s: it awaited one task at a time, so their times add up."
    );
    assert_eq!(
        said(7),
        said(2),
        "of a task that is not guessed, the one that teaches most"
    );
    let sentences: Vec<String> = grade.tasks.iter().map(|graded| graded.sentence("T")).collect();
    assert_eq!(sentences[1], "T: right: 2 s, within 50 ms or 5 %.");
    assert_eq!(
        sentences[2],
        "T: 3 s, you said 1.5 s. It could not start before A was done."
    );
}

#[test]
fn only_what_was_guessed_is_graded() {
    let (trace, folds) = run(&scenario("tasks=2,1"));
    assert_eq!(grade(&Guess::default(), &trace, &folds), None);
    let grade = grade(&one(2, 1_000), &trace, &folds).expect("one is guessed");
    assert_eq!(grade.tasks.len(), 1);
    assert_eq!(grade.task(TaskId(1)), None);
    assert_eq!(grade.order, None);
    // What is guessed beyond the list waits for a longer one.
    assert_eq!(guess::grade(&one(7, 1_000), &trace, &folds), None);
}

#[test]
fn the_order_of_the_lines_is_graded_by_those_that_stood_elsewhere() {
    let two = scenario("tasks=2,1&await=one-by-one");
    let lines = guessed_lines(&two);
    let texts: Vec<&str> = lines.iter().map(|line| line.text.as_str()).collect();
    assert_eq!(
        texts,
        [
            "Starting operation with delay 2",
            "Starting operation with delay 1",
            "Operation with delay 2 finished",
            "Operation with delay 1 finished",
            "the last line of main",
        ]
    );
    let mut guess = Guess::default();
    guess.confirm_order(lines.len());
    let (grade, caption) = graded("tasks=2,1&await=one-by-one", &guess);
    let order = grade.order.as_ref().expect("it is part of the guess");
    assert_eq!(order.elsewhere(), 1);
    assert_eq!(grade.score(), "1 line elsewhere");
    assert_eq!(
        order.difference.as_deref(),
        Some("“Operation with delay 2 finished” of A came before “Starting operation with delay 1” of B.")
    );
    assert_eq!(
        caption.headline_text(),
        "The lines came in another order than you said."
    );
    let printed: Vec<usize> = order.lines.iter().map(|line| line.line).collect();
    assert_eq!(printed, [0, 2, 1, 3, 4], "as they were printed");

    guess.move_line(2, 1, lines.len());
    let (grade, caption) = graded("tasks=2,1&await=one-by-one", &guess);
    assert!(grade.order.as_ref().is_some_and(|order| order.right()));
    assert_eq!(grade.score(), "order right");
    assert_eq!(caption.headline_text(), "The lines came in your order.");
}

#[test]
fn a_line_that_is_not_printed_has_no_place_in_the_order() {
    let group = scenario(GROUP);
    let lines = guessed_lines(&group);
    // payment always fails, so it never prints that it has finished.
    assert_eq!(lines.len(), 6);
    assert!(
        !lines
            .iter()
            .any(|line| line.task == TaskId(2) && line.kind == LineKind::Finishes)
    );
    let mut guess = Guess::default();
    guess.confirm_order(lines.len());
    let (grade, _) = graded(GROUP, &guess);
    let order = grade.order.expect("it is part of the guess");
    assert!(order.right());
    let unprinted = order.lines.iter().filter(|line| line.printed.is_none()).count();
    assert_eq!(unprinted, 2, "profile and stock were cancelled");
    assert!(
        order.lines[4].printed.is_none() && order.lines[5].printed.is_none(),
        "they come last"
    );
}

#[test]
fn a_guess_survives_being_kept_as_a_text() {
    let mut kept = guess(&[Some(3_000), None, Some(1_250)]);
    assert_eq!(Guess::from_text(&kept.to_text()), kept);
    kept.move_line(0, 4, 5);
    assert_eq!(kept.to_text(), "3000000 - 1250000/1 2 3 4 0");
    kept.set_end(TaskId(3), Some(GuessedEnd::Never));
    assert_eq!(kept.to_text(), "3000000 - 1250000 never/1 2 3 4 0");
    assert_eq!(kept.latest(), ms(3_000));
    assert_eq!(Guess::from_text(&kept.to_text()), kept);
    for odd in ["", "/", "x y/z", "-/-1 99999999999999999999", "1 2 3/0 0 7 0"] {
        let read = Guess::from_text(odd);
        let mut order = read.order(3);
        order.sort_unstable();
        assert_eq!(order, [0, 1, 2], "{odd}");
    }
    assert!(Guess::from_text("- -").is_empty());
    let long = "1 ".repeat(1_000_000);
    assert_eq!(
        Guess::from_text(&long).count(usize::MAX),
        25,
        "no more than can be guessed"
    );
}

#[test]
fn guesses_are_asked_for_few_tasks_only() {
    assert!(guess::can_be_guessed(&scenario("tasks=1s%20x24")));
    assert!(!guess::can_be_guessed(&scenario("tasks=1s%20x25")));
    assert!(!guess::can_be_guessed(&scenario("tasks=")));
    assert_eq!(guessed_lines(&scenario("tasks=1s%20x8")).len(), 17);
    assert!(guessed_lines(&scenario("tasks=1s%20x9")).is_empty());

    let asked = |tasks, guessed| question("Two tasks", None, Asked { tasks, guessed });
    assert_eq!(
        asked(2, 0).headline_text(),
        "When does each task end, and when does main?"
    );
    assert_eq!(
        (asked(2, 0).kicker(), asked(2, 0).kicker_note()),
        ("Question".into(), "Two tasks".into())
    );
    assert_eq!(asked(2, 1).kicker_note(), "1/3 guessed");
    let by_the_clock = |tasks, guessed| Asked { tasks, guessed }.words();
    assert_eq!(by_the_clock(2, 1), "Predict is on: nothing is foretold. 1 of 3 guessed");
    assert_eq!(by_the_clock(25, 0), "Predict is on: nothing is foretold");
    let own = question("Two tasks", Some("Which ends first?"), Asked { tasks: 2, guessed: 0 });
    assert_eq!(own.headline_text(), "Which ends first?");
    assert_eq!(
        asked(1_000, 0).headline_text(),
        "Predict is on, so nothing is foretold."
    );
    assert!(
        asked(1_000, 0)
            .detail_text()
            .contains("up to 24 tasks, and this list has 1,000")
    );
}

#[test]
fn a_question_stands_without_the_lesson_and_the_lesson_without_the_question() {
    for example in EXAMPLES.iter() {
        let asked = open_question(example);
        assert_eq!(
            (asked.kicker(), asked.kicker_note()),
            ("Question".into(), example.title.clone())
        );
        assert_eq!(asked.headline_text(), example.question);
        let said = asked.detail_text();
        assert!(
            !said.contains(&example.teaches) && !said.contains(&example.seen),
            "{said}"
        );
        let told = lesson(Some(example), Some(&scenario(&example.link)), Language::Python);
        let told = format!("{} {}", told.headline_text(), told.detail_text());
        assert!(!told.contains(&example.question), "{told}");
    }
}

#[test]
fn the_total_is_the_last_end_that_was_guessed_with_mains() {
    assert_eq!(guess(&[Some(1_000), Some(3_000)]).total(), Some(ms(3_000)));
    assert_eq!(guess(&[None, Some(3_000)]).total(), None, "main may end later");
    assert_eq!(never(&[0]).total(), None);
}

#[test]
fn the_axis_of_a_guess_does_not_tell_how_main_awaits() {
    let ends = ["one-by-one", "spawn", "gather", "race"]
        .map(|policy| guess::axis_end(&scenario(&format!("tasks=2,1&await={policy}"))));
    assert_eq!(ends, [ms(3_750); 4]);
    assert_eq!(guess::axis_end(&scenario("tasks=2,1&limit=1&deadline=1s")), ms(3_750));
    assert_eq!(guess::step(ms(3_750), false), ms(100));
    assert_eq!(guess::step(ms(3_750), true), ms(500));
    assert_eq!(
        guess::step(ms(1_000_000), true),
        ms(5_000),
        "of a long run, about a thousandth"
    );
}

#[test]
fn a_guess_of_what_happens_is_right_in_every_run() {
    let families = [true, false].map(|joined| Family {
        ties: true,
        cpu: true,
        joined,
    });
    for (number, family) in (0..400).zip(families.into_iter().cycle()) {
        let link = random_link(&mut Draws::of(number), family);
        let scenario = open(&link);
        let (trace, folds) = run(&scenario);
        let mut right = Guess::default();
        let mut off = Guess::default();
        let mut unfinished = Guess::default();
        for task in trace.tasks.ids() {
            let lane = folds.history.lanes.lane(&trace, task).expect("the trace lists it");
            let end = lane.end().map(|end| end.at);
            right.set_end(task, end.map(GuessedEnd::At));
            off.set_end(
                task,
                Some(GuessedEnd::At(end.unwrap_or_default() + Micros::from_secs(60))),
            );
            unfinished.set_end(task, Some(GuessedEnd::Never));
        }
        let right = grade(&right, &trace, &folds).expect("main ends");
        assert_eq!(right.right(), right.tasks.len(), "{link}");
        let off = grade(&off, &trace, &folds).expect("main ends");
        assert_eq!(off.right(), 0, "{link}");
        let unfinished = grade(&unfinished, &trace, &folds).expect("main ends");
        for graded in &unfinished.tasks {
            let finished = folds.history.lanes.state(graded.task) == State::Finished;
            assert_eq!(graded.right, !finished, "{link}: {graded:?}");
            assert_eq!(graded.verdict == Verdict::Finished, finished, "{link}: {graded:?}");
        }
        for graded in &off.tasks {
            let state = folds.history.lanes.state(graded.task);
            let agrees = match graded.verdict {
                Verdict::Early(_) => state == State::Finished,
                Verdict::Failed | Verdict::TimedOut => state == State::Failed,
                Verdict::Cancelled => state == State::Cancelled,
                Verdict::NeverStarted => state == State::Created,
                Verdict::OnTime | Verdict::Finished | Verdict::Late(_) | Verdict::Unknown => false,
            };
            assert!(agrees, "{link}: {graded:?} of a task that is {state:?}");
            assert!(
                !graded.reason.clause.is_empty() && !graded.reason.detail.is_empty(),
                "{link}: {graded:?}"
            );
        }
        for grade in [right, off, unfinished] {
            let caption = caption(&trace, &folds, &grade);
            assert!(caption.headline_text().chars().count() <= LONGEST_HEADLINE, "{link}");
        }
    }
}

#[test]
fn the_grade_of_a_thousand_tasks_is_that_of_each() {
    let (trace, folds) = run(&scenario("tasks=1s%20x1000&await=gather&limit=500"));
    let mut guess = Guess::default();
    for task in trace.tasks.ids() {
        guess.set_end(task, Some(GuessedEnd::At(ms(1_000))));
    }
    let grade = grade(&guess, &trace, &folds).expect("all are guessed");
    assert_eq!(grade.whole_score(), "500 of 1001 right");
    let wrong = grade.most_instructive().expect("the later half");
    assert!(
        wrong.reason.clause.starts_with("it waited 1 s for a free slot, until "),
        "{wrong:?}"
    );
}
