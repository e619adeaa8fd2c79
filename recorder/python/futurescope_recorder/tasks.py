"""Tasks that tell of their making, of requests to cancel them, and of their end.

`asyncio.Task` is replaced by a subclass, so that the loop makes them itself. What is recorded of a new task is recorded
in `__new__`, before asyncio's own `__init__` runs: no frame of this recorder is between the program and asyncio.
"""

import asyncio
import sys
import weakref
from asyncio import base_events, runners, taskgroups, tasks, timeouts
from threading import get_ident

from .places import ASYNCIO, RECORDER
from .text import LEFT_OUT, error_text, quoted, shortened, value_text

HIDDEN = -1
"""The number of a task of asyncio's own."""

MOST_NAME = 80
"""Characters of a task's name."""

MOST_MEMBERS = 50
"""Members of an exception group that are listed."""

SIMPLE = (int, float, str, bool, type(None))
"""Types of arguments that a task's name shows."""

NOT_SIMPLE = object()
"""Stands for an argument that has no value."""

MOST_ARGUMENT = 24
"""Characters of an argument in a task's name; a longer one is left out."""

_get_frame = sys._getframe


def _codes(*functions):
    return {id(function.__code__) for function in functions if hasattr(function, "__code__")}


OWN_TASKS = _codes(base_events.BaseEventLoop.shutdown_asyncgens, base_events.BaseEventLoop.shutdown_default_executor)
"""Coroutines that asyncio makes tasks of for itself. Those with a name that begins with `_` are too."""

CALLS_FROM_PROGRAM = {
    id(tasks.create_task.__code__): "create-task",
    id(base_events.BaseEventLoop.create_task.__code__): "create-task",
    id(taskgroups.TaskGroup.create_task.__code__): "group",
    id(tasks.gather.__code__): "gather",
    id(tasks.wait_for.__code__): "wait-for",
    id(tasks.as_completed.__code__): "as-completed",
    id(tasks.shield.__code__): "shield",
    id(tasks.wait.__code__): "wait",
    id(tasks.ensure_future.__code__): "ensure-future",
    id(tasks.run_coroutine_threadsafe.__code__): "thread",
    id(runners.run.__code__): "run",
    id(runners.Runner.run.__code__): "run",
    id(base_events.BaseEventLoop.run_until_complete.__code__): "run",
}
"""How a task came to be, by the function of asyncio that the program called."""
if hasattr(tasks, "_AsCompletedIterator"):
    CALLS_FROM_PROGRAM[id(tasks._AsCompletedIterator.__init__.__code__)] = "as-completed"

REASONS = {
    id(runners._cancel_all_tasks.__code__): "leftovers",
    id(taskgroups.TaskGroup._abort.__code__): "group",
    id(taskgroups.TaskGroup._on_task_done.__code__): "group",
    id(getattr(taskgroups.TaskGroup, "_aexit", taskgroups.TaskGroup.__aexit__).__code__): "group",
    id(timeouts.Timeout._on_timeout.__code__): "timeout",
    id(timeouts.Timeout.reschedule.__code__): "timeout",
    id(tasks.wait_for.__code__): "timeout",
    id(tasks._cancel_and_wait.__code__): "timeout",
    id(tasks._GatheringFuture.cancel.__code__): "gather",
    id(runners.Runner._on_sigint.__code__): "user",
}
"""Why a task is asked to cancel, by the function of asyncio that asks."""


def label(coroutine, values):
    """A name for a task that was given none: the call that made its coroutine, as `fetch(3)`."""
    name = getattr(coroutine, "__qualname__", None) or type(coroutine).__name__
    name = name.rpartition("<locals>.")[2]
    frame = getattr(coroutine, "cr_frame", None)
    if frame is None:
        return name
    code = frame.f_code
    count = code.co_argcount + code.co_kwonlyargcount
    if not count:
        return name
    # A coroutine that has not started has nothing but its arguments in its local variables.
    local = frame.f_locals
    parts = []
    for argument in code.co_varnames[:count]:
        value = local.get(argument, NOT_SIMPLE)
        if type(value) in SIMPLE:
            text = repr(value) if type(value) is not int or abs(value) < 10**MOST_ARGUMENT else LEFT_OUT
            parts.append(text if values and len(text) <= MOST_ARGUMENT else LEFT_OUT)
    return f"{name}({', '.join(parts)})" if parts else name


