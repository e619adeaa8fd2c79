//! The lanes of resources: the level of a queue or a semaphore as steps, the holders of a lock as boxes.
//!
//! ```text
//!   queue   ┄┄┄┄┄┄┄┌───────┐┄┄┄┄┄┄┄┄┄ maxsize 3     limit
//!               ┌──┘ full  └──┐
//!           ────┘             └── empty, line 10 waits
//!   db      ┌ consumer 1 ┐┌ consumer 2 ┐             holders
//! ```
//!
//! A lane yields a few items for each pixel, however often its resource changes.

use super::Input;
use super::lane::cut;
use crate::frame::PHONE_WIDTH;
use crate::rows::Rows;
use crate::scene::{BarKind, HeldBox, Label, LevelLine, Rect, ResourceRows, ResourceWord};
use recording::resources::{has_one_holder, initial, kind, size, waits_in_line};
use recording::{Resource, ResourceId, ResourceKind, ResourceRecord, ResourceStep, TaskId, Trace};
use scenario::time::Micros;

/// The height of a lane with steps, and of one with boxes in a low window, or among many.
const STEPS: f64 = 44.0;
const BOXES: f64 = 34.0;
const LOW_STEPS: f64 = 34.0;
const LOW_BOXES: f64 = 24.0;
/// From the lane's edges to its highest and its lowest level.
const TOP: f64 = 9.0;
const BOTTOM: f64 = 7.0;
/// The height of a box in a lane.
const BOX: f64 = 16.0;
const LOW_BOX: f64 = 14.0;
/// Steps in one pixel that are looked at for its highest and its lowest level.
const MOST_IN_A_PIXEL: usize = 64;
/// Boxes narrower than this are drawn together.
const NARROWEST: f64 = 3.0;
/// A queue that is empty in fewer pixels is not called so.
const SHORTEST_EMPTY: f64 = 72.0;
/// Between a word and the edges of what it is in.
const SPARE: f64 = 6.0;
/// How far outside the canvas steps are cut.
const OUTSIDE: f64 = 8.0;
/// The owner of a resource that is held, nobody knows by whom, and of an event that is set.
const SOMEBODY: u32 = u32::MAX;
/// The share of the window's height that lanes of resources may take.
const OF_THE_WINDOW: f64 = 0.28;
const OF_A_PHONE: f64 = 0.1;
/// The height of the line that counts those that have no lane.
const NOTE: f64 = 20.0;

/// How a resource is drawn.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ResourceShape {
    /// Its level, as steps.
    Level,
    /// Its holders, as boxes.
    Holders,
    /// When it is set, as boxes.
    Set,
}

/// The lane of a resource.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ResourceLane {
    /// The resource.
    pub res: ResourceId,
    /// How it is drawn.
    pub shape: ResourceShape,
    /// From the top of the first lane to its top.
    pub top: f64,
    /// Its height.
    pub height: f64,
}

/// The lanes of the most used resources that there is room for.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct ResourceLanes {
    /// The lanes, in the order of the resources.
    pub lanes: Vec<ResourceLane>,
    /// The number of used resources that have none.
    pub left_out: usize,
}

/// What is drawn of resources.
#[derive(Clone, Copy)]
pub struct DrawnResources<'a> {
    /// What happened to them.
    pub record: &'a ResourceRecord,
    /// Their lanes.
    pub lanes: &'a [ResourceLane],
}

impl ResourceLanes {
    /// The height that they may take in a window of this size, in CSS pixels. It does not depend on the height of the timeline,
    /// which follows from theirs.
    #[must_use]
    pub fn room(window_width: f64, window_height: f64) -> f64 {
        let share = if window_width < PHONE_WIDTH {
            OF_A_PHONE
        } else {
            OF_THE_WINDOW
        };
        (window_height * share).floor()
    }

