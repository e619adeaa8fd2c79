"""The virtual clock: time stands still while code runs, and jumps to the next deadline when nothing can run.

`time.*` and `datetime.now` follow it. Computing takes no time on it, but for a poll that computes for 50 ms or more:
that is charged as measured, because a program that waits for the clock in a loop would else never end.
"""

import datetime
import time

computing_time = getattr(time, "thread_time", time.perf_counter)
"""Seconds that this thread has computed. On a busy machine the time on the wall would go on while it does not run."""

CHARGED_FROM_US = 50_000
"""Computing that takes less is not charged, so that a program has the same trace at every run."""

EPOCH = 1_767_225_600
"""What `time.time()` is at the start: 2026-01-01 00:00:00 UTC, the same at every run."""


class VirtualClock:
    """Microseconds that only waiting and blocking move."""

    virtual = True
    resolution_us = 1

    start, zero_us = 0, -0.5

    __slots__ = ("_now_us", "_computing_since", "_measured_us", "_beside_since")

    def __init__(self):
        self._now_us = 0
        self._computing_since = None
        self._measured_us = 0
        self._beside_since = None

    def _computed_us(self):
        """What the computing that is under way has taken, as far as it is charged."""
        if self._computing_since is None:
            return 0
        spent = int((computing_time() - self._computing_since) * 1e6)
        return spent if spent >= CHARGED_FROM_US else 0

    def now_us(self):
        """The time of the loop. It stands still while something is carried out that takes place beside the loop."""
        if self._beside_since is not None:
            return self._beside_since
        return self._now_us + self._computed_us()

    def seconds(self):
        return self.now_us() / 1e6

    def read(self):
        """The time as the program asks for it. From here on computing outside of polls is measured, too."""
        if self._computing_since is None:
            self._computing_since = computing_time()
        return self._now_us + self._computed_us()

    def _settle(self):
        spent = self._computed_us()
        self._now_us += spent
        self._measured_us += spent

    def begin_poll(self):
        self._settle()
        self._measured_us = 0
        self._computing_since = computing_time()

    def end_poll(self):
        """Charges the poll that ends; returns the key that says so, or nothing."""
        self._settle()
        self._computing_since = None
        return f',"measured_us":{self._measured_us}' if self._measured_us else ""

    def advance_to(self, at_us):
        """Jumps to a moment, unless it is over already."""
        self._settle()
        self._computing_since = None
        self._now_us = max(self._now_us, at_us)

    def block(self, us):
        """As `time.sleep`: the program does nothing, and all the same nothing else runs."""
        self._settle()
        self._now_us += us
        self._computing_since = computing_time()

    def begin_beside(self):
        """What follows takes place beside the loop: the time that it takes is its own."""
        self._settle()
        self._computing_since = computing_time()
        self._beside_since = self._now_us

    def beside_us(self):
        """The time that has passed beside the loop; `None` if nothing takes place there."""
        if self._beside_since is None:
            return None
        return self._now_us + self._computed_us() - self._beside_since

    def end_beside(self):
        """Returns the time that it took, and goes back to its begin."""
        took = self.beside_us()
        self._now_us, self._beside_since = self._beside_since, None
        self._computing_since = computing_time()
        return took


def install(clock, check_limits):
    """Puts `time` and `datetime` on the virtual clock; returns what undoes it. `check_limits` is called after a sleep."""
    functions = _time_functions(clock, check_limits)
    before = {name: getattr(time, name) for name in functions}
    before_class = datetime.datetime
    for name, function in functions.items():
        function.__name__ = function.__qualname__ = name
        setattr(time, name, function)
    datetime.datetime = _datetime_class(clock)

    def remove():
        for name, function in before.items():
            setattr(time, name, function)
        datetime.datetime = before_class

    return remove


def _time_functions(clock, check_limits):
    def seconds():
        return clock.read() / 1e6

    def sleep(seconds):
        if seconds < 0:
            raise ValueError("sleep length must be non-negative")
        clock.block(round(seconds * 1e6))
        check_limits()

    functions = {
        "time": lambda: EPOCH + seconds(),
        "time_ns": lambda: EPOCH * 10**9 + clock.read() * 1000,
        "monotonic": lambda: seconds(),
        "monotonic_ns": lambda: clock.read() * 1000,
        "perf_counter": lambda: seconds(),
        "perf_counter_ns": lambda: clock.read() * 1000,
        "sleep": sleep,
    }
    for name in ("localtime", "gmtime", "ctime"):
        original = getattr(time, name)
        functions[name] = lambda at=None, original=original: original(EPOCH + seconds() if at is None else at)
    original_format, original_text, local = time.strftime, time.asctime, functions["localtime"]
    functions["strftime"] = lambda format, at=None: original_format(format, local() if at is None else at)
    functions["asctime"] = lambda at=None: original_text(local() if at is None else at)
    return functions


def _datetime_class(clock):
    plain = datetime.datetime

    class _Meta(type):
        def __instancecheck__(cls, value):
            return isinstance(value, plain)

        def __subclasscheck__(cls, other):
            return issubclass(other, plain)

    class datetime_(plain, metaclass=_Meta):
        @classmethod
        def now(cls, tz=None):
            return plain.fromtimestamp(EPOCH + clock.read() / 1e6, tz)

        @classmethod
        def utcnow(cls):
            return plain.fromtimestamp(EPOCH + clock.read() / 1e6, datetime.timezone.utc).replace(tzinfo=None)

        @classmethod
        def today(cls):
            return cls.now()

    datetime_.__name__ = datetime_.__qualname__ = "datetime"
    datetime_.__module__ = "datetime"
    return datetime_
