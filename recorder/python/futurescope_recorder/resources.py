"""Locks, semaphores, events, conditions, barriers and queues: their names, and the events of their use.

No method that can raise or that waits is wrapped, so that no frame of this recorder stands in a traceback. What happens
to an object is seen where asyncio itself writes it down: `_locked` of a lock and `_value` of a semaphore or an event
become properties while a recording runs, and a queue tells of an item just before it wakes the next in line.
"""

import sys
import weakref
from asyncio import locks, queues
from math import floor
from threading import get_ident

from .names import call_place, names_in
from .places import ASYNCIO
from .text import quoted

MARK = "_futurescope"
"""The attribute of an object of the program that holds its `Mark`.

It is read as an attribute: until Python 3.12 an object whose `__dict__` was asked for is slower from then on. While a
recording runs, the classes have it as `None`, so that no `__getattr__` of the program is asked.
"""

KINDS = (
    (locks.Lock, "lock"),
    (locks.Semaphore, "semaphore"),
    (locks.Event, "event"),
    (locks.Condition, "condition"),
    (locks.Barrier, "barrier"),
    (queues.Queue, "queue"),
)

CLASSES = tuple(base for base, _ in KINDS)

_get_frame = sys._getframe


class Mark:
    """What is known of an object: where it was made, its number once it is declared, and whose part it is."""

    __slots__ = ("recording", "number", "what", "hidden", "owner", "file", "line", "column", "size", "object")

    def __init__(self, recording, made, what):
        self.recording = recording
        self.number = None
        self.what = what
        self.hidden = False
        self.owner = None      # the mark of the condition that a lock is a part of
        self.file = self.line = self.column = None
        self.size = None
        self.object = weakref.ref(made)


def kind_of(made):
    """The word of `what` for an object of one of `CLASSES`."""
    return next(what for base, what in KINDS if isinstance(made, base))


def waiting_task(waiters):
    """The number of the task that waits first in a line of futures, or `None`."""
    for future in waiters or ():
        if not future.done():
            for entry in future._callbacks or ():
                number = getattr(getattr(entry[0], "__self__", None), "_number", None)
                if number is not None:
                    return number
            return None
    return None


class Resources:
    """The objects that the trace has declared."""

    def __init__(self, recording):
        self._recording = recording
        self._emit, self._seconds, self._zero_us = recording.emit, recording.clock.seconds, recording.clock.zero_us
        self._places = recording.places
        self._names = {}
        self._by_number = []

    # ---- marks ----

    def made(self, new):
        """Notes where an object is made. Called from `__new__`, so two frames up is who makes it."""
        frame = _get_frame(2)
        mark = Mark(self._recording, new, kind_of(new))
        object.__setattr__(new, MARK, mark)
        sort = self._places.sort_of(frame.f_code)
        if sort == ASYNCIO:
            mark.hidden = True
            whole = frame.f_locals.get("self")
            if isinstance(whole, locks.Condition):
                owner = getattr(whole, MARK, None)
                if owner is not None and not owner.hidden:
                    mark.owner = owner
            return
        program = self._places.frame_of_program(frame)
        if program is not None:
            mark.file, mark.line = program.f_code.co_filename, program.f_lineno
            if program is frame:
                mark.line, mark.column = call_place(frame)

    def mark_of(self, made):
        """The mark of an object of this recording; a new one, without a place, if it is older than the recording."""
        if not isinstance(made, CLASSES):
            return None
        mark = made._futurescope
        if mark is None or mark.recording is not self._recording:
            mark = Mark(self._recording, made, kind_of(made))
            object.__setattr__(made, MARK, mark)
        return mark

    def number_of(self, made):
        """The number of an object, which is declared if it is new; `None` for a part of one of asyncio's objects."""
        return self._number_of(self.mark_of(made), made)

    def _number_of(self, mark, made):
        if mark is None:
            return None
        if mark.owner is not None:
            mark = mark.owner
            made = mark.object()
        if mark.hidden:
            return None
        if mark.number is None:
            self._declare(mark, made)
        return mark.number

    def shown(self, made, on):
        """The word of `on` and the number for a wait for an object."""
        mark = self.mark_of(made)
        if mark is not None and mark.owner is not None:
            on = "condition"
        return on, self._number_of(mark, made)

    def object_of(self, number):
        """The object with a number, if it is alive."""
        return self._by_number[number]()

    def _declare(self, mark, made):
        number = mark.number = len(self._by_number)
        self._by_number.append(mark.object)
        name = self._name_of(mark)
        size = self._size_of(mark, made)
        keys = f',"name":{quoted(name)}' if name else ""
        if size:
            keys += f',"size":{size}'
        if mark.file is not None:
            keys += self._places.line_in_file(mark.file, mark.line)
        self._recording.declare(f'{{"resource":{number},"what":"{mark.what}"{keys}}}')

    def _name_of(self, mark):
        if mark.file is None or mark.column is None:
            return None
        names = self._names.get(mark.file)
        if names is None:
            names = self._names[mark.file] = names_in(self._places.source_of(mark.file) or "")
        return names.get((mark.line, mark.column))

    @staticmethod
    def _size_of(mark, made):
        if mark.what == "semaphore":
            return mark.size
        size = getattr(made, "_maxsize", None) if mark.what == "queue" else getattr(made, "_parties", None)
        return size if type(size) is int and size > 0 else None

    # ---- events ----

    def event(self, kind, made, size=None, to=None):
        """Adds an event of an object, unless it is a part of one of asyncio's. What it wakes now has it as its cause."""
        recording = self._recording
        if recording.done or recording.thread_id != get_ident():
            return
        # Each item of a queue comes here, so what is asked of an object that is known is written out.
        mark = made._futurescope
        if mark is not None and mark.recording is recording and mark.number is not None:
            number = mark.number
        else:
            number = self.number_of(made)
            if number is None:
                return
        to = "" if to is None else f',"to":{to}'
        size = "" if size is None else f',"size":{size}'
        task = recording.task
        task = "null" if task is None else task._text
        at = floor(self._seconds() * 1e6 - self._zero_us)
        event = recording.events
        recording.events = event + 1
        self._emit(f'{{"at_us":{at},"task":{task},"kind":"{kind}","res":{number}{to}{size}}}')
        recording.touched = (number, event)

    def taken_by_waiter(self, task):
        """Adds `acquired` for a task that a semaphore has been handed to, at the start of the poll in which it goes on."""
        semaphore = self.object_of(task._waits_on[1])
        if semaphore is not None:
            self.event("acquired", semaphore, semaphore.__dict__.get("_value"))


