"""The facts that a program of the corpus states about its trace, in comments at its foot:

    # expect: consumer waits on queue-get jobs at @get 3 times
    # expect: consumer woken by queue jobs from producer
    # expect[virtual]: root ends at 300 ms

README.md lists all forms. A task is called by its name; `root` is the first task without a parent, `root.2` the second;
`@fetch.1` is the first task that was spawned at the line marked `# @fetch`; `nobody` is none, `somebody` any. Reads a trace that
`trace_rules` has read; runs nothing.
"""

import re

NAME = r"(?:[\w@.-]+|\"[^\"]*\")"
FORMS = []


def form(pattern):
    """Registers the check of one form. In `pattern`, <x> is a name, and {x} is the rest of the line."""
    regex = re.sub(r"(?<!\?P)<(\w+)>", lambda name: f"(?P<{name[1]}>{NAME})", pattern)
    regex = re.compile(re.sub(r"\{(\w+)\}", r"(?P<\1>.+)", regex))

    def register(check):
        FORMS.append((regex, check))
        return check

    return register


class _Anybody:
    """Equal to every task but none."""

    def __eq__(self, other):
        return other is not None


ANYBODY = _Anybody()


class Wrong(Exception):
    """A fact does not hold: the message says what the trace has instead."""


def is_fact(text):
    """Whether the text is in one of the forms."""
    return any(regex.fullmatch(text) for regex, _ in FORMS)


def problem_of(fact, trace, tags):
    """What is wrong with `fact`, or None if it holds. `tags` are the lines of the program's `# @tag` comments."""
    for regex, check in FORMS:
        match = regex.fullmatch(fact)
        if match:
            values = {key: value.strip('"') if value else value for key, value in match.groupdict().items()}
            try:
                check(Facts(trace, tags), **values)
            except Wrong as wrong:
                return f"{fact}: {wrong}"
            return None
    return f"{fact}: this is no form of a fact"


class Facts:
    """The trace in the terms of the facts."""

    def __init__(self, trace, tags):
        self.trace = trace
        self.tags = tags

    def line(self, tag):
        if tag is None:
            return None
        if tag not in self.tags:
            raise Wrong(f"no line is marked # {tag}")
        return self.tags[tag]

    def task(self, name):
        if name == "nobody":
            return None
        if name == "somebody":
            return ANYBODY
        tasks = self.trace.tasks
        numbered = re.fullmatch(r"(root|@\w+)(?:\.(\d+))?", name)
        if numbered:
            if name.startswith("@"):
                line = self.line(numbered[1])
                spawned = [event for event in self.trace.of_kind("spawned") if number_of_line(event) == line]
                which = [tasks[event["task"]] for event in spawned]
            else:
                which = [task for task in tasks if task["parent"] is None]
            which = which[int(numbered[2] or 1) - 1 :]
        else:
            which = [task for task in tasks if task["name"] == name]
        if not which:
            names = ", ".join(task["name"] for task in tasks)
            raise Wrong(f"there is no task {name}, only {names}")
        return which[0]["task"]

    def name(self, task):
        return "nobody" if task is None else self.trace.tasks[task]["name"]

    def resource(self, name):
        which = [res["resource"] for res in self.trace.resources if res.get("name") == name]
        if not which:
            names = ", ".join(f"{res.get('name')} ({res['what']})" for res in self.trace.resources)
            raise Wrong(f"there is no resource {name}, only {names or 'none'}")
        return which[0]

    def end_of(self, name):
        task = self.task(name)
        ends = [event for event in self.trace.of_kind("finished", "failed", "cancelled", "destroyed")]
        ends = [event for event in ends if event["task"] == task]
        if not ends:
            raise Wrong("the task does not end")
        return ends[0]

    def describe(self, event):
        """An event in one line, for messages."""
        parts = [f"{event['index']}: {self.name(event['task'])} {event['kind']}"]
        for key, value in event.items():
            if key in ("at_us", "task", "kind", "index", "cause"):
                continue
            if key == "res":
                value = self.trace.resources[value].get("name")
            if key == "tasks":
                value = [self.name(task) for task in value]
            if key == "stack":
                value = self.trace.frames_of(event)[-1:]
            parts.append(f"{key}={value}")
        return " ".join(parts)

    def found(self, candidates, matching, times):
        """Checks that some event matches, or exactly `times`."""
        matching = list(matching)
        if times is not None and len(matching) == int(times) or times is None and matching:
            return
        candidates = [self.describe(event) for event in candidates]
        if len(candidates) > 12:
            candidates[12:] = [f"and {len(candidates) - 12} more"]
        raise Wrong(f"found {len(matching)} times, among\n      " + "\n      ".join(candidates or ["nothing"]))


