//! Resources over time: levels, waiting tasks and holders, by hand from the programs.

use crate::Recorded;
use recording::resources::MOST_SHOWN;
use recording::{History, Moment, ResourceId, ResourceStep};
use scenario::time::Micros;

impl Recorded {
    #[track_caller]
    fn resource(&self, name: &str) -> ResourceId {
        let found = self.trace.resources.iter().position(|resource| resource.name == name);
        ResourceId(found.unwrap_or_else(|| panic!("nothing is called {name}")) as u32)
    }

    /// Level, waiting tasks and holder after `at_ms` milliseconds.
    #[track_caller]
    fn resource_at(&self, name: &str, at_ms: u64) -> (u32, u32, Option<String>) {
        let moment = Moment::at_time(&self.trace, Micros::from_millis(at_ms));
        let ResourceStep {
            level, waiting, holder, ..
        } = self.history.resources.at(&self.trace, self.resource(name), moment);
        (
            level,
            waiting,
            holder.map(|task| self.trace.name_in_words(task).into_owned()),
        )
    }
}

#[test]
fn a_queue_has_its_length_and_those_who_wait_for_it() {
    let it = Recorded::read("consumers");
    assert_eq!(it.resource_at("queue", 0), (0, 2, None), "both consumers wait");
    assert_eq!(
        it.resource_at("queue", 130),
        (0, 1, None),
        "consumer 1 has the first item"
    );
    assert_eq!(it.resource_at("queue", 400), (1, 0, None));
    assert_eq!(
        it.resource_at("queue", 1_100),
        (3, 1, None),
        "full, and the producer waits"
    );
    assert_eq!(
        it.resource_at("queue", 5_720),
        (0, 2, None),
        "empty, and both wait for ever"
    );
}

#[test]
fn a_semaphore_of_one_has_a_holder_from_when_it_is_passed_on() {
    let it = Recorded::read("consumers");
    let held = |by: &str| Some(by.to_owned());
    assert_eq!(it.resource_at("db", 0), (1, 0, None));
    assert_eq!(it.resource_at("db", 300), (0, 1, held("consumer 1")));
    assert_eq!(
        it.resource_at("db", 700),
        (0, 0, held("consumer 2")),
        "not run yet, but its own"
    );
    assert_eq!(it.resource_at("db", 5_720), (1, 0, None));
}

#[test]
fn locks_events_conditions_barriers_and_semaphores_each_have_a_level() {
    let it = Recorded::read("gates");
    let held = |by: &str| Some(by.to_owned());
    assert_eq!(it.resource_at("ev", 100), (0, 3, None));
    assert_eq!(it.resource_at("ev", 400), (1, 0, None), "set");
    assert_eq!(it.resource_at("cond", 400), (3, 3, None));
    assert_eq!(it.resource_at("cond", 700), (2, 2, None), "one is notified");
    assert_eq!(it.resource_at("lock", 700), (0, 0, held("w0")));
    assert_eq!(it.resource_at("lock", 1_000), (0, 1, held("w1")));
    assert_eq!(it.resource_at("lock", 1_200), (0, 0, held("w2")));
    assert_eq!(it.resource_at("lock", 1_300), (1, 0, None));
    assert_eq!(it.resource_at("bar", 850), (1, 1, None));
    assert_eq!(it.resource_at("bar", 1_250), (2, 2, None));
    assert_eq!(it.resource_at("bar", 1_300), (0, 0, None));
    assert_eq!(
        it.resource_at("pool", 1_000),
        (1, 0, None),
        "one of two is free, and it has no one holder"
    );
    let shown: Vec<&str> = it
        .history
        .resources
        .most_used()
        .iter()
        .map(|res| it.trace.resources[res.0 as usize].name.as_str())
        .collect();
    assert_eq!(shown, ["ev", "cond", "lock", "bar", "pool"]);
    assert_eq!(it.history.resources.used(), 5);
}

#[test]
fn steps_do_not_depend_on_how_the_trace_is_folded() {
    for name in ["consumers", "gates", "locks", "queue", "sundry"] {
        let it = Recorded::read(name);
        let mut piece_by_piece = History::default();
        for until in 0..=it.trace.events.len() {
            piece_by_piece.extend_to(&it.trace, until);
        }
        assert_eq!(piece_by_piece.resources, it.history.resources, "{name}");
    }
}

