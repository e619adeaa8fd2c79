//! What `view!` makes of markup: elements as data of one type, which one function puts into the page and keeps up to date.
//!
//! Leptos' own elements are a type for each tag, attribute, event and closure, each compiled anew. These are Leptos views
//! like any other, and behave as its own do. The macro is the crate `futurescope-markup`.

mod list;
mod state;
mod value;

pub use futurescope_markup::view;
pub use list::List;
pub use value::{Property, Value};

use leptos::html::ElementType;
use leptos::prelude::{AnyView, IntoAny, RenderHtml};
use leptos::tachys::html::event::EventDescriptor;
use leptos::tachys::html::node_ref::NodeRefContainer;
use state::Markup;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::Event;

/// What can stand in an element.
pub enum Part {
    /// An element that has something that changes.
    Element(Box<Element>),
    /// An element in which nothing changes, as HTML.
    Html(&'static str),
    /// A text that stays.
    Text(&'static str),
    /// Any other view.
    View(AnyView),
    /// A view for each of the places of a list.
    List(List),
    /// Parts side by side.
    Several(Vec<Part>),
}

/// An element that is not yet in the page.
pub struct Element {
    tag: &'static str,
    constants: Constants,
    settings: Vec<(&'static str, Setting)>,
    children: Vec<Part>,
}

/// Names and values of attributes that never change.
type Constants = &'static [(&'static str, &'static str)];

/// What is set on an element but its constants.
enum Setting {
    Attribute(Value),
    Style(Value),
    Property(Box<dyn FnMut() -> JsValue>),
    Html(String),
    Listener(Box<dyn FnMut(Event)>),
    NodeRef(Box<dyn FnOnce(&web_sys::Element)>),
}

impl Part {
    /// As a view.
    #[must_use]
    pub fn into_view(self) -> AnyView {
        Markup::new(self).into_any()
    }
}

/// A view that is made anew whenever what `made` has read changes.
pub fn changing<V: RenderHtml + Send + 'static>(mut made: impl FnMut() -> V + Send + 'static) -> AnyView {
    fn boxed(made: Box<dyn FnMut() -> AnyView + Send>) -> AnyView {
        made.into_any()
    }
    boxed(Box::new(move || made().into_any()))
}

impl Element {
    /// An element of HTML or, for `svg`, of SVG.
    #[must_use]
    pub fn new(tag: &'static str, constants: Constants) -> Box<Self> {
        Box::new(Self {
            tag,
            constants,
            settings: Vec::new(),
            children: Vec::new(),
        })
    }

    /// An attribute that is worked out, once or for as long as the element stands.
    #[must_use]
    pub fn attribute(self: Box<Self>, name: &'static str, value: impl Into<Value>) -> Box<Self> {
        self.set(name, Setting::Attribute(value.into()))
    }

    /// A property of the element's style.
    #[must_use]
    pub fn style(self: Box<Self>, name: &'static str, value: impl Into<Value>) -> Box<Self> {
        self.set(name, Setting::Style(value.into()))
    }

    /// A property of the element's object, such as the `value` of a field.
    #[must_use]
    pub fn property<P: Property>(
        self: Box<Self>,
        name: &'static str,
        mut value: impl FnMut() -> P + 'static,
    ) -> Box<Self> {
        self.set(name, Setting::Property(Box::new(move || value().into_js())))
    }

    /// What the element holds, as HTML.
    #[must_use]
    pub fn inner_html(self: Box<Self>, html: impl Into<String>) -> Box<Self> {
        self.set("", Setting::Html(html.into()))
    }

    /// Calls `listener` for every event of `name`, which is the name of `kind`.
    #[must_use]
    pub fn on<E>(
        self: Box<Self>,
        name: &'static str,
        kind: E,
        mut listener: impl FnMut(E::EventType) + 'static,
    ) -> Box<Self>
    where
        E: EventDescriptor,
        E::EventType: JsCast,
    {
        let _ = kind;
        self.set(
            name,
            Setting::Listener(Box::new(move |event| listener(event.unchecked_into()))),
        )
    }

    /// Tells `node` the element once it is made.
    #[must_use]
    pub fn node_ref<E: ElementType>(self: Box<Self>, node: impl NodeRefContainer<E>) -> Box<Self> {
        self.set("", Setting::NodeRef(Box::new(move |element| node.load(element))))
    }

    /// An element within this one.
    #[must_use]
    pub fn child(self: Box<Self>, element: Box<Self>) -> Box<Self> {
        self.part(Part::Element(element))
    }

    /// An element within this one in which nothing changes.
    #[must_use]
    pub fn html(self: Box<Self>, html: &'static str) -> Box<Self> {
        self.part(Part::Html(html))
    }

    /// A text that stays.
    #[must_use]
    pub fn text(self: Box<Self>, text: &'static str) -> Box<Self> {
        self.part(Part::Text(text))
    }

    /// A view within this element.
    #[must_use]
    pub fn view(self: Box<Self>, view: AnyView) -> Box<Self> {
        self.part(Part::View(view))
    }

    fn part(mut self: Box<Self>, part: Part) -> Box<Self> {
        self.children.push(part);
        self
    }

    fn set(mut self: Box<Self>, name: &'static str, setting: Setting) -> Box<Self> {
        self.settings.push((name, setting));
        self
    }
}
