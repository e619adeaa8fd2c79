//! Has the simulations of a comparison run while the panel is open. Starts anew when the scenario changes. Shows nothing.
//!
//! A comparison begins here, a few milliseconds in a frame. One that takes longer than a frame goes to the worker
//! ([`super::helper`]). It goes on here, a few milliseconds in each frame, if that does not answer in time: with a worker that does
//! not start, or fails, all of it is done here. What is done here waits during a run; the worker does not.

use super::ComparedScenario;
use super::helper::Helper;
use crate::ui::frames::{Frames, Next};
use crate::ui::reactive::{Memo, RwSignal, effect, hold_until_cleanup, memo};
use crate::ui::session::{RunControls, RunPhase};
use compare::{Baseline, ComparedOver, ComparisonError, ComparisonProgress, Point, Setting};
use comparing::{ComparisonJob, PolicyRow, Question, Reply, ReplyKind, runs_of, written};
use gloo_timers::callback::Timeout;
use leptos::prelude::*;
use scenario::{Scenario, link};
use std::sync::Arc;

/// The time for simulations in each frame: half a frame at 60 Hz, so that the page stays responsive.
const SLICE_MS: f64 = 8.0;

/// How long nothing is done here after the worker was asked. If both did the same meanwhile, with the browser compiling the same
/// code for both, they would take the processor from one another.
const ANSWER_WITHIN_MS: u32 = 1_000;

/// The message if the edited scenario is invalid.
const UNREADABLE: &str = "Something in the editor cannot be read. Mend it, and it is compared here.";

/// The message for a record that was not made here.
const NO_SCENARIO: &str = "This record is of another program, which cannot be run here in other ways.";

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
    work: StoredValue<ComparisonUnderWay, LocalStorage>,
    /// Whether the worker does it.
    elsewhere: RwSignal<bool>,
    waits: Memo<bool>,
    frames: Frames,
}

/// What is under way.
#[derive(Default)]
struct ComparisonUnderWay {
    /// As far as it is done here. Of a sweep, it has the settings whoever does it.
    job: ComparisonJob,
    /// What is compared, for the worker.
    over: Option<(ComparedOver, Scenario)>,
    /// The settings beside the usual ones.
    more: String,
    /// Counts the comparisons, so that a reply about an earlier one is recognised.
    number: u32,
    /// Whether the worker was asked for this one.
    is_asked: bool,
    /// Ends the wait for its first answer; `None` while nothing waits for that.
    wait: Option<Timeout>,
    /// Whether the worker, when it was last asked, did not answer in time. It may still.
    is_late: bool,
    /// `None` until a comparison takes longer than a frame.
    helper: Option<Helper>,
    /// Whether it is of no use to start one (again).
    is_alone: bool,
    /// What the worker has said since the last frame.
    heard: Vec<Reply>,
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
            work: StoredValue::new_local(ComparisonUnderWay::default()),
            elsewhere: RwSignal::new(false),
            waits: memo(move || controls.phase() == RunPhase::Running),
            frames,
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

