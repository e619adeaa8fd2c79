//! Mounts the page, and installs the panic hook whose message `faults.js` shows.

#[cfg(target_arch = "wasm32")]
fn main() {
    futurescope::ui::page::show_panics();
    leptos::mount::mount_to_body(futurescope::ui::App);
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("Futurescope runs in a browser: start it with `cargo xtask serve`.");
    eprintln!("To run a scenario here, in virtual time: cargo run --example simulate -- 'tasks=2,1'");
}
