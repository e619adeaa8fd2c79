// Cargo.toml: tokio = { version = "1", features = ["full"] } and futures = "0.3"
use futures::future::join_all;
use std::fmt;
use std::time::Duration;
use tokio::time::{sleep, timeout};

// Delays are drawn from seed 1.

#[derive(Debug)]
enum Failure {
    Raised { delay: f64 },
    TimedOut { delay: f64 },
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Self::Raised { delay } => write!(f, "operation with delay {delay} failed"),
            Self::TimedOut { delay } => {
                write!(f, "operation with delay {delay} timed out after 1.5")
            }
        }
    }
}

impl Failure {
    fn name(&self) -> &'static str {
        match self {
            Self::Raised { .. } => "RuntimeError",
            Self::TimedOut { .. } => "TimeoutError",
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

async fn with_timeout(delay: f64, fails: bool) -> Result<f64, Failure> {
    let operation = slow_operation(delay, fails);
    let attempt = timeout(Duration::from_millis(1500), operation).await;
    attempt.unwrap_or(Err(Failure::TimedOut { delay }))
}

async fn with_retries(delays: &[f64], failures: u32) -> Result<f64, Failure> {
    for (attempt, &delay) in (1..4).zip(delays) {
        if let Ok(result) = with_timeout(delay, attempt <= failures).await {
            return Ok(result);
        }
    }
    with_timeout(delays[3], 4 <= failures).await
}

#[tokio::main(flavor = "current_thread")]
async fn main() {
    let tasks = [
        tokio::spawn(with_retries(&[0.931, 1.105, 0.782, 1.421], 1)), // flaky 1
        tokio::spawn(with_retries(&[1.241, 0.813, 1.888, 1.688], 1)), // flaky 2
        tokio::spawn(with_retries(&[1.0; 4], 0)), // steady
    ];
    let outcomes = join_all(tasks).await;
    let results: Vec<String> = outcomes
        .into_iter()
        .map(|outcome| match outcome.expect("no task panics") {
            Ok(result) => result.to_string(),
            Err(failure) => format!("{}('{failure}')", failure.name()),
        })
        .collect();
    println!("Results: [{}]", results.join(", "));
}
