// Cargo.toml: tokio = { version = "1", features = ["full"] } and futures = "0.3"
use futures::future::join_all;
use std::time::Duration;
use tokio::time::sleep;

async fn slow_operation(delay: f64) -> f64 {
    println!("Starting operation with delay {delay}");
    sleep(Duration::from_secs_f64(delay)).await;
    println!("Operation with delay {delay} finished");
    delay * 2.0
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let results = join_all([
        slow_operation(2.0), // users
        slow_operation(1.0), // orders
        slow_operation(3.0), // prices
    ])
    .await;
    println!("Results: {results:?}");
}
