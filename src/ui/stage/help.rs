//! Help: the list of all keys, and the switch that turns single keys off.

use crate::ui::keys::SHORTCUTS;
use crate::ui::reactive::{RwSignal, effect};
use leptos::html::Dialog;
use leptos::prelude::*;

/// The dialog. Opens when `open` becomes true; closing it makes it false.
#[component]
pub fn Help(
    /// Whether it is open.
    open: RwSignal<bool>,
    /// Whether keys without Ctrl act.
    single_keys: RwSignal<bool>,
) -> impl IntoView {
    let dialog = NodeRef::<Dialog>::new();
    effect(move || {
        let Some(dialog) = dialog.get() else { return };
        if open.get() && !dialog.open() {
            let _ = dialog.show_modal();
        } else if !open.get() && dialog.open() {
            dialog.close();
        }
    });
    view! {
        <dialog class="help" aria-label="Help" node_ref=dialog on:close=move |_| open.set(false)>
            <h2 class="help-title">"Keys"</h2>
            <table class="help-keys">
                <tbody>
                    {SHORTCUTS
                        .iter()
                        .map(|row| {
                            view! {
                                <tr>
                                    <th class="help-key" scope="row">{row.keys}</th>
                                    <td class="help-does">{row.does}</td>
                                </tr>
                            }
                                .into_any()
                        })
                        .collect::<Vec<_>>()}
                </tbody>
            </table>
            <label class="help-switch">
                <input
                    type="checkbox"
                    prop:checked=move || single_keys.get()
                    on:change=move |event| single_keys.set(event_target_checked(&event))
                />
                "Single keys act when no field has the focus"
            </label>
            <button class="button" data-shape="outlined" type="button" on:click=move |_| open.set(false)>
                "Close"
            </button>
        </dialog>
    }
}
