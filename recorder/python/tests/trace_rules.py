"""The rules of the trace file, version 2, as code: reads a file and names every line that breaks one.

Written from docs/trace-format.md and the table of a task's states, not from the recorder or the reader of the page, so that
a mistake in one of them shows here. Knows nothing of the corpus.
"""

import json
from dataclasses import dataclass, field

LONGEST_LINE = 8 << 20
LATEST = 1 << 53

ENDS = ("finished", "failed", "cancelled", "destroyed")

OUTCOMES = {"ok", "failed", "stopped", "deadlock", "limit"}
WAITS = {
    "timer", "backoff", "child", "gather", "wait", "group", "semaphore", "lock", "condition", "event", "barrier",
    "queue-get", "queue-put", "queue-join", "thread", "io", "future",
}  # fmt: skip
TIMERS = {"sleep", "timeout", "deadline", "backoff", "call"}
CANCELS = {
    "group", "race", "first-ok", "deadline", "timeout", "gather", "leftovers", "stop", "user", "program", "dropped",
}  # fmt: skip
CLOCK_CHANGES = {"paused", "resumed", "speed", "hidden", "shown", "stepped"}

# The keys of each kind beside at_us, task, kind and cause: those that it must have, and those that it may have.
KINDS = {
    "spawned": ((), ("parent", "line", "via")),
    "turn": ((), ()),
    "poll-start": ((), ()),
    # measured_us: the recorder's own, how long a poll computed on the virtual clock.
    "poll-end": (("result",), ("on", "tasks", "res", "stack", "measured_us")),
    "woken": (("by",), ("id", "res")),
    "timer-set": (("timer", "what", "deadline_us"), ()),
    "timer-fired": (("timer",), ()),
    "timer-cleared": (("timer",), ()),
    "acquired": (("res",), ("size",)),
    "released": (("res",), ("size", "to")),
    "put": (("res",), ("size",)),
    "got": (("res",), ("size",)),
    "set": (("res",), ("size",)),
    "attempt": (("number",), ()),
    "attempt-failed": (("number", "message", "why"), ()),
    "printed": (("text",), ("stream", "line")),
    "finished": (("value",), ()),
    "failed": (("message",), ("line", "of")),
    "cancel-requested": (("by", "why"), ("line",)),
    "cancelled": ((), ()),
    "never-retrieved": ((), ()),
    "warned": (("text",), ("line",)),
    "destroyed": ((), ()),
    "deadlock": (("tasks",), ()),
    "stuck": ((), ("line",)),
    "clock": (("what",), ()),
    "truncated": (("count", "why"), ()),
}

OF_THE_LOOP = {"turn", "clock", "truncated"}
OF_A_TASK = {
    "spawned", "poll-start", "poll-end", "woken", "attempt", "attempt-failed", "finished", "failed", "cancel-requested",
    "cancelled", "never-retrieved", "destroyed",
}  # fmt: skip

# Only code inside a poll of the task can cause these.
ONLY_IN_A_POLL = {"attempt", "attempt-failed", "printed", "acquired", "put", "got", "set"}


@dataclass
class Trace:
    """A file as it was read, with what is wrong with it."""

    header: dict = field(default_factory=dict)
    files: list = field(default_factory=list)
    stacks: list = field(default_factory=list)
    resources: list = field(default_factory=list)
    tasks: list = field(default_factory=list)
    events: list = field(default_factory=list)
    end: dict | None = None
    problems: list = field(default_factory=list)

    @property
    def cut_off(self):
        """Whether the last line is missing: the program was killed."""
        return self.end is None

    def of_kind(self, *kinds):
        return [event for event in self.events if event["kind"] in kinds]

    def frames_of(self, event):
        """The frames of the event's stack as (file name, line, function), the outermost first."""
        stack = event.get("stack")
        if stack is None:
            return []
        return [(self.files[file]["name"], line, name) for file, line, name in self.stacks[stack]["frames"]]


def read(path):
    """Reads the trace file at `path`."""
    with open(path, "rb") as file:
        return read_bytes(file.read())


def read_bytes(data):
    """Reads the bytes of a trace file; see `read`."""
    return _Reader().read(data)


class _Broken(Exception):
    """A rule is broken: the message says which."""


@dataclass
class _Task:
    state: str = "created"
    on: str | None = None
    last_wake: int | None = None
    end: int | None = None
    in_poll: bool = False
    polls: int = 0


