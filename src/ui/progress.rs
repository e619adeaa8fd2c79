//! Work that takes many frames, such as writing or reading a large file: a slice of it in each frame, how much is done,
//! and a Cancel. One piece of work at a time.

use crate::ui::frames::{Frames, Next, now_ms};
use crate::ui::reactive::{Memo, RwSignal, Show, hold_until_cleanup};
use explain::glossary::Term;
use leptos::prelude::*;

/// The time for work in each frame: half a frame at 60 Hz, so that the page stays responsive.
const SLICE_MS: f64 = 8.0;
/// Work that is done sooner shows nothing: most files are there by then, and a line that comes and is gone again within such a time
/// is a flicker that nobody reads. `--t-late` of tokens.css is the same.
const SHOWN_AFTER_MS: f64 = 300.0;

/// How far a piece of work is.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum WorkState {
    /// So much is done, 0 to 1.
    Going(f64),
    /// It is over: done, or given up with a note to the person.
    Over,
}

/// A slice of work: goes on until the function that it gets returns true.
type Slice = Box<dyn FnMut(&dyn Fn() -> bool) -> WorkState>;

/// The piece of work under way. Copies are handles to the same one; it ends with the owner that made it.
#[derive(Clone, Copy)]
pub struct LongWork {
    frames: Frames,
    job: StoredValue<Option<UnderWay>, LocalStorage>,
    /// Whether there is one.
    busy: RwSignal<bool>,
    /// What it says and how many percent are done, once it has taken long enough to be shown.
    shown: RwSignal<Option<ShownWork>>,
}

struct UnderWay {
    says: String,
    begun_ms: f64,
    slice: Slice,
}

impl LongWork {
    /// Nothing is under way. Owned by the component that calls this.
    #[must_use]
    pub fn new(frames: Frames) -> Self {
        let work = Self {
            frames,
            job: StoredValue::new_local(None),
            busy: RwSignal::new(false),
            shown: RwSignal::new(None),
        };
        hold_until_cleanup(frames.listen_for_update(move || work.advance()));
        work
    }

    /// Whether work is under way. Tracked.
    #[must_use]
    pub fn busy(&self) -> bool {
        self.busy.get()
    }

    /// What is shown of it, once it has taken long enough. Tracked.
    #[must_use]
    pub fn shown(&self) -> Option<ShownWork> {
        self.shown.get()
    }

    /// Begins a piece of work in place of the one under way, which is dropped. `says` names it in the present tense
    /// (`Saving run.csv`); `slice` is called in each frame, until it says that it is over.
    pub fn begin(&self, says: String, slice: impl FnMut(&dyn Fn() -> bool) -> WorkState + 'static) {
        self.job.set_value(Some(UnderWay {
            says,
            begun_ms: now_ms(),
            slice: Box::new(slice),
        }));
        self.shown.set(None);
        self.busy.set(true);
        self.frames.request_update();
    }

    /// Drops the work under way.
    pub fn cancel(&self) {
        self.job.set_value(None);
        self.end();
    }

    fn end(&self) {
        self.shown.set(None);
        self.busy.set(false);
    }

    fn advance(&self) -> Next {
        // Taken out meanwhile, because the slice may begin other work.
        let Some(mut job) = self.job.try_update_value(Option::take).flatten() else {
            return Next::Still;
        };
        let until = now_ms() + SLICE_MS;
        match (job.slice)(&|| now_ms() >= until) {
            WorkState::Over => {
                if self.job.with_value(Option::is_none) {
                    self.end();
                }
            }
            WorkState::Going(share) => {
                if now_ms() - job.begun_ms >= SHOWN_AFTER_MS {
                    let percent = Some((share.clamp(0.0, 1.0) * 100.0) as u8);
                    let changed = |shown: &Option<ShownWork>| shown.as_ref().is_none_or(|it| it.percent != percent);
                    if self.shown.with_untracked(changed) {
                        let says = job.says.clone();
                        self.shown.set(Some(ShownWork { says, percent }));
                    }
                }
                self.job.update_value(|place| {
                    place.get_or_insert(job);
                });
            }
        }
        if self.job.with_value(Option::is_some) {
            Next::Moving
        } else {
            Next::Still
        }
    }
}

/// What is shown of work under way.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ShownWork {
    /// What is done, in the present tense.
    pub says: String,
    /// How much of it is done, in percent; `None` if that is not known.
    pub percent: Option<u8>,
}

/// Shows work under way over the page, with a button that ends it.
#[component]
pub fn WorkLine(
    /// The work; `None` while there is none to show.
    work: Memo<Option<ShownWork>>,
    /// Whether the line comes only after a while, because the work may be over by then.
    #[prop(optional)]
    late: bool,
    /// Ends the work.
    cancel: Callback<()>,
) -> impl IntoView {
    let says = move || work.with(|work| work.as_ref().map(|it| it.says.clone()).unwrap_or_default());
    // Without a value, the bar says that the length is unknown.
    let percent = move || work.with(|work| work.as_ref()?.percent.map(|percent| percent.to_string()));
    view! {
        <Show when=move || work.with(Option::is_some)>
            <div class="long-work" data-late=late.to_string()>
                <span class="long-work-says" role="status">{says}</span>
                <progress class="long-work-bar" max="100" aria-label="Done" value=percent></progress>
                <button class="button" data-shape="outlined" type="button" data-explains=Term::CancelWork.id() on:click=move |_| cancel.run(())>
                    "Cancel"
                </button>
            </div>
        </Show>
    }
}
