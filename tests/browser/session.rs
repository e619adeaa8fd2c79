//! The four parts of the session: readers of the record run again when another record is shown, and readers cannot set
//! anything.

use crate::page::{Page, Press, frames, run_state, until};
use futurescope::ui::edit::Edit;
use futurescope::ui::frames::Frames;
use futurescope::ui::session::{
    Playhead, Predicted, Record, RecordState, RunControls, RunPhase, Session, SessionParts,
};
use leptos::mount::mount_to;
use leptos::prelude::*;
use recording::{Moment, RunOutcome};
use runtime::simulate;
use scenario::examples::Library;
use scenario::time::Micros;
use scenario::{Scenario, link};
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::JsCast;
use wasm_bindgen_test::wasm_bindgen_test;
use web_sys::HtmlElement;

fn scenario(fragment: &str) -> Scenario {
    link::read(fragment).scenario
}

/// A session in a `div`, in which its readers are mounted.
struct Mounted {
    session: Session,
    root: HtmlElement,
    _mounted: Box<dyn std::any::Any>,
}

impl Mounted {
    fn new<V: IntoView + 'static>(fragment: &str, reader: impl FnOnce(Session) -> V + 'static) -> Self {
        let root: HtmlElement = document()
            .create_element("div")
            .expect("div is an element's name")
            .unchecked_into();
        let opened = scenario(fragment);
        let made = Rc::new(Cell::new(None));
        let mounted = mount_to(root.clone(), {
            let made = made.clone();
            move || {
                let session = Session::new(Edit::new(&opened, Library::default()), Frames::new());
                Cell::set(&made, Some(session));
                reader(session)
            }
        });
        Self {
            session: made.get().expect("it was mounted"),
            root,
            _mounted: Box::new(mounted),
        }
    }

    fn text(&self) -> String {
        self.root.text_content().unwrap_or_default()
    }
}

/// A component that only reads the record.
#[component]
fn Names(record: Record) -> impl IntoView {
    move || {
        record.with(|trace, _| {
            let names: Vec<_> = trace.tasks.iter().map(|task| task.name).collect();
            names.join(" ")
        })
    }
}

#[wasm_bindgen_test]
async fn a_reader_of_the_record_is_run_again_when_another_record_is_shown() {
    let page = Mounted::new("tasks=a:1,b:2", |session| view! { <Names record=session.record /> });
    let session = page.session;
    frames().await;
    assert_eq!(page.text(), "main a b");
    session.edit.write_text("a: 1, c: 2".into());
    frames().await;
    assert_eq!(page.text(), "main a c", "the plan of what is edited");
    session.open_recording(simulate(&scenario("tasks=x:1,y:1,z:1")));
    frames().await;
    assert_eq!(page.text(), "main x y z", "a recording that was opened");
    session.edit.write_text("d: 1".into());
    frames().await;
    assert_eq!(page.text(), "main x y z", "editing does not touch it");
    session.controls.launch();
    frames().await;
    assert_eq!(page.text(), "main d", "a run");
    session.clear();
    session.edit.write_text("e: 1".into());
    frames().await;
    assert_eq!(page.text(), "main e", "the next plan");
}

