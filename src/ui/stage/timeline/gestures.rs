//! Zooming and panning over the plot: Ctrl or Cmd with the wheel, the wheel to the side, and two fingers.

use super::picture::Picture;
use super::pointing::Pointing;
use crate::ui::reactive::effect;
use gloo_events::{EventListener, EventListenerOptions};
use leptos::html::Div;
use leptos::prelude::*;
use timeline::{Scale, wheel_factor};
use wasm_bindgen::JsCast;
use web_sys::{Element, PointerEvent, WheelEvent};

/// The pixels of a line and of a page, for browsers that report a wheel in those.
const LINE: f64 = 40.0;
const PAGE: f64 = 800.0;

/// The fingers on the plot. Copies are handles to the same ones.
#[derive(Clone, Copy)]
pub struct Gestures {
    picture: Picture,
    pointing: Pointing,
    /// The pointers that are down, with their x in the picture's pixels.
    fingers: StoredValue<Vec<(i32, f64)>, LocalStorage>,
    /// Where two fingers were when the second came down, and the scale then.
    pinch: StoredValue<Option<([f64; 2], Scale)>, LocalStorage>,
}

impl Gestures {
    /// Follows wheel and fingers on the plot until the owner that calls this ends.
    pub fn follow(plot: NodeRef<Div>, picture: Picture, pointing: Pointing) {
        let gestures = Self {
            picture,
            pointing,
            fingers: StoredValue::new_local(Vec::new()),
            pinch: StoredValue::new_local(None),
        };
        let listeners = StoredValue::new_local(Vec::<EventListener>::new());
        effect(move || {
            let Some(plot) = plot.get() else { return };
            let pointer = |name: &'static str, act: fn(&Self, &PointerEvent)| {
                EventListener::new(&plot, name, move |event| {
                    if let Some(event) = event.dyn_ref::<PointerEvent>() {
                        act(&gestures, event);
                    }
                })
            };
            // A listener that may be passive could not keep the browser from zooming the page.
            let options = EventListenerOptions::enable_prevent_default();
            let wheel = EventListener::new_with_options(&plot, "wheel", options, move |event| {
                if let Some(event) = event.dyn_ref::<WheelEvent>() {
                    gestures.wheel(event);
                }
            });
            listeners.set_value(vec![
                wheel,
                pointer("pointerdown", Self::down),
                pointer("pointermove", Self::moved),
                pointer("pointerup", Self::up),
                pointer("pointercancel", Self::up),
            ]);
        });
        on_cleanup(move || {
            listeners.try_update_value(std::mem::take);
        });
    }

    fn wheel(&self, event: &WheelEvent) {
        let axis = self.picture.axis();
        let scale = axis.scale();
        let pixels = |delta: f64| match event.delta_mode() {
            WheelEvent::DOM_DELTA_LINE => delta * LINE,
            WheelEvent::DOM_DELTA_PAGE => delta * PAGE,
            _ => delta,
        };
        let (right, down) = (pixels(event.delta_x()), pixels(event.delta_y()));
        if event.ctrl_key() || event.meta_key() {
            event.prevent_default();
            let (x, _) = self.pointing.position(event);
            axis.set(scale.zoomed(wheel_factor(down), x));
            return;
        }
        // With Shift, browsers that have one wheel turn it to the side, and some leave that to the page.
        let sideways = if event.shift_key() && right == 0.0 { down } else { right };
        if !scale.fitted() && sideways != 0.0 && (event.shift_key() || right.abs() > down.abs()) {
            event.prevent_default();
            axis.set(scale.panned(-sideways / self.picture.text_scale()));
        }
    }

    fn down(&self, event: &PointerEvent) {
        if event.pointer_type() != "touch" {
            return;
        }
        let (x, _) = self.pointing.position(event);
        self.fingers.update_value(|fingers| {
            if event.is_primary() {
                // A finger whose end the browser did not report must not count for ever.
                fingers.clear();
            }
            fingers.push((event.pointer_id(), x));
        });
        let fingers = self.fingers.get_value();
        self.pinch.set_value(None);
        if let [(_, one), (_, other)] = fingers[..] {
            self.pointing.begin_pinch();
            self.pinch.set_value(Some(([one, other], self.picture.scale())));
            let target = event.current_target().and_then(|plot| plot.dyn_into::<Element>().ok());
            if let Some(plot) = target {
                // It fails for a pointer that is gone already.
                let _ = plot.set_pointer_capture(event.pointer_id());
            }
        }
    }

    fn moved(&self, event: &PointerEvent) {
        let (x, _) = self.pointing.position(event);
        self.fingers.update_value(|fingers| {
            if let Some(finger) = fingers.iter_mut().find(|(id, _)| *id == event.pointer_id()) {
                finger.1 = x;
            }
        });
        if let Some((before, scale)) = self.pinch.get_value()
            && let [(_, one), (_, other)] = self.fingers.get_value()[..]
        {
            self.picture.axis().set(scale.pinched(before, [one, other]));
        }
    }

    fn up(&self, event: &PointerEvent) {
        self.fingers
            .update_value(|fingers| fingers.retain(|(id, _)| *id != event.pointer_id()));
        self.pinch.set_value(None);
    }
}
