"""Handles of the loop that record: to make one is to wake, to run one is to poll, to fire a timer or to call.

`asyncio.events.Handle` and its subclasses are replaced. The loop makes and runs them itself, so that the order is
CPython's own. A handle of a task is recognised by its callback: asyncio's C code schedules a task with one of two kinds
of object, its step and its wake-up.

This is the hot path: each switch of tasks makes and runs one handle. So attributes of the recording are read through
local variables of the function that makes the classes, and events are written out here. A number that stands in several
lines is made text once. Nothing that could call a signal handler is between counting an event and appending its line.
"""

import asyncio
import math
from asyncio import base_events, events, format_helpers, futures, tasks, timeouts
from contextvars import copy_context
from itertools import count
from sys import _getframe

from .disguise import disguise
from .loops import run_in_line
from .places import ASYNCIO, without_own_entries
from .recording import NO_CAUSE, NOT_TOUCHED, THREAD_CAUSE
from .tasks import CANCEL
from .waits import Notified, wait_in_tree

WAKE_UP = "task_wakeup"
"""The name of the C function that goes on with a task."""

SELF_READING = "_loop_self_reading"
"""The name of a method of `ProactorEventLoop`, which it calls at the begin and the end of each run."""

BUILTIN = type(len)

CALLBACKS_OF_TIMEOUTS = {
    id(timeouts.Timeout._on_timeout.__code__),
    id(tasks._release_waiter.__code__),
}

NAMES_OF_TIMEOUTS = ("_on_timeout", "_handle_timeout")
"""Functions of `as_completed`."""

FILE_OF_TIMEOUTS = tasks.as_completed.__code__.co_filename
"""Their file. `tasks.__file__` is another one where the library is compiled, as in the page."""

BY_RESOURCE = {
    "semaphore": "semaphore",
    "lock": "lock",
    "event": "event",
    "condition": "condition",
    "barrier": "barrier",
    "queue-get": "queue",
    "queue-put": "queue",
    "queue-join": "queue",
}
"""The word of `by` for a task that waited for one of these."""

END_OF_SLEEP = futures._set_result_unless_cancelled
END_OF_RUN = base_events._run_until_complete_cb

NOTHING = (None, None)

BY_TASK = ("child", "gather", "wait", "group")


def _step_type():
    """The type of the callback with which a task is first scheduled. asyncio does not export it."""
    found = []

    class Loop(asyncio.BaseEventLoop):
        def call_soon(self, callback, *args, context=None):
            found.append(callback)

    async def nothing():
        pass

    loop = Loop()
    coroutine = nothing()
    task = tasks.Task(coroutine, loop=loop, name="")
    task._log_destroy_pending = False
    coroutine.close()
    loop.close()
    return type(found[0])


def what_of_timer(callback):
    """The word of `what` for a timer, by what it calls; `None` for one that stands for the end of a thread."""
    function = getattr(callback, "__func__", callback)
    code = getattr(function, "__code__", None)
    if code is None:
        return "call"
    if code.co_name == "finish_in_line" and code.co_filename == run_in_line.__code__.co_filename:
        return None
    if id(code) in CALLBACKS_OF_TIMEOUTS:
        return "timeout"
    if code.co_name in NAMES_OF_TIMEOUTS and code.co_filename == FILE_OF_TIMEOUTS:
        return "timeout"
    return "call"


