//! Path data in relative steps, which are shorter than absolute ones. Knows no colours.

use crate::xml::Hundredths;
use timeline::Rect;

/// The data of one path, of any number of closed and open parts.
#[derive(Debug, Default)]
pub(crate) struct PathData {
    text: String,
    /// Where the pen is.
    at: (i64, i64),
    /// Where the open part began, to which closing it returns.
    start: (i64, i64),
}

impl PathData {
    /// A rectangle, clockwise from its top left corner, as a canvas draws it: dashes begin there.
    pub fn rect(&mut self, area: Rect) {
        self.move_to((area.x, area.y));
        let (width, height) = (Hundredths::of(area.width).0, Hundredths::of(area.height).0);
        self.step('h', &[width]);
        self.step('v', &[height]);
        self.step('h', &[-width]);
        self.close();
    }

    /// A line through these points.
    pub fn line(&mut self, points: &[(f64, f64)]) {
        let Some((first, rest)) = points.split_first() else {
            return;
        };
        self.move_to(*first);
        for point in rest {
            let (x, y) = of_point(*point);
            match (x - self.at.0, y - self.at.1) {
                (0, 0) => {}
                (by, 0) => self.step('h', &[by]),
                (0, by) => self.step('v', &[by]),
                (right, down) => self.step('l', &[right, down]),
            }
            self.at = (x, y);
        }
    }

    /// Closes the open part.
    pub fn close(&mut self) {
        self.text.push('z');
        self.at = self.start;
    }

    /// The value of the attribute `d`.
    pub fn text(&self) -> &str {
        &self.text
    }

    fn move_to(&mut self, point: (f64, f64)) {
        let to = of_point(point);
        self.step('m', &[to.0 - self.at.0, to.1 - self.at.1]);
        (self.at, self.start) = (to, to);
    }

    fn step(&mut self, letter: char, lengths: &[i64]) {
        self.text.push(letter);
        for (index, length) in lengths.iter().enumerate() {
            if index > 0 && *length >= 0 {
                self.text.push(' ');
            }
            self.text.push_str(&Hundredths(*length).to_string());
        }
    }
}

fn of_point((x, y): (f64, f64)) -> (i64, i64) {
    (Hundredths::of(x).0, Hundredths::of(y).0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn steps_are_relative_and_do_not_drift() {
        let mut path = PathData::default();
        path.rect(Rect::new(10.004, 20.0, 1.0, 3.0));
        path.rect(Rect::new(12.336, 19.5, 1.0, 3.0));
        assert_eq!(path.text(), "m10 20h1v3h-1zm2.34-.5h1v3h-1z");
    }

    #[test]
    fn a_line_is_horizontal_vertical_or_neither() {
        let mut path = PathData::default();
        path.line(&[(1.0, 1.0), (5.0, 1.0), (5.0, 1.0), (5.0, 4.5), (4.0, 5.5)]);
        path.line(&[]);
        assert_eq!(path.text(), "m1 1h4v3.5l-1 1");
    }
}
