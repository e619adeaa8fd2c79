//! The animation frames of the page. No other module requests any. Frames stop when no listener needs another one.
//!
//! A frame comes in two tasks of the browser, so that neither is long: first everything that is shown is updated, then
//! the browser calls for the frame, which is drawn, laid out and painted.

use crate::self_message::SelfMessage;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// The time between frames while a run keeps the thread busy, in milliseconds. Each frame delays the run, and seven a
/// second are enough to see its progress.
const APART_UNDER_LOAD_MS: f64 = 150.0;

/// Calls its listeners, in the order in which they were added, for each requested frame: those that update what is shown
/// in a task before it, then the others in the frame itself.
///
/// Copies are handles to the same loop; it ends, and a pending frame is cancelled, with the owner that made it.
#[derive(Clone, Copy)]
pub struct Frames(StoredValue<Rc<Loop>, LocalStorage>);

/// A listener that is removed when this is dropped.
#[must_use = "the listener ends when this is dropped"]
pub struct Listening {
    frames: Weak<Loop>,
    id: u32,
}

/// Whether a listener needs another frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing moves: it needs none.
    Still,
    /// Something moves: it needs another frame.
    Moving,
}

type Listener = Rc<dyn Fn() -> Next>;

/// When a listener is called.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    /// In a task before the frame.
    Update,
    /// In the frame.
    Draw,
}

/// A requested frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Pending {
    /// The message for the update has been posted.
    Update,
    /// Updated; the animation frame of this handle has been requested from the browser.
    Draw(i32),
}

struct Loop {
    callback: Closure<dyn FnMut()>,
    message: SelfMessage,
    pending: Cell<Option<Pending>>,
    /// A frame is to be requested after the pending one.
    again: Cell<bool>,
    listeners: RefCell<Vec<(u32, Phase, Listener)>>,
    next_id: Cell<u32>,
    under_load: Cell<bool>,
    /// The pending frame was requested by [`Frames::request_now`].
    urgent: Cell<bool>,
    /// A frame was requested too soon after the last one, and is requested again later.
    put_off: Cell<bool>,
    /// The time of the last frame, or of the beginning of the load.
    last_ms: Cell<f64>,
}

impl Frames {
    /// A loop without pending frames, owned by the component that calls this.
    #[must_use]
    pub fn new() -> Self {
        Self(StoredValue::new_local(Rc::new_cyclic(|frames: &Weak<Loop>| {
            let update = {
                let frames = frames.clone();
                move || {
                    if let Some(frames) = frames.upgrade() {
                        frames.update();
                    }
                }
            };
            let draw = {
                let frames = frames.clone();
                move || {
                    if let Some(frames) = frames.upgrade() {
                        frames.draw();
                    }
                }
            };
            Loop {
                callback: Closure::new(draw),
                message: SelfMessage::new(update),
                pending: Cell::new(None),
                again: Cell::new(false),
                listeners: RefCell::default(),
                next_id: Cell::new(0),
                under_load: Cell::new(false),
                urgent: Cell::new(false),
                put_off: Cell::new(false),
                last_ms: Cell::new(f64::NEG_INFINITY),
            }
        })))
    }

    /// Calls `listener` in every frame from now on. Does not request one.
    pub fn listen(&self, listener: impl Fn() -> Next + 'static) -> Option<Listening> {
        self.add(Phase::Draw, Rc::new(listener))
    }

    /// Calls `listener` in a task before every frame from now on. Does not request one.
    pub fn listen_for_update(&self, listener: impl Fn() -> Next + 'static) -> Option<Listening> {
        self.add(Phase::Update, Rc::new(listener))
    }

    fn add(&self, phase: Phase, listener: Listener) -> Option<Listening> {
        self.0.try_with_value(|frames| {
            let id = frames.next_id.replace(frames.next_id.get() + 1);
            frames.listeners.borrow_mut().push((id, phase, listener));
            Listening {
                frames: Rc::downgrade(frames),
                id,
            }
        })
    }