def handle_classes(recording, task_classes, ends, waits, resources, meet_loop):
    """The classes of handles of a recording, and the function that makes a handle for `call_soon`.

    That function is `None` where asyncio's own has been replaced already.
    """
    plain_handle, plain_timer = events.Handle, events.TimerHandle
    cancel_plainly = plain_timer.cancel
    first_task_class, second_task_class = task_classes
    step = _step_type()
    lines = recording.lines
    # A stamp is written out as `floor(seconds() * 1e6 - zero_us)` where many are made. A line up to its task is
    # called `begin`; lines with the same stamp share it.
    seconds, zero_us, floor = recording.clock.seconds, recording.clock.zero_us, math.floor
    keys_of_wait, find_wait, tell_end = waits.keys_of, wait_in_tree, ends.tell
    running_loop = asyncio._get_running_loop
    next_place = count().__next__
    virtual_clock = recording.clock if recording.clock.virtual else None

    def woken(task, args):
        """Records that a task was scheduled by another than itself, and returns the number of that event."""
        current = recording.task
        if recording.told:
            word, by, cause = recording.loop_cause
        elif current.done():
            tell_end(current)
            word, by, cause = recording.loop_cause
        else:
            word, by, cause = "task", current._number, recording.poll_event
        if task._spawned is not None:
            keys = f'"spawn","cause":{task._spawned}'
            task._spawned = None
            if task._source_traceback:
                without_own_entries(task._source_traceback)
        else:
            keys = _keys_of_wake(task, args, word, by, cause)
        at = floor(seconds() * 1e6 - zero_us)
        event = recording.events
        recording.events = event + 1
        lines.append(f'{{"at_us":{at},"task":{task._text},"kind":"woken","by":{keys}}}')
        return event

    def _keys_of_wake(task, args, word, by, cause):
        """The value of `by` and the keys behind it."""
        future = args[0] if args else None
        of_task = word == "task" or word == "end"
        who = by if of_task else None
        touched, touched_event = recording.touched
        just_touched = recording.told or touched_event > recording.poll_event
        if future is not None and future.cancelled() and task.cancelling():
            if just_touched and touched == CANCEL:
                cause = touched_event
            return _keys('"cancel"', who, None, cause)
        on, res = task._waits_on or NOTHING
        if on == "thread" and word != "timer":
            return _keys('"thread"', None, None, cause)
        if on in BY_RESOURCE:
            if type(task._waits_on) is Notified and (touched != task._waits_on or not just_touched):
                # `Condition.notify` says nothing of itself; its first wake tells of it.
                touched_event = recording.event("set", recording.task_id, f',"res":{res}')
                recording.touched = (task._waits_on, touched_event)
                cause = touched_event
            elif just_touched and (touched == res or touched == task._waits_on):
                cause = touched_event
            return _keys(f'"{BY_RESOURCE[on]}"', who, res, cause)
        if of_task and by == task._number:
            # By what it has itself begun, in its own poll.
            return _keys('"io"' if on == "io" else '"self"', None, None, cause)
        if of_task:
            # What it waits for may be a future among tasks, which a task sets that goes on.
            return _keys('"task"' if word == "end" and on in BY_TASK else '"future"', by, None, cause)
        if word == "timer":
            return _keys('"timer"', by, None, cause)
        if word == "io" or word == "thread":
            return _keys('"thread"' if on == "thread" else f'"{word}"', None, None, cause)
        return _keys('"future"', None, None, cause)

    def _keys(by, who, res, cause):
        if who is not None:
            by += f',"id":{who}'
        if res is not None:
            by += f',"res":{res}'
        if cause is not None:
            by += f',"cause":{cause}'
        return by

    def begin_callback(handle):
        """What is to be known before a handle of the recorded loop runs that polls no task.

        What it wakes has the cause it was made with.
        """
        cause = handle._cause
        if cause is None or handle._loop is not recording.loop:
            return
        if recording.turn_due and not is_own(handle._callback):
            recording.turn()
        recording.task, recording.told = None, True
        recording.loop_cause = cause
        recording.touched = NOT_TOUCHED
        recording.clock.begin_poll()

    def end_callback(handle):
        if handle._cause is not None and handle._loop is recording.loop:
            recording.clock.end_poll()
            recording.loop_cause = NO_CAUSE
            recording.begin_of_last = None

    def end_task(task, measured):
        """Records the end of a task's last poll; returns the begin of its line."""
        if not recording.told:
            tell_end(task)
        recording.loop_cause = NO_CAUSE
        begin = f'{{"at_us":{floor(seconds() * 1e6 - zero_us)},"task":'
        recording.events += 1
        lines.append(f'{begin}{task._text},"kind":"poll-end","result":"ended"{measured}}}')
        return begin

    def is_own(callback):
        """Whether a turn with nothing but this is not worth telling: asyncio's own tasks, and what a run begins and ends with."""
        kind = type(callback)
        if kind is step or kind is BUILTIN and callback.__name__ == WAKE_UP or callback is END_OF_RUN:
            return True
        return getattr(callback, "__name__", None) == SELF_READING

    def report(self, error):
        """As `Handle._run` does when a callback raises."""
        source = format_helpers._format_callback_source(self._callback, self._args)
        context = {"message": f"Exception in callback {source}", "exception": error, "handle": self}
        if self._source_traceback:
            context["source_traceback"] = self._source_traceback
        self._loop.call_exception_handler(context)

    class Handle(plain_handle):
        __slots__ = ("_task", "_cause")

        def __init__(self, callback, args, loop, context=None):
            # As the original does, without a call of it.
            self._context = copy_context() if context is None else context
            self._loop = loop
            self._callback = callback
            self._args = args
            self._cancelled = False
            self._repr = None
            try:
                debug = loop._debug
            except AttributeError:
                debug = loop.get_debug()
            self._source_traceback = format_helpers.extract_stack(_getframe(1)) if debug else None
            kind = type(callback)
            if kind is step or kind is BUILTIN and callback.__name__ == WAKE_UP:
                task = callback.__self__
                if task is recording.task and not args and not recording.told:
                    # It wakes itself, as the last thing in its poll: both are recorded together.
                    self._task = task
                    recording.woken = self
                    return
                kind = type(task)
                if (kind is first_task_class or kind is second_task_class) and task._number >= 0:
                    if loop is not recording.loop:
                        meet_loop(loop)
                    self._task = task
                    self._cause = woken(task, args)
                    return
            self._task = None
            if loop is not recording.loop and not meet_loop(loop):
                self._cause = None
                return
            if running_loop() is not loop and loop.is_running():
                self._cause = THREAD_CAUSE
                return
            if args:
                ended = args[0]
                kind = type(ended)
                if (kind is first_task_class or kind is second_task_class) and ended._ended is not None:
                    # A callback for the end of a task, which may have been long ago.
                    self._cause = ("end", ended._number, ended._ended)
                    return
            if not recording.told and recording.task.done():
                tell_end(recording.task)
            self._cause = recording.cause

        def _run(self):
            task = self._task
            # A local variable is quicker than one from around.
            now = recording
            if task is None:
                begin_callback(self)
            else:
                text = task._text
                event = now.events
                if now.turn_due:
                    now.turn_due = False
                    begin = f'{{"at_us":{floor(seconds() * 1e6 - zero_us)},"task":'
                    now.events = event = event + 1
                    lines.append(f'{begin}null,"kind":"turn"}}')
                else:
                    # Within a turn a poll begins where the one before it has ended.
                    begin = now.begin_of_last
                    if begin is None or virtual_clock is not None:
                        begin = f'{{"at_us":{floor(seconds() * 1e6 - zero_us)},"task":'
                now.poll_event = event
                now.events = event + 1
                lines.append(f'{begin}{text},"kind":"poll-start","cause":{self._cause}}}')
                now.task = task
                now.told = False
                now.woken = None
                if virtual_clock is not None:
                    virtual_clock.begin_poll()
                waited = task._waits_on
                if waited is not None and waited[0] == "semaphore":
                    taken(task, self._args)
            try:
                args = self._args
                if args:
                    self._context.run(self._callback, *args)
                else:
                    self._context.run(self._callback)
            except (SystemExit, KeyboardInterrupt):
                raise
            except BaseException as error:
                report(self, error)
            finally:
                if task is None:
                    end_callback(self)
                else:
                    measured = "" if virtual_clock is None else virtual_clock.end_poll()
                    woken_handle = now.woken
                    if woken_handle is not None:
                        task._waits_on = None
                        wait = find_wait(task)
                        if wait is None or measured:
                            end = f',"kind":"poll-end","result":"pending"{measured}{keys_of_wait(task)}'
                        else:
                            end = wait.end
                        begin = f'{{"at_us":{floor(seconds() * 1e6 - zero_us)},"task":'
                        woken_handle._cause = woken_event = now.events
                        now.events = woken_event + 2
                        lines.append(
                            f'{begin}{text},"kind":"woken","by":"self","cause":{event}}}\n{begin}{text}{end}'
                        )
                    elif task.done():
                        begin = end_task(task, measured)
                    else:
                        keys = keys_of_wait(task)
                        begin = f'{{"at_us":{floor(seconds() * 1e6 - zero_us)},"task":'
                        now.events += 1
                        lines.append(f'{begin}{text},"kind":"poll-end","result":"pending"{measured}{keys}')
                    now.task = None
                    now.told = True
                    now.begin_of_last = begin
            # As the original: breaks a cycle when there is an exception, whose traceback can hold this frame.
            self = task = woken_handle = None

    make_blank = object.__new__

    def _call_soon(self, callback, args, context):
        # As the original does. The handle with which a task wakes itself is filled in here: a call less at each switch.
        if type(callback) is step:
            task = callback.__self__
            if task is recording.task and not recording.told and not self._debug and context is not None:
                handle = make_blank(Handle)
                handle._context = context
                handle._loop = self
                handle._callback = callback
                handle._args = args
                handle._cancelled = False
                handle._repr = handle._source_traceback = None
                handle._task = task
                recording.woken = handle
                self._ready.append(handle)
                return handle
        handle = events.Handle(callback, args, self, context)
        if handle._source_traceback:
            del handle._source_traceback[-1]
        self._ready.append(handle)
        return handle

    def taken(task, args):
        """Records that a semaphore was acquired, if the task was woken to have it."""
        if args and not args[0].cancelled() and not task._must_cancel and task._waits_on[1] is not None:
            resources.taken_by_waiter(task)

    def fire(handle):
        """Records that a timer has fired."""
        if recording.turn_due:
            recording.turn()
        timer, owner = handle._timer, handle._owner
        handle._timer = None
        event = recording.event("timer-fired", owner, f',"timer":{timer}')
        handle._cause = ("timer", timer, event)

    class TimerHandle(plain_timer):
        __slots__ = ("_task", "_cause", "_timer", "_owner", "_place")

        def __init__(self, when, callback, args, loop, context=None):
            # As the original does, without a call of it.
            self._context = copy_context() if context is None else context
            self._loop = loop
            self._callback = callback
            self._args = args
            self._cancelled = False
            self._repr = None
            self._source_traceback = format_helpers.extract_stack(_getframe(1)) if loop.get_debug() else None
            self._when = when
            self._scheduled = False
            self._place = next_place()
            self._timer = self._task = self._cause = None
            if loop is not recording.loop and not meet_loop(loop):
                return
            if running_loop() is not loop and loop.is_running():
                self._cause = THREAD_CAUSE
                return
            what = "sleep" if callback is END_OF_SLEEP else what_of_timer(callback)
            if what is None:
                self._cause = THREAD_CAUSE
                return
            timer = self._timer = recording.timers_made
            recording.timers_made = timer + 1
            owner = self._owner = recording.task_id
            at = floor(seconds() * 1e6 - zero_us)
            if recording.loop_is_coarse:
                deadline = max(at + round((when - loop.time()) * 1e6), 0)
            else:
                deadline = max(round((when - recording.loop_began) * 1e6), 0)
            recording.events += 1
            lines.append(
                f'{{"at_us":{at},"task":{"null" if owner is None else owner},"kind":"timer-set","timer":{timer},'
                f'"what":"{what}","deadline_us":{deadline}}}'
            )

        if virtual_clock is not None:
            # In the order in which they were set, where deadlines are equal: the heap alone does not keep that order.
            def __lt__(self, other):
                return (self._when, self._place) < (other._when, other._place)

        def _run(self):
            if self._timer is not None:
                fire(self)
            begin_callback(self)
            try:
                self._context.run(self._callback, *self._args)
            except (SystemExit, KeyboardInterrupt):
                raise
            except BaseException as error:
                report(self, error)
            finally:
                end_callback(self)
            self = None

        def cancel(self):
            timer = self._timer
            if timer is not None and not self._cancelled:
                self._timer = None
                recording.event("timer-cleared", self._owner, f',"timer":{timer}')
            cancel_plainly(self)

    made = {"Handle": Handle, "TimerHandle": TimerHandle}
    plain_safe = getattr(events, "_ThreadSafeHandle", None)
    if plain_safe is not None:

        class ThreadSafeHandle(plain_safe):
            __slots__ = ("_cause",)

            def __init__(self, callback, args, loop, context=None):
                plain_safe.__init__(self, callback, args, loop, context)
                in_thread = running_loop() is not loop and loop.is_running()
                self._cause = THREAD_CAUSE if in_thread else recording.cause

            def _run(self):
                if recording.done or self._loop is not recording.loop:
                    plain_safe._run(self)
                    return
                recording.loop_cause = self._cause
                recording.touched = NOT_TOUCHED
                if recording.turn_due:
                    recording.turn()
                try:
                    plain_safe._run(self)
                finally:
                    recording.loop_cause = NO_CAUSE

        made["_ThreadSafeHandle"] = ThreadSafeHandle
    for kind in (Handle, TimerHandle):
        kind._run = disguise(kind._run, plain_handle._run)
        recording.places.count_as_recorder(kind._run.__code__)
    for name, kind in made.items():
        kind.__name__ = kind.__qualname__ = name
        kind.__module__ = events.__name__
    plain_call_soon = base_events.BaseEventLoop._call_soon
    if recording.places.sort_of(plain_call_soon.__code__) != ASYNCIO:
        return made, None
    return made, disguise(_call_soon, plain_call_soon)


def install(made, call_soon):
    """Puts the classes and the function in the place of asyncio's; returns what undoes it."""
    plain_call_soon = base_events.BaseEventLoop._call_soon
    before = {name: getattr(events, name) for name in made}
    at_top = {name: getattr(asyncio, name) for name in made if hasattr(asyncio, name)}
    for name, kind in made.items():
        setattr(events, name, kind)
        if name in at_top:
            setattr(asyncio, name, kind)
    if call_soon is not None:
        base_events.BaseEventLoop._call_soon = call_soon

    def remove():
        if base_events.BaseEventLoop._call_soon is call_soon:
            base_events.BaseEventLoop._call_soon = plain_call_soon
        for name, kind in before.items():
            setattr(events, name, kind)
        for name, kind in at_top.items():
            setattr(asyncio, name, kind)
        for name, kind in made.items():
            # Handles that are still in a queue run as asyncio's own.
            kind.__init__ = before[name].__init__
            kind._run = before[name]._run
            if "cancel" in kind.__dict__:
                kind.cancel = before[name].cancel

    return remove