    /// The lanes of the most used resources in this room, below lanes of this height.
    #[must_use]
    pub fn within(trace: &Trace, record: &ResourceRecord, room: f64, lane: f64) -> Self {
        let (steps, boxes) = if lane < BOXES {
            (LOW_STEPS, LOW_BOXES)
        } else {
            (STEPS, BOXES)
        };
        let height = |shape: ResourceShape| if shape == ResourceShape::Level { steps } else { boxes };
        let shape = |res: ResourceId| trace.resources.get(res.0 as usize).map(shape_of);
        let mut most_used: Vec<ResourceId> = record.most_used().to_vec();
        scenario::sort::by_key(&mut most_used, |res| std::cmp::Reverse(record.steps(*res).len()));
        let height_of = |res: &ResourceId| shape(*res).map_or(0.0, height);
        let all: f64 = most_used.iter().map(height_of).sum();
        let counted = all > room || record.used() > most_used.len();
        let mut left = if counted { room - NOTE } else { room };
        // The first that does not fit ends them: a less used one in its place would be a riddle.
        let fitting = most_used.iter().take_while(|res| {
            left -= height_of(res);
            left >= 0.0
        });
        most_used.truncate(fitting.count());
        scenario::sort::by_key(&mut most_used, |res| *res);
        let mut top = 0.0;
        let lanes = most_used.iter().filter_map(|res| {
            let shape = shape(*res)?;
            let lane = ResourceLane {
                res: *res,
                shape,
                top,
                height: height(shape),
            };
            top += lane.height;
            Some(lane)
        });
        let lanes: Vec<ResourceLane> = lanes.collect();
        Self {
            left_out: record.used() - lanes.len(),
            lanes,
        }
    }

    /// The height of the lanes, and below them that of a line that counts those without one.
    #[must_use]
    pub fn height(&self) -> f64 {
        let note = if self.left_out > 0 { NOTE } else { 0.0 };
        self.top_of_note() + note
    }

    /// From the top of the first lane to the line that counts the others.
    #[must_use]
    pub fn top_of_note(&self) -> f64 {
        self.lanes.last().map_or(0.0, |lane| lane.top + lane.height)
    }
}

/// The lane of a resource at this y of the plot.
#[must_use]
pub fn resource_at(lanes: &[ResourceLane], rows: &Rows, y: f64) -> Option<ResourceLane> {
    let within = y - rows.foot_top();
    let found = lanes
        .iter()
        .find(|lane| within >= lane.top && within < lane.top + lane.height);
    found.filter(|_| y < rows.height).copied()
}

fn shape_of(resource: &Resource) -> ResourceShape {
    match kind(resource) {
        Some(ResourceKind::Event) => ResourceShape::Set,
        Some(ResourceKind::Condition) => ResourceShape::Level,
        _ if has_one_holder(resource) => ResourceShape::Holders,
        _ => ResourceShape::Level,
    }
}

/// The wait whose ink a resource has.
fn ink_of(resource: &Resource) -> BarKind {
    match kind(resource) {
        Some(ResourceKind::Semaphore) => BarKind::Permit,
        _ => BarKind::Resource,
    }
}

/// The lanes of resources; `None` if there are none.
pub(super) fn draw(input: &Input<'_>) -> Option<ResourceRows> {
    let drawn = input.resources.filter(|_| input.rows.foot > 0.0)?;
    Some(draw_lanes(input, drawn))
}

/// Not part of what the first picture needs, so that the second part of the page has it.
#[inline(never)]
fn draw_lanes(input: &Input<'_>, drawn: DrawnResources<'_>) -> ResourceRows {
    let DrawnResources { record, lanes } = drawn;
    let (top, width) = (input.rows.foot_top(), input.scale.width());
    let mut rows = ResourceRows {
        rect: Rect::new(0.0, top, width, input.rows.foot),
        ..ResourceRows::default()
    };
    for lane in lanes {
        let Some(resource) = input.trace.resources.get(lane.res.0 as usize) else {
            continue;
        };
        let area = Rect::new(0.0, top + lane.top, width, lane.height);
        rows.rules.push(area.bottom() - 1.0);
        let drawing = DrawnResource {
            input,
            resource,
            steps: record.steps(lane.res),
            area,
            kind: ink_of(resource),
        };
        match lane.shape {
            ResourceShape::Level => drawing.level(record.highest(lane.res), &mut rows),
            ResourceShape::Holders | ResourceShape::Set => drawing.boxes(lane.shape, &mut rows),
        }
    }
    rows
}

