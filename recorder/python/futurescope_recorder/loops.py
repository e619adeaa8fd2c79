"""Event loops: what is asked of a real one, and the loop on the virtual clock.

A loop is met with its first handle. From then on it says when it selects, which is where a turn begins, and which
handles the selector has reported. Both are attributes of the instances, so that no class of asyncio is changed.
"""

import asyncio
import math
import sys
import threading
import weakref
from asyncio import events, tasks
from threading import get_ident

from .recording import FLUSH_LINES, IO_CAUSE, LONG_WAIT_SECONDS, NO_CAUSE, THREAD_CAUSE, Stopped, real_perf_counter

NOT_ON_VIRTUAL_CLOCK = "is not there on the virtual clock, which does not wait for the world: record with --clock real"

FINE_CLOCK_SECONDS = 0.001
"""The resolution of a loop's clock from which on a deadline is told from the moment at which the timer is set."""

READINGS = 3
"""How often the clocks of a recording and of a loop are compared."""

MOST_TURNS_OF_CLEAN_UP = 1000
"""Turns of the loop that a program has after its recording has ended."""


class NotOnVirtualClock(OSError):
    """The program asks for something outside of it while it runs on the virtual clock."""


class Meetings:
    """The loops of a recording, and which of them is recorded: one at a time.

    A loop in another thread takes the place of the recorded one only where that has nothing under way. From its first
    task on, until it has run and no task of it is left, a loop keeps its place, running or not: `asyncio.run` makes the
    first task before the loop runs.
    """

    def __init__(self, recording, notice):
        self._recording = recording
        self._notice = notice
        self._met = weakref.WeakSet()
        self._undo = []
        self._noticed = False
        # Held while it is decided which loop is recorded. A signal handler may ask meanwhile.
        self._deciding = threading.RLock()
        # The thread of the recorded loop, and the tasks under way when the loop took its place.
        self._thread = threading.current_thread()
        self._tasks_before = 0

    def meet(self, loop):
        """Records this loop from now on. Returns whether it does: of two that run at once, only the first."""
        with self._deciding:
            return self._meet(loop)

    def keep(self, loop):
        """As `meet`, for a loop that gets a task: it keeps its place until its tasks have ended."""
        with self._deciding:
            if loop is None or not self._meet(loop):
                return False
            self._recording.kept_by = get_ident()
            return True

    def _meet(self, loop):
        recording = self._recording
        if recording.done:
            return False
        if not self._take_thread(loop):
            return False
        if recording.loop is not loop:
            recording.loop = loop
            recording.loop_has_run = False
            recording.kept_by = None
            self._tasks_before = recording.tasks_declared - recording.tasks_ended
            if not recording.clock.virtual:
                recording.loop_began = begin_of(loop, recording.clock)
                recording.loop_is_coarse = getattr(loop, "_clock_resolution", 0) > FINE_CLOCK_SECONDS
        if loop not in self._met:
            self._met.add(loop)
            if not isinstance(loop, VirtualLoop):
                self._watch(loop)
        return True

    def _take_thread(self, loop):
        """Makes this thread the recorded one, unless a loop of another keeps its place."""
        recording = self._recording
        here = get_ident()
        if here != recording.thread_id:
            if recording.loop is not None and recording.loop is not loop and self._keeps_its_place(recording.loop):
                if not self._noticed:
                    self._noticed = True
                    self._notice("another event loop runs in another thread; its tasks are not recorded")
                return False
            if loop.is_running() and asyncio._get_running_loop() is not loop:
                # Its own thread will take it.
                return False
            recording.thread_id = here
            self._thread = threading.current_thread()
        return True

    def _keeps_its_place(self, loop):
        """Whether the recorded loop has something under way: it runs, or it will go on with tasks that it has."""
        recording = self._recording
        if loop.is_running():
            return True
        if recording.kept_by is None or loop.is_closed() or not self._thread.is_alive():
            return False
        under_way = recording.tasks_declared - recording.tasks_ended
        return not recording.loop_has_run or under_way > self._tasks_before

    def _watch(self, loop):
        recording = self._recording
        selector = getattr(loop, "_selector", None)
        if selector is None:
            return
        if not _takes_attributes(selector):
            selector = loop._selector = _Selector(selector)
        select = type(selector).select
        known_selector, known_loop = weakref.ref(selector), weakref.ref(loop)

        meet = self.meet
        lines, outside, flush = recording.lines, recording.outside, recording.flush
        limited = not recording.limits.none

        def watched_select(timeout=None):
            running = known_loop()
            if (running is not recording.loop or get_ident() != recording.thread_id) and not meet(running):
                return select(known_selector(), timeout)
            recording.loop_has_run = True
            waits_long = timeout is None or timeout > LONG_WAIT_SECONDS
            if waits_long or len(lines) > FLUSH_LINES or real_perf_counter() > recording.flush_due:
                flush()
            recording.loop_cause = IO_CAUSE
            events_ = select(known_selector(), timeout)
            recording.loop_cause = NO_CAUSE
            recording.turn_due = True
            if outside:
                recording.take_from_outside()
            if limited:
                check_limits(recording)
            return events_

        add_ready = loop._ready.append

        def watched_add_callback(handle):
            if not handle._cancelled:
                if getattr(handle, "_cause", None) is not None and getattr(handle, "_task", 0) is None:
                    handle._cause = IO_CAUSE
                add_ready(handle)

        selector.select = watched_select
        loop._add_callback = watched_add_callback

        def unwatch():
            for known, name in ((known_selector, "select"), (known_loop, "_add_callback")):
                watched = known()
                if watched is not None:
                    watched.__dict__.pop(name, None)

        self._undo.append(unwatch)

    def part(self):
        """Leaves the loops as they were."""
        for undo in self._undo:
            undo()

    def loops(self):
        return list(self._met)