    /// Who does it: the page, or the worker. Tracked.
    pub fn by(&self) -> &'static str {
        if self.elsewhere.get() { "worker" } else { "page" }
    }

    /// The progress in words. Tracked.
    pub fn says(&self) -> String {
        let ComparisonProgress { done, total } = self.progress.get();
        match (done >= total, self.waits.get() && !self.elsewhere.get()) {
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
        let usual = self.work.try_with_value(|work| match &work.job {
            ComparisonJob::Range(sweep) => sweep.is_usual(setting),
            _ => false,
        });
        usual.unwrap_or_default()
    }

    /// Lets a sweep have these settings beside the usual ones; the results of those that stay are kept.
    fn try_more(&self, more: &[Setting]) {
        let swept = self.work.try_update_value(|work| {
            let ComparisonJob::Range(sweep) = &mut work.job else {
                return None;
            };
            let left_out = sweep.set_more(more).err().map(|why| why.to_string());
            if let Some(helper) = work.helper.as_ref().filter(|_| work.is_asked) {
                helper.ask(Question::TryMore(written(more)));
            }
            work.more = written(more);
            Some((left_out, work.job.settings()))
        });
        let Some((left_out, settings)) = swept.flatten() else {
            self.left_out.set(None);
            return;
        };
        self.left_out.set(left_out);
        if self.settings.with_untracked(|shown| *shown != settings) {
            self.points
                .update(|points| points.retain(|point| settings.contains(&point.setting)));
            self.settings.set(settings);
            self.update_progress();
        }
    }

    /// Drops the current comparison and begins another one.
    fn start(&self, asked: &ComparisonInput) {
        let made = asked
            .scenario
            .as_ref()
            .map(|scenario| ComparisonJob::new(asked.what, scenario));
        let (job, refused) = match made {
            Some(Ok(job)) => (job, None),
            Some(Err(why)) => (ComparisonJob::Nothing, Some(ComparisonError::to_string(&why))),
            None => {
                let why = if asked.of_record { NO_SCENARIO } else { UNREADABLE };
                (ComparisonJob::Nothing, Some(why.to_owned()))
            }
        };
        self.rows.set(Vec::new());
        self.points.set(Vec::new());
        self.settings.set(job.settings());
        self.note.set(None);
        self.elsewhere.set(false);
        self.work.try_update_value(|work| {
            if let Some(helper) = work.helper.as_ref().filter(|_| work.is_asked) {
                helper.ask(Question::Stop);
            }
            work.job = job;
            work.over = asked.scenario.clone().map(|scenario| (asked.what, scenario));
            work.more.clear();
            work.number += 1;
            work.is_asked = false;
            work.wait = None;
        });
        self.update_progress();
        if self.refused.get_untracked() != refused {
            self.refused.set(refused);
        }
    }

    /// Takes what the worker has said, and runs simulations for a slice of time unless it does, or is to answer. Each signal is
    /// updated at most once for either.
    fn slice(&self) -> Next {
        self.hear();
        if self.elsewhere.get_untracked() || self.is_finished() || self.awaits_answer() {
            return Next::Still;
        }
        let waits = self.waits.get_untracked();
        if !waits {
            self.work_here();
        }
        if self.is_finished() {
            return Next::Still;
        }
        self.ask();
        if waits || self.awaits_answer() {
            Next::Still
        } else {
            Next::Moving
        }
    }

    /// Whether the worker has been asked, and may answer in time.
    fn awaits_answer(&self) -> bool {
        let awaits = self.work.try_with_value(|work| work.wait.is_some() && !work.is_late);
        awaits.unwrap_or_default()
    }

    fn is_finished(&self) -> bool {
        self.progress.with_untracked(|progress| progress.finished())
    }

    /// Runs simulations for a slice of time.
    fn work_here(&self) {
        let worked = self.work.try_update_value(|work| {
            let (before, started) = (work.job.progress(), now_ms());
            let mut rows = Vec::new();
            while !work.job.progress().finished() && now_ms() - started < SLICE_MS {
                let index = work.job.progress().done;
                rows.extend(work.job.step().map(|row| (index, row)));
            }
            let points = (work.job.progress() != before).then(|| work.job.points());
            (rows, points.unwrap_or_default())
        });
        if let Some((rows, points)) = worked {
            self.show(rows, points);
        }
    }

    /// Asks the worker to do it, once. It is started for the first comparison that takes longer than a frame.
    fn ask(&self) {
        self.work.try_update_value(|work| {
            if work.is_asked || work.is_alone {
                return;
            }
            let Some((over, scenario)) = &work.over else { return };
            if work.helper.is_none() {
                let this = *self;
                work.helper = Helper::start(move |reply| {
                    this.work.try_update_value(|work| work.heard.push(reply));
                    this.frames.request();
                });
            }
            let Some(helper) = &work.helper else {
                work.is_alone = true;
                return;
            };
            helper.ask(Question::Compare {
                number: work.number,
                over: *over,
                link: link::write(scenario),
                more: work.more.clone(),
            });
            work.is_asked = true;
            if !work.is_late {
                let this = *self;
                work.wait = Some(Timeout::new(ANSWER_WITHIN_MS, move || {
                    this.work.try_update_value(|work| work.is_late = true);
                    this.frames.request();
                }));
            }
        });
    }

    /// Takes the worker's replies about this comparison.
    fn hear(&self) {
        let heard = self
            .work
            .try_update_value(|work| (work.number, std::mem::take(&mut work.heard)));
        let Some((current, replies)) = heard else { return };
        if !replies.is_empty() {
            self.work
                .try_update_value(|work| (work.wait, work.is_late) = (None, false));
        }
        let (mut rows, mut points) = (Vec::new(), Vec::new());
        for Reply { number, kind } in replies {
            match kind {
                ReplyKind::Lost => {
                    self.elsewhere.set(false);
                    self.work.try_update_value(|work| {
                        work.helper = None;
                        work.is_alone = true;
                    });
                }
                _ if number != current => {}
                ReplyKind::Begun if self.is_finished() => {
                    self.work.try_with_value(|work| {
                        if let Some(helper) = &work.helper {
                            helper.ask(Question::Stop);
                        }
                    });
                }
                ReplyKind::Begun => self.elsewhere.set(true),
                ReplyKind::Row { index, row } => rows.push((index as usize, *row)),
                ReplyKind::Points(figures) => {
                    let point =
                        |settings: &Vec<Setting>| figures.into_iter().filter_map(|it| it.point(settings)).collect();
                    points = self.settings.with_untracked(point);
                }
            }
        }
        self.show(rows, points);
    }

    /// Shows results, with the index of each policy, beside those that are shown; and those of a sweep in place of fewer.
    fn show(&self, rows: Vec<(usize, PolicyRow)>, points: Vec<Point>) {
        let shown = self.rows.with_untracked(Vec::len);
        let mut new = Vec::new();
        for (index, row) in rows {
            if index == shown + new.len() {
                new.push(Arc::new(row));
            }
        }
        if !new.is_empty() {
            self.rows.update(|rows| rows.extend(new));
            let baseline = |rows: &Vec<Arc<PolicyRow>>| rows.first().map(|row| Baseline::of(&row.figure));
            let note = self.rows.with_untracked(baseline).and_then(Baseline::note);
            if self.note.with_untracked(|said| *said != note) {
                self.note.set(note);
            }
        }
        if runs_of(&points) > self.points.with_untracked(|shown| runs_of(shown)) {
            self.points.set(points);
        }
        self.update_progress();
    }

    /// Counts what is shown.
    fn update_progress(&self) {
        let total = self.work.try_with_value(|work| work.job.progress().total);
        let done = self.rows.with_untracked(Vec::len) + self.points.with_untracked(|points| runs_of(points));
        let progress = ComparisonProgress {
            done,
            total: total.unwrap_or_default(),
        };
        if self.progress.get_untracked() != progress {
            self.progress.set(progress);
        }
    }
}

fn now_ms() -> f64 {
    window().performance().map_or(0.0, |clock| clock.now())
}
