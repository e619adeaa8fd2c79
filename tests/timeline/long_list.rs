//! Lists that are higher than an element can be: every row can be reached, and a small step moves by a few pixels.

use timeline::LongList;
use timeline::long_list::{HIGHEST, ScrollPosition};

const ROW: f64 = 26.0;
const VIEW: f64 = 400.0;

fn rows(count: usize) -> LongList {
    LongList {
        count,
        row: ROW,
        view: VIEW,
    }
}

/// A scrolled element as a browser has it: the position is within its height and in whole pixels.
struct Scrolled {
    list: LongList,
    position: ScrollPosition,
}

impl Scrolled {
    fn new(list: LongList) -> Self {
        Self {
            list,
            position: ScrollPosition::default(),
        }
    }

    fn last(&self) -> f64 {
        (self.list.element_height() - self.list.view).max(0.0)
    }

    /// Does what the page does when the browser has scrolled the element.
    fn to(&mut self, scrolled: f64) {
        self.position = self
            .list
            .scrolled(self.position, scrolled.clamp(0.0, self.last()).round());
        assert_eq!(
            self.position.scrolled,
            self.position.scrolled.clamp(0.0, self.last()),
            "the position is in the element"
        );
        assert_eq!(
            self.position.scrolled.fract(),
            0.0,
            "elements are scrolled by whole pixels"
        );
    }

    fn by(&mut self, pixels: f64) {
        self.to(self.position.scrolled + pixels);
    }

    fn last_row_seen(&self) -> usize {
        self.list.seen(self.position).end - 1
    }
}

/// Lists of a few rows, about as high as the highest element, and far higher.
const COUNTS: [usize; 9] = [
    0,
    1,
    40,
    230_000,
    231_000,
    1_300_000,
    10_000_000,
    33_554_432,
    1_000_000_000,
];

#[test]
fn a_list_not_higher_than_the_highest_element_is_scrolled_one_to_one() {
    let list = rows(230_000);
    assert_eq!(list.element_height(), 230_000.0 * ROW);
    let mut element = Scrolled::new(list);
    for scrolled in [0.0, 1.0, 5_000.0, 3_000_000.0, 5_979_600.0] {
        element.to(scrolled);
        assert_eq!(
            element.position,
            ScrollPosition {
                scrolled,
                top: scrolled
            }
        );
    }
}

#[test]
fn no_element_is_higher_than_the_limit() {
    for count in COUNTS {
        assert!(rows(count).element_height() <= HIGHEST, "{count} rows");
    }
}

#[test]
fn the_thumb_reaches_the_first_and_the_last_row() {
    for count in &COUNTS[2..] {
        let mut element = Scrolled::new(rows(*count));
        element.to(element.last());
        assert_eq!(element.last_row_seen(), count - 1, "{count} rows");
        element.to(0.0);
        assert_eq!(element.list.seen(element.position).start, 0, "{count} rows");
    }
}

#[test]
fn moving_the_thumb_down_moves_the_list_down() {
    for count in COUNTS {
        let list = rows(count);
        let last = (list.element_height() - VIEW).max(0.0);
        let thumb = |part: u32| {
            list.scrolled(
                ScrollPosition {
                    scrolled: -1e9,
                    top: 0.0,
                },
                (last * f64::from(part) / 997.0).round(),
            )
        };
        for part in 1..=997 {
            let (before, here) = (thumb(part - 1), thumb(part));
            assert!(
                here.top >= before.top,
                "{count} rows, {part} of 997: {before:?}, {here:?}"
            );
        }
    }
}

#[test]
fn a_position_that_is_scrolled_to_is_the_position_that_is_shown() {
    for count in COUNTS {
        let list = rows(count);
        for part in 0..=1_000 {
            let top = (list.height() - VIEW).max(0.0) * f64::from(part) / 1_000.0;
            let position = list.at(top);
            assert_eq!(position.top, top.round(), "{count} rows");
            // The scroll event that the browser then sends changes nothing.
            assert_eq!(list.scrolled(position, position.scrolled), position, "{count} rows");
        }
    }
}

#[test]
fn the_wheel_scrolls_by_pixels_of_the_list_everywhere() {
    for count in [1_300_000, 10_000_000, 1_000_000_000] {
        for part in [0.0, 0.01, 0.3, 0.5, 0.9] {
            let mut element = Scrolled::new(rows(count));
            element.to(element.last() * part);
            for step in 0..3_000 {
                let before = element.position.top;
                element.by(100.0);
                assert_eq!(
                    element.position.top - before,
                    100.0,
                    "{count} rows from {part}, step {step}"
                );
            }
        }
    }
}