/// All functions that read something of a record.
type Read = (&'static str, fn(Record, Playhead));
const READS: [Read; 13] = [
    ("with", |record, _| {
        let _ = record.with(|_, _| ());
    }),
    ("with_growth", |record, _| {
        let _ = record.with_growth(|_, _| ());
    }),
    ("with_causes", |record, _| {
        let _ = record.with_causes(|_, _| ());
    }),
    ("track_growth", |record, _| record.track_growth()),
    ("folded", |record, _| {
        let _ = record.folded();
    }),
    ("now", |record, _| {
        let _ = record.now();
    }),
    ("state", |record, _| {
        let _ = record.state();
    }),
    ("launched", |record, _| {
        let _ = record.launched();
    }),
    ("truncation", |record, _| {
        let _ = record.truncation();
    }),
    ("id", |record, _| {
        let _ = record.id();
    }),
    ("moment", |_, playhead| {
        let _ = playhead.moment();
    }),
    ("moment_by_event", |_, playhead| {
        let _ = playhead.moment_by_event();
    }),
    ("events_at", |_, playhead| {
        let _ = playhead.events_at();
    }),
];

#[wasm_bindgen_test]
async fn every_reader_of_a_record_tracks_its_identity() {
    let runs = Rc::new([const { Cell::new(0) }; READS.len()]);
    let page = Mounted::new("tasks=1", {
        let runs = runs.clone();
        move |session| {
            let SessionParts { record, playhead, .. } = *session;
            for (index, (_, read)) in READS.into_iter().enumerate() {
                let runs = runs.clone();
                Effect::new(move |_| {
                    read(record, playhead);
                    runs[index].set(runs[index].get() + 1);
                });
            }
        }
    });
    frames().await;
    let session = page.session;
    // The new record has the same content: it is read again only because it is another record.
    let open = || session.open_recording(simulate(&scenario("tasks=1")));
    open();
    frames().await;
    let before: Vec<u32> = runs.iter().map(Cell::get).collect();
    open();
    frames().await;
    for ((name, _), (runs, before)) in READS.iter().zip(runs.iter().zip(before)) {
        assert!(before > 0, "{name} is read at first");
        assert!(runs.get() > before, "{name} is read again");
    }
}

/// Has the names of a signal's setters. If a type has setters of its own, they take an argument, and the test below
/// does not compile.
trait NothingToSet {
    fn set(&self) -> bool {
        true
    }

    fn update(&self) -> bool {
        true
    }

    fn try_set(&self) -> bool {
        true
    }
}

impl<T> NothingToSet for T {}

/// A component that gets all parts and cannot set any of them.
#[component]
fn Reader(record: Record, playhead: Playhead, controls: RunControls, predicted: Predicted) -> impl IntoView {
    let handed_out = [
        record.set() && record.update() && record.try_set(),
        playhead.set() && playhead.update() && playhead.try_set(),
        controls.set() && controls.update() && controls.try_set(),
        predicted.set() && predicted.update() && predicted.try_set(),
    ];
    move || {
        let values = [
            record.id().set(),
            record.state().set(),
            record.now().set(),
            record.truncation().set(),
            record.launched().set(),
            playhead.moment().set(),
            playhead.live().set(),
            controls.phase().set(),
            controls.can_run().set(),
            predicted.shown().set() && predicted.shown().update(),
            predicted.readable().set() && predicted.readable().update(),
            predicted.deviation().set() && predicted.deviation().update(),
            predicted.stale().set(),
        ];
        (handed_out.iter().chain(&values).all(|nothing| *nothing)).then_some("nothing to set")
    }
}

#[wasm_bindgen_test]
async fn a_mounted_reader_cannot_set() {
    let page = Mounted::new("tasks=1,2", |session| {
        let SessionParts {
            record,
            playhead,
            controls,
            predicted,
            ..
        } = *session;
        view! { <Reader record playhead controls predicted /> }
    });
    frames().await;
    assert_eq!(page.text(), "nothing to set");
}

#[wasm_bindgen_test]
async fn an_opened_recording_is_shown_and_can_be_stepped_through_without_a_run() {
    let page = Mounted::new("tasks=1,2", |_| ());
    let SessionParts {
        record,
        playhead,
        controls,
        predicted,
        ..
    } = *page.session;
    let recording = simulate(&scenario("tasks=a:1,b:2%20fail,c:3&await=gather"));
    let (events, length) = (recording.events.len(), recording.last_stamp());
    frames().await;
    let planned = record.id();
    page.session.open_recording(recording);
    until("it is folded", || untrack(|| record.folded()) == events).await;
    until("it is searched for findings", || {
        record.with(|_, folds| folds.findings().is_some()) == Some(true)
    })
    .await;
    untrack(|| {
        assert_ne!(record.id().series(), planned.series());
        assert_eq!(record.state(), RecordState::Opened(Some(RunOutcome::Failed)));
        assert_eq!(record.now(), length);
        assert_eq!(playhead.moment(), Moment { events, at: length });
        assert_eq!(record.launched(), None);
        assert_eq!(record.truncation(), None);
        assert_eq!(
            predicted.shown().get(),
            Some(scenario("tasks=a:1,b:2%20fail,c:3&await=gather"))
        );
        assert!(
            predicted.with(|prediction| prediction.is_some()),
            "it is compared with its scenario's"
        );
        assert!(!predicted.stale());
        assert_eq!(controls.phase(), RunPhase::Idle, "no run is shown");
    });
    playhead.seek_time(Micros::from_millis(1_500));
    assert_eq!(playhead.moment_untracked().at, Micros::from_millis(1_500));
    assert!(!playhead.live_untracked());
    controls.step();
    assert_eq!(
        playhead.moment_untracked().at,
        Micros::from_secs(2),
        "to the next deadline"
    );
    playhead.go_live();
    let shown = untrack(|| record.id());
    controls.step();
    controls.pause();
    controls.stop();
    untrack(|| {
        assert_eq!(record.id(), shown, "a step at its end launches nothing");
        assert_eq!(controls.phase(), RunPhase::Idle);
    });
    page.session.close_recording();
    assert_eq!(record.state_untracked(), RecordState::Planned, "nothing had run before");
}

#[wasm_bindgen_test]
async fn a_run_comes_back_when_an_opened_recording_is_closed() {
    let page = Mounted::new("tasks=a:0.01,b:0.02&await=gather", |_| ());
    let session = page.session;
    let record = session.record;
    session.controls.launch();
    until("it has ended", || {
        matches!(record.state_untracked(), RecordState::Ended(_))
    })
    .await;
    frames().await;
    let events = |record: Record| record.with(|trace, _| trace.events.len());
    let (before, own) = (events(record), untrack(|| record.launched()));
    for link in ["tasks=x:1", "tasks=y:1"] {
        session.open_recording(simulate(&scenario(link)));
        frames().await;
    }
    assert!(untrack(|| record.is_opened() && record.launched().is_none()));
    session.close_recording();
    frames().await;
    untrack(|| {
        assert_eq!(record.state(), RecordState::Ended(RunOutcome::Ok));
        assert_eq!((events(record), record.launched()), (before, own));
        assert!(record.now() >= Micros::from_millis(20));
    });
    // A run under way is stopped, and comes back as it was then.
    session.edit.write_text("c: 9".into());
    session.controls.launch();
    session.open_recording(simulate(&scenario("tasks=x:1")));
    session.close_recording();
    assert_eq!(record.state_untracked(), RecordState::Ended(RunOutcome::Stopped));
    // Another scenario ends what is kept.
    session.open_recording(simulate(&scenario("tasks=x:1")));
    session.open(&scenario("tasks=d:1"));
    session.close_recording();
    assert_eq!(record.state_untracked(), RecordState::Planned);
}

#[wasm_bindgen_test]
async fn a_replay_moves_the_playhead_through_the_record_to_its_end() {
    let page = Mounted::new("tasks=a:1&speed=4", |_| view! { <i></i> });
    let session = page.session;
    session.open_recording(simulate(&scenario("tasks=x:1,y:0.5,z:0.7")));
    frames().await;
    let end = session.playhead.moment_untracked();
    session.replay.play_or_pause();
    assert_eq!(
        session.playhead.moment_untracked(),
        Moment::START,
        "at the end, it starts from the start"
    );
    let shown = RefCell::new(Vec::new());
    until("the replay has come to the end", || {
        shown.borrow_mut().push(session.playhead.moment_untracked());
        session.playhead.live_untracked()
    })
    .await;
    let shown = shown.into_inner();
    assert!(
        shown.iter().any(|moment| (1..end.events).contains(&moment.events)),
        "{shown:?}"
    );
    assert!(shown.is_sorted_by_key(|moment| (moment.at, moment.events)), "{shown:?}");
    assert_eq!(session.playhead.moment_untracked(), end);
    assert!(!untrack(|| session.replay.playing()));
}

#[wasm_bindgen_test]
async fn a_replay_pauses_when_the_playhead_is_moved_and_when_another_record_is_shown() {
    let page = Mounted::new("tasks=a:1&speed=0.25", |_| view! { <i></i> });
    let session = page.session;
    let playing = move || untrack(|| session.replay.playing());
    session.replay.play_or_pause();
    assert!(!playing(), "a plan has nothing to play");

    session.open_recording(simulate(&scenario("tasks=x:10")));
    frames().await;
    session.playhead.seek_time(Micros::from_millis(5_000));
    session.replay.play_or_pause();
    frames().await;
    until("it moves on from where the playhead is", || {
        session.playhead.moment_untracked().at > Micros::from_millis(5_000)
    })
    .await;
    assert!(playing());
    session.playhead.seek_time(Micros::from_millis(1_000));
    frames().await;
    assert!(!playing());
    assert_eq!(
        session.playhead.moment_untracked().at,
        Micros::from_millis(1_000),
        "it stays there"
    );

    session.replay.play_or_pause();
    frames().await;
    session.replay.play_or_pause();
    let paused = session.playhead.moment_untracked();
    frames().await;
    assert!(
        !playing() && session.playhead.moment_untracked() == paused,
        "it can be paused"
    );

    session.replay.play_or_pause();
    session.open_recording(simulate(&scenario("tasks=y:3")));
    frames().await;
    assert!(!playing() && session.playhead.live_untracked());
}

#[wasm_bindgen_test]
async fn a_run_ended_at_once_is_the_prediction_and_says_that_its_time_is_virtual() {
    let page = Page::open("tasks=a:2,b:1%20fail&await=gather").await;
    page.press(".timeline", Press::of("a")).await;
    until("it has ended", || run_state() == "done").await;
    frames().await;
    assert_eq!(
        page.texts(".run-status"),
        ["Failed in virtual time after 1.000 s"].map(str::to_owned)
    );
    page.press(".timeline", Press::of("Home")).await;
    frames().await;
    assert_eq!(
        page.texts(".time-readout"),
        ["0.000 s"],
        "it can be looked at like any other"
    );
    page.close();
}

#[wasm_bindgen_test]
async fn a_run_that_is_on_is_replaced_by_its_own_prediction() {
    let page = Mounted::new("tasks=60,50&await=gather", |_| ());
    let session = page.session;
    session.controls.launch();
    frames().await;
    session.edit.write_text("1".into());
    frames().await;
    session.controls.end_at_once();
    frames().await;
    assert_eq!(session.record.state_untracked(), RecordState::Ended(RunOutcome::Ok));
    assert_eq!(
        session.record.now_untracked(),
        Micros::from_secs(60),
        "of the list that was running"
    );
    assert_eq!(session.controls.phase_untracked(), RunPhase::Done(RunOutcome::Ok));
    assert!(
        untrack(|| session.predicted.deviation().get()).is_none(),
        "it is the prediction"
    );
    let predicted = simulate(&scenario("tasks=60,50&await=gather"));
    untrack(|| {
        session.record.with(|trace, folds| {
            assert!(trace.events.iter().eq(predicted.events.iter()));
            assert_eq!(folds.history.folded(), trace.events.len());
        })
    });
    assert!(untrack(|| session.record.is_simulated() && session.predicted.stale()));
}

#[wasm_bindgen_test]
async fn a_list_too_long_to_predict_cannot_be_ended_at_once() {
    let page = Mounted::new("tasks=1%20x1001&await=gather", |_| ());
    let session = page.session;
    frames().await;
    assert!(!untrack(|| session.controls.can_end_at_once()));
    session.controls.end_at_once();
    assert_eq!(session.record.state_untracked(), RecordState::Planned);
    session.edit.write_text("1 x1000".into());
    frames().await;
    assert!(untrack(|| session.controls.can_end_at_once()));
}