struct DrawnResource<'a> {
    input: &'a Input<'a>,
    resource: &'a Resource,
    steps: &'a [ResourceStep],
    area: Rect,
    kind: BarKind,
}

/// What is said of a level that stays for a while.
#[derive(Clone, Copy, PartialEq, Eq)]
enum LevelWord {
    Full,
    Empty,
}

/// A stretch of time in which the same is said of a level.
struct Stretch {
    said: Option<LevelWord>,
    from: f64,
    to: f64,
    step: ResourceStep,
}

impl DrawnResource<'_> {
    /// The steps in view, those of one pixel together: calls `each` with the x, the steps, and the one before them.
    fn columns(&self, mut each: impl FnMut(f64, &[ResourceStep], ResourceStep)) {
        let scale = &self.input.scale;
        let (first, last) = scale.visible();
        let last = last.min(self.input.edge);
        let mut index = self.steps.partition_point(|step| step.at < first);
        let mut before = match index.checked_sub(1) {
            Some(before) => self.steps[before],
            None => initial(self.resource),
        };
        while let Some(step) = self.steps.get(index).filter(|step| step.at <= last) {
            let x = scale.x_from_time(step.at);
            let until = scale.time_from_x(x + 1.0);
            let rest = &self.steps[index..];
            let together = rest.partition_point(|step| step.at < until).max(1);
            each(x, &rest[..together], before);
            before = rest[together - 1];
            index += together;
        }
    }

    /// The x from and to which the resource is drawn.
    fn ends(&self) -> (f64, f64) {
        let scale = &self.input.scale;
        let cut = |x: f64| x.clamp(-OUTSIDE, scale.width() + OUTSIDE);
        (
            cut(scale.x_from_time(Micros::ZERO)),
            cut(scale.x_from_time(self.input.edge)),
        )
    }

    fn level(&self, highest: u32, rows: &mut ResourceRows) {
        let (area, limit) = (self.area, size(self.resource));
        let top_level = limit.unwrap_or(1).max(highest).max(1);
        let (top, bottom) = (area.y + TOP, area.bottom() - BOTTOM);
        let y_of = |level: u32| bottom - f64::from(level) / f64::from(top_level) * (bottom - top);
        let (left, right) = self.ends();
        let mut points: Vec<(f64, f64)> = Vec::new();
        let mut stretch: Option<Stretch> = None;
        let mut x = left;
        let first = std::cell::Cell::new(true);
        let mut draw = |x: &mut f64, next: f64, step: ResourceStep, rows: &mut ResourceRows| {
            let y = y_of(step.level);
            if step.level > 0 {
                self.fill(Rect::new(*x, y, next - *x, bottom - y), rows);
            }
            let said = self.said(&step);
            match &mut stretch {
                Some(open) if open.said == said => {
                    open.to = next;
                    // Its event is where a wait began.
                    if step.waiting > open.step.waiting {
                        open.step = step;
                    }
                }
                open => {
                    let ended = open.replace(Stretch {
                        said,
                        from: *x,
                        to: next,
                        step,
                    });
                    rows.words.extend(ended.and_then(|ended| self.word(&ended, y_of)));
                }
            }
            *x = next;
        };
        self.columns(|next, steps, before| {
            draw(&mut x, next, before, rows);
            if first.replace(false) {
                points.push((left, y_of(before.level)));
            }
            points.push((next, y_of(before.level)));
            let stride = steps.len().div_ceil(MOST_IN_A_PIXEL);
            let levels = || steps.iter().step_by(stride).map(|step| step.level);
            let last = steps.last().map_or(before.level, |step| step.level);
            let (low, high) = (before.level.min(last), before.level.max(last));
            points.extend(
                levels()
                    .min()
                    .filter(|level| *level < low)
                    .map(|level| (next, y_of(level))),
            );
            points.extend(
                levels()
                    .max()
                    .filter(|level| *level > high)
                    .map(|level| (next, y_of(level))),
            );
            points.push((next, y_of(last)));
        });
        let now = self.last_in_view();
        draw(&mut x, right, now, rows);
        if first.get() {
            points.push((left, y_of(now.level)));
        }
        points.push((right, y_of(now.level)));
        let word = stretch.and_then(|open| self.word(&open, y_of));
        rows.words.extend(word);
        rows.lines.push(LevelLine {
            kind: self.kind,
            points,
        });
        if limit.is_some() {
            let line = Rect::new(left, y_of(top_level), right - left, 1.0);
            rows.limits.push((self.kind, line));
        }
        rows.words
            .extend(self.limit_in_words(top_level, right, y_of(top_level)));
    }

    /// An area below the line, in whole pixels, so that neighbours join.
    fn fill(&self, area: Rect, rows: &mut ResourceRows) {
        let (x, right) = (area.x.round(), area.right().round());
        if right <= x {
            return;
        }
        match rows.areas.last_mut() {
            Some((kind, last)) if *kind == self.kind && last.right() == x && last.y == area.y => {
                last.width = right - last.x
            }
            _ => rows.areas.push((
                self.kind,
                Rect {
                    x,
                    width: right - x,
                    ..area
                },
            )),
        }
    }

    /// The last step that is in view, or before it.
    fn last_in_view(&self) -> ResourceStep {
        let last = self.input.scale.visible().1.min(self.input.edge);
        let until = self.steps.partition_point(|step| step.at <= last);
        match until.checked_sub(1) {
            Some(index) => self.steps[index],
            None => initial(self.resource),
        }
    }

    fn said(&self, step: &ResourceStep) -> Option<LevelWord> {
        let queue = kind(self.resource) == Some(ResourceKind::Queue);
        if queue && size(self.resource) == Some(step.level) {
            Some(LevelWord::Full)
        } else {
            // Of a semaphore without free permits nothing is said while nobody waits: that is what it is for.
            (step.level == 0 && (queue || self.kind == BarKind::Permit && step.waiting > 0)).then_some(LevelWord::Empty)
        }
    }

    /// `full`, `empty, line 10 waits`: as much of it as there is room for.
    fn word(&self, stretch: &Stretch, y_of: impl Fn(u32) -> f64) -> Option<ResourceWord> {
        let Stretch { said, from, to, step } = stretch;
        let (from, to) = (from.max(0.0), to.min(self.input.scale.width()));
        // Nobody minds a queue that is empty, or waits there for a moment.
        if *said == Some(LevelWord::Empty) && (step.waiting == 0 || to - from < SHORTEST_EMPTY) {
            return None;
        }
        let short = match said.as_ref()? {
            LevelWord::Full => "full",
            LevelWord::Empty if self.kind == BarKind::Permit => "none free",
            LevelWord::Empty => "empty",
        };
        let line = (step.waiting > 0)
            .then(|| waits_in_line(self.input.trace, step.event))
            .flatten();
        let long = line.map(|line| format!("{short}, line {} waits", line.line));
        let room = to - from - 2.0 * SPARE;
        let fits = |text: &String| (self.input.text_width)(text) <= room;
        let text = long.filter(fits).or_else(|| Some(short.to_owned()).filter(fits))?;
        // Where the wait began, or as far left of that as there is no room.
        let begun = self.input.scale.x_from_time(step.at).max(from) + SPARE;
        let x = begun.min(to - SPARE - (self.input.text_width)(&text)).max(from + SPARE);
        let y = y_of(step.level);
        let baseline = match said {
            // Clear of what is taken out and put back at once.
            Some(LevelWord::Full) => self.area.bottom() - BOTTOM - 5.0,
            _ => y - 5.0,
        };
        Some(ResourceWord {
            kind: Some(self.kind),
            label: Label { x, baseline, text },
        })
    }

    /// `maxsize 3`, right of what is drawn.
    fn limit_in_words(&self, top: u32, right: f64, y: f64) -> Option<ResourceWord> {
        let text = match (kind(self.resource), size(self.resource)) {
            (Some(ResourceKind::Queue), Some(size)) => format!("maxsize {size}"),
            (Some(ResourceKind::Semaphore), Some(size)) => scenario::words::count(size as usize, "permit"),
            (Some(ResourceKind::Barrier), Some(size)) => {
                format!("{size} parties")
            }
            _ => format!("at most {top}"),
        };
        let x = right + SPARE + 2.0;
        (x + (self.input.text_width)(&text) <= self.input.scale.width()).then_some(ResourceWord {
            kind: None,
            label: Label {
                x,
                baseline: y + 4.0,
                text,
            },
        })
    }

    /// Who has it after a step, as a key to compare: the number of the task, or [`SOMEBODY`].
    fn owner(shape: ResourceShape, step: &ResourceStep) -> Option<u32> {
        match (shape, step.holder) {
            (ResourceShape::Set, _) => (step.level > 0).then_some(SOMEBODY),
            (_, Some(holder)) => Some(holder.0),
            (_, None) => (step.level == 0).then_some(SOMEBODY),
        }
    }

    fn boxes(&self, shape: ResourceShape, rows: &mut ResourceRows) {
        let (left, right) = self.ends();
        let mut open = (left, Self::owner(shape, &initial(self.resource)));
        let mut begun = false;
        let mut done: Vec<(f64, f64, u32)> = Vec::new();
        self.columns(|x, steps, before| {
            if !std::mem::replace(&mut begun, true) {
                open.1 = Self::owner(shape, &before);
            }
            let stride = steps.len().div_ceil(MOST_IN_A_PIXEL);
            let changed = |step: &ResourceStep| Self::owner(shape, step) != open.1;
            let last = steps.last().map_or(open.1, |step| Self::owner(shape, step));
            if last == open.1 && !steps.iter().step_by(stride).any(changed) {
                return;
            }
            if let (from, Some(owner)) = open {
                done.push((from, x, owner));
            }
            open = (x, last);
        });
        if !begun {
            open.1 = Self::owner(shape, &self.last_in_view());
        }
        if let (from, Some(owner)) = open {
            done.push((from, right, owner));
        }
        let height = if self.area.height < BOXES { LOW_BOX } else { BOX };
        let y = (self.area.y + (self.area.height - height) / 2.0).floor();
        for (from, to, owner) in done {
            let rect = cut(from, to, y, height, &self.input.scale);
            if rect.width < NARROWEST {
                match rows.held.last_mut() {
                    Some(last) if last.several && last.rect.y == y && from - last.rect.right() <= NARROWEST => {
                        last.rect.width = to.max(last.rect.right()) - last.rect.x;
                    }
                    _ => rows.held.push(HeldBox {
                        kind: self.kind,
                        rect: Rect {
                            width: rect.width.max(1.0),
                            ..rect
                        },
                        several: true,
                        label: None,
                    }),
                }
                continue;
            }
            rows.held.push(HeldBox {
                kind: self.kind,
                label: self.name(shape, owner, &rect),
                rect,
                several: false,
            });
        }
    }

    /// The name of who has it, in the middle of its box: all of it, or its last word.
    fn name(&self, shape: ResourceShape, owner: u32, rect: &Rect) -> Option<Label> {
        let (left, right) = (rect.x.max(0.0), rect.right().min(self.input.scale.width()));
        let room = right - left - 2.0 * SPARE;
        let name = match (shape, owner) {
            (ResourceShape::Set, _) => "set".into(),
            (_, SOMEBODY) => "held".into(),
            (_, task) => self.input.trace.label(TaskId(task))?,
        };
        let width = self.input.text_width;
        let last_word = name.rsplit(' ').next().filter(|word| !word.is_empty());
        let text = [Some(&*name), last_word]
            .into_iter()
            .flatten()
            .find(|text| width(text) <= room)?;
        Some(Label {
            x: left + (right - left - width(text)) / 2.0,
            baseline: rect.y + rect.height / 2.0 + 4.0,
            text: text.to_owned(),
        })
    }
}
