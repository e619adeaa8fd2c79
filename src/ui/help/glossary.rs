//! The glossary as a table: each term with its sentence, its word in each language, and the example that shows it.

use crate::ui::reactive::{RwSignal, effect, memo};
use codegen::Language;
use explain::glossary::{Explanation, Term};
use leptos::html::Tr;
use leptos::prelude::*;
use web_sys::{ScrollIntoViewOptions, ScrollLogicalPosition};

/// The table. In a narrow window each term is a block of its own.
#[component]
pub fn GlossaryTable(
    /// What the terms are searched for.
    search: RwSignal<String>,
    /// The term that is tinted and brought into view.
    asked: Option<Term>,
    /// Called with the index of a term's example.
    on_choose: Callback<usize>,
) -> impl IntoView {
    let found = memo(move || {
        search.with(|search| {
            Term::glossary()
                .iter()
                .map(|term| fits(*term, search))
                .collect::<Vec<_>>()
        })
    });
    let rows = Term::glossary().iter().enumerate().map(|(index, term)| {
        let shown = move || found.with(|found| found[index]);
        row(*term, asked == Some(*term), shown, on_choose)
    });
    let none = move || found.with(|found| !found.contains(&true));
    // The roles are those of the elements, which a narrow window lays out as blocks: browsers forget them then.
    view! {
        <table class="glossary" role="table" aria-label="Glossary">
            <thead role="rowgroup">
                <tr role="row">
                    {head("Word")}
                    {head("What it means")}
                    {Language::ALL.map(|language| head(language.label())).collect_view()}
                    {head("See it")}
                </tr>
            </thead>
            <tbody role="rowgroup">{rows.collect::<Vec<_>>()}</tbody>
        </table>
        {move || none().then(|| view! { <p class="glossary-none" role="status">"No term has this word in it."</p> }.into_any())}
    }
}

fn head(name: &'static str) -> AnyView {
    view! { <th class="glossary-head" role="columnheader" scope="col">{name}</th> }.into_any()
}

fn row(
    term: Term,
    asked: bool,
    shown: impl Fn() -> bool + Send + Sync + 'static,
    on_choose: Callback<usize>,
) -> AnyView {
    let node = NodeRef::<Tr>::new();
    if asked {
        effect(move || {
            let Some(node) = node.get() else { return };
            let options = ScrollIntoViewOptions::new();
            options.set_block(ScrollLogicalPosition::Center);
            node.scroll_into_view_with_scroll_into_view_options(&options);
        });
    }
    let explanation = term.explanation();
    let example = explanation.example_index().zip(explanation.example());
    let example = example.map(|(index, example)| {
        view! {
            <button
                class="glossary-example"
                type="button"
                aria-label=format!("Open the example {}", example.title)
                on:click=move |_| on_choose.run(index)
            >
                {example.title.as_str()}
            </button>
        }
        .into_any()
    });
    view! {
        <tr
            class="glossary-row"
            role="row"
            node_ref=node
            aria-current=asked.then_some("true")
            prop:hidden=move || !shown()
        >
            <th class="glossary-word" role="rowheader" scope="row">{explanation.word}</th>
            <td class="glossary-sentence" role="cell">{explanation.sentence}</td>
            {Language::ALL.map(|language| code_cell(explanation, language)).collect_view()}
            <td class="glossary-see" role="cell">{example}</td>
        </tr>
    }
    .into_any()
}

fn code_cell(explanation: &'static Explanation, language: Language) -> AnyView {
    let word = explanation.code_word(language);
    view! {
        <td class="glossary-code" role="cell" data-language=language.label() data-none=word.is_none().to_string()>
            {word.map_or_else(|| "–".into_any(), |word| view! { <code>{word}</code> }.into_any())}
        </td>
    }
    .into_any()
}

/// Whether a term has this in its word, its sentence or a code word.
fn fits(term: Term, search: &str) -> bool {
    let wanted = search.trim().to_lowercase();
    let explanation = term.explanation();
    let codes = Language::ALL
        .iter()
        .filter_map(|language| explanation.code_word(*language));
    let mut texts = [explanation.word, explanation.sentence].into_iter().chain(codes);
    texts.any(|text| text.to_lowercase().contains(&wanted))
}
