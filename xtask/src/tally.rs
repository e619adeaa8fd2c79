//! Counts passed and failed checks in the output of test runners. Runs nothing.

use std::fmt;
use std::ops::AddAssign;

/// The number of passed and failed checks.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Tally {
    /// Checks that passed.
    pub passed: u64,
    /// Checks that failed, and lanes that could not run.
    pub failed: u64,
}

impl Tally {
    /// A single check.
    pub const fn one(passed: bool) -> Self {
        Self {
            passed: passed as u64,
            failed: !passed as u64,
        }
    }

    /// Adds the numbers in `line`, if it is a final line as libtest, wasm-bindgen-test and the end-to-end runner print
    /// it.
    pub fn read(&mut self, line: &str) {
        let Some((_, counts)) = line.split_once("test result: ") else {
            return;
        };
        *self += Self {
            passed: count_before(counts, " passed"),
            failed: count_before(counts, " failed"),
        };
    }

    /// The final result of a lane: an error exit without a failed test counts as one failure, and so does a lane that
    /// ran no test, because it has checked nothing.
    pub const fn final_result(self, succeeded: bool) -> Self {
        let unproven = self.failed == 0 && (!succeeded || self.passed == 0);
        Self {
            passed: self.passed,
            failed: if unproven { 1 } else { self.failed },
        }
    }
}

impl AddAssign for Tally {
    fn add_assign(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
    }
}

impl fmt::Display for Tally {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} passed, {} failed", self.passed, self.failed)
    }
}

fn count_before(counts: &str, word: &str) -> u64 {
    let before = counts.split_once(word).map_or("", |(before, _)| before);
    let digits = before.rsplit(|c: char| !c.is_ascii_digit()).next().unwrap_or_default();
    digits.parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::Tally;

    fn read(lines: &[&str]) -> Tally {
        let mut tally = Tally::default();
        lines.iter().for_each(|line| tally.read(line));
        tally
    }

    #[test]
    fn closing_lines_add_up() {
        let lines = [
            "running 12 tests",
            "test result: ok. 12 passed; 0 failed; 1 ignored; 0 measured; 0 filtered out; finished in 0.01s",
            "test result: FAILED. 3 passed; 2 failed; 0 ignored; 0 filtered out",
        ];
        assert_eq!(read(&lines), Tally { passed: 15, failed: 2 });
    }

    #[test]
    fn other_lines_are_not_counted() {
        assert_eq!(read(&["test three ... ok", "7 passed, 7 failed"]), Tally::default());
    }

    #[test]
    fn an_error_without_a_failed_test_counts_as_one_failure() {
        assert_eq!(
            Tally { passed: 4, failed: 0 }.final_result(false),
            Tally { passed: 4, failed: 1 }
        );
        assert_eq!(
            Tally { passed: 4, failed: 2 }.final_result(false),
            Tally { passed: 4, failed: 2 }
        );
    }

    #[test]
    fn a_run_without_tests_is_a_failure() {
        assert_eq!(Tally::default().final_result(true), Tally { passed: 0, failed: 1 });
        assert_eq!(
            Tally { passed: 1, failed: 0 }.final_result(true),
            Tally { passed: 1, failed: 0 }
        );
    }

    #[test]
    fn a_tally_displays_as_a_phrase() {
        assert_eq!(Tally { passed: 15, failed: 2 }.to_string(), "15 passed, 2 failed");
    }
}