def number_of_line(event):
    line = event.get("line")
    return line[1] if line else None


TIMES = r"(?: (?P<times>\d+) times?)?"
AT = r"(?: at (?P<tag>@\w+))?"


@form(rf"<who> waits on (?P<on>[\w/-]+)(?: (?!at |for |\d)<res>)?(?: for (?P<for_>{NAME}(?:, {NAME})*))?{AT}{TIMES}")
def waits(facts, who, on, res, for_, tag, times):
    task, line = facts.task(who), facts.line(tag)
    res = None if res is None else facts.resource(res)
    others = None if for_ is None else [facts.task(name.strip(' "')) for name in for_.split(",")]
    polls = [event for event in facts.trace.of_kind("poll-end") if event["task"] == task]
    polls = [event for event in polls if event["result"] == "pending"]

    def matches(event):
        frames = facts.trace.frames_of(event)
        return (
            (event.get("on") or "nothing") in on.split("/")
            and (res is None or event.get("res") == res)
            and (others is None or event.get("tasks") == others)
            and (line is None or bool(frames) and frames[-1][1] == line)
        )

    facts.found(polls, filter(matches, polls), times)


@form(rf"<who> woken by (?P<by>[\w/-]+)(?: (?!from |\d)<res>)?(?: from <source>)?{TIMES}")
def woken(facts, who, by, res, source, times):
    task = facts.task(who)
    wakes = [event for event in facts.trace.of_kind("woken") if event["task"] == task]
    if by == "task":
        source, res = res, None
    res = None if res is None else facts.resource(res)

    def matches(event):
        return (
            event["by"] in by.split("/")
            and (res is None or event.get("res") == res)
            and (source is None or event.get("id") == facts.task(source))
        )

    facts.found(wakes, filter(matches, wakes), times)


@form(rf"<who> starts <child>(?: via (?P<via>[\w/-]+))?{AT}")
def starts(facts, who, child, via, tag):
    parent, task, line = facts.task(who), facts.task(child), facts.line(tag)
    spawned = [event for event in facts.trace.of_kind("spawned") if event["task"] == task]

    def matches(event):
        declared = facts.trace.tasks[task]
        return (
            declared["parent"] == parent
            and (via is None or (event.get("via") or declared.get("via")) in via.split("/"))
            and (line is None or number_of_line(event) == line)
        )

    facts.found(spawned, filter(matches, spawned), None)


@form(rf"<who> cancels <victim>(?: because (?P<why>[\w-]+))?{AT}{TIMES}")
def cancels(facts, who, victim, why, tag, times):
    by, task, line = facts.task(who), facts.task(victim), facts.line(tag)
    requests = [event for event in facts.trace.of_kind("cancel-requested") if event["task"] == task]

    def matches(event):
        return (
            event["by"] == by
            and (why is None or event["why"] == why)
            and (line is None or number_of_line(event) == line)
        )

    facts.found(requests, filter(matches, requests), times)


@form(r"ends: {order}")
def ends(facts, order):
    seen = facts.trace.of_kind("finished", "failed", "cancelled", "destroyed")
    got = [f"{facts.name(event['task'])} {event['kind']}" for event in seen]
    wanted = []
    for part in order.split(","):
        who, _, kind = part.strip().rpartition(" ")
        wanted.append(f"{facts.name(facts.task(who))} {kind}")
    if got != wanted:
        raise Wrong(f"the order is {', '.join(got)}")


@form(r"<who> ends at (?P<ms>[\d.]+) ms")
def ends_at(facts, who, ms):
    end = facts.end_of(who)
    if end["at_us"] != round(float(ms) * 1000):
        raise Wrong(f"it ends at {end['at_us'] / 1000} ms")


@form(r"<who> returned {value}")
def returned(facts, who, value):
    end = facts.end_of(who)
    if end["kind"] != "finished" or end["value"] != value:
        raise Wrong(facts.describe(end))


@form(rf"<who> failed{AT}: {{message}}")
def failed(facts, who, tag, message):
    end, line = facts.end_of(who), facts.line(tag)
    if end["kind"] != "failed" or end["message"] != message or line is not None and number_of_line(end) != line:
        raise Wrong(facts.describe(end))


@form(r"<who> failed of {members}")
def failed_of(facts, who, members):
    end = facts.end_of(who)
    if end.get("of") != [member.strip() for member in members.split(" | ")]:
        raise Wrong(facts.describe(end))


