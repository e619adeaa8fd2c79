//! The caption: what happens at one moment of a run and why it matters, in a headline and a detail.
//!
//! [`lesson`] is for the time before a run, [`at`] for a moment of a record, [`live`] for the edge of a run under way,
//! [`ended`] for its end; [`question`] and [`guessed`] take the place of the first and the last while ends are guessed. From the record alone, through its indexes: the length of a record hardly matters.

mod ended;
mod guessed;
mod lesson;
mod live;
mod moment;
mod operation;
mod pieces;
mod policy;
mod poll;
mod program;
mod view;
mod wording;

pub use ended::ended;
pub use guessed::{Asked, answered, guessed, open_question, program_question, question};
pub use lesson::lesson;
pub use live::{Live, live};
pub use pieces::Piece;

use codegen::{Language, Program};
use pieces::pieces;
use recording::facts::RecordedBy;
use recording::{EventKind, Folds, Moment, Trace};
use scenario::time::Micros;
use scenario::words;
use view::View;

/// Letters of a headline: as many as fit on one line beside the actions.
pub const LONGEST_HEADLINE: usize = 90;

/// What stands above the timeline.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Caption {
    /// What kind of sentence it is, and of which moment.
    pub kind: CaptionKind,
    /// What happens: one sentence, the task first.
    pub headline: Vec<Piece>,
    /// What follows from it, and why it matters.
    pub detail: Vec<Piece>,
    /// Whether something goes wrong at this moment.
    pub tone: Tone,
}

/// What kind of sentence a caption is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum CaptionKind {
    /// Nothing has run: what there is to be seen.
    Lesson {
        /// The title of the example, or the label of the policy.
        title: String,
    },
    /// Nothing has run, and the person is to guess.
    Question {
        /// The title of the example, or how much is guessed.
        note: String,
    },
    /// A guess, graded.
    Guess {
        /// `1 of 3 right`.
        score: String,
    },
    /// Something to know first.
    #[default]
    Note,
    /// A step, counted from 1.
    Step {
        /// Which.
        number: usize,
        /// Of how many; `None` while the run goes on.
        of: Option<usize>,
        /// When.
        at: Micros,
    },
    /// The edge of a run under way.
    Now {
        /// When.
        at: Micros,
    },
    /// A moment between two steps.
    Moment {
        /// When.
        at: Micros,
    },
    /// The run has ended.
    Ended {
        /// How much there is to point out; `None` while it is searched.
        findings: Option<usize>,
    },
    /// Nothing can run any more.
    Deadlock {
        /// When.
        at: Micros,
    },
}

/// Whether something goes wrong.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
pub enum Tone {
    /// Nothing does.
    #[default]
    Plain,
    /// Time is lost, or work is cancelled.
    Warning,
    /// Something failed.
    Failed,
}

impl Tone {
    /// The word for `data-tone`.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Self::Plain => "plain",
            Self::Warning => "warning",
            Self::Failed => "failed",
        }
    }
}

/// The record that captions are about, and in whose words.
#[derive(Clone, Copy)]
pub struct CaptionSource<'a> {
    /// The record.
    pub trace: &'a Trace,
    /// Its indexes. A moment that they have not reached is taken for the last one that they have.
    pub folds: &'a Folds,
    /// The language in view.
    pub language: Language,
    /// The record's program in that language, for the numbers of its lines.
    pub program: Option<&'a Program>,
    /// Who ran it: `you` pressed Stop only in a run of this page.
    pub recorded_by: RecordedBy,
}

impl Caption {
    /// Something to know first, in words of the page's own.
    #[must_use]
    pub fn note(headline: &str, detail: &str) -> Self {
        Said::new(headline).with(detail).into_caption(CaptionKind::Note)
    }

    /// The kicker's first line: `Step 8 of 13`.
    #[must_use]
    pub fn kicker(&self) -> String {
        match self.kind {
            CaptionKind::Lesson { .. } => "Lesson".into(),
            CaptionKind::Question { .. } => "Question".into(),
            CaptionKind::Guess { .. } => "Your guess".into(),
            CaptionKind::Note => "Note".into(),
            CaptionKind::Step { number, of: None, .. } => format!("Step {}", words::thousands(number as u64)),
            CaptionKind::Step {
                number, of: Some(of), ..
            } => format!(
                "Step {} of {}",
                words::thousands(number as u64),
                words::thousands(of as u64)
            ),
            CaptionKind::Now { .. } => "Now".into(),
            CaptionKind::Moment { .. } => "At this moment".into(),
            CaptionKind::Ended { .. } => "What happened".into(),
            CaptionKind::Deadlock { .. } => "Deadlock".into(),
        }
    }