class _Reader:
    def __init__(self):
        self.trace = Trace()
        self.tasks = []
        self.timers = {}
        self.polled = []  # the tasks whose polls are open, the innermost last
        self.holders = {}
        self.at = 0

    def read(self, data):
        trace = self.trace
        lines = data.split(b"\n")
        rest = lines.pop()
        for number, line in enumerate(lines, 1):
            self.one_line(number, line)
        if rest:
            # A line without its line break: the program was killed while it was written.
            if trace.end is not None:
                trace.problems.append(f"line {len(lines) + 1}: this is behind the end")
        if not lines:
            trace.problems.append("line 1: there is no header")
        if trace.end is not None:
            for task in self.polled:
                trace.problems.append(f"at the end: task {task} is still being polled")
        return trace

    def one_line(self, number, line):
        try:
            if len(line) > LONGEST_LINE:
                raise _Broken("the line is longer than 8 MB")
            try:
                row = json.loads(line.decode("utf-8"), parse_constant=_no_constant, object_pairs_hook=_unique)
            except ValueError as error:
                raise _Broken(f"this is no JSON in UTF-8: {error}") from None
            if not isinstance(row, dict):
                raise _Broken("this is no object")
            if number == 1:
                self.header(row)
            elif self.trace.end is not None:
                raise _Broken("this is behind the end")
            elif "kind" in row:
                self.event(row)
            elif "end" in row:
                self.end(row)
            else:
                self.declaration(row)
        except _Broken as broken:
            self.trace.problems.append(f"line {number}: {broken}: {line[:200].decode('utf-8', 'replace')}")

    def header(self, row):
        keys(row, ("format", "version", "source", "clock", "resolution_us", "language"), ("program",))
        need(row["format"] == "futurescope-trace", "`format` is another")
        need(row["version"] == 2 and type(row["version"]) is int, "`version` is not 2")
        need(row["source"] == "python", "`source` is not python")
        need(row["clock"] in ("real", "virtual"), "`clock` is neither real nor virtual")
        need(whole(row["resolution_us"]) and row["resolution_us"] >= 1, "`resolution_us` is not 1 or more")
        need(isinstance(row["language"], str) and row["language"].startswith("Python 3."), "`language` is no Python")
        need(isinstance(row.get("program", "-"), str) and row.get("program", "-"), "`program` is no name")
        self.trace.header = row

    def declaration(self, row):
        trace = self.trace
        if "frames" in row:
            keys(row, ("stack", "frames"), ())
            next_in(row, "stack", trace.stacks)
            need(isinstance(row["frames"], list) and 1 <= len(row["frames"]) <= 1024, "`frames` is no list of frames")
            for frame in row["frames"]:
                need(isinstance(frame, list) and len(frame) == 3, "a frame is not [file, line, function]")
                self.line(frame[:2])
                need(isinstance(frame[2], str), "a frame's function is no text")
            trace.stacks.append(row)
        elif "resource" in row:
            keys(row, ("resource", "what"), ("name", "size", "line"))
            next_in(row, "resource", trace.resources)
            need(isinstance(row["what"], str) and row["what"], "`what` is no word")
            need(isinstance(row.get("name", ""), str), "`name` is no text")
            need(row.get("size") is None or whole(row["size"]), "`size` is no number")
            self.line(row.get("line"))
            trace.resources.append(row)
        elif "file" in row:
            keys(row, ("file", "name"), ("text",))
            next_in(row, "file", trace.files)
            need(isinstance(row["name"], str) and row["name"], "`name` is no text")
            need(isinstance(row.get("text") or "", str), "`text` is no text")
            trace.files.append(row)
        elif "task" in row:
            keys(row, ("task", "name", "parent"), ("line", "via"))
            next_in(row, "task", trace.tasks)
            need(isinstance(row["name"], str), "`name` is no text")
            need(isinstance(row.get("via", ""), str), "`via` is no word")
            if row["parent"] is not None:
                self.task(row["parent"], "parent")
            self.line(row.get("line"))
            trace.tasks.append(row)
            self.tasks.append(_Task())
        else:
            raise _Broken("nothing says what this line is")

    def end(self, row):
        keys(row, ("end", "events"), ("message",))
        need(row["end"] in OUTCOMES, "`end` is no outcome")
        count = len(self.trace.events)
        self.trace.end = row
        need(row["events"] == count, f"`events` is {row['events']}, there are {count}")
        stopped = bool(self.trace.of_kind("deadlock"))
        need(row["end"] != "deadlock" or stopped, "`end` is deadlock, and no event says so")
        need(isinstance(row.get("message") or "", str), "`message` is no text")

    # ---- events ----

    def event(self, row):
        index = len(self.trace.events)
        row["index"] = index
        self.trace.events.append(row)  # also when it is bad, so that the numbers of the others stay right
        kind = row["kind"]
        need(kind in KINDS, f"`kind` {kind!r} is unknown")
        needed, allowed = KINDS[kind]
        keys(row, ("at_us", "task", "kind", *needed), ("cause", "index", *allowed))
        need(whole(row["at_us"]) and row["at_us"] <= LATEST, "`at_us` is no stamp")
        need(row["at_us"] >= self.at, f"`at_us` falls from {self.at}")
        self.at = row["at_us"]
        cause = row.get("cause")
        need(cause is None or whole(cause) and cause < index, "`cause` is no earlier event")
        task = row["task"]
        need(kind not in OF_THE_LOOP or task is None, f"{kind} has a task")
        need(kind not in OF_A_TASK or task is not None, f"{kind} has no task")
        if task is not None:
            self.task(task, "task")
        self.line(row.get("line"))
        if row.get("res") is not None:
            need(whole(row["res"]) and row["res"] < len(self.trace.resources), "`res` is not declared")
        if row.get("stack") is not None:
            need(whole(row["stack"]) and row["stack"] < len(self.trace.stacks), "`stack` is not declared")
        for other in row.get("tasks") or ():
            self.task(other, "tasks")
        need(row.get("size") is None or whole(row["size"]), "`size` is no number")
        for key in ("text", "value", "message", "via", "stream"):
            need(isinstance(row.get(key, ""), str), f"`{key}` is no text")
        check = getattr(self, "on_" + kind.replace("-", "_"), None)
        if check is not None:
            check(row, None if task is None else self.tasks[task])
        if kind in ONLY_IN_A_POLL and task is not None:
            need(self.tasks[task].state in ("running", "running-woken"), f"{kind} of a task that is {self.state(task)}")

    def state(self, task):
        known = self.tasks[task]
        return f"waiting on {known.on}" if known.state == "waiting" else known.state

    def move(self, row, task, moves):
        need(task.state in moves, f"{row['kind']} of a task that is {self.state(row['task'])}")
        task.state = moves[task.state]

    def caused_by(self, row, *kinds, task=None):
        """The cause, which is of one of these kinds (and of `task`)."""
        cause = row.get("cause")
        need(cause is not None, f"{row['kind']} names no cause")
        event = self.trace.events[cause]
        need(event["kind"] in kinds, f"the cause of {row['kind']} is {event['kind']}, not {' or '.join(kinds)}")
        need(task is None or event["task"] == task, f"the cause is an event of task {event['task']}, not of {task}")
        return event

    def on_spawned(self, row, task):
        self.move(row, task, {"created": "spawned"})
        declared = self.trace.tasks[row["task"]]
        need(row.get("parent", declared["parent"]) == declared["parent"], "`parent` is not the declared one")

    def on_turn(self, row, _):
        need(not self.polled, f"a turn begins while task {self.polled} is polled")

    def on_woken(self, row, task):
        self.move(row, task, {"spawned": "ready", "waiting": "ready", "running": "running-woken"})
        task.last_wake = row["index"]
        by = row["by"]
        need(isinstance(by, str), "`by` is no word")
        if by == "spawn":
            self.caused_by(row, "spawned", task=row["task"])
        elif by == "timer":
            need(row.get("id") in self.timers, "`id` is no timer")
            fired = self.caused_by(row, "timer-fired")
            need(fired["timer"] == row["id"], "the cause is another timer")
        elif by == "task":
            self.task(row.get("id"), "id")
            self.caused_by(row, *ENDS, "poll-end", task=row["id"])
        elif row.get("id") is not None:
            self.task(row["id"], "id")

    def on_poll_start(self, row, task):
        eager = task.state == "spawned"
        self.move(row, task, {"ready": "running", "spawned": "running"})
        task.polls += 1
        if eager:
            need(not task.polls > 1, "an eager task is polled a second time without a wake")
        else:
            need(row.get("cause") == task.last_wake, f"the cause is not its last wake, {task.last_wake}")
            need(not self.polled, f"task {self.polled} is polled at the same time")
        self.polled.append(row["task"])
        task.in_poll = True

    def on_poll_end(self, row, task):
        need(row["task"] in self.polled, "poll-end without poll-start")
        need(self.polled[-1] == row["task"], f"task {self.polled[-1]} is polled inside of it")
        self.polled.remove(row["task"])
        task.in_poll = False
        if row["result"] == "ended":
            need(task.state in ENDS, f"`result` is ended, the task is {self.state(row['task'])}")
            return
        need(row["result"] == "pending", "`result` is neither pending nor ended")
        on = row.get("on")
        if task.state == "running-woken":
            task.state = "ready"
            need(on is None or on in WAITS, f"`on` is {on!r}")
            return
        need(task.state == "running", f"`result` is pending, the task is {self.state(row['task'])}")
        need(on in WAITS, f"`on` is {on!r}, and the task has not woken itself")
        task.state, task.on = "waiting", on

    def on_timer_set(self, row, _):
        need(whole(row["timer"]) and row["timer"] not in self.timers, "`timer` is no new number")
        need(row["what"] in TIMERS, "`what` is no timer's")
        need(whole(row["deadline_us"]) and row["deadline_us"] <= LATEST, "`deadline_us` is no stamp")
        self.timers[row["timer"]] = {"state": "set", "deadline": row["deadline_us"], "task": row["task"]}

    def served(self, row, state):
        timer = self.timers.get(row["timer"])
        need(timer is not None, "the timer was never set")
        need(timer["state"] == "set", f"the timer is {timer['state']} already")
        need(timer["task"] == row["task"], f"the timer is of task {timer['task']}")
        timer["state"] = state
        return timer

    def on_timer_fired(self, row, _):
        timer = self.served(row, "fired")
        early = self.trace.header.get("clock") == "virtual" and row["at_us"] < timer["deadline"]
        need(not early, f"the timer fires before its deadline, {timer['deadline']}")

    def on_timer_cleared(self, row, _):
        self.served(row, "cleared")

    def on_acquired(self, row, _):
        if self.trace.resources[row["res"]]["what"] == "lock":
            holder = self.holders.get(row["res"])
            need(holder is None, f"the lock is held by task {holder}")
            self.holders[row["res"]] = row["task"]

    def on_released(self, row, task):
        self.holders.pop(row["res"], None)
        need(task is None or task.state != "created", "released by a task that is not spawned")
        if row.get("to") is not None:
            self.task(row["to"], "to")

    def on_put(self, row, _):
        size = self.trace.resources[row["res"]].get("size")
        need(not size or (row.get("size") or 0) <= size, f"more items than the queue's {size}")

    def on_printed(self, row, _):
        need("\n" not in row["text"], "`text` has a line break: it is one line")
        need(row.get("stream", "stderr") == "stderr", "`stream` is not stderr")

    def ended(self, row, task):
        self.move(row, task, {"running": row["kind"], "running-woken": row["kind"]})
        task.end = row["index"]

    def on_finished(self, row, task):
        self.ended(row, task)

    def on_failed(self, row, task):
        self.ended(row, task)
        need(all(isinstance(text, str) for text in row.get("of") or ()), "`of` is no list of texts")

    def on_cancelled(self, row, task):
        alive = ("spawned", "ready", "waiting", "running", "running-woken")
        self.move(row, task, dict.fromkeys(alive, "cancelled"))
        task.end = row["index"]

    def on_destroyed(self, row, task):
        need(task.state != "created", "destroyed before it is spawned")
        if task.state not in ENDS:
            task.state, task.end = "destroyed", row["index"]

    def on_cancel_requested(self, row, task):
        need(task.state != "created", "cancel-requested before spawned")
        need(row["why"] in CANCELS, f"`why` is {row['why']!r}")
        if row["by"] is not None:
            self.task(row["by"], "by")

    def on_never_retrieved(self, row, task):
        need(task.state == "failed", f"never-retrieved of a task that is {self.state(row['task'])}")

    def on_deadlock(self, row, _):
        need(isinstance(row["tasks"], list) and row["tasks"], "`tasks` names nobody")
        for task in row["tasks"]:
            need(self.tasks[task].state == "waiting", f"task {task} is {self.state(task)}")

    def on_clock(self, row, _):
        need(row["what"] in CLOCK_CHANGES, "`what` is no change of the clock")

    def on_truncated(self, row, _):
        need(whole(row["count"]), "`count` is no number")
        need(row["why"] in ("budget", "limit"), "`why` is neither budget nor limit")

    # ---- parts ----

    def task(self, number, key):
        need(whole(number) and number < len(self.tasks), f"`{key}` is {number!r}, no declared task")

    def line(self, line):
        if line is None:
            return
        need(isinstance(line, list) and len(line) == 2, "a line is not [file, line]")
        need(whole(line[0]) and line[0] < len(self.trace.files), "a line's file is not declared")
        need(whole(line[1]) and line[1] >= 1, "a line's number is not 1 or more")


def need(holds, problem):
    if not holds:
        raise _Broken(problem)


def keys(row, needed, allowed):
    missing = [key for key in needed if key not in row]
    need(not missing, f"{', '.join(missing)} missing")
    unknown = [key for key in row if key not in needed and key not in allowed]
    need(not unknown, f"unknown key {', '.join(unknown)}")


def whole(number):
    return type(number) is int and number >= 0


def next_in(row, key, known):
    need(row[key] == len(known), f"`{key}` is {row[key]}, not the next number, {len(known)}")


def _no_constant(name):
    raise ValueError(f"{name} is no JSON")


def _unique(pairs):
    row = dict(pairs)
    if len(row) != len(pairs):
        raise ValueError("a key stands twice")
    return row