@form(rf"<who> prints{AT}(?: at (?P<ms>[\d.]+) ms)?(?P<stream> to stderr)?: {{text}}")
def prints(facts, who, tag, ms, stream, text):
    task, line = facts.task(who), facts.line(tag)
    at_us = None if ms is None else round(float(ms) * 1000)
    printed = facts.trace.of_kind("printed")

    def matches(event):
        return (
            event["task"] == task
            and event["text"] == text
            and ("stream" in event) == bool(stream)
            and (line is None or number_of_line(event) == line)
            and (at_us is None or event["at_us"] == at_us)
        )

    facts.found(printed, filter(matches, printed), None)


@form(r"warned: {text}")
def warned(facts, text):
    warnings = facts.trace.of_kind("warned")
    facts.found(warnings, [event for event in warnings if text in event["text"]], None)


@form(rf"<res> is a (?P<what>[\w-]+)(?: of size (?P<size>\d+))?{AT}")
def is_a(facts, res, what, size, tag):
    declared, line = facts.trace.resources[facts.resource(res)], facts.line(tag)
    right = declared["what"] == what and (size is None or declared.get("size") == int(size))
    if not right or line is not None and number_of_line(declared) != line:
        raise Wrong(f"it is {declared}")


@form(r"<res> sizes: {sizes}")
def sizes_of(facts, res, sizes):
    number = facts.resource(res)
    changes = facts.trace.of_kind("acquired", "released", "put", "got")
    changes = [event for event in changes if event["res"] == number]
    got = " ".join(f"{event['kind']}={event.get('size')}" for event in changes)
    if got != sizes:
        raise Wrong(f"they are {got}")


@form(rf"<who> (?P<kind>acquired|released|put|got|set) <res>{TIMES}")
def changes_resource(facts, who, kind, res, times):
    task, number = facts.task(who), facts.resource(res)
    changes = [event for event in facts.trace.of_kind(kind) if event["res"] == number]
    facts.found(changes, [event for event in changes if event["task"] == task], times)


@form(r"<who> sets a (?P<what>\w+) of (?P<ms>[\d.]+) ms(?: that (?P<end>fires|is cleared))?")
def sets_timer(facts, who, what, ms, end):
    task = facts.task(who)
    timers = [event for event in facts.trace.of_kind("timer-set") if event["task"] == task]
    ended = {event["timer"]: event["kind"] for event in facts.trace.of_kind("timer-fired", "timer-cleared")}
    kind = {"fires": "timer-fired", "is cleared": "timer-cleared", None: None}[end]
    virtual = facts.trace.header["clock"] == "virtual"

    def matches(event):
        length = event["deadline_us"] - event["at_us"]
        # In real time the clock goes on between the deadline's computation and the stamp, on a busy machine beyond the deadline.
        right = length == round(float(ms) * 1000) if virtual else length <= float(ms) * 1000
        return event["what"] == what and right and (kind is None or ended.get(event["timer"]) == kind)

    facts.found(timers, filter(matches, timers), None)


@form(r"(?P<count>no|\d+) (?P<kind>[a-z-]+)(?: of <who>)?")
def count_of(facts, count, kind, who):
    if kind not in KINDS_COUNTED:
        raise Wrong(f"{kind} is no kind of event")
    events = facts.trace.of_kind(kind)
    if who is not None:
        task = facts.task(who)
        events = [event for event in events if event["task"] == task]
    wanted = 0 if count == "no" else int(count)
    if len(events) != wanted:
        raise Wrong(f"there are {len(events)}: " + "; ".join(facts.describe(event) for event in events[:12]))


@form(r"deadlock of {names}")
def deadlock(facts, names):
    wanted = [facts.task(name.strip()) for name in names.split(",")]
    events = facts.trace.of_kind("deadlock")
    facts.found(events, [event for event in events if sorted(event["tasks"]) == sorted(wanted)], 1)


@form(r"(?P<count>\d+) tasks")
def tasks(facts, count):
    if len(facts.trace.tasks) != int(count):
        raise Wrong("they are " + ", ".join(task["name"] for task in facts.trace.tasks))


@form(r"end: (?P<outcome>\w+)")
def outcome(facts, outcome):
    if (facts.trace.end or {}).get("end") != outcome:
        raise Wrong(f"it is {facts.trace.end}")


KINDS_COUNTED = {
    "spawned", "turn", "poll-start", "poll-end", "woken", "timer-set", "timer-fired", "timer-cleared", "acquired", "released",
    "put", "got", "set", "printed", "finished", "failed", "cancel-requested", "cancelled", "never-retrieved", "warned",
    "destroyed", "deadlock", "stuck", "truncated",
}  # fmt: skip

# "3 tasks" would also be a count of events.
FORMS.sort(key=lambda entry: entry[1] is count_of)
