//! The page's worker: the same crates off the page's thread, for comparisons that take longer than a frame. It links neither
//! Leptos nor the page.

#[cfg(target_arch = "wasm32")]
#[path = "../comparer.rs"]
mod comparer;
#[cfg(target_arch = "wasm32")]
#[path = "../self_message.rs"]
mod self_message;

#[cfg(target_arch = "wasm32")]
fn main() {
    use gloo_worker::Registrable;
    // The page is told that the worker has failed (`comparer`), and the browser why.
    std::panic::set_hook(Box::new(|panic| web_sys::console::error_1(&panic.to_string().into())));
    comparer::Comparer::registrar()
        .encoding::<comparer::Postcard>()
        .register();
}

#[cfg(not(target_arch = "wasm32"))]
fn main() {
    eprintln!("This is the worker of the page, and runs in a browser: start the page with `cargo xtask serve`.");
}