def begin_of(loop, clock):
    """The time of a loop, in seconds, at which its recording began.

    The two clocks are read one after the other, and other programs may run in between. So the smallest of some differences
    is the nearest, and none is too small: no deadline is told too late.
    """
    return min(clock.start - clock.seconds() + loop.time() for _ in range(READINGS))


def _takes_attributes(selector):
    """Whether a selector's `select` can be replaced, and the selector be referred to weakly."""
    try:
        weakref.ref(selector)
        selector.select = selector.select
        del selector.select
    except (AttributeError, TypeError):
        return False
    return True


class _Selector:
    """Passes everything on to a selector that takes no attributes."""

    def __init__(self, selector):
        self._selector = selector

    def select(self, timeout=None):
        return self._selector.select(timeout)

    def __getattr__(self, name):
        return getattr(self._selector, name)


def check_limits(recording):
    """Ends the recording if a limit is exceeded. On the virtual clock it stops the program, too."""
    limits = recording.limits
    if limits.none or recording.done:
        return
    exceeded = recording.exceeded()
    if exceeded is None:
        return
    message = f"The recording ends after {exceeded}."
    recording.end_open_lines()
    # How many events are missing is not known: the program did not get to them, or went on unrecorded.
    recording.event("truncated", None, ',"count":0,"why":"limit"')
    recording.end("limit", message)
    if recording.clock.virtual:
        raise Stopped(message)


# ---- the virtual clock ----


class _JumpingSelector:
    """Stands in the place of a selector: instead of waiting it moves the clock."""

    def __init__(self, recording, loop):
        self._recording = recording
        self._loop = weakref.ref(loop)
        self.awake = threading.Event()
        self._turns_left = MOST_TURNS_OF_CLEAN_UP

    def select(self, timeout):
        recording = self._recording
        if recording.done:
            self._clean_up(timeout)
            return []
        recording.loop_has_run = True
        if len(recording.lines) > FLUSH_LINES or real_perf_counter() > recording.flush_due:
            recording.flush()
        if timeout is None:
            self._wait_for_threads()
        elif timeout > 0:
            self._jump(timeout)
        recording.turn_due = True
        if recording.outside:
            recording.take_from_outside()
        check_limits(recording)
        return []

    def _clean_up(self, timeout):
        """After the recording has ended, the program may tidy up, as long as it does not wait for ever."""
        self._turns_left -= 1
        if timeout is None or self._turns_left < 0:
            raise Stopped(self._recording.end_message or "The recording has ended.")
        if timeout > 0:
            self._jump(timeout)

    def _jump(self, seconds):
        self._recording.clock.advance_to(round((self._loop().time() + seconds) * 1e6))

    def _wait_for_threads(self):
        """Nothing is ready and no timer is set. Only another thread could go on; else this is a deadlock."""
        while any(one is not threading.current_thread() and one.is_alive() and not one.daemon for one in threading.enumerate()):
            if self.awake.wait(0.05):
                self.awake.clear()
                return
        if self.awake.is_set():
            self.awake.clear()
            return
        self._deadlock()

    def _deadlock(self):
        recording = self._recording
        waiting = [task for task in asyncio.all_tasks(self._loop()) if getattr(task, "_number", -1) >= 0]
        numbers = sorted(task._number for task in waiting)
        recording.end_open_lines()
        recording.event("deadlock", None, f',"tasks":[{",".join(map(str, numbers))}]')
        count = "1 task waits" if len(numbers) == 1 else f"{len(numbers)} tasks wait"
        message = f"Deadlock: nothing is ready and no timer is set, and {count}."
        recording.end("deadlock", message)
        raise Stopped(message)

    def close(self):
        pass


def whole_us(seconds):
    """Seconds as whole microseconds, half up; `round` would take a half to the even one."""
    return math.floor(seconds * 1e6 + 0.5)


def virtual_loop_class(recording):
    """The class of loops on the recording's clock."""
    clock = recording.clock

    class Loop(VirtualLoop):
        def __init__(self):
            super().__init__()
            self._selector = _JumpingSelector(recording, self)
            self._clock_resolution = 1e-7

        def time(self):
            return clock.now_us() / 1e6

        def call_at(self, when, callback, *args, context=None):
            return super().call_at(whole_us(when) / 1e6, callback, *args, context=context)

        def call_later(self, delay, callback, *args, context=None):
            # The delay is rounded alone: added to the time, a float has too few digits for half a microsecond.
            when = (clock.now_us() + whole_us(delay)) / 1e6
            return self.call_at(when, callback, *args, context=context)

        def run_in_executor(self, executor, function, *args):
            self._check_closed()
            return run_in_line(recording, self, function, args)

    Loop.__name__ = Loop.__qualname__ = "VirtualEventLoop"
    return Loop


