//! The work of comparing, a few milliseconds a frame, while the panel is open: started anew when what is compared changes,
//! held while a run is on. Shows nothing.

use crate::ui::edit::Edit;
use crate::ui::frames::{Frames, Next};
use crate::ui::reactive::{Memo, RwSignal, effect, hold_until_cleanup, memo};
use crate::ui::session::{RunControls, RunPhase};
use compare::{Comparison, ComparisonError, ComparisonProgress, Modifier, Point, PolicyFigures, Setting, Sweep};
use leptos::prelude::*;
use scenario::{Policy, Scenario, Speed};
use std::sync::Arc;
use timeline::Sketch;

/// Work in a frame: half of one at 60 Hz, so that the page stays alive under the fingers.
const SLICE_MS: f64 = 8.0;

/// What is said when there is no scenario to compare.
const UNREADABLE: &str = "Something in the editor cannot be read. Mend it, and it is compared here.";

/// What is compared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ComparedOver {
    /// All eight.
    Policies,
    /// One modifier over a range.
    Range(Modifier),
}

impl ComparedOver {
    /// In the order of the choice.
    pub const ALL: [Self; 4] = [
        Self::Policies,
        Self::Range(Modifier::Limit),
        Self::Range(Modifier::Timeout),
        Self::Range(Modifier::Retries),
    ];

    /// What the choice says.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Policies => "Policies",
            Self::Range(modifier) => modifier.label(),
        }
    }
}

/// What one policy comes to, and its picture.
#[derive(Clone, Debug)]
pub struct PolicyRow {
    pub figure: PolicyFigures,
    pub sketch: Option<Sketch>,
}

/// The work and what it has come to. Copies are handles to the same thing; it ends with the owner that made it.
#[derive(Clone, Copy)]
pub struct ComparisonWork {
    /// What is compared.
    pub what: RwSignal<ComparedOver>,
    /// What the policies come to, in their order, as far as they are made.
    pub rows: RwSignal<Vec<Arc<PolicyRow>>>,
    /// Why the policies have no measure, if they have none.
    pub note: RwSignal<Option<String>>,
    /// What is tried of the modifier.
    pub settings: RwSignal<Vec<Setting>>,
    /// What the settings come to, as far as they are made.
    pub points: RwSignal<Vec<Point>>,
    /// How far it is.
    pub progress: RwSignal<ComparisonProgress>,
    /// Why nothing is compared.
    pub refused: RwSignal<Option<String>>,
    job: StoredValue<Job, LocalStorage>,
    waits: Memo<bool>,
}

enum Job {
    Nothing,
    Policies(Comparison),
    Range(Sweep),
}

/// What the outcome depends on. When it changes, the work starts anew.
#[derive(Clone, PartialEq)]
struct ComparisonInput {
    what: ComparedOver,
    scenario: Option<Scenario>,
}

impl ComparisonWork {
    /// Work on what is edited. Owned by the component that calls this.
    pub fn new(edit: Edit, controls: RunControls, frames: Frames) -> Self {
        let work = Self {
            what: RwSignal::new(ComparedOver::Policies),
            rows: RwSignal::new(Vec::new()),
            note: RwSignal::new(None),
            settings: RwSignal::new(Vec::new()),
            points: RwSignal::new(Vec::new()),
            progress: RwSignal::new(ComparisonProgress { done: 0, total: 0 }),
            refused: RwSignal::new(None),
            job: StoredValue::new_local(Job::Nothing),
            waits: memo(move || controls.phase() == RunPhase::Running),
        };
        let asked = memo(move || work.asked(edit));
        effect(move || {
            asked.with(|asked| work.start(asked));
            frames.request();
        });
        effect(move || {
            if !work.waits.get() {
                frames.request();
            }
        });
        hold_until_cleanup(frames.listen(move || work.slice()));
        work
    }

    /// Whether there is something left to do. Tracked.
    pub fn unfinished(&self) -> bool {
        !self.progress.get().finished()
    }

    /// How far it is, in words. Tracked.
    pub fn says(&self) -> String {
        let ComparisonProgress { done, total } = self.progress.get();
        match (done >= total, self.waits.get()) {
            (true, _) => String::new(),
            (false, true) => "Waits while a run is on".into(),
            (false, false) => format!("{done} of {total} runs"),
        }
    }

