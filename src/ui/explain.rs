//! Explanations on the page: one tooltip for everything that has `data-explains`, the id of a term of the glossary, and
//! for what a part of the page tells about a point of its own (`data-answered`), such as a bar of the timeline.
//!
//! Opened by the pointer, the keyboard focus or a tap (WCAG 1.4.13): it can be dismissed without moving either, can be
//! pointed at itself, and stays until it is left. The browser's popover keeps it above everything; the browsers' own
//! anchor positioning is too new to rely on, so [`place`] computes where it stands.

use crate::ui::language::{LanguageInView, language_in_view};
use crate::ui::page::set_style;
use crate::ui::reactive::{Handle, RwSignal, effect, hold_until_cleanup, lasting};
use explain::bar::BarAnswer;
use explain::glossary::Term;
use explain::placement::{TooltipSide, WindowBox, place};
use gloo_events::{EventListener, EventListenerOptions, EventListenerPhase};
use gloo_timers::callback::Timeout;
use leptos::html::Div;
use leptos::prelude::*;
use std::cell::{Cell, RefCell};
use std::rc::Rc;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{Element, Event, HtmlElement, KeyboardEvent, MouseEvent, PointerEvent};

/// What the tooltip shows, and what was asked of the glossary. Copies are handles to the same state.
pub type Explanations = Handle<ExplanationsParts>;

/// The parts of [`Explanations`].
pub struct ExplanationsParts {
    /// The term that the open tooltip explains.
    shown: StoredValue<Option<Term>>,
    /// The term that is tinted in the glossary.
    asked: RwSignal<Option<Term>>,
    /// Whether Help is open.
    help: RwSignal<bool>,
    /// Whether Help is to open where it tells how to record a program.
    recorder: RwSignal<bool>,
    /// What is told at an element with `data-answers`.
    told: StoredValue<Option<BarAnswer>>,
    tooltip: StoredValue<Option<Rc<Tooltip>>, LocalStorage>,
}

impl Explanations {
    /// Created once by the app, and provided as a context. `help` says whether Help is open.
    #[must_use]
    pub fn new(help: RwSignal<bool>) -> Self {
        lasting(ExplanationsParts {
            shown: StoredValue::new(None),
            asked: RwSignal::new(None),
            help,
            recorder: RwSignal::new(false),
            told: StoredValue::new(None),
            tooltip: StoredValue::new_local(None),
        })
    }

    /// What the element with `data-answers` tells, from now on: at once if the tooltip is open there.
    pub fn answer(&self, anchor: &Element, answer: BarAnswer) {
        if self.told.try_with_value(|told| told.as_ref() != Some(&answer)) != Some(true) {
            return;
        }
        self.told.set_value(Some(answer));
        self.refresh(anchor);
    }

    /// What the element says has changed: it is said at once if the tooltip is open there.
    pub fn refresh(&self, anchor: &Element) {
        self.call(|tooltip| {
            if tooltip.is_open_at(anchor) {
                tooltip.write_what_is_at(anchor);
                tooltip.put_in_place();
            }
        });
    }

    /// The pointer has come to it.
    pub fn hover(&self, anchor: &Element) {
        self.call(|tooltip| tooltip.pointer_comes_to(anchor));
    }

    /// The pointer is still on it, or has come back from the tooltip.
    pub fn stay(&self) {
        self.call(|tooltip| tooltip.wait_for_nothing());
    }

    /// The pointer has left it.
    pub fn leave(&self) {
        self.call(Tooltip::leave_it);
    }

    /// The keys have gone to it, while the focus is on `focused`.
    pub fn focus(&self, anchor: &Element, focused: &Element) {
        self.call(|tooltip| {
            tooltip.pointer_rests.set(true);
            tooltip.show(anchor, focused, OpenedBy::Focus);
        });
    }

    /// A finger has tapped it.
    pub fn tap(&self, anchor: &Element) {
        self.call(|tooltip| tooltip.show(anchor, anchor, OpenedBy::Tap));
    }