#[test]
fn the_most_used_are_shown_and_all_are_counted() {
    let mut lines = vec![r#"{"task":0,"name":"main","parent":null}"#.to_owned()];
    lines.extend((0..40).map(|number| format!(r#"{{"resource":{number},"what":"queue","name":"q{number}"}}"#)));
    lines.push(r#"{"at_us":0,"task":0,"kind":"spawned","parent":null}"#.into());
    lines.push(r#"{"at_us":0,"task":0,"kind":"woken","by":"spawn"}"#.into());
    lines.push(r#"{"at_us":0,"task":0,"kind":"poll-start"}"#.into());
    let put = |number: usize| format!(r#"{{"at_us":0,"task":0,"kind":"put","res":{number}}}"#);
    lines.extend((0..40).map(put));
    lines.extend((30..40).map(put));
    let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
    let it = Recorded::by_hand(&lines);
    let resources = &it.history.resources;
    assert_eq!(resources.used(), 40);
    let shown: Vec<u32> = resources.most_used().iter().map(|res| res.0).collect();
    assert_eq!(shown.len(), MOST_SHOWN);
    assert!((30..40).all(|number| shown.contains(&number)), "{shown:?}");
    assert!(shown.is_sorted());
    assert_eq!(
        resources.steps(ResourceId(35)).last().map(|step| step.level),
        Some(2),
        "a size that is not told is counted"
    );
    assert_eq!(resources.steps(ResourceId(99)), []);
}

#[test]
fn a_run_of_the_playground_has_no_resources_of_its_own() {
    let trace = runtime::simulate(&scenario::link::read("tasks=1,1,1&limit=1").scenario);
    let mut history = History::default();
    history.extend(&trace);
    assert_eq!((history.resources.used(), history.resources.most_used()), (0, &[][..]));
}

#[track_caller]
fn answered(it: &Recorded, name: &str, at_ms: u64) -> Option<String> {
    let (res, at) = (it.resource(name), Micros::from_millis(at_ms));
    let answer = explain::resource::answer(&it.trace, &it.history, res, at, it.trace.last_stamp());
    answer.map(|answer| answer.sentence())
}

#[test]
fn a_resource_answers_what_it_is_since_when_and_who_waits() {
    let it = Recorded::read("consumers");
    let said = |name: &str, at_ms: u64| answered(&it, name, at_ms).expect("it answers");
    assert_eq!(
        said("queue", 1_500),
        "queue: 3 of 3, full, since 0.920 s, for 580 ms, waiting producer (line 6)."
    );
    assert_eq!(
        said("queue", 5_720),
        "queue: 0 of 3, empty, since 4.120 s, for 1.6 s, waiting consumer 1 (line 10), consumer 2 (line 10)."
    );
    assert_eq!(
        said("db", 700),
        "db (semaphore): 0 of 1 free, since 0.620 s, for 80 ms, held by consumer 2."
    );
    assert_eq!(said("db", 0), "db (semaphore): 1 of 1 free.");
    assert_eq!(answered(&it, "db", 6_000), None, "nobody knows what comes later");
    let it = Recorded::read("gates");
    let said = |name: &str, at_ms: u64| answered(&it, name, at_ms).expect("it answers");
    assert_eq!(said("ev", 400), "ev (event): set, since 0.300 s, for 100 ms.");
    assert_eq!(
        said("lock", 1_000),
        "lock: held by w1, since 0.900 s, for 100 ms, waiting w2 (line 6)."
    );
    assert_eq!(
        said("bar", 1_200),
        "bar (barrier): 2 of 3 wait, since 1.100 s, for 100 ms, waiting w0 (line 8), w1 (line 8)."
    );
}

#[test]
fn from_any_time_there_is_a_step_before_and_one_after_but_for_the_ends() {
    let it = Recorded::read("consumers");
    let db = it.resource("db");
    let beside = |at_ms: u64, later: bool| {
        let steps = &it.history.resources;
        steps
            .step_beside(db, Micros::from_millis(at_ms), later)
            .map(|at| at.0 / 1_000)
    };
    assert_eq!((beside(5_720, false), beside(5_720, true)), (Some(5_420), None));
    assert_eq!((beside(5_420, false), beside(5_000, true)), (Some(4_920), Some(5_420)));
    assert_eq!(beside(0, false), None);
    assert_eq!(
        it.history.resources.step_beside(ResourceId(99), Micros::ZERO, true),
        None
    );
}

#[test]
fn the_kind_is_said_where_the_name_does_not_say_it() {
    let kind = |what: &str, name: &str| {
        let resource = recording::Resource {
            what: what.into(),
            name: name.into(),
            ..recording::Resource::default()
        };
        recording::resources::kind_beside_name(&resource).map(str::to_owned)
    };
    assert_eq!(kind("semaphore", "db").as_deref(), Some("semaphore"));
    assert_eq!(kind("queue", "jobs_Queue"), None);
    assert_eq!(kind("queue", ""), None);
}