class VirtualLoop(asyncio.BaseEventLoop):
    """What all loops on a virtual clock have in common: there is nothing outside of them."""

    def _process_events(self, event_list):
        pass

    def _write_to_self(self):
        self._selector.awake.set()

    async def shutdown_default_executor(self, timeout=None):
        pass

    def add_signal_handler(self, signal, callback, *args):
        pass

    def remove_signal_handler(self, signal):
        return False

    def close(self):
        if not self.is_closed():
            super().close()
            self._selector.close()


def _refusal(what):
    def refuse(self, *args, **kwargs):
        raise NotOnVirtualClock(f"{what} {NOT_ON_VIRTUAL_CLOCK}")

    async def refuse_later(self, *args, **kwargs):
        raise NotOnVirtualClock(f"{what} {NOT_ON_VIRTUAL_CLOCK}")

    return refuse, refuse_later


NETWORK = (
    "create_connection", "create_server", "create_datagram_endpoint", "create_unix_connection", "create_unix_server",
    "connect_accepted_socket", "sock_connect", "sock_accept", "sock_recv", "sock_recv_into", "sock_recvfrom", "sock_sendall",
    "sock_sendto", "sock_sendfile", "start_tls", "getaddrinfo", "getnameinfo", "sendfile",
)  # fmt: skip
FILES = ("add_reader", "add_writer", "remove_reader", "remove_writer")
PROCESSES = ("subprocess_exec", "subprocess_shell", "connect_read_pipe", "connect_write_pipe")

for _name in NETWORK:
    setattr(VirtualLoop, _name, _refusal("The network")[1])
for _name in FILES:
    setattr(VirtualLoop, _name, _refusal("Waiting for a file or a socket")[0])
for _name in PROCESSES:
    setattr(VirtualLoop, _name, _refusal("A subprocess")[1])


def run_in_line(recording, loop, function, args):
    """Carries out at once what was meant for a thread. Its result comes when it would have; the loop goes on before.

    What it prints comes at its time, too.
    """
    clock = recording.clock
    future = loop.create_future()
    outer = recording.task, recording.told, recording.loop_cause
    recording.task, recording.told, recording.loop_cause = None, True, THREAD_CAUSE
    nested, recording.held = recording.held, []
    if nested is None:
        clock.begin_beside()
    try:
        value, error = function(*args), None
    except (SystemExit, KeyboardInterrupt):
        raise
    except BaseException as raised:
        value, error = None, raised
    finally:
        took = clock.end_beside() if nested is None else clock.beside_us()
        held, recording.held = recording.held, nested
        recording.task, recording.told, recording.loop_cause = outer

    def at(seconds, work, *arguments):
        def finish_in_line():
            work(*arguments)

        loop.call_later(seconds, finish_in_line)

    def finish():
        if not future.done():
            if error is None:
                future.set_result(value)
            else:
                future.set_exception(error)

    for after, write, text in held:
        at(after / 1e6, write, text)
    at(took / 1e6, finish)
    future.add_done_callback(_of_thread)
    return future


def _of_thread(future):
    """Marks a future as one of a thread; `waits` knows this callback."""


def _set_in_order(values=None):
    """As `set`; of given values it keeps the order."""
    return set() if values is None else dict.fromkeys(values).keys()


def install(recording):
    """Makes new loops virtual ones, if the clock is; returns what undoes it."""
    if not recording.clock.virtual:
        return lambda: None
    made = virtual_loop_class(recording)

    class Policy(events.AbstractEventLoopPolicy if hasattr(events, "AbstractEventLoopPolicy") else events._AbstractEventLoopPolicy):
        def __init__(self):
            self._loop = None
            self._set = False

        def get_event_loop(self):
            if self._loop is None:
                if self._set or sys.version_info >= (3, 14):
                    raise RuntimeError("There is no current event loop in thread 'MainThread'.")
                self.set_event_loop(made())
            return self._loop

        def set_event_loop(self, loop):
            self._set = True
            self._loop = loop

        def new_event_loop(self):
            return made()

    before = events.new_event_loop, events._event_loop_policy
    # `as_completed` and `wait` put what they are given into a set, whose order is that of addresses.
    tasks.set = _set_in_order
    at_top = {name: getattr(asyncio, name) for name in ("SelectorEventLoop", "EventLoop", "ProactorEventLoop") if hasattr(asyncio, name)}
    events.new_event_loop = asyncio.new_event_loop = made
    events._event_loop_policy = Policy()
    for name in at_top:
        setattr(asyncio, name, made)

    def remove():
        del tasks.set
        events.new_event_loop = asyncio.new_event_loop = before[0]
        events._event_loop_policy = before[1]
        for name, kind in at_top.items():
            setattr(asyncio, name, kind)

    return remove