#[test]
fn page_and_arrow_keys_scroll_as_far_as_in_a_short_list() {
    for view in [120.0, 400.0, 1_000.0, 2_000.0] {
        let list = LongList {
            view,
            ..rows(10_000_000)
        };
        let mut element = Scrolled::new(list);
        element.to(element.last() / 2.0);
        for by in [40.0, view * 0.875, -view * 0.875, -40.0] {
            let before = element.position.top;
            element.by(by.round());
            assert_eq!(element.position.top - before, by.round(), "a view of {view}");
        }
    }
}

#[test]
fn the_wheel_reaches_both_ends_from_everywhere() {
    for count in [231_000, 1_300_000, 33_554_432] {
        for distance in [1_000.0, 19_000.0, 70_000.0, 400_000.0] {
            for step in [3.0, 100.0, 399.0] {
                let mut element = Scrolled::new(rows(count));
                let last_top = element.list.height() - VIEW;
                // Start far from the end, so that list and element drift apart.
                element.position = element.list.at(last_top - 2_000_000.0);
                while element.position.top < last_top - distance {
                    element.by(399.0);
                }
                let mut steps = 0.0;
                while element.position.top < last_top {
                    let before = element.position;
                    element.by(step);
                    assert!(element.position.top > before.top, "{count} rows: stuck at {before:?}");
                    steps += 1.0;
                }
                assert_eq!(element.last_row_seen(), count - 1);
                assert!(steps <= (distance + 399.0) / step + 1.0, "no step is shorter");

                element.position = element.list.at(2_000_000.0);
                while element.position.top > 0.0 {
                    let before = element.position;
                    element.by(-399.0);
                    assert!(element.position.top < before.top, "{count} rows: stuck at {before:?}");
                }
                assert_eq!(element.position, ScrollPosition::default());
            }
        }
    }
}

#[test]
fn seen_rows_are_in_view_after_list_and_element_have_drifted_apart() {
    let mut element = Scrolled::new(rows(10_000_000));
    element.to(element.last() * 0.4);
    for _ in 0..2_000 {
        element.by(333.0);
        let seen = element.list.seen(element.position);
        let top_of = |row| element.list.row_in_element(row, element.position) - element.position.scrolled;
        assert!(top_of(seen.start) <= 0.0 && top_of(seen.start) > -ROW);
        assert!(top_of(seen.end) >= VIEW && top_of(seen.end) < VIEW + ROW);
    }
}

#[test]
fn a_list_that_grows_under_the_view_keeps_its_row_and_its_end() {
    let mut list = rows(100_000);
    let mut position = list.at(1_000_000.0);
    for count in (100_000..12_000_000).step_by(50_000) {
        list = rows(count);
        position = list.settled(position);
        assert_eq!(position.top, 1_000_000.0, "{count} rows");
    }
    // The list becomes shorter when another run begins.
    let short = rows(1_000).settled(position);
    assert_eq!(short.top, short.scrolled);
}

#[test]
fn a_row_that_is_scrolled_to_is_in_view() {
    for count in COUNTS {
        let list = rows(count);
        for row in [0, 1, count / 3, count / 2, count.saturating_sub(1)]
            .into_iter()
            .filter(|row| *row < count)
        {
            let from = list.at(0.0);
            let position = list.with_row(row, from, ROW).unwrap_or(from);
            assert!(list.seen(position).contains(&row), "row {row} of {count}");
            assert_eq!(list.with_row(row, position, 0.0), None, "it is in view already");
        }
    }
}

#[test]
fn the_window_has_the_rows_in_view_and_the_same_length_at_every_position() {
    const SPARE: usize = 6;
    for count in COUNTS {
        let mut scrolled = Scrolled::new(rows(count));
        let length = scrolled.list.window(scrolled.position, SPARE).len();
        assert_eq!(
            length,
            count.min(29),
            "16 rows and two parts of one, and 6 more on either side"
        );
        for part in 0..=50 {
            scrolled.to(scrolled.last() * f64::from(part) / 50.0);
            let (seen, window) = (
                scrolled.list.seen(scrolled.position),
                scrolled.list.window(scrolled.position, SPARE),
            );
            assert_eq!(window.len(), length);
            assert!(
                window.start <= seen.start.saturating_sub(SPARE),
                "{window:?} around {seen:?}"
            );
            assert!(
                window.end >= (seen.end + SPARE).min(count),
                "{window:?} around {seen:?}"
            );
        }
    }
}

#[test]
fn rows_without_a_height_are_not_in_the_page() {
    let list = LongList {
        row: 0.0,
        ..rows(1_000)
    };
    assert_eq!(list.window(ScrollPosition::default(), 6), 0..0);
}
