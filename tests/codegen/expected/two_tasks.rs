// Cargo.toml: tokio = { version = "1", features = ["full"] }
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
    let task1 = tokio::spawn(slow_operation(2.0));
    let task2 = tokio::spawn(slow_operation(1.0));
    let result1 = task1.await.expect("no task panics");
    let result2 = task2.await.expect("no task panics");
    println!("Results: {result1}, {result2}");
}
