//! The figures as a table and as JSON: median, 95th percentile and worst of each. Measures nothing.

use serde_json::{Value, json};
use std::fmt::Write;

/// The unit of a figure that is a multiple of another figure of the same run.
pub const TIMES: &str = "times";

/// All figures.
pub struct Report {
    browser: Option<String>,
    load: String,
    repetitions: usize,
    rows: Vec<Row>,
}

struct Row {
    name: String,
    unit: &'static str,
    goal: &'static str,
    /// Sorted.
    figures: Vec<f64>,
}

impl Report {
    /// A report without figures. `load` is the load of the machine before measuring, which is needed to judge the
    /// figures.
    pub const fn new(load: String, repetitions: usize) -> Self {
        Self {
            browser: None,
            load,
            repetitions,
            rows: Vec::new(),
        }
    }

    /// Sets the version of the browser that the figures are for.
    pub fn of_browser(&mut self, version: String) {
        self.browser = Some(version);
    }

    /// Adds the measurements of one thing.
    pub fn add(&mut self, name: &str, unit: &'static str, goal: &'static str, figures: &[f64]) {
        let mut figures = figures.to_vec();
        figures.sort_by(f64::total_cmp);
        self.rows.push(Row {
            name: name.to_owned(),
            unit,
            goal,
            figures,
        });
    }

    /// The table: a line for each thing.
    pub fn table(&self) -> String {
        let widest = self
            .rows
            .iter()
            .map(|row| row.name.chars().count())
            .max()
            .unwrap_or_default();
        let mut table = format!(
            "{}, {} cores, load {} before, {} repetitions\n\n",
            self.browser.as_deref().unwrap_or("no browser"),
            cores(),
            self.load,
            self.repetitions
        );
        let _ = writeln!(
            table,
            "{:widest$}  {:>9}  {:>9}  {:>9}  {:>5}",
            "", "median", "p95", "worst", "of"
        );
        for row in &self.rows {
            let [median, p95, worst] = row
                .summary()
                .map(|figure| figure.map_or("none".into(), |figure| row.written(figure)));
            let Row {
                name,
                unit,
                goal,
                figures,
            } = row;
            let line = format!(
                "{name:widest$}  {median:>9}  {p95:>9}  {worst:>9}  {:>5}  {unit:5}  {goal}",
                figures.len()
            );
            let _ = writeln!(table, "{}", line.trim_end());
        }
        table
    }

    /// The report as JSON, with every measurement.
    pub fn json(&self) -> String {
        let rows = self.rows.iter().map(|row| {
            let [median, p95, worst] = row.summary();
            json!({
                "name": row.name, "unit": row.unit, "goal": row.goal,
                "median": median, "p95": p95, "worst": worst, "figures": row.figures,
            })
        });
        let rows: Vec<Value> = rows.collect();
        let all = json!({ "browser": self.browser, "cores": cores(), "load": self.load, "repetitions": self.repetitions, "measured": rows });
        format!("{all:#}\n")
    }
}

impl Row {
    /// A figure with a useful number of digits.
    fn written(&self, figure: f64) -> String {
        let decimals = if self.unit == TIMES { 2 } else { 1 };
        format!("{figure:.decimals$}")
    }

    /// Median, 95th percentile and worst, by nearest rank; `None` without measurements.
    fn summary(&self) -> [Option<f64>; 3] {
        [50, 95, 100].map(|percent| {
            let rank = (self.figures.len() * percent).div_ceil(100);
            self.figures.get(rank.checked_sub(1)?).copied()
        })
    }
}

fn cores() -> usize {
    std::thread::available_parallelism().map_or(1, usize::from)
}

#[cfg(test)]
mod tests {
    use super::Report;

    fn summary(figures: &[f64]) -> [Option<f64>; 3] {
        let mut report = Report::new(String::new(), 1);
        report.add("a", "ms", "", figures);
        report.rows[0].summary()
    }

    #[test]
    fn percentiles_are_figures_that_were_measured() {
        let hundred: Vec<f64> = (1..=100).rev().map(f64::from).collect();
        assert_eq!(summary(&hundred), [Some(50.0), Some(95.0), Some(100.0)]);
        assert_eq!(summary(&[3.0, 1.0, 2.0]), [Some(2.0), Some(3.0), Some(3.0)]);
    }

    #[test]
    fn without_measurements_there_is_no_percentile() {
        assert_eq!(summary(&[]), [None, None, None]);
    }
}