    /// Whether the tooltip is open there.
    #[must_use]
    pub fn is_open_at(&self, anchor: &Element) -> bool {
        let open = self
            .tooltip
            .try_with_value(|tooltip| tooltip.as_ref().is_some_and(|it| it.is_open_at(anchor)));
        open.unwrap_or_default()
    }

    /// After the elements below `root` may have been replaced: a tooltip whose element is gone moves to the one that has
    /// the same term, or closes.
    pub fn follow_into(&self, root: &'static str) {
        let open = self
            .tooltip
            .try_with_value(|tooltip| tooltip.as_ref().is_some_and(|it| it.open.borrow().is_some()));
        if open == Some(true) {
            let explanations = *self;
            // The page has changed by then.
            request_animation_frame(move || explanations.call(|tooltip| tooltip.follow_into(root)));
        }
    }

    /// Closes the tooltip.
    pub fn close(&self) {
        self.call(Tooltip::close);
    }

    fn call(&self, act: impl FnOnce(&Rc<Tooltip>)) {
        if let Some(tooltip) = self.tooltip.try_with_value(Option::clone).flatten() {
            act(&tooltip);
        }
    }

    /// Whether Help is open.
    #[must_use]
    pub fn help(&self) -> RwSignal<bool> {
        self.help
    }

    /// The term that was asked for when Help was opened. Tracked.
    #[must_use]
    pub fn asked(&self) -> Option<Term> {
        self.asked.get()
    }

    /// Opens Help where it tells how to record a program.
    pub fn open_recorder(&self) {
        self.recorder.set(true);
        self.help.set(true);
    }

    /// Whether Help was opened there: only once.
    #[must_use]
    pub fn take_recorder(&self) -> bool {
        self.recorder.try_update(std::mem::take).unwrap_or_default()
    }

    /// Opens Help: at the term that is being explained, if it is in the glossary.
    pub fn open_help(&self) {
        self.asked.set(self.shown.get_value().filter(|term| term.in_glossary()));
        self.help.set(true);
    }
}

/// A word with an explanation: underlined with dots, and a button, so that it can be tapped and have the focus.
#[component]
pub fn Explained(
    /// What it is.
    term: Term,
    /// The word as it is written here.
    children: Children,
) -> impl IntoView {
    view! { <button class="term" type="button" data-explains=term.id()>{children()}</button> }
}

/// A pointer that rests here for so long asks for an explanation: one on its way to something else crosses a control in less. At
/// once if one is open already.
const HOVER_MS: u32 = 300;
/// A pointer that has left may come back within this time: it may cross a corner on its way to the tooltip.
const LEAVE_MS: u32 = 150;

/// After the focus has gone to what is out of view, the page has scrolled there by this time.
const SCROLLED_MS: u32 = 50;
/// A finger that stays on a control for so long asks what it is; a tap presses it.
const HOLD_MS: u32 = 500;
/// Controls that a held finger does not move.
const HELD: &str = "button, summary";

/// The id of the sentence, by which an explained element refers to it.
const SENTENCE_ID: &str = "explanation";

/// What is a row, and is not covered by the explanation of something in it.
const LANES: &str = "tr, .timeline-name, .timeline-handle, .metric, .modifier, .policy, .key-item, .tabs, \
                     .timeline-told-lane, .timeline-look, .guess";
/// What does something when it is pressed: a tap on it is not a question.
const CONTROLS: &str = "button:not(.term), input, select, textarea, a, summary, label:not(.term), [role=slider]";

/// What has opened the tooltip, which decides what closes it.
#[derive(Clone, Copy, PartialEq, Eq)]
enum OpenedBy {
    Hover,
    Focus,
    Tap,
}

/// What moved the focus last: only where the keyboard goes, explanations follow.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LastInput {
    Pointer,
    /// A key that moves the focus.
    Moving,
    /// Another key: what it does may move the focus too.
    Pressing,
}

struct OpenTooltip {
    anchor: Element,
    /// The element that refers to the sentence.
    described: Element,
    by: OpenedBy,
}

