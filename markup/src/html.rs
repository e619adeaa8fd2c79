//! A part of the markup in which nothing changes, as HTML.

use rstml::node::{Node, NodeAttribute, NodeElement};
use syn::{Expr, Lit};

/// The HTML of `element`, or nothing where it has a component, a block, or an attribute that is worked out.
pub fn html_of(element: &NodeElement<rstml::Infallible>) -> Option<String> {
    let mut html = String::new();
    write_element(element, &mut html)?;
    Some(html)
}

/// The text of an attribute that never changes: a literal, or empty where it has no value.
pub fn constant(attribute: &NodeAttribute) -> Option<(String, String)> {
    let NodeAttribute::Attribute(attribute) = attribute else {
        return None;
    };
    let name = attribute.key.to_string();
    if name.contains(':') || name == "node_ref" || name == "inner_html" {
        return None;
    }
    match attribute.value() {
        None => Some((name, String::new())),
        Some(Expr::Lit(literal)) => match &literal.lit {
            Lit::Str(text) => Some((name, text.value())),
            _ => None,
        },
        Some(_) => None,
    }
}

fn write_element(element: &NodeElement<rstml::Infallible>, html: &mut String) -> Option<()> {
    if super::element::is_component(element) {
        return None;
    }
    let tag = element.name().to_string();
    html.push('<');
    html.push_str(&tag);
    for attribute in element.attributes() {
        let (name, value) = constant(attribute)?;
        html.push_str(&format!(" {name}=\"{}\"", escaped(&value)));
    }
    html.push('>');
    for child in &element.children {
        match child {
            Node::Text(text) => html.push_str(&escaped(&text.value_string())),
            Node::Element(element) => write_element(element, html)?,
            _ => return None,
        }
    }
    if !VOID.contains(&tag.as_str()) {
        html.push_str(&format!("</{tag}>"));
    }
    Some(())
}

/// The elements of HTML that have no closing tag.
const VOID: [&str; 13] = [
    "area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr",
];

fn escaped(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('>', "&gt;")
        .replace('"', "&quot;")
}
