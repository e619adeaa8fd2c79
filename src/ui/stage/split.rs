//! The splitter between timeline and panels. How far it goes is in [`timeline::frame`].

use crate::ui::measured::{Extent, measured};
use crate::ui::pointer_drag::{Along, DragStep, PointerDrag};
use crate::ui::preference;
use crate::ui::present::Present;
use crate::ui::reactive::{Handle, Memo, RwSignal, lasting, memo};
use explain::glossary::Term;
use leptos::html::{Div, Section};
use leptos::prelude::*;
use timeline::frame::{SPLITTER_STEP, kept_share};
use timeline::{HeightSplit, SizeClass};
use wasm_bindgen::JsCast;
use web_sys::{Element, KeyboardEvent, PointerEvent};

/// The storage key of the share.
const STORAGE_KEY: &str = "futurescope-split";
/// A pointer that moves less than this, in CSS pixels, clicks instead of dragging.
const SHORTEST_DRAG: f64 = 3.0;
/// The border below the timeline: no part of what is shared, since it is never thinner.
const BORDER: f64 = 1.0;

/// How timeline and panels share the height. Without a choice by hand the timeline has what its lanes need, and the panels
/// the rest. Copies are handles to the same state.
pub type SharedHeight = Handle<SharedHeightParts>;

/// The parts of [`SharedHeight`].
pub struct SharedHeightParts {
    /// The timeline's share, if it was chosen by hand.
    share: RwSignal<Option<f64>>,
    /// The timeline.
    pub timeline: NodeRef<Section>,
    /// The panels below it.
    pub panels: NodeRef<Div>,
    heights: Memo<Heights>,
    /// Whether the window has room for both. Where it has not, the style sheets hide the splitter.
    splits: Memo<bool>,
}

/// What is measured.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
struct Heights {
    /// Of the timeline, now.
    timeline: f64,
    split: HeightSplit,
}

impl SharedHeight {
    /// As it was left. Owned by the component that calls this.
    #[must_use]
    pub fn new(window_size: RwSignal<Extent>) -> Self {
        let (timeline, panels) = (NodeRef::<Section>::new(), NodeRef::<Div>::new());
        let (timeline_size, panels_size) = (measured(timeline), measured(panels));
        let heights = memo(move || {
            timeline_size.track();
            panels_size.track();
            measure(timeline, panels)
        });
        let present = use_context::<Present>();
        // Not `str::parse`, because it adds 10 KB of tables to the page.
        let kept = preference::kept(STORAGE_KEY).map(|kept| js_sys::Number::parse_float(&kept));
        lasting(SharedHeightParts {
            share: RwSignal::new(kept.and_then(kept_share)),
            timeline,
            panels,
            heights,
            splits: memo(move || {
                let Extent { width, height } = window_size.get();
                !present.is_some_and(|present| present.on()) && SizeClass::of(width, height) == SizeClass::Wide
            }),
        })
    }

    /// Whether the height of the timeline was chosen by hand, and does not follow from its lanes. Tracked.
    #[must_use]
    pub fn by_hand(&self) -> bool {
        self.splits.get() && self.share.with(Option::is_some)
    }

    /// The same as a word for the style sheets. Tracked.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        if self.by_hand() { "by-hand" } else { "auto" }
    }

    /// The share, for the style sheets. Tracked.
    #[must_use]
    pub fn css(&self) -> String {
        self.share.get().map_or_else(String::new, written)
    }

    /// The heights at this moment: what is observed may be those of a moment before.
    fn measured_now(&self) -> Heights {
        untrack(|| measure(self.timeline, self.panels))
    }

    /// Gives the timeline this height, or the nearest that is possible.
    fn set_height(&self, wanted: f64) {
        let split = self.measured_now().split;
        if split.room > 0.0 {
            self.share.set(Some(split.share(wanted)));
        }
    }

    fn keep(&self) {
        preference::keep(STORAGE_KEY, self.share.get_untracked().map(written).as_deref());
    }
}

/// The splitter, where the window has room for timeline and panels.
#[component]
pub fn Splitter(
    /// What it changes.
    shared: SharedHeight,
) -> impl IntoView {
    let drag = StoredValue::new_local(None::<PointerDrag>);
    on_cleanup(move || {
        drag.try_update_value(Option::take);
    });
    let heights = shared.heights;
    let reset = move || {
        shared.share.set(None);
        shared.keep();
    };
    let press = move |event: PointerEvent| {
        let element = event.current_target().and_then(|it| it.dyn_into::<Element>().ok());
        let Some(element) = element.filter(|_| event.button() == 0 && event.is_primary()) else {
            return;
        };
        let (from_y, before) = (Along::Y.position(&event), shared.share.get_untracked());
        let from = shared.measured_now().timeline;
        let step = move |step: DragStep<'_>| match step {
            DragStep::Moved(event) => shared.set_height(from + Along::Y.position(event) - from_y),
            DragStep::Dropped => shared.keep(),
            DragStep::Clicked => {}
            DragStep::Cancelled => shared.share.set(before),
        };
        let started = PointerDrag::start(&element, &event, Along::Y, SHORTEST_DRAG, step);
        drag.set_value(Some(started));
    };
    let key = move |event: KeyboardEvent| {
        if event.alt_key() || event.ctrl_key() || event.meta_key() {
            return;
        }
        let Heights { timeline, split } = shared.measured_now();
        match event.key().as_str() {
            "ArrowUp" => shared.set_height(timeline - SPLITTER_STEP),
            "ArrowDown" => shared.set_height(timeline + SPLITTER_STEP),
            "Home" => shared.set_height(split.smallest()),
            "End" => shared.set_height(split.largest()),
            "Enter" => shared.share.set(None),
            _ => return,
        }
        event.prevent_default();
        shared.keep();
    };
    let pixels = move |of: fn(Heights) -> f64| move || format!("{:.0}", of(heights.get()));
    view! {
        <div
            class="splitter"
            // A slider: assistive technology knows its keys and its value, those of a separator it often does not.
            role="slider"
            aria-orientation="vertical"
            aria-label="Height of the timeline"
            aria-valuemin=pixels(|heights| heights.split.smallest())
            aria-valuemax=pixels(|heights| heights.split.largest())
            aria-valuenow=pixels(|heights| heights.split.height(heights.timeline))
            tabindex="0"
            data-explains=Term::Splitter.id()
            data-keys="↑ ↓"
            on:pointerdown=press
            on:keydown=key
            on:dblclick=move |_| reset()
        ></div>
    }
}

/// A share as text, to a hundredth of a pixel. With all its digits, the code that writes it would add 4 KB to the page.
fn written(share: f64) -> String {
    format!("{share:.5}")
}

/// Tracks whether both are in the page.
fn measure(timeline: NodeRef<Section>, panels: NodeRef<Div>) -> Heights {
    let (Some(timeline), Some(panels)) = (timeline.get(), panels.get()) else {
        return Heights::default();
    };
    let own = timeline.get_bounding_client_rect().height() - BORDER;
    Heights {
        timeline: own,
        split: HeightSplit {
            room: own + panels.get_bounding_client_rect().height(),
            least_timeline: least_height(&timeline) - BORDER,
            least_panels: least_height(&panels),
        },
    }
}

/// The `min-height` of an element, in CSS pixels.
fn least_height(element: &Element) -> f64 {
    let style = window().get_computed_style(element).ok().flatten();
    let written = style.and_then(|style| style.get_property_value("min-height").ok());
    written
        .map(|written| js_sys::Number::parse_float(&written))
        .filter(|pixels| pixels.is_finite())
        .unwrap_or_default()
}