/// The tooltip's state, from event to event.
struct Tooltip {
    node: Element,
    language: LanguageInView,
    explanations: Explanations,
    open: RefCell<Option<OpenTooltip>>,
    /// The opening or the closing that is to come.
    timeout: RefCell<Option<Timeout>>,
    last: Cell<LastInput>,
    /// Whether the last press was a finger's.
    touched: Cell<bool>,
    /// Whether a held finger has asked: the click with which it goes up presses nothing.
    held: Cell<bool>,
    /// Whether a key moved the focus and the pointer has not moved since. When the page scrolls under a resting pointer,
    /// the browser reports `pointerover` without `pointermove`; that is no question, and its tooltip could cover what has
    /// the focus.
    pointer_rests: Cell<bool>,
}

type Hears = fn(&Rc<Tooltip>, &Event);

/// The one tooltip of the page.
#[component]
pub fn TooltipLayer(
    /// What it shows.
    explanations: Explanations,
) -> impl IntoView {
    let language = language_in_view();
    let node = NodeRef::<Div>::new();
    let tooltip = explanations.tooltip;
    effect(move || {
        let Some(node) = node.get() else { return };
        if tooltip.with_value(Option::is_none) {
            let made = Rc::new(Tooltip {
                node: node.into(),
                language,
                explanations,
                open: RefCell::default(),
                timeout: RefCell::default(),
                last: Cell::new(LastInput::Moving),
                touched: Cell::new(false),
                held: Cell::new(false),
                pointer_rests: Cell::new(false),
            });
            tooltip.set_value(Some(made));
        }
    });
    let call = move |hear: Hears, event: &Event| {
        let known = tooltip.try_with_value(Option::clone).flatten();
        if let Some(tooltip) = known {
            hear(&tooltip, event);
        }
    };
    let hears: [(&'static str, Hears); 9] = [
        ("pointerover", Tooltip::pointer_enters),
        ("pointermove", Tooltip::pointer_moves),
        ("pointerout", Tooltip::pointer_leaves_the_window),
        ("pointerdown", Tooltip::pointer_goes_down),
        ("pointerup", Tooltip::pointer_goes_up),
        ("pointercancel", Tooltip::pointer_goes_up),
        ("focusin", Tooltip::focus_comes),
        ("focusout", Tooltip::focus_leaves_the_page),
        ("click", Tooltip::clicked),
    ];
    for (name, hear) in hears {
        // Passed on to the page as well, which acts first: a click that does something explains nothing.
        let options = EventListenerOptions::enable_prevent_default();
        let listener = EventListener::new_with_options(&document(), name, options, move |event| call(hear, event));
        hold_until_cleanup(listener);
    }
    // Of the window: before the menus' listeners, because Escape closes one thing only, and before what is pressed.
    let before_all: [(&'static str, Hears); 2] = [
        ("keydown", Tooltip::key_goes_down),
        ("click", Tooltip::held_finger_goes_up),
    ];
    for (name, hear) in before_all {
        let first = EventListenerOptions {
            phase: EventListenerPhase::Capture,
            passive: false,
        };
        hold_until_cleanup(EventListener::new_with_options(&window(), name, first, move |event| {
            call(hear, event)
        }));
    }
    for name in ["scroll", "resize"] {
        let moved = EventListenerOptions {
            phase: EventListenerPhase::Capture,
            passive: true,
        };
        hold_until_cleanup(EventListener::new_with_options(&window(), name, moved, move |event| {
            call(Tooltip::page_moves, event);
        }));
    }
    on_cleanup(move || {
        tooltip.try_update_value(Option::take);
    });
    effect(move || {
        if explanations.help.get()
            && let Some(tooltip) = tooltip.try_with_value(Option::clone).flatten()
        {
            tooltip.close();
        }
    });
    view! {
        // Its texts are set by `Tooltip::write`, and not by signals, because its size is needed at once to place it.
        <div class="tooltip" popover="manual" role="tooltip" data-open="false" node_ref=node>
            <strong class="tooltip-word"></strong>
            <kbd class="tooltip-keys"></kbd>
            <div id=SENTENCE_ID>
                <p class="tooltip-sentence"></p>
                <dl class="tooltip-rows"></dl>
            </div>
            <div class="tooltip-foot">
                <span class="tooltip-language"></span>
                <code class="tooltip-code"></code>
                <span class="spacer"></span>
                // For the pointer: with the keyboard `?` does the same, and the focus stays where it is until then.
                <button class="tooltip-glossary" type="button" tabindex="-1" on:click=move |_| explanations.open_help()>
                    "Glossary"
                </button>
                <span class="tooltip-dot" aria-hidden="true">"·"</span>
                <span class="tooltip-escape" aria-hidden="true">"Esc"</span>
            </div>
        </div>
    }
}

impl Tooltip {
    /// The first move after a key: it enters what the pointer is on.
    fn pointer_moves(self: &Rc<Self>, event: &Event) {
        if self.pointer_rests.replace(false) {
            self.pointer_enters(event);
        }
    }

    fn pointer_enters(self: &Rc<Self>, event: &Event) {
        if self.pointer_rests.get() {
            return;
        }
        let Some(event) = event.dyn_ref::<PointerEvent>() else {
            return;
        };
        // A finger taps, and what is dragged over things asks nothing.
        if event.pointer_type() == "touch" || event.buttons() != 0 {
            return;
        }
        let Some(target) = target_of(event) else { return };
        if self.node.contains(Some(&target)) {
            self.wait_for_nothing();
            return;
        }
        match explained(&target) {
            Some(anchor) if self.is_open_at(&anchor) => self.wait_for_nothing(),
            Some(anchor) => self.pointer_comes_to(&anchor),
            None if is_answered(&target) => {}
            None => self.leave_it(),
        }
    }

    fn pointer_comes_to(self: &Rc<Self>, anchor: &Element) {
        if self.open.borrow().is_some() {
            self.show(anchor, anchor, OpenedBy::Hover);
        } else {
            let anchor = anchor.clone();
            self.wait(HOVER_MS, move |tooltip| tooltip.show(&anchor, &anchor, OpenedBy::Hover));
        }
    }

    fn pointer_leaves_the_window(self: &Rc<Self>, event: &Event) {
        let left = event
            .dyn_ref::<MouseEvent>()
            .is_some_and(|event| event.related_target().is_none());
        if left {
            self.leave_it();
        }
    }

    /// Closes soon what the pointer has opened, and opens nothing.
    fn leave_it(self: &Rc<Self>) {
        let hovered = self
            .open
            .borrow()
            .as_ref()
            .is_some_and(|open| open.by == OpenedBy::Hover);
        if hovered {
            self.wait(LEAVE_MS, Self::close);
        } else {
            self.wait_for_nothing();
        }
    }

    fn pointer_goes_down(self: &Rc<Self>, event: &Event) {
        self.last.set(LastInput::Pointer);
        self.pointer_rests.set(false);
        self.touched.set(
            event
                .dyn_ref::<PointerEvent>()
                .is_some_and(|event| event.pointer_type() == "touch"),
        );
        self.held.set(false);
        let Some(target) = target_of(event) else { return };
        self.wait_for_nothing();
        let acts = is_control(&target);
        let at_it = explained(&target).is_some_and(|anchor| self.is_open_at(&anchor)) && !acts;
        if !at_it && !self.node.contains(Some(&target)) {
            self.close();
        }
        let holds = self.touched.get() && acts && target.closest(HELD).ok().flatten().is_some();
        if let Some(anchor) = explained(&target).filter(|_| holds) {
            self.wait(HOLD_MS, move |tooltip| {
                tooltip.held.set(true);
                tooltip.show(&anchor, &anchor, OpenedBy::Tap);
            });
        }
    }

    fn pointer_goes_up(self: &Rc<Self>, _: &Event) {
        if self.touched.get() {
            self.wait_for_nothing();
        }
    }

    fn held_finger_goes_up(self: &Rc<Self>, event: &Event) {
        if self.held.take() {
            event.prevent_default();
            event.stop_propagation();
        }
    }

    fn clicked(self: &Rc<Self>, event: &Event) {
        let Some(target) = target_of(event) else { return };
        if self.node.contains(Some(&target)) {
            return;
        }
        let Some(anchor) = explained(&target) else {
            if !is_answered(&target) {
                self.close();
            }
            return;
        };
        let word = target.closest(".term").ok().flatten();
        let label = word
            .as_ref()
            .is_some_and(|word| word.tag_name().eq_ignore_ascii_case("label"));
        if is_control(&target) {
            self.close();
            return;
        }
        if (word.is_none() || label) && !self.touched.get() {
            return;
        }
        if label {
            // A tap on the word asks what it means; the field beside it is there to type.
            event.prevent_default();
        }
        let open_at = self.is_open_at(&anchor);
        let held = self
            .open
            .borrow()
            .as_ref()
            .is_some_and(|open| open.by != OpenedBy::Hover);
        if open_at && held {
            self.close();
        } else {
            self.show(&anchor, word.as_ref().unwrap_or(&anchor), OpenedBy::Tap);
        }
    }

    fn focus_comes(self: &Rc<Self>, event: &Event) {
        let Some(target) = target_of(event) else { return };
        if self.node.contains(Some(&target)) {
            return;
        }
        let focused = self
            .open
            .borrow()
            .as_ref()
            .is_some_and(|open| open.by == OpenedBy::Focus);
        match explained(&target) {
            Some(anchor) if self.last.get() == LastInput::Moving && in_window(&anchor) => {
                self.show(&anchor, &target, OpenedBy::Focus);
            }
            Some(anchor) if self.last.get() == LastInput::Moving => {
                // The browser scrolls to what has the focus.
                self.wait(SCROLLED_MS, move |tooltip| {
                    tooltip.show(&anchor, &target, OpenedBy::Focus)
                });
            }
            _ if focused => self.close(),
            _ => {}
        }
    }

    fn focus_leaves_the_page(self: &Rc<Self>, event: &Event) {
        let gone = event
            .dyn_ref::<web_sys::FocusEvent>()
            .is_some_and(|event| event.related_target().is_none());
        let focused = self
            .open
            .borrow()
            .as_ref()
            .is_some_and(|open| open.by == OpenedBy::Focus);
        if gone && focused {
            // Soon: what had the focus may have been replaced, and is explained again in its new place.
            self.wait(LEAVE_MS, Self::close);
        }
    }

    fn key_goes_down(self: &Rc<Self>, event: &Event) {
        let Some(event) = event.dyn_ref::<KeyboardEvent>() else {
            return;
        };
        match event.key().as_str() {
            "Escape" if self.open.borrow().is_some() && !event.is_composing() => {
                event.prevent_default();
                event.stop_propagation();
                self.close();
            }
            "Shift" | "Control" | "Alt" | "Meta" => {}
            "Tab" | "ArrowLeft" | "ArrowRight" | "ArrowUp" | "ArrowDown" | "Home" | "End" | "PageUp" | "PageDown"
            | "F6" => {
                self.last.set(LastInput::Moving);
                self.pointer_rests.set(true);
            }
            _ => {
                self.last.set(LastInput::Pressing);
                // Whoever types, or presses a button, has read enough. `?` goes on to the glossary.
                if event.key() != "?" && target_of(event).is_some_and(|target| is_control(&target)) {
                    self.close();
                }
            }
        }
    }

    fn page_moves(self: &Rc<Self>, _: &Event) {
        let gone = self.open.borrow().as_ref().map(|open| !open.anchor.is_connected());
        match gone {
            // Another in its place may be explained instead.
            Some(true) => self.wait(LEAVE_MS, Self::close),
            Some(false) if !self.put_in_place() => self.close(),
            _ => {}
        }
    }

    fn follow_into(self: &Rc<Self>, root: &str) {
        let Some((by, gone)) = self
            .open
            .borrow()
            .as_ref()
            .map(|open| (open.by, !open.anchor.is_connected()))
        else {
            return;
        };
        let term = self.explanations.shown.try_get_value().flatten().filter(|_| gone);
        let Some(term) = term else { return };
        self.close();
        let selector = format!("{root} [data-explains={}]", term.id());
        let Some(next) = document().query_selector(&selector).ok().flatten() else {
            return;
        };
        // The focus went with the element.
        if by != OpenedBy::Hover
            && let Some(next) = next.dyn_ref::<HtmlElement>()
        {
            let _ = next.focus(); // it fails only for what cannot have it
        }
        self.show(&next, &next, by);
    }

    fn is_open_at(&self, anchor: &Element) -> bool {
        self.open.borrow().as_ref().is_some_and(|open| open.anchor == *anchor)
    }

    fn wait(self: &Rc<Self>, milliseconds: u32, then: impl FnOnce(&Rc<Self>) + 'static) {
        let tooltip = Rc::downgrade(self);
        let timeout = Timeout::new(milliseconds, move || {
            if let Some(tooltip) = tooltip.upgrade() {
                then(&tooltip);
            }
        });
        self.timeout.replace(Some(timeout));
    }

    fn wait_for_nothing(&self) {
        self.timeout.take();
    }

    /// Explains what is at `anchor`, in place of anything else. `described` refers to the explanation meanwhile.
    fn show(self: &Rc<Self>, anchor: &Element, described: &Element, by: OpenedBy) {
        if !anchor.is_connected() || self.content(anchor).is_none() {
            return;
        }
        self.close();
        self.write_what_is_at(anchor);
        refer(described, true);
        set(&self.node, "data-open", "true");
        if let Some(node) = self.node.dyn_ref::<HtmlElement>() {
            // A browser without popovers shows it by its style, above what is not a dialog.
            let _ = show_popover(node);
        }
        self.open.replace(Some(OpenTooltip {
            anchor: anchor.clone(),
            described: described.clone(),
            by,
        }));
        if !self.put_in_place() {
            self.close();
        }
    }

    /// What is said at this element: of a term, or what it answers.
    fn content(&self, anchor: &Element) -> Option<(Term, Option<BarAnswer>)> {
        if anchor.has_attribute("data-answers") {
            let told = self.explanations.told.try_get_value().flatten()?;
            return Some((told.term, Some(told)));
        }
        let term = anchor.get_attribute("data-explains").and_then(|id| Term::from_id(&id));
        Some((term?, None))
    }

    fn write_what_is_at(&self, anchor: &Element) {
        let Some((term, told)) = self.content(anchor) else {
            return;
        };
        self.explanations.shown.try_set_value(Some(term));
        self.write(
            term,
            told.as_ref(),
            &anchor.get_attribute("data-keys").unwrap_or_default(),
            &anchor.get_attribute("data-full").unwrap_or_default(),
        );
    }

    /// Writes what explains the term. `full` is what stands there, where it may be cut off.
    fn write(&self, term: Term, told: Option<&BarAnswer>, keys: &str, full: &str) {
        let explanation = term.explanation();
        let language = self.language.get_untracked();
        let code = explanation.code_word(language);
        let whole = format!("{}: {full}", explanation.word);
        let (word, sentence) = match told {
            Some(told) => (&*told.title, ""),
            None if full.is_empty() => (explanation.word, explanation.sentence),
            None => (&*whole, explanation.sentence),
        };
        write_rows(&self.node, told);
        for (part, text) in [
            (".tooltip-word", word),
            (".tooltip-sentence", sentence),
            (".tooltip-keys", keys),
            (".tooltip-language", code.map_or("", |_| language.label())),
            (".tooltip-code", code.unwrap_or_default()),
        ] {
            if let Ok(Some(part)) = self.node.query_selector(part) {
                part.set_text_content(Some(text));
            }
        }
        set(
            &self.node,
            "data-listed",
            if term.in_glossary() { "true" } else { "false" },
        );
    }

    fn close(self: &Rc<Self>) {
        self.wait_for_nothing();
        let Some(open) = self.open.take() else { return };
        refer(&open.described, false);
        set(&self.node, "data-open", "false");
        if let Some(node) = self.node.dyn_ref::<HtmlElement>() {
            let _ = hide_popover(node);
        }
        self.explanations.shown.try_set_value(None);
    }

    /// Moves it to what it explains. Returns false if that is gone, or scrolled out of the window.
    fn put_in_place(&self) -> bool {
        let open = self.open.borrow();
        let Some(OpenTooltip { anchor, .. }) = open.as_ref() else {
            return false;
        };
        if !anchor.is_connected() || !in_window(anchor) {
            return false;
        }
        let (size, at) = (window_size(), box_of(anchor));
        let lane = anchor.closest(LANES).ok().flatten().map_or(at, |lane| box_of(&lane));
        let side = anchor.closest("[data-explains-side]").ok().flatten();
        let side = match side.and_then(|it| it.get_attribute("data-explains-side")).as_deref() {
            Some("beside") => TooltipSide::Beside,
            Some("above") => TooltipSide::Above,
            _ => TooltipSide::Below,
        };
        let own = box_of(&self.node);
        let placed = place(at, lane, (own.width, own.height), size, side);
        let side = match placed.side {
            TooltipSide::Below => "below",
            TooltipSide::Above => "above",
            TooltipSide::Beside => "beside",
        };
        set(&self.node, "data-side", side);
        // Browsers center a popover unless told otherwise.
        let style = format!(
            "inset: {}px auto auto {}px; margin: 0; --arrow: {}px",
            placed.top, placed.left, placed.arrow
        );
        set_style(&self.node, &style);
        true
    }
}

/// The element that is explained where this one is.
fn explained(target: &Element) -> Option<Element> {
    target.closest("[data-explains], [data-answers]").ok().flatten()
}

/// Whether a part of the page tells itself what is at each of its points.
fn is_answered(target: &Element) -> bool {
    target.closest("[data-answered]").ok().flatten().is_some()
}

/// Writes the facts of an answer, in place of those before.
fn write_rows(tooltip: &Element, told: Option<&BarAnswer>) {
    let Ok(Some(list)) = tooltip.query_selector(".tooltip-rows") else {
        return;
    };
    list.set_text_content(None);
    for fact in told.into_iter().flat_map(|told| &told.rows) {
        for (tag, text) in [("dt", fact.label), ("dd", &*fact.text)] {
            if let Ok(part) = document().create_element(tag) {
                part.set_text_content(Some(text));
                let _ = list.append_child(&part); // it fails only for a parent inside of its child
            }
        }
    }
}

/// Whether a press on it does something else than to explain it.
fn is_control(target: &Element) -> bool {
    target.closest(CONTROLS).ok().flatten().is_some()
}

fn target_of(event: &Event) -> Option<Element> {
    event.target().and_then(|target| target.dyn_into().ok())
}

fn box_of(element: &Element) -> WindowBox {
    let rect = element.get_bounding_client_rect();
    WindowBox {
        left: rect.left(),
        top: rect.top(),
        width: rect.width(),
        height: rect.height(),
    }
}

/// Whether some of the element is in the window.
fn in_window(element: &Element) -> bool {
    let ((width, height), at) = (window_size(), box_of(element));
    at.right() > 0.0 && at.bottom() > 0.0 && at.left < width && at.top < height
}

/// In CSS pixels.
fn window_size() -> (f64, f64) {
    let length = |value: Result<JsValue, JsValue>| value.ok().and_then(|it| it.as_f64()).unwrap_or_default();
    (length(window().inner_width()), length(window().inner_height()))
}

fn set(element: &Element, name: &str, value: &str) {
    let _ = element.set_attribute(name, value); // it fails only for a name that is none
}

/// Adds the sentence to what describes an element, or takes it away: a field may be described by its error too.
fn refer(element: &Element, on: bool) {
    const NAME: &str = "aria-describedby";
    let before = element.get_attribute(NAME).unwrap_or_default();
    let mut ids: Vec<&str> = before.split_whitespace().filter(|id| *id != SENTENCE_ID).collect();
    if on {
        ids.push(SENTENCE_ID);
    }
    if ids.is_empty() {
        let _ = element.remove_attribute(NAME);
    } else {
        set(element, NAME, &ids.join(" "));
    }
}

/// As the method of an element, without the type's own, which expects that every browser has it.
fn show_popover(node: &HtmlElement) -> Result<JsValue, JsValue> {
    call_method(node, "showPopover")
}

fn hide_popover(node: &HtmlElement) -> Result<JsValue, JsValue> {
    call_method(node, "hidePopover")
}

fn call_method(node: &HtmlElement, name: &str) -> Result<JsValue, JsValue> {
    let method = js_sys::Reflect::get(node, &JsValue::from_str(name))?;
    method.dyn_into::<js_sys::Function>()?.call0(node)
}
