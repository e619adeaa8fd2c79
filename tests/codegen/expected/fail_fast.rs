// Cargo.toml: tokio = { version = "1", features = ["full"] }
use std::fmt;
use std::time::Duration;
use tokio::task::JoinSet;
use tokio::time::sleep;

#[derive(Debug)]
enum Failure {
    Raised { delay: f64 },
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Raised { delay } => write!(f, "operation with delay {delay} failed"),
        }
    }
}

async fn slow_operation(delay: f64, fails: bool) -> Result<f64, Failure> {
    println!("Starting operation with delay {delay}");
    sleep(Duration::from_secs_f64(delay)).await;
    if fails {
        return Err(Failure::Raised { delay });
    }
    println!("Operation with delay {delay} finished");
    Ok(delay * 2.0)
}

async fn run() -> Result<(), Failure> {
    let mut tasks = JoinSet::new();
    let operations = [
        slow_operation(3.0, false), // profile
        slow_operation(1.0, true), // payment
        slow_operation(2.0, false), // stock
    ];
    for (place, operation) in operations.into_iter().enumerate() {
        tasks.spawn(async move { (place, operation.await) });
    }
    let mut results = vec![0.0; 3];
    while let Some(ended) = tasks.join_next().await {
        let (place, outcome) = ended.expect("no task panics");
        results[place] = outcome?;
    }
    println!("Results: {results:?}");
    Ok(())
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    if let Err(failure) = run().await {
        println!("Failed: {failure}");
    }
}
