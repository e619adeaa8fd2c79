//! [`Show`]: a part of the page under a condition.

use crate::ui::reactive::{Memo, memo};
use leptos::prelude::*;

/// Shows its children while the condition holds. As Leptos' own, which is compiled for each condition and each children.
#[component]
pub fn Show(
    /// What is shown, created whenever the condition begins to hold.
    children: ChildrenFn,
    /// The condition.
    when: impl Fn() -> bool + Send + Sync + 'static,
) -> impl IntoView {
    shown(memo(when), children)
}

fn shown(when: Memo<bool>, children: ChildrenFn) -> AnyView {
    (move || when.get().then(|| children())).into_any()
}
