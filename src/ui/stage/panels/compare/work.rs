//! Runs the simulations of a comparison while the panel is open, a few milliseconds in each frame. Starts anew when the
//! scenario changes, and waits during a run. Shows nothing.

use super::ComparedScenario;
use crate::ui::frames::{Frames, Next};
use crate::ui::reactive::{Memo, RwSignal, effect, hold_until_cleanup, memo};
use crate::ui::session::{RunControls, RunPhase};
use compare::{ComparedOver, Comparison, ComparisonError, ComparisonProgress, Point, PolicyFigures, Setting, Sweep};
use leptos::prelude::*;
use scenario::Scenario;
use std::sync::Arc;
use timeline::Sketch;

/// The time for simulations in each frame: half a frame at 60 Hz, so that the page stays responsive.
const SLICE_MS: f64 = 8.0;

/// The message if the edited scenario is invalid.
const UNREADABLE: &str = "Something in the editor cannot be read. Mend it, and it is compared here.";

/// The message for a record that was not made here.
const NO_SCENARIO: &str = "This record is of another program, which cannot be run here in other ways.";

/// The figures of a policy, and its sketch.
#[derive(Clone, Debug)]
pub struct PolicyRow {
    pub figure: PolicyFigures,
    pub sketch: Option<Sketch>,
}

/// What a person has chosen to compare. It outlives the panel, which is made anew whenever its tab is opened.
#[derive(Clone, Copy)]
pub struct ComparisonChoices {
    /// What is varied.
    pub what: RwSignal<ComparedOver>,
    /// The settings of all modifiers that are tried beside the usual ones.
    pub more: RwSignal<Vec<Setting>>,
}

impl ComparisonChoices {
    /// The policies, and only the usual settings. Owned by the component that calls this.
    pub fn new() -> Self {
        Self {
            what: RwSignal::new(ComparedOver::Policies),
            more: RwSignal::new(Vec::new()),
        }
    }
}