    /// Its second line: when, or of what. May be empty.
    #[must_use]
    pub fn kicker_note(&self) -> String {
        match &self.kind {
            CaptionKind::Lesson { title } => title.clone(),
            CaptionKind::Question { note: words } | CaptionKind::Guess { score: words } => words.clone(),
            CaptionKind::Now { at }
            | CaptionKind::Moment { at }
            | CaptionKind::Step { at, .. }
            | CaptionKind::Deadlock { at } => format!("at {}", words::moment(*at)),
            CaptionKind::Note
            | CaptionKind::Ended {
                findings: None | Some(0),
            } => String::new(),
            CaptionKind::Ended { findings: Some(count) } => words::count(*count, "finding"),
        }
    }

    /// How much of the steps is behind, from 0 to 1.
    #[must_use]
    pub fn progress(&self) -> Option<f64> {
        match self.kind {
            CaptionKind::Step {
                number, of: Some(of), ..
            } if of > 0 => Some(number as f64 / of as f64),
            _ => None,
        }
    }

    /// The headline as a text.
    #[must_use]
    pub fn headline_text(&self) -> String {
        pieces::text(&self.headline)
    }

    /// The detail as a text.
    #[must_use]
    pub fn detail_text(&self) -> String {
        pieces::text(&self.detail)
    }
}

/// What happens at this moment of the record.
///
/// ```
/// use explain::caption::{CaptionSource, at};
/// use recording::facts::RecordedBy;
/// use recording::{FoldDepth, Folds, Moment};
///
/// let trace = runtime::simulate(&Default::default());
/// let mut folds = Folds::default();
/// while !folds.extend(&trace, FoldDepth::Everything, || false) {}
/// let source = CaptionSource { trace: &trace, folds: &folds, language: Default::default(), program: None, recorded_by: RecordedBy::You };
///
/// let step = folds.history.moments.next_stop(&trace, Moment::START).expect("a first step");
/// let caption = at(&source, step);
/// assert_eq!(caption.kicker(), "Step 1 of 8");
/// assert!(caption.headline_text().starts_with("main makes tasks"));
/// ```
#[must_use]
pub fn at(source: &CaptionSource, moment: Moment) -> Caption {
    let view = View::new(source, moment);
    let kind = kind_at(&view);
    moment::said(&view).into_caption(kind)
}

/// What is said, with marks in it: see [`pieces`].
#[derive(Clone, Debug, Default)]
struct Said {
    headline: String,
    /// Sentences.
    detail: Vec<String>,
    tone: Tone,
}

impl Said {
    fn new(headline: impl Into<String>) -> Self {
        Self {
            headline: headline.into(),
            ..Self::default()
        }
    }

    fn with(mut self, sentence: impl Into<String>) -> Self {
        let sentence = sentence.into();
        if !sentence.is_empty() {
            self.detail.push(sentence);
        }
        self
    }

    fn toned(mut self, tone: Tone) -> Self {
        self.tone = self.tone.max(tone);
        self
    }

    /// Adds a clause or a sentence to the headline if it fits, and else to the detail.
    fn and(mut self, clause: &str) -> Self {
        if pieces::letters(&self.headline) + 1 + pieces::letters(clause) <= LONGEST_HEADLINE {
            self.headline = format!("{} {clause}", self.headline);
        } else {
            self.detail.push(clause.to_owned());
        }
        self
    }

    fn into_caption(self, kind: CaptionKind) -> Caption {
        let (headline, detail) = pieces(&self.headline, &self.detail.join(" "));
        let headline = pieces::fitted(headline, LONGEST_HEADLINE);
        Caption {
            kind,
            headline,
            detail,
            tone: self.tone,
        }
    }
}

fn kind_at(view: &View) -> CaptionKind {
    let moment = view.moment;
    let moments = &view.folds.history.moments;
    let at = moment.at;
    if matches!(view.last(), Some((_, event)) if event.kind == EventKind::Deadlock) {
        return CaptionKind::Deadlock { at };
    }
    let steps = moments.steps(view.trace);
    let of = view.trace.outcome.is_some().then_some(steps);
    let made = moments.steps_after(moment.events);
    // Between two stops time may pass: that moment belongs to no step.
    let at_a_stop = moments
        .stop(made)
        .is_some_and(|stop| Moment::after(view.trace, stop) == moment);
    let at_the_end = of.is_some() && moment == Moment::end(view.trace);
    match () {
        () if moment == Moment::START => CaptionKind::Step { number: 0, of, at },
        () if at_a_stop => CaptionKind::Step { number: made, of, at },
        // Step has moved the clock to a deadline; the stop is recorded when its timer is served.
        () if view.is_at_a_deadline() => CaptionKind::Step {
            number: made + 1,
            of,
            at,
        },
        () if at_the_end => CaptionKind::Step { number: steps, of, at },
        () => CaptionKind::Moment { at },
    }
}
