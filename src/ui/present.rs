//! The presentation: timeline, caption, program and transport alone, as large as the window allows (`style/present.css`), worked
//! with the keys. It is on in the page of a link with `present=1`, and switched by a key and a button.

use super::edit::Edit;
use super::language::{LanguageInView, language_in_view};
use super::measured::{Extent, window_extent};
use super::page::focus_on;
use super::paths::Paths;
use super::set_up::SetUp;
use crate::ui::icon_button::IconButton;
use crate::ui::icons::Glyph;
use crate::ui::popup::act_on_unused_escape;
use crate::ui::reactive::{RwSignal, effect};
use codegen::Language;
use explain::glossary::Term;
use leptos::prelude::*;

/// Whether the page is a presentation. Copies are handles to the same state.
#[derive(Clone, Copy)]
pub struct Present {
    on: RwSignal<bool>,
}

impl Present {
    /// On from the start, or not. Created once by the app.
    #[must_use]
    pub fn new(on: bool, window_size: RwSignal<Extent>, set_up: SetUp) -> Self {
        let present = Self { on: RwSignal::new(on) };
        effect(move || {
            let on = present.on();
            super::page::show_presented(on);
            // The text is larger, so that the same window has room for less.
            let extent = window_extent();
            if window_size.get_untracked() != extent {
                window_size.set(extent);
            }
            if on {
                set_up.uncover();
            }
        });
        on_cleanup(|| super::page::show_presented(false));
        // Escape in a menu, a tooltip or a lane acts there first, and in full screen it is the browser's.
        act_on_unused_escape(move || present.on_untracked(), move || present.leave());
        present
    }

    /// Whether it is on. Tracked.
    #[must_use]
    pub fn on(&self) -> bool {
        self.on.get()
    }

    /// The same, not tracked.
    #[must_use]
    pub fn on_untracked(&self) -> bool {
        self.on.get_untracked()
    }

    /// Follows a link.
    pub fn set(&self, on: bool) {
        if self.on_untracked() != on {
            self.on.set(on);
        }
    }

    /// Switches it on, with the focus on Run, or off, with the focus on the button that switches it on.
    pub fn switch(&self) {
        let on = !self.on_untracked();
        if !on {
            leave_full_screen();
        }
        self.on.set(on);
        request_animation_frame(move || {
            if on {
                focus_on(".run-button");
            } else {
                // A phone has the button in a closed menu, which cannot have the focus.
                focus_on(".more-of-page-button");
                focus_on(".present-entry > .button");
            }
        });
    }

    /// Switches it off.
    pub fn leave(&self) {
        if self.on_untracked() {
            self.switch();
        }
    }
}

/// Goes to full screen, or back. Nothing happens where the browser does not allow it.
pub fn switch_full_screen() {
    if document().fullscreen_element().is_some() {
        document().exit_fullscreen();
    } else if let Some(root) = document().document_element() {
        let _ = root.request_fullscreen(); // it fails in a frame that may not
    }
}

fn leave_full_screen() {
    if document().fullscreen_element().is_some() {
        document().exit_fullscreen();
    }
}

/// Scrolls the program so that it begins a few lines above the first one that a task can be at.
fn scroll_past_imports() {
    let find = |selector| document().query_selector(selector).ok().flatten();
    if let Some((panel, row)) = find(".code-panel").zip(find(".code-panel .code-row")) {
        let (frame, first) = (panel.get_bounding_client_rect(), row.get_bounding_client_rect());
        let above = first.top() - frame.top() - LINES_ABOVE * first.height();
        panel.set_scroll_top(panel.scroll_top() + above as i32);
    }
}

/// The head of the function whose first line that is, and the half of a blank line.
const LINES_ABOVE: f64 = 1.5;

/// Switches the presentation on.
#[component]
pub fn PresentButton() -> impl IntoView {
    let present = expect_context::<Present>();
    view! {
        <span class="present-entry">
            <IconButton label="Present" term=Term::PresentButton keys="Shift P" glyph=Glyph::Present press=move || present.switch() />
        </span>
    }
}

/// The end of the transport in a presentation: which example is open, and the keys.
#[component]
pub fn PresentKeys(
    /// The state of the editor, which has the open example.
    edit: Edit,
) -> impl IntoView {
    let present = expect_context::<Present>();
    let paths = expect_context::<Paths>();
    let title = move || {
        edit.open_example()
            .map_or_else(|| "Your own".to_owned(), |example| example.title)
    };
    let full_screen = document().fullscreen_enabled();
    let language = language_in_view();
    // Few lines of the program have room: those that say what the operations do, rather than the imports.
    effect(move || {
        edit.example.track();
        if present.on() {
            request_animation_frame(scroll_past_imports);
        }
    });
    let keys = move || {
        view! {
            <span class="present-title">{title}</span>
            {language_choice(language)}
            {hint("Space", "run")}
            {hint("← →", "step")}
            {key("Page ↓", "next example", Box::new(move || paths.step(true)))}
            {full_screen.then(|| key("F", "full screen", Box::new(switch_full_screen)))}
            {key("Esc", "leave", Box::new(move || present.leave()))}
        }
        .into_any()
    };
    view! { <div class="present-keys">{move || present.on().then(keys)}</div> }
}

/// The language of the program. The tabs of its panel have no room here.
fn language_choice(language: LanguageInView) -> AnyView {
    let option = move |one: Language| {
        view! { <option value=one.id() selected=move || language.get() == one>{one.label()}</option> }.into_any()
    };
    let choose = move |event| {
        let chosen = event_target_value(&event);
        if let Some(chosen) = Language::ALL.into_iter().find(|one| one.id() == chosen) {
            language.choose(chosen);
        }
    };
    view! {
        <select class="filter-select present-language" aria-label="Language" data-explains=Term::LanguageInView.id() on:change=choose>
            {Language::ALL.map(option).into_iter().collect::<Vec<_>>()}
        </select>
    }
    .into_any()
}

/// A key whose button is beside it already.
fn hint(cap: &'static str, does: &'static str) -> AnyView {
    view! { <span class="present-hint" aria-hidden="true"><kbd class="key-cap">{cap}</kbd>{does}</span> }.into_any()
}

/// A key as a button that does the same.
fn key(cap: &'static str, does: &'static str, press: Box<dyn Fn()>) -> AnyView {
    view! {
        <button class="button present-key" type="button" on:click=move |_| press()>
            <kbd class="key-cap" aria-hidden="true">{cap}</kbd>
            {does}
        </button>
    }
    .into_any()
}
