//! `view!` as Leptos reads it, compiled to calls of `crate::ui::markup`: what stands in the markup becomes data, not types.
//!
//! Attributes that never change become one constant, and a part without anything that changes becomes a piece of HTML.
//! Of Leptos' syntax it knows what the page uses; anything else is a compile error that says so.

mod element;
mod html;

use proc_macro2::TokenStream;
use quote::quote;
use rstml::node::Node;

/// A view of the markup, as an `AnyView`.
#[proc_macro]
pub fn view(tokens: proc_macro::TokenStream) -> proc_macro::TokenStream {
    let parser = rstml::Parser::new(rstml::ParserConfig::default().recover_block(true));
    let (nodes, errors) = parser.parse_recoverable(TokenStream::from(tokens)).split_vec();
    let errors = errors.into_iter().map(|error| error.emit_as_expr_tokens());
    let root = root(&nodes);
    quote! {{
        #(#errors;)*
        #[allow(unused_braces, reason = "a part of the markup stands in braces")]
        { #root }
    }}
    .into()
}

/// Roots are one view; several go side by side.
fn root(nodes: &[Node]) -> TokenStream {
    match nodes {
        [Node::Block(_)] => element::view_of(&nodes[0]),
        [Node::Element(one)] if element::is_component(one) => element::view_of(&nodes[0]),
        [one] => {
            let one = element::part_of(one);
            quote! { crate::ui::markup::Part::into_view(#one) }
        }
        several => {
            let parts = several.iter().map(element::part_of);
            quote! { crate::ui::markup::Part::into_view(crate::ui::markup::Part::Several(::std::vec![#(#parts),*])) }
        }
    }
}
