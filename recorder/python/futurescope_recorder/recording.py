"""One recording: its lines, its clock, and what runs at this moment. The hooks write their events through it.

Lines are collected in a list, and handed to the sink between the turns of the loop or after a printed line, as soon as
50 ms have passed. An event's number is its place among the events of the file, so a number is taken and its line
appended without anything in between. All of it happens on the thread that runs the recorded loop; what other threads
print waits in `outside` until that thread has its turn.
"""

import platform
import threading
import time
from collections import deque
from math import floor

from .places import Places
from .sinks import CallSink, open_sink
from .text import quoted, shortened

FLUSH_SECONDS = 0.05
"""A batch is handed to the sink when the last one is this old."""

FLUSH_LINES = 500
"""A batch is handed to the sink when it is this long. A few times as many would no longer be in the processor's cache."""

LONG_WAIT_SECONDS = 0.02
"""Before the loop sleeps for longer than this, the batch is handed to the sink."""

NO_CAUSE = ("start", None, None)
"""What runs, whose number it has, and the event it began with: here nothing that is known. `end` is what a task's end calls."""

NOT_TOUCHED = (None, -1)

IO_CAUSE = ("io", None, None)
THREAD_CAUSE = ("thread", None, None)

real_perf_counter = time.perf_counter


class Stopped(KeyboardInterrupt):
    """Raised in a program on the virtual clock that cannot go on: a deadlock, or a limit of the recording.

    A `KeyboardInterrupt`, because asyncio lets that leave a task and the loop.
    """


class Limits:
    """When a recording ends by itself. `None` is no limit; seconds of the recording's clock and of wall time."""

    __slots__ = ("events", "seconds", "wall_seconds")

    def __init__(self, events=None, seconds=None, wall_seconds=None):
        self.events = events
        self.seconds = seconds
        self.wall_seconds = wall_seconds

    @property
    def none(self):
        return self.events is None and self.seconds is None and self.wall_seconds is None

    def exceeded(self, events, at_us, wall_seconds):
        """What is exceeded, in words; or `None`."""
        if self.events is not None and events >= self.events:
            return f"{self.events:,} events"
        if self.seconds is not None and at_us > self.seconds * 1e6:
            return f"{self.seconds:g} s of the program's time"
        if self.wall_seconds is not None and wall_seconds > self.wall_seconds:
            return f"{self.wall_seconds:g} s of wall time"
        return None


class RealClock:
    """Microseconds since the recording began."""

    virtual = False
    resolution_us = 1

    def __init__(self):
        self.seconds = real_perf_counter
        self.start = real_perf_counter()
        self.zero_us = self.start * 1e6 - 0.5

    def now_us(self):
        return floor(real_perf_counter() * 1e6 - self.zero_us)

    def begin_poll(self):
        pass

    def end_poll(self):
        return ""


