//! The one place that asks for animation frames. Stops by itself when nobody wants another.

use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// How far apart frames are while a run keeps the thread busy, in milliseconds: each takes time from the run, and seven in
/// a second show that it goes on.
const APART_UNDER_LOAD_MS: f64 = 150.0;

/// Calls its listeners, in the order in which they came, once a frame that was asked for.
///
/// Copies are handles to the same loop; it ends, and a pending frame is cancelled, with the owner that made it.
#[derive(Clone, Copy)]
pub struct Frames(StoredValue<Rc<Loop>, LocalStorage>);

/// A listener that is taken out when this is dropped.
#[must_use = "the listener ends when this is dropped"]
pub struct Listening {
    frames: Weak<Loop>,
    id: u32,
}

/// What a listener says about the next frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Next {
    /// Nothing moves: none is needed.
    Still,
    /// Something moves: come again.
    Moving,
}

type Listener = Rc<dyn Fn() -> Next>;

struct Loop {
    callback: Closure<dyn FnMut()>,
    pending: Cell<Option<i32>>,
    listeners: RefCell<Vec<(u32, Listener)>>,
    next_id: Cell<u32>,
    under_load: Cell<bool>,
    /// The pending frame was asked for by [`Frames::request_now`].
    urgent: Cell<bool>,
    /// A frame was asked for that has to wait, as the last one was so short a time ago.
    put_off: Cell<bool>,
    /// When the last frame came, or the load began.
    last_ms: Cell<f64>,
}

impl Frames {
    /// A loop in which nothing is pending, owned by the component that calls this.
    #[must_use]
    pub fn new() -> Self {
        Self(StoredValue::new_local(Rc::new_cyclic(|frames: &Weak<Loop>| {
            let frames = frames.clone();
            let callback = Closure::new(move || {
                if let Some(frames) = frames.upgrade() {
                    frames.run();
                }
            });
            Loop {
                callback,
                pending: Cell::new(None),
                listeners: RefCell::default(),
                next_id: Cell::new(0),
                under_load: Cell::new(false),
                urgent: Cell::new(false),
                put_off: Cell::new(false),
                last_ms: Cell::new(f64::NEG_INFINITY),
            }
        })))
    }

    /// Calls `listener` in every frame from here on. Does not ask for one.
    pub fn listen(&self, listener: impl Fn() -> Next + 'static) -> Option<Listening> {
        self.0.try_with_value(|frames| {
            let id = frames.next_id.replace(frames.next_id.get() + 1);
            frames.listeners.borrow_mut().push((id, Rc::new(listener)));
            Listening {
                frames: Rc::downgrade(frames),
                id,
            }
        })
    }

    /// Asks for a frame, unless one is pending or the loop has ended. Under load it comes once the last one was long enough
    /// ago, with the next call.
    pub fn request(&self) {
        self.0.try_with_value(|frames| frames.request());
    }

    /// Asks for the very next frame, whatever else the thread has to do: for what the person does.
    pub fn request_now(&self) {
        self.0.try_with_value(|frames| frames.request_now());
    }

    /// Whether a run keeps the thread busy, as was last said.
    #[must_use]
    pub fn under_load(&self) -> bool {
        self.0
            .try_with_value(|frames| frames.under_load.get())
            .unwrap_or_default()
    }

    /// Says whether a run keeps the thread busy. While it does, it has to call [`Frames::request`] again and again. The first
    /// frame comes a while after it begins to: one that is pending is put off too, but for an urgent one.
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
            let asked = window().request_animation_frame(self.callback.as_ref().unchecked_ref());
            self.pending.set(asked.ok());
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
        if let Some(pending) = self.pending.take() {
            let _ = window().cancel_animation_frame(pending);
        }
    }

    fn too_soon(&self) -> bool {
        now_ms() < self.last_ms.get() + APART_UNDER_LOAD_MS
    }

    fn run(&self) {
        self.pending.set(None);
        self.urgent.set(false);
        self.last_ms.set(now_ms());
        let listeners: Vec<_> = self
            .listeners
            .borrow()
            .iter()
            .map(|(_, listener)| listener.clone())
            .collect();
        let moving = listeners
            .iter()
            .fold(false, |moving, listener| (listener() == Next::Moving) | moving);
        if moving {
            self.request();
        }
    }
}

/// The page's time. Runs have a clock of their own.
fn now_ms() -> f64 {
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
            frames.listeners.borrow_mut().retain(|(id, _)| *id != self.id);
        }
    }
}