    /// The scenario without what is varied and what only shows in a run that one watches: taking a result starts nothing.
    fn asked(&self, edit: Edit) -> ComparisonInput {
        let what = self.what.get();
        let mut scenario = edit.scenario();
        if let Some(scenario) = &mut scenario {
            scenario.speed = Speed::default();
            match what {
                ComparedOver::Policies => {
                    // With `spawn` the scenario says tasks, whatever the others would make.
                    scenario.unit = edit.unit.get();
                    scenario.policy = Policy::default();
                }
                ComparedOver::Range(Modifier::Limit) => scenario.limit = None,
                ComparedOver::Range(Modifier::Timeout) => scenario.timeout = None,
                ComparedOver::Range(Modifier::Retries) => scenario.retry = 0,
            }
        }
        ComparisonInput { what, scenario }
    }

    /// Drops what was under way and begins what is asked.
    fn start(&self, asked: &ComparisonInput) {
        let made = asked.scenario.as_ref().map(|scenario| match asked.what {
            ComparedOver::Policies => Comparison::new(scenario).map(Job::Policies),
            ComparedOver::Range(modifier) => Sweep::new(scenario, modifier).map(Job::Range),
        });
        let (job, refused) = match made {
            Some(Ok(job)) => (job, None),
            Some(Err(why)) => (Job::Nothing, Some(ComparisonError::to_string(&why))),
            None => (Job::Nothing, Some(UNREADABLE.to_owned())),
        };
        let settings = match (&job, &asked.scenario) {
            (Job::Range(sweep), Some(scenario)) => sweep.modifier().settings(scenario),
            _ => Vec::new(),
        };
        self.progress.set(job.progress());
        self.rows.set(Vec::new());
        self.points.set(Vec::new());
        self.settings.set(settings);
        self.note.set(None);
        self.job.set_value(job);
        if self.refused.get_untracked() != refused {
            self.refused.set(refused);
        }
    }

    /// Some of the work; what has come of it is announced once.
    fn slice(&self) -> Next {
        if self.waits.get_untracked() {
            return Next::Still;
        }
        let mut rows = Vec::new();
        let worked = self.job.try_update_value(|job| {
            let before = job.progress();
            let started = now_ms();
            while !job.progress().finished() && now_ms() - started < SLICE_MS {
                rows.extend(job.step());
            }
            let points = match job {
                Job::Range(sweep) if sweep.progress() != before => Some(sweep.points()),
                _ => None,
            };
            let note = match job {
                Job::Policies(comparison) => comparison.baseline().and_then(|baseline| baseline.note()),
                _ => None,
            };
            (before, job.progress(), points, note)
        });
        let Some((before, progress, points, note)) = worked else {
            return Next::Still;
        };
        if !rows.is_empty() {
            self.rows.update(|made| made.extend(rows));
        }
        if let Some(points) = points {
            self.points.set(points);
        }
        if self.note.with_untracked(|said| *said != note) {
            self.note.set(note);
        }
        if before != progress {
            self.progress.set(progress);
        }
        if progress.finished() { Next::Still } else { Next::Moving }
    }
}

impl Job {
    fn progress(&self) -> ComparisonProgress {
        match self {
            Self::Nothing => ComparisonProgress { done: 0, total: 0 },
            Self::Policies(comparison) => comparison.progress(),
            Self::Range(sweep) => sweep.progress(),
        }
    }

    /// A step, and the policy that it completed, if it did. Of its run only the picture is kept.
    fn step(&mut self) -> Option<Arc<PolicyRow>> {
        match self {
            Self::Nothing => None,
            Self::Range(sweep) => {
                sweep.step();
                None
            }
            Self::Policies(comparison) => {
                let before = comparison.figures().len();
                comparison.step();
                let policy = comparison.figures().get(before)?.policy;
                let recording = comparison.take_recording(policy);
                let figure = comparison.figure(policy)?.clone();
                let sketch = recording.map(|run| Sketch::of(&run.trace, &run.lanes, figure.makespan));
                Some(Arc::new(PolicyRow { figure, sketch }))
            }
        }
    }
}

fn now_ms() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}
