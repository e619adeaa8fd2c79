//! The one place that asks for animation frames. Stops by itself when nobody wants another.

use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

/// Calls its listeners, in the order in which they came, once a frame that was asked for.
///
/// Copies are handles to the same loop; with the last one gone, a pending frame is cancelled.
#[derive(Clone)]
pub struct Frames(Rc<Loop>);

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
}

impl Frames {
    /// A loop in which nothing is pending.
    #[must_use]
    pub fn new() -> Self {
        Self(Rc::new_cyclic(|frames: &Weak<Loop>| {
            let frames = frames.clone();
            let callback = Closure::new(move || {
                if let Some(frames) = frames.upgrade() {
                    Self(frames).run();
                }
            });
            Loop { callback, pending: Cell::new(None), listeners: RefCell::default(), next_id: Cell::new(0) }
        }))
    }

    /// Calls `listener` in every frame from here on. Does not ask for one.
    pub fn listen(&self, listener: impl Fn() -> Next + 'static) -> Listening {
        let id = self.0.next_id.replace(self.0.next_id.get() + 1);
        self.0.listeners.borrow_mut().push((id, Rc::new(listener)));
        Listening { frames: Rc::downgrade(&self.0), id }
    }

    /// Asks for a frame, unless one is pending.
    pub fn request(&self) {
        if self.0.pending.get().is_some() {
            return;
        }
        let asked = leptos::prelude::window().request_animation_frame(self.0.callback.as_ref().unchecked_ref());
        self.0.pending.set(asked.ok());
    }

    fn run(&self) {
        self.0.pending.set(None);
        let listeners: Vec<_> = self.0.listeners.borrow().iter().map(|(_, listener)| listener.clone()).collect();
        let moving = listeners.iter().fold(false, |moving, listener| (listener() == Next::Moving) | moving);
        if moving {
            self.request();
        }
    }
}

impl Default for Frames {
    fn default() -> Self {
        Self::new()
    }
}

impl Drop for Loop {
    fn drop(&mut self) {
        if let Some(pending) = self.pending.get() {
            let _ = leptos::prelude::window().cancel_animation_frame(pending);
        }
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        if let Some(frames) = self.frames.upgrade() {
            frames.listeners.borrow_mut().retain(|(id, _)| *id != self.id);
        }
    }
}