class Ends:
    """Records how tasks end."""

    __slots__ = ("_recording",)

    def __init__(self, recording):
        self._recording = recording

    def tell(self, task):
        """Records the end of the task that is being polled, which has ended. All that it wakes has this as its cause."""
        recording = self._recording
        number = task._number
        for lines in recording.open_lines:
            lines.end_of(number)
        event = self.record(task, number)
        recording.told = True
        recording.loop_cause = ("end", number, event)

    def record(self, task, number):
        recording = self._recording
        if task.cancelled():
            event = recording.event("cancelled", number)
        else:
            event = self._record_result(task, number)
        recording.tasks_ended += 1
        task._ended = event
        return event

    def _record_result(self, task, number):
        recording = self._recording
        # `task.exception()` would mark the failure as seen.
        error = task._exception
        if error is None:
            text = value_text(task._result) if recording.values else LEFT_OUT
            return recording.event("finished", number, f',"value":{quoted(text)}')
        recording.failures.append(weakref.ref(task))
        keys = f',"message":{quoted(error_text(error, recording.values))}'
        keys += recording.places.line_of_traceback(error.__traceback__)
        if isinstance(error, BaseExceptionGroup):
            members = [quoted(error_text(one, recording.values)) for one in _members(error)]
            keys += f',"of":[{",".join(members[:MOST_MEMBERS])}]'
        return recording.event("failed", number, keys)


def _members(group):
    """The exceptions in a group, those of groups in it included."""
    for one in group.exceptions:
        if isinstance(one, BaseExceptionGroup):
            yield from _members(one)
        else:
            yield one


class Spawns:
    """Records that tasks are made."""

    __slots__ = ("_recording", "_waits", "_keep_loop", "_names")

    def __init__(self, recording, waits, keep_loop):
        self._recording = recording
        self._waits = waits
        self._keep_loop = keep_loop
        # The quoted names of coroutines without arguments, by their code.
        self._names = {}

    def record(self, task, coroutine, name, loop):
        """Declares a new task, and records it; or hides it, if it is one of asyncio's own."""
        recording = self._recording
        task._waits_on = task._spawned = task._node = task._ended = None
        kept = loop is recording.loop and recording.kept_by == get_ident()
        if recording.done or not (kept or self._keep_loop(loop or asyncio._get_running_loop())):
            # Before the table of places is asked: it belongs to the recorded thread.
            task._number = HIDDEN
            return
        places = recording.places
        code = getattr(coroutine, "cr_code", None)
        sort = None if code is None else places.sort_of(code)
        own = sort == ASYNCIO and (id(code) in OWN_TASKS or code.co_name.startswith("_"))
        if own or sort == RECORDER:
            task._number = HIDDEN
            return
        number = task._number = recording.tasks_declared
        recording.tasks_declared = number + 1
        text = task._text = str(number)
        task._node, task._coroutine = self._waits.root_of(coroutine), coroutine
        _, _, cause = recording.cause
        parent = "null" if recording.task is None else recording.task._text
        name = self._name_of(coroutine, code) if name is None else quoted(shortened(str(name), MOST_NAME))
        keys = f',"parent":{parent}{self._origin(_get_frame(2))}'
        caused = "" if cause is None else f',"cause":{cause}'
        recording.emit(f'{{"task":{text},"name":{name}{keys}}}')
        task._spawned = recording.event("spawned", number, f"{keys}{caused}")

    def _origin(self, frame):
        """The keys `line` and `via` of a task that is made further in than `frame`."""
        places = self._recording.places
        via = None
        while frame is not None:
            code = frame.f_code
            sort = places.sort_of(code)
            if sort >= 0:
                line = f',"line":[{sort},{frame.f_lineno}]'
                return line if via is None else f'{line},"via":"{via}"'
            if sort == RECORDER:
                break
            if sort == ASYNCIO:
                via = CALLS_FROM_PROGRAM.get(id(code), via)
            frame = frame.f_back
        return "" if via is None else f',"via":"{via}"'

    def _name_of(self, coroutine, code):
        """The quoted name of a task that was given none."""
        if code is None or code.co_argcount + code.co_kwonlyargcount:
            return quoted(label(coroutine, self._recording.values))
        name = self._names.get(id(code))
        if name is None:
            # The table of places keeps the code alive.
            name = self._names[id(code)] = quoted(label(coroutine, self._recording.values))
        return name

    def rename(self, task, name):
        """Changes the name in the declaration, if it has not left yet."""
        lines = self._recording.lines
        begins = f'{{"task":{task._number},'
        for place in range(len(lines) - 1, -1, -1):
            if lines[place].startswith(begins):
                rest = lines[place].partition(',"parent":')
                lines[place] = f'{begins}"name":{quoted(shortened(str(name), MOST_NAME))}' + "".join(rest[1:])
                return


DEFAULT_NAME = "Task-"
"""How the names begin that asyncio gives tasks without one; their number follows."""


def names_given(plain):
    """How many tasks without a name this process has had. asyncio counts them in C, where the count can only be seen so."""

    class NoLoop:
        def get_debug(self):
            return False

        def call_soon(self, callback, *args, context=None):
            pass

    async def never():
        pass

    coroutine = never()
    task = plain(coroutine, loop=NoLoop())
    # Otherwise it would be said that it was destroyed while it was pending.
    task._log_destroy_pending = False
    coroutine.close()
    return int(task.get_name().removeprefix(DEFAULT_NAME))