/// A comparison with its results so far. Copies are handles to the same one; it ends with the owner that made it.
#[derive(Clone, Copy)]
pub struct ComparisonWork {
    /// The choices of the user.
    pub choices: ComparisonChoices,
    /// The results of the policies, in their order, as far as they are computed.
    pub rows: RwSignal<Vec<Arc<PolicyRow>>>,
    /// Why no policy is the baseline of “Faster”, if there is none.
    pub note: RwSignal<Option<String>>,
    /// The values of the modifier that are tried.
    pub settings: RwSignal<Vec<Setting>>,
    /// The results of the settings, as far as they are computed.
    pub points: RwSignal<Vec<Point>>,
    /// The progress.
    pub progress: RwSignal<ComparisonProgress>,
    /// Why a setting that was asked for is left out.
    pub left_out: RwSignal<Option<String>>,
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

/// What the results depend on. When it changes, the comparison starts anew.
#[derive(Clone, PartialEq)]
struct ComparisonInput {
    what: ComparedOver,
    scenario: Option<Scenario>,
    /// Whether it is that of an opened record.
    of_record: bool,
}

impl ComparisonWork {
    /// A comparison. Owned by the component that calls this.
    pub(super) fn new(of: ComparedScenario, controls: RunControls, frames: Frames, choices: ComparisonChoices) -> Self {
        let work = Self {
            choices,
            rows: RwSignal::new(Vec::new()),
            note: RwSignal::new(None),
            settings: RwSignal::new(Vec::new()),
            points: RwSignal::new(Vec::new()),
            progress: RwSignal::new(ComparisonProgress { done: 0, total: 0 }),
            left_out: RwSignal::new(None),
            refused: RwSignal::new(None),
            job: StoredValue::new_local(Job::Nothing),
            waits: memo(move || controls.phase() == RunPhase::Running),
        };
        let asked = memo(move || work.asked(of));
        let more = memo(move || work.more(of));
        effect(move || {
            asked.with(|asked| work.start(asked));
            more.with_untracked(|more| work.try_more(more));
            frames.request();
        });
        effect(move || {
            more.with(|more| work.try_more(more));
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

    /// Whether simulations are left to run. Tracked.
    pub fn unfinished(&self) -> bool {
        !self.progress.get().finished()
    }

    /// The progress in words. Tracked.
    pub fn says(&self) -> String {
        let ComparisonProgress { done, total } = self.progress.get();
        match (done >= total, self.waits.get()) {
            (true, _) => String::new(),
            (false, true) => "Waits while a run is on".into(),
            (false, false) => format!("{done} of {total} runs"),
        }
    }

    /// The scenario without what is varied and without the speed, so that choosing a result does not start the
    /// comparison anew.
    fn asked(&self, of: ComparedScenario) -> ComparisonInput {
        let (what, of_record, unit) = (self.choices.what.get(), of.fixed.get(), of.unit());
        let scenario = of
            .scenario
            .with(|scenario| scenario.as_ref().map(|scenario| what.base(scenario, unit)));
        ComparisonInput {
            what,
            scenario,
            of_record,
        }
    }

    /// The settings of a sweep beside the usual ones: the scenario's own, first, and those that the person asked for.
    fn more(&self, of: ComparedScenario) -> Vec<Setting> {
        let ComparedOver::Range(modifier) = self.choices.what.get() else {
            return Vec::new();
        };
        let own = of
            .scenario
            .with(|scenario| scenario.as_ref().map(|scenario| modifier.setting_of(scenario)));
        let typed = self.choices.more.get().into_iter();
        own.into_iter()
            .chain(typed.filter(|setting| setting.modifier() == modifier))
            .collect()
    }

    /// Tries these settings beside the usual ones, until they are dropped.
    pub fn keep(&self, settings: &[Setting]) {
        let is_new = |setting: &&Setting| {
            let kept = |kept: &Vec<Setting>| kept.iter().any(|kept| kept.is_same(setting));
            !self.is_usual(setting) && !self.choices.more.with_untracked(kept)
        };
        let new: Vec<Setting> = settings.iter().filter(is_new).cloned().collect();
        if !new.is_empty() {
            self.choices.more.update(|more| more.extend(new));
        }
    }

    /// Whether a setting is listed because it is kept. Tracked.
    pub fn is_kept(&self, setting: &Setting) -> bool {
        self.choices
            .more
            .with(|more| more.iter().any(|kept| kept.is_same(setting)))
    }

    /// Ends what [`ComparisonWork::keep`] began.
    pub fn drop_kept(&self, setting: Option<&Setting>) {
        if let Some(setting) = setting {
            self.choices
                .more
                .update(|more| more.retain(|kept| !kept.is_same(setting)));
        }
    }

    /// Whether the sweep has this setting whatever is asked for.
    fn is_usual(&self, setting: &Setting) -> bool {
        let usual = self.job.try_with_value(|job| match job {
            Job::Range(sweep) => sweep.is_usual(setting),
            _ => false,
        });
        usual.unwrap_or_default()
    }

    /// Lets a sweep have these settings beside the usual ones; the results of those that stay are kept.
    fn try_more(&self, more: &[Setting]) {
        let swept = self.job.try_update_value(|job| {
            let Job::Range(sweep) = job else { return None };
            let left_out = sweep.set_more(more).err().map(|why| why.to_string());
            let settings: Vec<Setting> = sweep.settings().cloned().collect();
            Some((left_out, settings, sweep.points(), sweep.progress()))
        });
        let Some((left_out, settings, points, progress)) = swept.flatten() else {
            self.left_out.set(None);
            return;
        };
        self.left_out.set(left_out);
        if self.settings.with_untracked(|shown| *shown != settings) {
            self.settings.set(settings);
            self.points.set(points);
            self.progress.set(progress);
        }
    }

    /// Drops the current comparison and begins another one.
    fn start(&self, asked: &ComparisonInput) {
        let made = asked.scenario.as_ref().map(|scenario| match asked.what {
            ComparedOver::Policies => Comparison::new(scenario).map(Job::Policies),
            ComparedOver::Range(modifier) => Sweep::new(scenario, modifier).map(Job::Range),
        });
        let (job, refused) = match made {
            Some(Ok(job)) => (job, None),
            Some(Err(why)) => (Job::Nothing, Some(ComparisonError::to_string(&why))),
            None => {
                let why = if asked.of_record { NO_SCENARIO } else { UNREADABLE };
                (Job::Nothing, Some(why.to_owned()))
            }
        };
        let settings = match &job {
            Job::Range(sweep) => sweep.settings().cloned().collect(),
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

    /// Runs simulations for a slice of time, then updates each signal at most once.
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

    /// Runs one step, and returns the policy that it completed, if any. Only the sketch of its run is kept.
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
