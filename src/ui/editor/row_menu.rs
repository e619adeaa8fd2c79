//! The menu of a row, with its commands. The table has one menu, which opens at the button of a row.

use super::open_menu::OpenMenu;
use super::rows::{RowControl, RowFocus, TableRows};
use crate::ui::icons::{Glyph, Icon};
use crate::ui::menu::{focus_item, press_in_menu};
use crate::ui::popup::close_with_escape;
use crate::ui::reactive::{effect, hold_until_cleanup};
use gloo_events::EventListener;
use leptos::prelude::*;
use web_sys::KeyboardEvent;

/// The menu, while one is open.
#[component]
pub fn RowMenu(
    /// The state that the rows share.
    rows: TableRows,
) -> impl IntoView {
    let node = NodeRef::<leptos::html::Div>::new();
    effect(move || {
        if let Some(menu) = node.get() {
            focus_item(&menu, 0);
        }
    });
    let close = move || {
        let Some(open) = rows.menu.try_get_untracked().flatten() else {
            return;
        };
        // Keep the focus where it is if the user has moved it out of the menu.
        let active = document().active_element();
        let at_the_menu = active.is_none_or(|it| it.matches("body, .menu *").unwrap_or(false));
        rows.menu.set(None);
        if at_the_menu {
            rows.focus.set(Some(RowFocus {
                row: open.row,
                control: RowControl::More,
            }));
        }
    };
    close_with_escape(move || rows.menu.try_get_untracked().flatten().is_some(), close);
    // Close the menu when the list changes, because its row may have moved or changed.
    effect(move || {
        rows.edit.draft.track();
        close();
    });
    hold_until_cleanup(EventListener::new(&window(), "resize", move |_| close()));
    let menu = move || {
        rows.menu
            .get()
            .map(|open| view! { <Items rows open node /> }.into_any())
    };
    view! { {menu} }
}

#[component]
fn Items(rows: TableRows, open: OpenMenu, node: NodeRef<leptos::html::Div>) -> impl IntoView {
    let row = open.row;
    let last = rows.count.get_untracked().saturating_sub(1);
    let close = move || {
        rows.menu.set(None);
        rows.focus.set(Some(RowFocus {
            row,
            control: RowControl::More,
        }));
    };
    // The command moves the focus; closing must not move it back.
    let command = move |run: fn(&TableRows, usize)| {
        Callback::new(move |()| {
            rows.menu.set(None);
            run(&rows, row);
        })
    };
    let press = move |event: KeyboardEvent| {
        let Some(menu) = node.get_untracked() else { return };
        press_in_menu(&menu, &event, close);
    };
    view! {
        <div class="menu-backdrop" on:pointerdown=move |_| close()></div>
        <div
            class="menu"
            role="menu"
            aria-label=format!("More for {}", rows.title(row))
            node_ref=node
            style:right=format!("{}px", open.place.right)
            style:top=format!("{}px", open.place.top)
            on:keydown=press
        >
            <MenuItem glyph=Glyph::Copy label="Duplicate" keys="Ctrl D" on_choose=command(TableRows::duplicate) />
            <MenuItem glyph=Glyph::Repeat label="Repeat" on_choose=command(|rows, row| {
                rows.repeating.set(Some(row));
                rows.focus.set(Some(RowFocus { row, control: RowControl::Repeat }));
            }) />
            <MenuItem glyph=Glyph::MoveUp label="Move up" keys="Alt ↑" off={row == 0}
                on_choose=command(|rows, row| rows.step(row, false, RowControl::More)) />
            <MenuItem glyph=Glyph::MoveDown label="Move down" keys="Alt ↓" off={row == last}
                on_choose=command(|rows, row| rows.step(row, true, RowControl::More)) />
            <MenuItem glyph=Glyph::Bin label="Delete" keys="Del" on_choose=command(TableRows::remove) />
        </div>
    }
}

#[component]
fn MenuItem(
    glyph: Glyph,
    label: &'static str,
    #[prop(optional)] keys: &'static str,
    #[prop(optional)] off: bool,
    on_choose: Callback<()>,
) -> impl IntoView {
    view! {
        <button class="menu-item" type="button" role="menuitem" tabindex="-1" disabled=off on:click=move |_| on_choose.run(())>
            <Icon glyph />
            <span>{label}</span>
            <span class="menu-keys" aria-hidden="true">{keys}</span>
        </button>
    }
}