# ---- hooks ----


def _hook_creation(base):
    def __new__(cls, *args, **kwargs):
        following = super(base, cls).__new__
        new = following(cls) if following is object.__new__ else following(cls, *args, **kwargs)
        resources = _Installed.resources
        if resources is not None and resources._recording.thread_id == get_ident():
            resources.made(new)
        return new

    if "__new__" not in base.__dict__:
        base.__new__ = __new__


class _Installed:
    """The resources of the recording that runs. `__new__` of a class cannot be taken away again, so it asks here."""

    resources = None


def _property(name, set_):
    """An attribute that is kept in the object's `__dict__` as before, and set by `set_`."""

    def get(self):
        return self.__dict__[name]

    return property(get, set_)


def _lock_property(resources):
    recording = resources._recording
    name = "_locked"

    def set_(self, value):
        own = self.__dict__
        before, own[name] = own.get(name), value
        if before is not None and before != value and not recording.done:
            if value:
                resources.event("acquired", self)
            else:
                resources.event("released", self, to=waiting_task(own.get("_waiters")))

    return _property(name, set_)


def _semaphore_property(resources):
    recording = resources._recording
    name = "_value"
    acquire, wake_up_next = locks.Semaphore.acquire.__code__, locks.Semaphore._wake_up_next.__code__

    def set_(self, value):
        own = self.__dict__
        before, own[name] = own.get(name), value
        if recording.done:
            return
        if before is None:
            resources.mark_of(self).size = value
            return
        caller = _get_frame(1).f_code
        if caller is wake_up_next:
            # Given to the next in line, which `released` has said.
            return
        if value > before:
            to = waiting_task(own.get("_waiters"))
            resources.event("released", self, value if to is None else value - 1, to)
        elif caller is acquire:
            resources.event("acquired", self, value)

    return _property(name, set_)


def _event_property(resources):
    recording = resources._recording
    name = "_value"

    def set_(self, value):
        own = self.__dict__
        if value and own.get(name) is False and not recording.done:
            own[name] = value
            resources.event("set", self)
        else:
            own[name] = value

    return _property(name, set_)


def _queue_hook(resources):
    recording = resources._recording
    original = queues.Queue._wakeup_next
    put, get = queues.Queue.put_nowait.__code__, queues.Queue.get_nowait.__code__
    tell = resources.event

    def _wakeup_next(self, waiters):
        if not recording.done:
            caller = _get_frame(1).f_code
            if caller is put:
                tell("put", self, self.qsize())
            elif caller is get:
                tell("got", self, self.qsize())
        return original(self, waiters) if waiters else None

    return original, _wakeup_next


def install(resources):
    """Puts the hooks in place; returns what takes them away."""
    _Installed.resources = resources
    for base in CLASSES:
        setattr(base, MARK, None)
        _hook_creation(base)
    locks.Lock._locked = _lock_property(resources)
    locks.Semaphore._value = _semaphore_property(resources)
    locks.Event._value = _event_property(resources)
    wake_up_next, queues.Queue._wakeup_next = _queue_hook(resources)

    def remove():
        _Installed.resources = None
        del locks.Lock._locked, locks.Semaphore._value, locks.Event._value
        queues.Queue._wakeup_next = wake_up_next
        for base in CLASSES:
            delattr(base, MARK)

    return remove
