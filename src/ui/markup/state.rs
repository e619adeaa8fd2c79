//! Markup in the page: puts it there, keeps it up to date, and turns what stands into what is to stand.

use super::list::ListState;
use super::{Constants, Element, Part, Setting, Value};
use crate::ui::listener::Listener;
use leptos::attr::Attribute;
use leptos::prelude::*;
use leptos::tachys::hydration::Cursor;
use leptos::tachys::renderer::Rndr;
use leptos::tachys::view::any_view::AnyViewState;
use leptos::tachys::view::{Position, PositionState};
use send_wrapper::SendWrapper;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::{HtmlElement, Node, SvgElement};

/// Markup as a view of Leptos.
pub struct Markup(SendWrapper<Part>);

/// A [`Part`] in the page.
pub enum PartState {
    Element(Box<ElementState>),
    Html(&'static str, web_sys::Element),
    Text(&'static str, web_sys::Text),
    View(AnyViewState),
    List(ListState),
    /// With a mark behind them, for when there are none.
    Several(Vec<PartState>, web_sys::Comment),
}

/// An [`Element`] in the page. What it listens to and follows ends with it.
pub struct ElementState {
    node: web_sys::Element,
    tag: &'static str,
    constants: Constants,
    /// Names of attributes, and of properties of its style, that are not constants.
    attributes: Vec<&'static str>,
    styles: Vec<&'static str>,
    children: Vec<PartState>,
    _followed: Vec<RenderEffect<()>>,
    _listeners: Vec<Listener>,
}

impl Markup {
    /// The view of `part`.
    pub fn new(part: Part) -> Self {
        Self(SendWrapper::new(part))
    }
}

impl Render for Markup {
    type State = PartState;

    fn build(self) -> PartState {
        build(self.0.take())
    }

    fn rebuild(self, state: &mut PartState) {
        rebuild(self.0.take(), state);
    }
}

fn build(part: Part) -> PartState {
    match part {
        Part::Element(element) => PartState::Element(Box::new(build_element(*element))),
        Part::Html(html) => PartState::Html(html, Rndr::create_element_from_html(html.into())),
        Part::Text(text) => PartState::Text(text, Rndr::create_text_node(text)),
        Part::View(view) => PartState::View(view.build()),
        Part::List(list) => PartState::List(list.build()),
        Part::Several(parts) => PartState::Several(parts.into_iter().map(build).collect(), Rndr::create_placeholder()),
    }
}

/// What stands and is alike stays; anything else gives way.
fn rebuild(part: Part, state: &mut PartState) {
    match (part, &mut *state) {
        (Part::Element(element), PartState::Element(state)) if element.tag == state.tag => {
            rebuild_element(*element, state);
        }
        (Part::Html(html), PartState::Html(stands, _)) if html == *stands => {}
        (Part::Text(text), PartState::Text(stands, _)) if text == *stands => {}
        (Part::View(view), PartState::View(state)) => view.rebuild(state),
        (Part::Several(parts), PartState::Several(states, _)) if parts.len() == states.len() => {
            for (part, state) in parts.into_iter().zip(states) {
                rebuild(part, state);
            }
        }
        (part, state) => {
            let mut new = build(part);
            state.insert_before_this(&mut new);
            state.unmount();
            *state = new;
        }
    }
}

fn build_element(element: Element) -> ElementState {
    let namespace = (element.tag == "svg").then_some("http://www.w3.org/2000/svg");
    let mut state = ElementState {
        node: Rndr::create_element(element.tag, namespace),
        tag: element.tag,
        constants: &[],
        attributes: Vec::new(),
        styles: Vec::new(),
        children: Vec::new(),
        _followed: Vec::new(),
        _listeners: Vec::new(),
    };
    rebuild_element(element, &mut state);
    state
}

fn rebuild_element(element: Element, state: &mut ElementState) {
    let node = &state.node;
    // What was followed must not write any more when the new is set.
    state._followed.clear();
    state._listeners.clear();

    if !std::ptr::eq(element.constants, state.constants) {
        for (name, _) in state.constants {
            Rndr::remove_attribute(node, name);
        }
        for (name, value) in element.constants {
            Rndr::set_attribute(node, name, value);
        }
        state.constants = element.constants;
    }
    let stood = std::mem::take(&mut state.attributes);
    let styled = std::mem::take(&mut state.styles);
    let mut properties = Vec::new();
    for (name, setting) in element.settings {
        let node = node.clone();
        match setting {
            Setting::Attribute(value) => {
                state.attributes.push(name);
                let set = Box::new(move |value: Option<&str>| match value {
                    Some(value) => Rndr::set_attribute(&node, name, value),
                    None => Rndr::remove_attribute(&node, name),
                });
                state._followed.extend(follow(value, set));
            }
            Setting::Style(value) => {
                state.styles.push(name);
                let set = Box::new(move |value: Option<&str>| set_style(&node, name, value));
                state._followed.extend(follow(value, set));
            }
            Setting::Property(value) => properties.push((name, value)),
            Setting::Html(html) => node.set_inner_html(&html),
            Setting::Listener(listener) => state._listeners.push(Listener::new(&node, name, listener)),
            Setting::NodeRef(load) => load(&node),
        }
    }
    for name in stood {
        let stands = element.constants.iter().any(|(constant, _)| *constant == name);
        if !stands && !state.attributes.contains(&name) {
            Rndr::remove_attribute(node, name);
        }
    }
    for name in styled {
        if !state.styles.contains(&name) {
            set_style(node, name, None);
        }
    }

    let count = element.children.len();
    for mut gone in state.children.drain(count.min(state.children.len())..) {
        gone.unmount();
    }
    for (place, child) in element.children.into_iter().enumerate() {
        if let Some(stands) = state.children.get_mut(place) {
            rebuild(child, stands);
        } else {
            let mut new = build(child);
            new.mount(&state.node, None);
            state.children.push(new);
        }
    }
    // After the children: the value of a list to choose from is one of its children's.
    for (name, value) in properties {
        state._followed.push(follow_property(state.node.clone(), name, value));
    }
}

/// Sets a value, or with none takes it away.
type Set = Box<dyn Fn(Option<&str>)>;

/// Sets a value now, and again whenever it has changed.
fn follow(value: Value, set: Set) -> Option<RenderEffect<()>> {
    match value {
        Value::Once(value) => {
            set(value.as_deref());
            None
        }
        Value::Changing(mut work_out) => {
            let mut last = None;
            Some(effect(Box::new(move || {
                let value = work_out();
                if last.as_ref() != Some(&value) {
                    set(value.as_deref());
                    last = Some(value);
                }
            })))
        }
    }
}

fn follow_property(
    node: web_sys::Element,
    name: &'static str,
    mut work_out: Box<dyn FnMut() -> JsValue>,
) -> RenderEffect<()> {
    let mut last = None;
    effect(Box::new(move || {
        let value = work_out();
        if last.as_ref() != Some(&value) {
            Rndr::set_property(&node, name, &value);
            last = Some(value);
        }
    }))
}

/// What is run once, and again whenever what it has read changes.
pub type Follow = Box<dyn FnMut()>;

/// Follows until it is dropped.
pub fn effect(mut run: Follow) -> RenderEffect<()> {
    RenderEffect::new(move |_| run())
}

fn set_style(node: &web_sys::Element, name: &str, value: Option<&str>) {
    let style = match node.dyn_ref::<HtmlElement>() {
        Some(node) => node.style(),
        None => node.unchecked_ref::<SvgElement>().style(),
    };
    // It fails only for a style that is worked out by the browser.
    let _ = match value {
        Some(value) => style.set_property(name, value),
        None => style.remove_property(name).map(drop),
    };
}

impl Mountable for PartState {
    fn unmount(&mut self) {
        match self {
            Self::Element(state) => state.node.unmount(),
            Self::Html(_, node) => node.unmount(),
            Self::Text(_, node) => node.unmount(),
            Self::View(state) => state.unmount(),
            Self::List(state) => state.unmount(),
            Self::Several(states, mark) => {
                states.iter_mut().for_each(Mountable::unmount);
                mark.unmount();
            }
        }
    }

    fn mount(&mut self, parent: &web_sys::Element, marker: Option<&Node>) {
        match self {
            Self::Element(state) => state.node.mount(parent, marker),
            Self::Html(_, node) => node.mount(parent, marker),
            Self::Text(_, node) => node.mount(parent, marker),
            Self::View(state) => state.mount(parent, marker),
            Self::List(state) => state.mount(parent, marker),
            Self::Several(states, mark) => {
                for state in states {
                    state.mount(parent, marker);
                }
                mark.mount(parent, marker);
            }
        }
    }

    fn insert_before_this(&self, child: &mut dyn Mountable) -> bool {
        match self {
            Self::Element(state) => state.node.insert_before_this(child),
            Self::Html(_, node) => node.insert_before_this(child),
            Self::Text(_, node) => node.insert_before_this(child),
            Self::View(state) => state.insert_before_this(child),
            Self::List(state) => state.insert_before_this(child),
            Self::Several(states, mark) => {
                states.iter().any(|state| state.insert_before_this(child)) || mark.insert_before_this(child)
            }
        }
    }

    fn elements(&self) -> Vec<web_sys::Element> {
        match self {
            Self::Element(state) => vec![state.node.clone()],
            Self::Html(_, node) => vec![node.clone()],
            Self::Text(..) => Vec::new(),
            Self::View(state) => state.elements(),
            Self::List(state) => state.elements(),
            Self::Several(states, _) => states.iter().flat_map(Mountable::elements).collect(),
        }
    }
}

// The page is made in the browser only: what Leptos asks of a view for a server is never called.

impl AddAnyAttr for Markup {
    type Output<A: Attribute> = Self;

    fn add_any_attr<A: Attribute>(self, _: A) -> Self
    where
        Self: RenderHtml,
    {
        self
    }
}

impl RenderHtml for Markup {
    type AsyncOutput = Self;
    type Owned = Self;

    const MIN_LENGTH: usize = 0;

    fn dry_resolve(&mut self) {}

    async fn resolve(self) -> Self {
        self
    }

    fn to_html_with_buf(
        self,
        _: &mut String,
        _: &mut Position,
        _: bool,
        _: bool,
        _: Vec<leptos::attr::any_attribute::AnyAttribute>,
    ) {
    }

    fn hydrate<const FROM_SERVER: bool>(self, _: &Cursor, _: &PositionState) -> PartState {
        self.build()
    }

    fn into_owned(self) -> Self {
        self
    }
}
