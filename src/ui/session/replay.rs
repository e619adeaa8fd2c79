//! Replay: moves the playhead through the record at the set speed. Runs nothing.

use super::playhead::Playhead;
use super::record::{Record, RecordId};
use crate::ui::edit::Edit;
use crate::ui::frames::{Frames, Next, now_ms};
use crate::ui::reactive::{Handle, Memo, RwSignal, hold_until_cleanup, lasting, memo};
use leptos::prelude::*;
use recording::Moment;
use runtime::stopwatch::Stopwatch;
use scenario::time::Micros;

/// The replay of a record that has ended. Copies are handles to the same replay.
pub type Replay = Handle<ReplayParts>;

/// The parts of [`Replay`].
pub struct ReplayParts {
    record: Record,
    playhead: Playhead,
    edit: Edit,
    frames: Frames,
    playing: RwSignal<bool>,
    progress: StoredValue<Option<Progress>>,
}

/// How far a replay has come.
#[derive(Clone, Copy)]
struct Progress {
    record: RecordId,
    time: Stopwatch,
    /// The moment that it has shown last: if another one is shown, somebody has moved the playhead.
    shown: Moment,
}

impl Replay {
    /// A replay that does not play. Owned by the component that calls this.
    pub(super) fn new(record: Record, playhead: Playhead, edit: Edit, frames: Frames) -> Self {
        let replay = lasting(ReplayParts {
            record,
            playhead,
            edit,
            frames,
            playing: RwSignal::new(false),
            progress: StoredValue::new(None),
        });
        hold_until_cleanup(frames.listen_for_update(move || replay.follow()));
        replay
    }

    /// Whether it plays. Tracked.
    #[must_use]
    pub fn playing(&self) -> bool {
        self.playing.get()
    }

    /// Whether there is something to play: a record that has ended, and not at time 0. Owned by the component that
    /// calls this.
    #[must_use]
    pub fn possible(self) -> Memo<bool> {
        memo(move || self.has_something())
    }

    /// Whether there is something to play. Tracked.
    #[must_use]
    pub fn has_something(&self) -> bool {
        self.record.state().complete() && self.record.now() > Micros::ZERO
    }

    /// Plays from the playhead, or from the start if that is at the end. If it plays already, it pauses.
    pub fn play_or_pause(&self) {
        if self.playing.get_untracked() {
            self.pause();
        } else if untrack(|| self.has_something()) {
            if self.playhead.live_untracked() {
                self.playhead.seek(|_, _, _| Some(Moment::START));
            }
            let shown = self.playhead.moment_untracked();
            let mut time = Stopwatch::new(self.edit.speed.get_untracked());
            time.jump_to(shown.at);
            time.start(now_ms());
            self.progress.set_value(Some(Progress {
                record: untrack(|| self.record.id()),
                time,
                shown,
            }));
            self.playing.set(true);
            self.frames.request_update();
        }
    }

    fn pause(&self) {
        self.progress.try_set_value(None);
        self.playing.try_set(false);
    }

    /// Moves the playhead, and returns whether to request another frame. Pauses at the end, and when somebody else has
    /// moved the playhead or another record is shown.
    fn follow(&self) -> Next {
        let Some(mut progress) = self.progress.try_get_value().flatten() else {
            return Next::Still;
        };
        let moved = self.playhead.moment_untracked() != progress.shown;
        if moved || untrack(|| self.record.id()) != progress.record {
            self.pause();
            return Next::Still;
        }
        let now = now_ms();
        let speed = self.edit.speed.get_untracked();
        if speed != progress.time.speed() {
            progress.time.set_speed(speed, now);
        }
        self.playhead.seek_time(progress.time.now(now));
        if self.playhead.live_untracked() {
            self.pause();
            return Next::Still;
        }
        progress.shown = self.playhead.moment_untracked();
        self.progress.set_value(Some(progress));
        Next::Moving
    }
}