class Recording:
    """The lines of one trace, and what is known of this moment."""

    __slots__ = (
        "clock", "stamp", "values", "places", "lines", "emit", "events", "outside", "limits",
        "task", "told", "poll_event", "woken", "begin_of_last", "loop_began", "loop_is_coarse", "loop_cause", "touched", "turn_due", "done",
        "loop", "loop_has_run", "thread_id", "kept_by", "tasks_declared", "tasks_ended", "timers_made", "failures", "asking", "held", "open_lines", "end_word",
        "end_message", "on_stop", "notice", "flush_due", "_sink", "_flushed_us", "_began", "__weakref__",
    )

    def __init__(self, target, clock=None, values=True, program=None, source=None, embed_source=True, limits=None,
                 package_folder=None):  # fmt: skip
        self.clock = clock or RealClock()
        self.stamp = self.clock.now_us
        self.values = values
        self.limits = limits or Limits()
        self.lines = []
        self.emit = self.lines.append
        # The number of events so far, which is the number of the next one.
        self.events = 0
        self.outside = deque()
        self.places = Places(self, program, source, embed_source, package_folder)
        # The task that is being polled, the event of its `poll-start`, and whether its end is in the trace already.
        self.task = None
        self.poll_event = None
        self.told = True
        # The handle with which it woke itself, which ends its poll.
        self.woken = None
        # The line of the end of the last poll, up to its task, if nothing has run since.
        self.begin_of_last = None
        # The loop's own time at which the recording began.
        self.loop_began = 0
        # Whether that time goes in steps, as on Windows until Python 3.12.
        self.loop_is_coarse = False
        # What runs where no poll does, or after the end of the task in this poll.
        self.loop_cause = NO_CAUSE
        # The resource that was just changed, and the event that says so.
        self.touched = NOT_TOUCHED
        self.turn_due = False
        self.done = False
        # The recorded loop, whether it has run, and its thread. `kept_by` is that thread, too, from the loop's first
        # task on: until then another loop may take its place.
        self.loop = None
        self.loop_has_run = False
        self.thread_id = threading.get_ident()
        self.kept_by = None
        self.tasks_declared = 0
        self.tasks_ended = 0
        self.timers_made = 0
        # Weak references to failed tasks, whose failure somebody may still look at.
        self.failures = []
        # The requests to cancel that are being passed on: task, reason, event.
        self.asking = []
        # What is written by what is carried out beside the loop (`loops.run_in_line`), to be written at its time.
        self.held = None
        # What was written to each stream since its last line break.
        self.open_lines = []
        self.end_word = None
        self.end_message = None
        self.on_stop = None
        # Says something to the person, outside of the program's output.
        self.notice = len
        self._sink = open_sink(target)
        self._flushed_us = 0
        self._began = real_perf_counter()
        # When the lines are to be handed to the sink, as `real_perf_counter` counts.
        self.flush_due = self._began + FLUSH_SECONDS
        self._write_header(program)

    def _write_header(self, program):
        word = "virtual" if self.clock.virtual else "real"
        name = f',"program":{quoted(_base_name(program))}' if program else ""
        self._sink.write(
            f'{{"format":"futurescope-trace","version":2,"source":"python","clock":"{word}",'
            f'"resolution_us":{self.clock.resolution_us},"language":"Python {platform.python_version()}"{name}}}\n'
        )

    @property
    def task_id(self):
        """The number of the task that is being polled, or `None`."""
        return None if self.task is None else self.task._number

    @property
    def cause(self):
        """What runs now, as a cause of what it wakes: a word, a number, and an event."""
        if self.told:
            return self.loop_cause
        return ("task", self.task._number, self.poll_event)

    # ---- lines ----

    def declare(self, line):
        """Adds a line that is not an event."""
        if not self.done:
            self.emit(line)

    def event(self, kind, task_id, keys=""):
        """Adds an event and returns its number. `keys` is JSON text that begins with a comma, or empty."""
        if self.done:
            return None
        task = "null" if task_id is None else task_id
        at = self.stamp()
        number = self.events
        self.events = number + 1
        self.emit(f'{{"at_us":{at},"task":{task},"kind":"{kind}"{keys}}}')
        return number

    def turn(self):
        """Adds the turn of the loop that has begun, with its first handle."""
        self.turn_due = False
        self.event("turn", None)

    def print_line(self, task_id, text, keys):
        """Adds a printed line. May be called from any thread."""
        keys = f',"text":{quoted(shortened(text))}{keys}'
        if threading.get_ident() == self.thread_id:
            self.event("printed", task_id, keys)
            # Not while a task runs that starts at once: it has no name before its first wait.
            starting = self.told and self.task is not None
            if real_perf_counter() > self.flush_due and not starting:
                self.flush()
        else:
            self.outside.append((self.stamp(), keys))

    def take_from_outside(self):
        """Adds what other threads have printed, with the stamps at which they did, as far as stamps never fall."""
        last = _last_stamp(self.lines, self._flushed_us)
        while self.outside and not self.done:
            at, keys = self.outside.popleft()
            last = max(at, last)
            self.events += 1
            self.emit(f'{{"at_us":{last},"task":null,"kind":"printed"{keys}}}')

    def flush(self):
        """Hands all lines to the sink."""
        lines = self.lines
        if lines:
            self._flushed_us = _last_stamp(lines, self._flushed_us)
            lines.append("")
            text = "\n".join(lines)
            lines.clear()
            self._hand_over(text)
        self.flush_due = real_perf_counter() + FLUSH_SECONDS

    def _hand_over(self, text):
        """Gives text to the sink. If a file cannot take it, the recording is over."""
        try:
            self._sink.write(text)
        except OSError as error:
            if isinstance(self._sink, CallSink):
                raise
            self._lose(error.strerror)

    def _lose(self, why):
        """Ends a recording that cannot be written any more. The program goes on; on the virtual clock it is stopped."""
        goes_on = not self.done
        self.done = True
        self.lines.clear()
        self.end_word, self.end_message = "stopped", f"The trace cannot be written any more: {why}."
        sink, self._sink = self._sink, CallSink(len)
        try:
            sink.close()
        except OSError:
            pass
        if goes_on and self.on_stop is not None:
            self.on_stop()
        if goes_on and self.clock.virtual:
            raise Stopped(self.end_message)
        self.notice(self.end_message)

    # ---- its end ----

    def end_open_lines(self):
        """Records what was printed without a line break: nothing will follow it."""
        for lines in self.open_lines:
            lines.end()

    def exceeded(self):
        """The limit that is exceeded, in words; or `None`."""
        return self.limits.exceeded(self.events, self.stamp(), real_perf_counter() - self._began)

    def end(self, word, message=None):
        """Writes the last line. What the program does afterwards is not recorded."""
        if self.done:
            return
        self.end_open_lines()
        if self.outside:
            self.take_from_outside()
        self.done = True
        self.end_word, self.end_message = word, message
        text = f',"message":{quoted(shortened(message))}' if message else ""
        self.emit(f'{{"end":"{word}"{text},"events":{self.events}}}')
        self.flush()
        try:
            self._sink.close()
        except OSError as error:
            self._lose(error.strerror)
        if self.on_stop is not None:
            self.on_stop()

    def forget(self):
        """Leaves the trace as it is: for a child process, which shares the file with its parent."""
        self.done = True
        self.lines.clear()
        if self.on_stop is not None:
            self.on_stop()


def _base_name(path):
    return path.replace("\\", "/").rpartition("/")[2]


def _last_stamp(lines, before):
    """The stamp of the last event in `lines`, or `before` if there is none."""
    for line in reversed(lines):
        if line.startswith(_EVENT_BEGINS):
            return int(line[len(_EVENT_BEGINS) : line.index(",")])
    return before


_EVENT_BEGINS = '{"at_us":'