    /// Requests a frame, unless one is pending or the loop has ended. Under load, requests too soon after the last
    /// frame are put off until a later call.
    pub fn request(&self) {
        self.0.try_with_value(|frames| frames.request());
    }

    /// Requests a frame as [`Frames::request`] does, before which the listeners for the update are called: if they have
    /// been called already for the pending frame, they are called for another one after it.
    pub fn request_update(&self) {
        self.0.try_with_value(|frames| {
            if let Some(Pending::Draw(_)) = frames.pending.get() {
                frames.again.set(true);
            } else {
                frames.request();
            }
        });
    }

    /// Requests the next frame, even under load: for input of the user.
    pub fn request_now(&self) {
        self.0.try_with_value(|frames| frames.request_now());
    }

    /// Whether a run keeps the thread busy, as last set.
    #[must_use]
    pub fn under_load(&self) -> bool {
        self.0
            .try_with_value(|frames| frames.under_load.get())
            .unwrap_or_default()
    }

    /// Sets whether a run keeps the thread busy. While it does, it has to call [`Frames::request`] repeatedly. A
    /// pending frame is put off when the load begins, unless it is urgent.
    pub fn set_under_load(&self, under_load: bool) {
        self.0.try_with_value(|frames| {
            let before = frames.under_load.replace(under_load);
            if under_load && !before {
                frames.put_off_pending();
            } else if !under_load && frames.put_off.get() {
                frames.ask();
            }
        });
    }
}

impl Loop {
    fn request(&self) {
        if self.under_load.get() && self.pending.get().is_none() && self.too_soon() {
            self.put_off.set(true);
        } else {
            self.ask();
        }
    }

    fn request_now(&self) {
        self.urgent.set(true);
        self.ask();
    }

    fn ask(&self) {
        self.put_off.set(false);
        if self.pending.get().is_none() {
            self.pending.set(Some(Pending::Update));
            self.message.post();
        }
    }

    fn put_off_pending(&self) {
        if self.urgent.get() {
            return;
        }
        self.last_ms.set(now_ms());
        if self.pending.get().is_some() {
            self.cancel_pending();
            self.put_off.set(true);
        }
    }

    fn cancel_pending(&self) {
        // A message cannot be recalled: without a pending frame, it has no effect.
        if let Some(Pending::Draw(handle)) = self.pending.take() {
            let _ = window().cancel_animation_frame(handle);
        }
    }

    fn too_soon(&self) -> bool {
        now_ms() < self.last_ms.get() + APART_UNDER_LOAD_MS
    }

    fn update(&self) {
        if self.pending.get() != Some(Pending::Update) {
            return;
        }
        let moving = self.call(Phase::Update);
        self.again.set(moving);
        // A listener can end the loop's owner, or put the frame off.
        if self.pending.get() == Some(Pending::Update) {
            let asked = window().request_animation_frame(self.callback.as_ref().unchecked_ref());
            self.pending.set(asked.ok().map(Pending::Draw));
        }
    }

    fn draw(&self) {
        self.pending.set(None);
        self.urgent.set(false);
        self.last_ms.set(now_ms());
        if self.call(Phase::Draw) | self.again.take() {
            self.request();
        }
    }

    /// Calls the listeners of this phase, and returns whether one of them needs another frame.
    fn call(&self, phase: Phase) -> bool {
        let listeners: Vec<_> = self
            .listeners
            .borrow()
            .iter()
            .filter(|(_, of, _)| *of == phase)
            .map(|(_, _, listener)| listener.clone())
            .collect();
        listeners
            .iter()
            .fold(false, |moving, listener| (listener() == Next::Moving) | moving)
    }
}

/// The time of the page, in milliseconds. Runs have a clock of their own.
#[must_use]
pub fn now_ms() -> f64 {
    window().performance().map_or(0.0, |performance| performance.now())
}

impl Default for Frames {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Loop {
    fn drop(&mut self) {
        self.cancel_pending();
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        if let Some(frames) = self.frames.upgrade() {
            frames.listeners.borrow_mut().retain(|(id, _, _)| *id != self.id);
        }
    }
}
