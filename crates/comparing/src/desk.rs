//! The worker's end: takes questions, works on the last one in steps, and gives replies.

use crate::{ComparisonJob, PolicyRow};
use compare::{ComparedOver, Point, Setting, Spread};
use scenario::link;
use scenario::time::Micros;
use serde::{Deserialize, Serialize};

/// What the page asks for.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum Question {
    /// A comparison, in place of the one before.
    Compare {
        /// The number by which its replies are recognised.
        number: u32,
        /// What is varied.
        over: ComparedOver,
        /// The scenario as a link, of whatever length.
        link: String,
        /// The settings of a sweep beside the usual ones, as [`written`] has them.
        more: String,
    },
    /// Other settings for the sweep that was asked for, beside the usual ones; the results of what stays are kept.
    TryMore(String),
    /// Nothing any more.
    Stop,
}

/// What the worker says of the comparison with this number.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Reply {
    /// The number of its question; 0 of [`ReplyKind::Lost`].
    pub number: u32,
    /// What it says.
    pub kind: ReplyKind,
}

/// What a worker says.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub enum ReplyKind {
    /// The comparison has begun: the worker is there, and the page need not do it.
    Begun,
    /// A policy is complete.
    Row {
        /// Its index among the policies.
        index: u32,
        /// Its results.
        row: Box<PolicyRow>,
    },
    /// All results of a sweep so far.
    Points(Vec<SettingFigures>),
    /// The worker has failed, and does not reply any more.
    Lost,
}

/// A [`Point`] whose setting is a text.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct SettingFigures {
    setting: String,
    runs: u32,
    makespan: Spread<Micros>,
    failures: Spread<u32>,
    ok: u32,
}

impl SettingFigures {
    fn of(point: Point) -> Self {
        Self {
            setting: point.setting.to_string(),
            runs: point.runs,
            makespan: point.makespan,
            failures: point.failures,
            ok: point.ok,
        }
    }

    /// The point, if its setting is one of these: another may have been removed since.
    #[must_use]
    pub fn point(self, settings: &[Setting]) -> Option<Point> {
        let setting = settings.iter().find(|setting| setting.to_string() == self.setting)?;
        Some(Point {
            setting: setting.clone(),
            runs: self.runs,
            makespan: self.makespan,
            failures: self.failures,
            ok: self.ok,
        })
    }
}

/// Settings of one modifier as a text, for a [`Question`].
#[must_use]
pub fn written(settings: &[Setting]) -> String {
    let texts: Vec<String> = settings.iter().map(Setting::to_string).collect();
    texts.join(", ")
}

/// A worker's work, without the worker.
#[derive(Default)]
pub struct Desk {
    number: u32,
    job: ComparisonJob,
}

impl Desk {
    /// Takes a question, and returns what is to be said at once.
    pub fn ask(&mut self, question: Question) -> Option<Reply> {
        match question {
            Question::Compare {
                number,
                over,
                link,
                more,
            } => {
                let scenario = link::read(&link).scenario;
                // The page has refused what cannot be compared, with its reason.
                self.job = ComparisonJob::new(over, &scenario).unwrap_or_default();
                self.number = number;
                self.try_more(&more);
                Some(self.reply(ReplyKind::Begun))
            }
            Question::TryMore(more) => {
                self.try_more(&more);
                None
            }
            Question::Stop => {
                self.job = ComparisonJob::Nothing;
                None
            }
        }
    }

    /// Whether there is work left.
    #[must_use]
    pub fn is_busy(&self) -> bool {
        !self.job.progress().finished()
    }

    /// Works until `is_over` says so, a step at least, or all is done. Returns what is to be said.
    pub fn work(&mut self, is_over: impl Fn() -> bool) -> Vec<Reply> {
        let before = self.job.progress().done;
        let mut replies = Vec::new();
        while self.is_busy() {
            let index = self.job.progress().done as u32;
            if let Some(row) = self.job.step() {
                let row = Box::new(row);
                replies.push(self.reply(ReplyKind::Row { index, row }));
            }
            if is_over() {
                break;
            }
        }
        if matches!(self.job, ComparisonJob::Range(_)) && self.job.progress().done > before {
            replies.push(self.reply(ReplyKind::Points(
                self.job.points().into_iter().map(SettingFigures::of).collect(),
            )));
        }
        replies
    }

    fn try_more(&mut self, more: &str) {
        if let ComparisonJob::Range(sweep) = &mut self.job {
            let more = sweep.modifier().read(more).unwrap_or_default();
            // The page has said which are left out.
            let _ = sweep.set_more(&more);
        }
    }

    const fn reply(&self, kind: ReplyKind) -> Reply {
        Reply {
            number: self.number,
            kind,
        }
    }
}