def count_names_from_one(made, plain):
    """Lets the tasks of a program have the names that they have in a fresh process: `Task-1` first.

    A name that the program has given is never changed.
    """
    before = names_given(plain)

    def get_name(self):
        name = plain.get_name(self)
        if self._unnamed and name.startswith(DEFAULT_NAME):
            number = name.removeprefix(DEFAULT_NAME)
            if number.isdecimal() and int(number) > before:
                return f"{DEFAULT_NAME}{int(number) - before}"
        return name

    made.get_name = get_name


def task_class(recording, spawns, ends, waits, from_one=False):
    """The class of tasks of a recording, and the class of those that start at once (`eager_start`).

    from_one: whether the names that asyncio gives count anew, as in a fresh process.
    """
    plain = tasks.Task
    places = recording.places

    class Task(plain):
        __slots__ = ("_number", "_text", "_waits_on", "_spawned", "_node", "_coroutine", "_ended", "_unnamed")

        def __new__(cls, coro=None, *args, loop=None, name=None, eager_start=False, **kwargs):
            if eager_start and cls is Task and asyncio._get_running_loop() is not None:
                cls = EagerTask
            new = plain.__new__(cls)
            new._unnamed = name is None
            spawns.record(new, coro, name, loop)
            return new

        def set_name(self, value):
            plain.set_name(self, value)
            self._unnamed = False
            if self._number >= 0 and value is not None and not recording.done:
                spawns.rename(self, value)

        def cancel(self, msg=None):
            if self._number < 0 or recording.done or self.done() or recording.thread_id != get_ident():
                return plain.cancel(self, msg)
            recording.asking.append(request(self))
            try:
                return plain.cancel(self, msg)
            finally:
                recording.asking.pop()

    class EagerTask(Task):
        __slots__ = ()

        def __init__(self, *args, **kwargs):
            before = recording.task, recording.poll_event, recording.loop_cause, recording.told
            number = self._number
            if number < 0:
                plain.__init__(self, *args, **kwargs)
                return
            event = recording.event("poll-start", number, f',"cause":{self._spawned}')
            self._spawned = None
            # No end is told while its own `__init__` runs: it cannot be asked whether it has ended.
            recording.task, recording.told = self, True
            recording.loop_cause = ("task", number, event)
            try:
                plain.__init__(self, *args, **kwargs)
            finally:
                if self.done():
                    ends.record(self, number)
                    recording.event("poll-end", number, ',"result":"ended"')
                    # As asyncio does, which keeps no coroutine that has ended at once.
                    self._coroutine = None
                else:
                    keys = waits.keys_of(self).removesuffix("}")
                    recording.event("poll-end", number, f',"result":"pending"{keys}')
                recording.task, recording.poll_event, recording.loop_cause, recording.told = before

    def request(task):
        """Records a request to cancel; returns what is passed on to the tasks that the task awaits."""
        caller = _get_frame(2)
        word, by, cause = recording.cause
        if word != "task" and word != "end":
            by = None
        keys = ""
        why = REASONS.get(id(caller.f_code))
        if recording.asking:
            # A task that is asked to cancel asks the task or the gather that it awaits.
            by, passed_on, cause = recording.asking[-1]
            why = why or passed_on
        elif why is None:
            why = "program"
            program = places.frame_of_program(caller)
            if program is not None:
                keys = places.line_of(program)
        if cause is not None:
            keys += f',"cause":{cause}'
        who = "null" if by is None else by
        event = recording.event("cancel-requested", task._number, f',"by":{who},"why":"{why}"{keys}')
        recording.touched = (CANCEL, event)
        return task._number, why, event

    if recording.clock.virtual:
        # asyncio keeps tasks in sets, in an order that follows from their hashes. The usual hash is the address, which
        # differs from run to run; with the task's number the order is the same at every run. It is the order of making
        # until a number is larger than the set's table, of 8 places at first.
        def __hash__(self):
            number = self._number
            return number if number >= 0 else object.__hash__(self)

        Task.__hash__ = __hash__

    if from_one:
        count_names_from_one(Task, plain)
    for made in (Task, EagerTask):
        made.__name__ = made.__qualname__ = "Task"
        made.__module__ = plain.__module__
    return Task, EagerTask


CANCEL = "cancel"
"""Stands in `Recording.touched` for a request to cancel."""


def install(recording, made):
    """Puts the class of tasks in asyncio's place; returns what undoes it."""
    before = tasks.Task
    asyncio.Task = tasks.Task = made
    eager = getattr(tasks, "eager_task_factory", None)
    if eager is not None:
        asyncio.eager_task_factory = tasks.eager_task_factory = tasks.create_eager_task_factory(made)

    def remove():
        asyncio.Task = tasks.Task = before
        if eager is not None:
            asyncio.eager_task_factory = tasks.eager_task_factory = eager
        # Tasks that go on after the recording are asyncio's own again.
        made.cancel = before.cancel

    return remove
