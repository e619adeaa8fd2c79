//! A simulated run or a recording, with its captions.

use crate::support::open;
use codegen::{Language, Program, program};
use explain::caption::{Caption, CaptionSource, at, ended};
use recording::facts::RecordedBy;
use recording::{FoldDepth, Folds, Moment, RunOutcome, Trace};
use std::fs::File;
use std::io::BufReader;

/// A record with its indexes.
pub struct Run {
    pub trace: Trace,
    pub folds: Folds,
    pub program: Option<Program>,
    language: Language,
}

impl Run {
    /// The run of a link on the virtual clock.
    pub fn of(fragment: &str, language: Language) -> Self {
        Self::recorded(runtime::simulate(&open(fragment)), language)
    }

    /// A recorded Python program.
    pub fn fixture(name: &str) -> Self {
        let file = File::open(format!("tests/fixtures/{name}.trace.jsonl")).expect("a fixture");
        let opened = trace_file::read(BufReader::new(file)).expect("a recording");
        Self::recorded(opened.trace, Language::Python)
    }

    pub fn recorded(trace: Trace, language: Language) -> Self {
        let mut folds = Folds::default();
        while !folds.extend(&trace, FoldDepth::Everything, || false) && trace.outcome.is_some() {}
        let program = trace.scenario().map(|scenario| program(language, scenario));
        Self {
            trace,
            folds,
            program,
            language,
        }
    }

    pub fn source(&self) -> CaptionSource<'_> {
        CaptionSource {
            trace: &self.trace,
            folds: &self.folds,
            language: self.language,
            program: self.program.as_ref(),
            recorded_by: RecordedBy::You,
        }
    }

    /// What is said at each step, from before the first one on.
    pub fn steps(&self) -> Vec<Caption> {
        let mut moment = Moment::START;
        let mut captions = vec![at(&self.source(), moment)];
        while let Some(next) = self.folds.history.moments.next_stop(&self.trace, moment) {
            moment = next;
            captions.push(at(&self.source(), moment));
        }
        captions
    }

    pub fn ended(&self, seen: Option<&str>) -> Caption {
        let outcome = self.trace.outcome.unwrap_or(RunOutcome::Ok);
        ended(&self.source(), outcome, seen, None)
    }
}

/// A caption on one line, the headline first.
pub fn words(caption: &Caption) -> String {
    format!("{} | {}", caption.headline_text(), caption.detail_text())
}
