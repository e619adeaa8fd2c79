//! How many stand at each line of a program, followed from moment to moment: a step costs what has happened in it.
//!
//! What that looks like is the page's.

use super::code_position::{NUMBERS, place_of};
use super::{CodePosition, Program};
use recording::{Lane, Lanes, Moment, State, TaskId, Trace};

/// So many tasks are looked up at once: a small part of a frame, however many there are.
const PIECE: usize = 4_096;

/// Where nobody stands.
const NOWHERE: u32 = u32::MAX;

/// Who stands at which line of a program.
#[derive(Clone, Debug)]
pub struct CodePositions {
    /// By [`CodePosition::number`]: the line.
    lines: [u32; NUMBERS],
    /// By task: its line.
    at: Vec<u32>,
    /// By line: how many.
    counts: Vec<u32>,
    /// Who is being polled: a task and, inside main, a joined future.
    running: Vec<TaskId>,
    /// How many events had happened at the moment that this is about.
    events: usize,
    /// How many tasks have been looked up at that moment; fewer than there are while a jump is being made.
    looked_up: usize,
}

impl CodePositions {
    /// Before anybody stands anywhere.
    #[must_use]
    pub fn new(program: &Program) -> Self {
        let mut lines = [NOWHERE; NUMBERS];
        for (number, line) in lines.iter_mut().enumerate() {
            let place = CodePosition::numbered(number).and_then(|place| program.line_of(place));
            *line = place.and_then(|line| u32::try_from(line).ok()).unwrap_or(NOWHERE);
        }
        Self {
            lines,
            at: Vec::new(),
            counts: vec![0; program.lines.len()],
            running: Vec::new(),
            events: 0,
            looked_up: 0,
        }
    }

    /// Goes to `moment`, or a piece of the way: false says that the rest is to be asked for again.
    ///
    /// `lanes` are folded from `trace`, which only grows. For another trace, start anew.
    pub fn follow(&mut self, trace: &Trace, lanes: &Lanes, moment: Moment) -> bool {
        let events = moment.events.min(trace.events.len());
        if self.at.len() != lanes.len() {
            self.at = vec![NOWHERE; lanes.len()];
            self.jump(0);
        }
        if self.looked_up == self.at.len() && self.events != events {
            let passed = self.events.min(events)..self.events.max(events);
            self.events = events;
            if passed.len() > PIECE {
                self.jump(events);
            } else {
                for event in trace.events.range(passed) {
                    if let Some((task, lane)) = event.task.and_then(|task| Some((task, lanes.lane(trace, task)?))) {
                        self.look_up(trace, lanes, task, &lane);
                    }
                }
                // Where main stands depends on who has ended.
                if let Some(lane) = lanes.lane(trace, TaskId::MAIN) {
                    self.look_up(trace, lanes, TaskId::MAIN, &lane);
                }
            }
        }
        let until = self.at.len().min(self.looked_up + PIECE);
        lanes.each_in(trace, self.looked_up..until, |task, lane| {
            self.look_up(trace, lanes, task, lane);
        });
        self.looked_up = until;
        self.looked_up == self.at.len() && self.events == events
    }

    /// How many stand at a line, from 0.
    #[must_use]
    pub fn count(&self, line: usize) -> usize {
        self.counts.get(line).map_or(0, |&count| count as usize)
    }

    /// Who stands at a line, in list order. Costs as much as there are tasks.
    #[must_use]
    pub fn at(&self, line: usize) -> Vec<TaskId> {
        let stands = |at: &u32| *at as usize == line;
        let found = (0_u32..).zip(&self.at).filter(|(_, at)| stands(at));
        found.map(|(task, _)| TaskId(task)).collect()
    }

    /// By line: the first that stand there, at most `most`, in list order.
    #[must_use]
    pub fn first(&self, most: usize) -> Vec<Vec<TaskId>> {
        let mut missing: usize = self.counts.iter().map(|&count| most.min(count as usize)).sum();
        let mut first = vec![Vec::new(); self.counts.len()];
        for (task, &at) in (0_u32..).zip(&self.at) {
            if missing == 0 {
                break;
            }
            if let Some(there) = first.get_mut(at as usize).filter(|there| there.len() < most) {
                there.push(TaskId(task));
                missing -= 1;
            }
        }
        first
    }

    /// The line at which this task stands, from 0.
    #[must_use]
    pub fn line_of(&self, task: TaskId) -> Option<usize> {
        let line = *self.at.get(task.index())?;
        (line != NOWHERE).then_some(line as usize)
    }

    /// Who is being polled.
    #[must_use]
    pub fn running(&self) -> &[TaskId] {
        &self.running
    }

    /// Everyone is to be looked up anew, at the moment when so many events have happened.
    fn jump(&mut self, events: usize) {
        self.events = events;
        self.looked_up = 0;
        self.running.clear();
        self.counts.fill(0);
        self.at.fill(NOWHERE);
    }

    fn look_up(&mut self, trace: &Trace, lanes: &Lanes, task: TaskId, lane: &Lane<'_>) {
        let moment = Moment {
            events: self.events,
            ..Moment::START
        };
        let running = matches!(lane.state_after(self.events), State::Running | State::RunningWoken);
        match self.running.iter().position(|&other| other == task) {
            Some(place) if !running => {
                self.running.swap_remove(place);
            }
            None if running => self.running.push(task),
            Some(_) | None => {}
        }
        let line = place_of(trace, lanes, task, lane, moment).map_or(NOWHERE, |place| self.lines[place.number()]);
        let Some(at) = self.at.get_mut(task.index()) else {
            return;
        };
        let before = std::mem::replace(at, line);
        if let Some(count) = self.counts.get_mut(before as usize) {
            *count -= 1;
        }
        if let Some(count) = self.counts.get_mut(line as usize) {
            *count += 1;
        }
    }
}
