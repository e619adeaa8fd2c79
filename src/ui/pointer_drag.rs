//! What is dragged by a pointer, whatever it is: the pointer is followed wherever it goes, from where it goes down on an
//! element until it goes up, and Escape takes the drag back.

use super::popup::key_before_all_others;
use gloo_events::{EventListener, EventListenerOptions};
use std::cell::{Cell, RefCell};
use std::rc::{Rc, Weak};
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent};

/// A pointer that is down. It is let go of when this is dropped.
#[must_use = "the drag ends when this is dropped"]
pub struct PointerDrag(Rc<Drag>);

/// What has become of a drag.
#[derive(Clone, Copy)]
pub enum DragStep<'a> {
    /// The pointer is elsewhere.
    Moved(&'a PointerEvent),
    /// The pointer went up.
    Dropped,
    /// The pointer went up where it went down: it was a click.
    Clicked,
    /// Taken back, by Escape or by the browser. Nothing else comes.
    Cancelled,
}

/// Which way something can be dragged.
#[derive(Clone, Copy)]
pub enum Along {
    /// From left to right.
    X,
    /// From top to bottom.
    Y,
}

impl Along {
    /// Where the pointer is, in CSS pixels in the viewport.
    #[must_use]
    pub fn position(self, event: &PointerEvent) -> f64 {
        f64::from(match self {
            Self::X => event.client_x(),
            Self::Y => event.client_y(),
        })
    }
}

type Step = Box<dyn FnMut(DragStep<'_>)>;

struct Drag {
    element: Element,
    pointer: i32,
    along: Along,
    from: f64,
    shortest: f64,
    moved: Cell<bool>,
    /// It was taken back, and the pointer is still down.
    cancelled: Cell<bool>,
    step: RefCell<Step>,
    listeners: RefCell<Vec<EventListener>>,
}

impl PointerDrag {
    /// Follows the pointer that went down on `element`. It drags once it is `shortest` CSS pixels away, and at once with 0.
    pub fn start(
        element: &Element,
        event: &PointerEvent,
        along: Along,
        shortest: f64,
        step: impl FnMut(DragStep<'_>) + 'static,
    ) -> Self {
        let _ = element.set_pointer_capture(event.pointer_id()); // it fails for a pointer that is gone already
        let drag = Rc::new(Drag {
            element: element.clone(),
            pointer: event.pointer_id(),
            along,
            from: along.position(event),
            shortest,
            moved: Cell::new(shortest <= 0.0),
            cancelled: Cell::new(false),
            step: RefCell::new(Box::new(step)),
            listeners: RefCell::default(),
        });
        let mut listeners = vec![
            listen(&drag, "pointermove", Drag::pointer_moves),
            listen(&drag, "pointerup", Drag::pointer_goes_up),
            listen(&drag, "pointercancel", Drag::browser_takes_it),
            listen(&drag, "lostpointercapture", Drag::browser_takes_it),
        ];
        let escaped = Rc::downgrade(&drag);
        listeners.push(key_before_all_others(move |event| {
            if event.key() == "Escape"
                && let Some(drag) = escaped.upgrade()
                && drag.moved.get()
                && !drag.cancelled.replace(true)
            {
                event.prevent_default();
                event.stop_propagation();
                drag.call(DragStep::Cancelled);
            }
        }));
        drag.listeners.replace(listeners);
        Self(drag)
    }

    /// Whether it has dragged: whether it is no click.
    #[must_use]
    pub fn has_moved(&self) -> bool {
        self.0.moved.get()
    }
}

impl Drop for PointerDrag {
    fn drop(&mut self) {
        self.0.end();
    }
}

impl Drag {
    fn pointer_moves(&self, event: &PointerEvent) {
        let away = (self.along.position(event) - self.from).abs();
        if !self.moved.get() && away < self.shortest {
            return;
        }
        self.moved.set(true);
        event.stop_propagation();
        if !self.cancelled.get() {
            self.call(DragStep::Moved(event));
        }
    }

    fn pointer_goes_up(&self, event: &PointerEvent) {
        self.end();
        if !self.moved.get() {
            // A click is anybody's.
            self.call(DragStep::Clicked);
            return;
        }
        event.stop_propagation();
        if !self.cancelled.get() {
            self.call(DragStep::Dropped);
        }
    }

    fn browser_takes_it(&self, _: &PointerEvent) {
        self.end();
        if !self.cancelled.replace(true) {
            self.call(DragStep::Cancelled);
        }
    }

    fn call(&self, step: DragStep<'_>) {
        if let Ok(mut call) = self.step.try_borrow_mut() {
            call(step);
        }
    }

    /// Listens to nothing any more.
    fn end(&self) {
        self.listeners.take();
        // It fails if the pointer has gone up, which has let go of it.
        let _ = self.element.release_pointer_capture(self.pointer);
    }
}

fn listen(drag: &Rc<Drag>, name: &'static str, hear: fn(&Drag, &PointerEvent)) -> EventListener {
    let (element, drag): (_, Weak<Drag>) = (&drag.element, Rc::downgrade(drag));
    let options = EventListenerOptions::enable_prevent_default();
    EventListener::new_with_options(element, name, options, move |event| {
        if let Some(drag) = drag.upgrade()
            && let Some(event) = event.dyn_ref::<PointerEvent>()
            && event.pointer_id() == drag.pointer
        {
            hear(&drag, event);
        }
    })
}
