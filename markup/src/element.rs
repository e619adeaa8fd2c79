//! Elements, components and what stands between them, as calls of `crate::ui::markup`.

use crate::html;
use proc_macro2::{Ident, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use rstml::node::{KeyedAttribute, Node, NodeAttribute, NodeBlock, NodeElement};
use syn::spanned::Spanned;
use syn::{Expr, Stmt};

type Element = NodeElement<rstml::Infallible>;

/// A name that starts with a capital, or a path, is a component.
pub fn is_component(element: &Element) -> bool {
    let name = element.name().to_string();
    name.contains("::") || name.starts_with(|first: char| first.is_ascii_uppercase())
}

/// A `Part` of the page.
pub fn part_of(node: &Node) -> TokenStream {
    match node {
        Node::Text(text) => {
            let text = &text.value;
            quote! { crate::ui::markup::Part::Text(#text) }
        }
        Node::Element(element) if !is_component(element) => {
            if let Some(html) = html::html_of(element) {
                quote! { crate::ui::markup::Part::Html(#html) }
            } else {
                let element = element_of(element);
                quote! { crate::ui::markup::Part::Element(#element) }
            }
        }
        _ => {
            let view = view_of(node);
            quote! { crate::ui::markup::Part::View(#view) }
        }
    }
}

/// An `AnyView` of a component or of a block.
pub fn view_of(node: &Node) -> TokenStream {
    match node {
        Node::Element(element) => component(element),
        Node::Block(NodeBlock::ValidBlock(block)) => {
            if let [Stmt::Expr(Expr::Closure(closure), None)] = block.stmts.as_slice() {
                quote_spanned! { closure.span() => crate::ui::markup::changing(#closure) }
            } else {
                quote_spanned! { block.span() => ::leptos::prelude::IntoAny::into_any(#block) }
            }
        }
        _ => unknown(node, "only elements, components, texts and blocks are known here"),
    }
}

fn element_of(element: &Element) -> TokenStream {
    let tag = element.name().to_string();
    let constants = element.attributes().iter().filter_map(html::constant);
    let constants = constants.map(|(name, value)| quote! { (#name, #value) });
    let others = element
        .attributes()
        .iter()
        .filter(|attribute| html::constant(attribute).is_none())
        .map(setting);
    let children = element.children.iter().map(|child| match child {
        Node::Text(text) => {
            let text = &text.value;
            quote! { .text(#text) }
        }
        Node::Element(inner) if !is_component(inner) => {
            if let Some(html) = html::html_of(inner) {
                quote! { .html(#html) }
            } else {
                let inner = element_of(inner);
                quote! { .child(#inner) }
            }
        }
        _ => {
            let view = view_of(child);
            quote! { .view(#view) }
        }
    });
    quote! { crate::ui::markup::Element::new(#tag, &[#(#constants),*]) #(#others)* #(#children)* }
}

fn setting(attribute: &NodeAttribute) -> TokenStream {
    let NodeAttribute::Attribute(attribute) = attribute else {
        return unknown(attribute, "an attribute has a name here");
    };
    let Some(value) = attribute.value() else {
        return unknown(attribute, "this has no value");
    };
    let name = attribute.key.to_string();
    // A custom property of the style has no name that could stand before a `=`.
    if let ("style", Expr::Tuple(pair)) = (name.as_str(), value)
        && let Some((property, value)) = pair.elems.first().zip(pair.elems.last())
    {
        return quote_spanned! { value.span() => .style(#property, #value) };
    }
    match name.split_once(':') {
        Some(("on", event)) => {
            let kind = Ident::new(event, attribute.key.span());
            quote_spanned! { attribute.span() => .on(#event, ::leptos::ev::#kind, #value) }
        }
        Some(("prop", property)) => quote_spanned! { value.span() => .property(#property, #value) },
        Some(("style", property)) => quote_spanned! { value.span() => .style(#property, #value) },
        Some(_) => unknown(attribute, "of what has a colon, on:, prop: and style: are known here"),
        None if name == "node_ref" => quote_spanned! { value.span() => .node_ref(#value) },
        None if name == "inner_html" => quote_spanned! { value.span() => .inner_html(#value) },
        None => quote_spanned! { value.span() => .attribute(#name, #value) },
    }
}

fn component(element: &Element) -> TokenStream {
    let name = element.name();
    let props = element.attributes().iter().map(|attribute| match attribute {
        NodeAttribute::Attribute(attribute) => prop(attribute),
        NodeAttribute::Block(_) => unknown(attribute, "a component takes named values here"),
    });
    let children = (!element.children.is_empty()).then(|| {
        let children = crate::root(&element.children);
        quote! { .children(::leptos::children::ToChildren::to_children(move || #children)) }
    });
    quote_spanned! { name.span() =>
        ::leptos::prelude::IntoAny::into_any(::leptos::component::component_view(
            #[allow(clippy::needless_borrows_for_generic_args, reason = "what a component is, is not known here")]
            &#name,
            ::leptos::component::component_props_builder(&#name) #(#props)* #children .build(),
        ))
    }
}

fn prop(attribute: &KeyedAttribute) -> TokenStream {
    let name = format_ident!("{}", attribute.key.to_string(), span = attribute.key.span());
    match attribute.value() {
        Some(value) => quote! { .#name(#value) },
        None => quote! { .#name(#name) },
    }
}

fn unknown(place: impl Spanned, why: &str) -> TokenStream {
    let why = format!("{why}; Leptos' own view! knows more");
    quote_spanned! { place.span() => ::std::compile_error!(#why) }
}
