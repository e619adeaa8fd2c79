"""What a suspended task waits for, and where: one walk along its chain of awaits.

    task ─ main() ─ fetch() ─ Queue.get() ─ a future
           └ frames of the program ┘   └ the outermost of asyncio's own frames after them names the wait

The chain of a task is the same at each turn of a loop in it. So what it means (`Wait`) is kept by the chain's code
objects and instructions, and only the object that is waited for is looked up each time.
"""

import asyncio
import gc
import sys
from asyncio import base_events, futures, locks, queues, taskgroups, tasks, threads
from concurrent.futures import Future as ThreadFuture
from types import AsyncGeneratorType, CoroutineType, GeneratorType

from .places import ASYNCIO

MOST_TASKS = 1000
"""Tasks that are listed for one wait."""

MOST_DEPTH = 500
"""Awaits that are followed; a deeper chain is cut off there."""

HIDING = ("async_generator_asend", "async_generator_athrow", "coroutine_wrapper", "anext_awaitable")
"""Awaitables that show nobody what they drive; the garbage collector knows."""

GATHER = tasks._GatheringFuture


class Known:
    """What it means that a task is suspended in one of asyncio's functions."""

    __slots__ = ("on", "local", "find")

    def __init__(self, on, local=None, find=None):
        self.on = on          # the word of `on` in the trace
        self.local = local    # the local variable that holds the object
        self.find = find      # what the object is: a resource, or something with tasks


def tasks_of_wait(waited):
    return [future for future in list(waited) if not future.done()]


def tasks_of_group(group):
    return list(group._tasks)


def tasks_of_as_completed(todo):
    return list(getattr(todo, "_todo", todo))


def _known_functions():
    known = {}

    def add(function, on, local=None, find=None):
        code = getattr(function, "__code__", None)
        if code is not None:
            known[code] = Known(on, local, find)

    add(tasks.sleep, "timer")
    add(locks.Lock.acquire, "lock", "self", "resource")
    add(locks.Semaphore.acquire, "semaphore", "self", "resource")
    add(locks.Event.wait, "event", "self", "resource")
    add(locks.Condition.wait, "condition", "self", "resource")
    for name in ("wait", "_wait", "_block"):
        add(getattr(locks.Barrier, name, None), "barrier", "self", "resource")
    add(queues.Queue.get, "queue-get", "self", "resource")
    add(queues.Queue.put, "queue-put", "self", "resource")
    add(queues.Queue.join, "queue-join", "self", "resource")
    add(tasks._wait, "wait", "fs", tasks_of_wait)
    add(taskgroups.TaskGroup.__aexit__, "group", "self", tasks_of_group)
    add(getattr(taskgroups.TaskGroup, "_aexit", None), "group", "self", tasks_of_group)
    add(threads.to_thread, "thread")
    iterator = getattr(tasks, "_AsCompletedIterator", None)
    if iterator is not None:
        add(iterator._wait_for_one, "wait", "self", tasks_of_as_completed)
    else:
        for constant in tasks.as_completed.__code__.co_consts:
            if getattr(constant, "co_name", "") == "_wait_for_one":
                known[constant] = Known("wait", "todo", tasks_of_as_completed)
    for module_name in ("streams", "selector_events", "proactor_events", "base_events", "subprocess", "base_subprocess",
                        "unix_events", "windows_events"):
        module = sys.modules.get("asyncio." + module_name)
        for owner in vars(module).values() if module else ():
            if isinstance(owner, type) and owner.__module__ == module.__name__:
                for function in vars(owner).values():
                    code = getattr(function, "__code__", None)
                    if code is not None and code.co_flags & COROUTINE and code not in known:
                        known[code] = Known("io")
    for name in ("shutdown_default_executor", "shutdown_asyncgens"):
        known.pop(getattr(base_events.BaseEventLoop, name).__code__, None)
    known[base_events.BaseEventLoop.run_in_executor.__code__] = Known("thread")
    return {id(code): meaning for code, meaning in known.items()}, list(known)


COROUTINE = 0x80
"""`CO_COROUTINE` of `code.co_flags`."""

KNOWN, _KEPT = _known_functions()

SLEEP = tasks.sleep.__code__

SHIELD_CALLBACK = "_outer_done_callback"
CHAIN_CALLBACK = "_call_check_cancel"
IN_LINE_CALLBACK = "_of_thread"
"""Callbacks by which a future is recognised: of `shield`, of a thread's future, and of `loops.run_in_line`."""


class Wait:
    """What one chain of awaits means."""

    __slots__ = ("on", "depth", "local", "find", "stack", "plain", "ready", "end", "kept")

    def __init__(self, known, depth, stack, kept):
        self.on = known.on if known else None
        self.local = known.local if known else None
        self.find = known.find if known else None
        self.depth = depth      # the place in the chain of the frame with the object
        self.stack = "" if stack is None else f',"stack":{stack}'
        self.kept = kept        # the code objects whose identities are in the key
        self.plain = f',"on":"timer"{self.stack}}}' if self.on == "timer" else None
        self.ready = f"{self.stack}}}"
        # The `poll-end` of a task that has woken itself, from its kind on.
        self.end = f',"kind":"poll-end","result":"pending"{self.ready}'


def _future_iterator():
    """The type of what a coroutine awaits that awaits a future. asyncio does not export it."""
    loop = asyncio.BaseEventLoop()
    kind = type(iter(futures.Future(loop=loop)))
    loop.close()
    return kind


FUTURE_ITERATOR = _future_iterator()


def frame_and_next(awaitable):
    """The frame of what is awaited, and what it awaits itself; `(None, None)` at the end of the chain."""
    kind = type(awaitable)
    if kind is CoroutineType:
        return awaitable.cr_frame, awaitable.cr_await
    if kind is GeneratorType:
        return awaitable.gi_frame, awaitable.gi_yieldfrom
    if kind is AsyncGeneratorType:
        return awaitable.ag_frame, awaitable.ag_await
    if kind.__name__ in HIDING:
        for inner in gc.get_referents(awaitable):
            if type(inner) in (AsyncGeneratorType, CoroutineType, GeneratorType):
                return frame_and_next(inner)
    return None, None


def chain_of(task):
    """The frames of a task's chain of awaits, outermost first; and whether all are of coroutines and generators."""
    frames, simple = [], True
    awaitable = task.get_coro()
    while awaitable is not None and len(frames) < MOST_DEPTH:
        kind = type(awaitable)
        if kind is not CoroutineType and kind is not GeneratorType and kind is not FUTURE_ITERATOR:
            simple = False
        frame, awaitable = frame_and_next(awaitable)
        if frame is None:
            break
        frames.append(frame)
    return frames, simple


def waited_future(future):
    """The word of `on` and the tasks or futures behind a future that is awaited itself; `(None, ())` if not known."""
    if type(future) is GATHER:
        return "gather", future._children
    for entry in future._callbacks or ():
        callback = entry[0]
        code = getattr(callback, "__code__", None)
        if code is None:
            continue
        if code.co_name == SHIELD_CALLBACK:
            return "child", (cell_named(callback, "inner"),)
        if code.co_name == IN_LINE_CALLBACK:
            return "thread", ()
        if code.co_name == CHAIN_CALLBACK and isinstance(cell_named(callback, "source"), ThreadFuture):
            return "thread", ()
    return None, ()


def cell_named(function, name):
    """The value of a variable that a function took from around it."""
    try:
        return function.__closure__[function.__code__.co_freevars.index(name)].cell_contents
    except (ValueError, TypeError):
        return None


class Notified(tuple):
    """What a task waits for that waits to be notified by a condition, rather than for the condition's lock."""

    __slots__ = ()


class Node:
    """A place in the tree of all chains: the code that is next in the chain, and by its instruction what follows it."""

    __slots__ = ("code", "following", "wait")

    def __init__(self, code):
        self.code = code
        self.following = {}
        self.wait = None


def wait_in_tree(task):
    """The `Wait` of a suspended task's chain, if the tree of all chains leads to it; else `None`.

    This is part of the hot path (see `handles`), and each attribute of a coroutine costs.
    """
    node = task._node
    if node is None:
        return None
    try:
        # A task has one coroutine, and the tree was entered by its code: that needs no comparison.
        coroutine = task._coroutine
        node = node.following[coroutine.cr_frame.f_lasti]
        awaitable = coroutine.cr_await
        while True:
            kind = type(awaitable)
            if kind is CoroutineType and awaitable.cr_code is node.code:
                if node.wait is not None:
                    # `sleep`. Whether it waits for a future says at which of its two instructions it is.
                    return node.wait
                frame = awaitable.cr_frame
                awaitable = awaitable.cr_await
            elif kind is GeneratorType and awaitable.gi_code is node.code:
                frame = awaitable.gi_frame
                awaitable = awaitable.gi_yieldfrom
            else:
                at_end = kind is FUTURE_ITERATOR or awaitable is None
                return node.wait if at_end and node.code is None else None
            node = node.following[frame.f_lasti]
    except KeyError:
        return None


class Waits:
    """Finds what tasks wait for. Keeps what their chains of awaits mean.

    `_meanings` has a `Wait` for each chain. Most chains consist of coroutines and generators, and each instruction in
    them awaits the same code each time: `_roots` leads to their `Wait` quickly, a dictionary for each link.
    """

    __slots__ = ("_recording", "_places", "_resources", "_meanings", "_roots")

    def __init__(self, recording, resources):
        self._recording = recording
        self._places = recording.places
        self._resources = resources
        self._meanings = {}
        self._roots = {}

    def root_of(self, coroutine):
        """Where the chains of a task with this coroutine begin in the tree; `None` if none is known."""
        return self._roots.get(id(coroutine.cr_code)) if type(coroutine) is CoroutineType else None

    def keys_of(self, task):
        """The keys of the task's `poll-end` from `on`, with the closing brace. Sets what the task waits for."""
        wait, frames = wait_in_tree(task), None
        if wait is None:
            wait, frames = self._wait_of_chain(task)
        future = task._fut_waiter
        if future is None:
            # It woke itself.
            task._waits_on = None
            return wait.ready
        if wait.plain is not None:
            task._waits_on = TIMER
            return wait.plain
        return self._keys_of_object(task, wait, frames or chain_of(task)[0], future)

    def _wait_of_chain(self, task):
        """The `Wait` of a chain that is not in the tree, and the frames of the chain."""
        frames, simple = chain_of(task)
        key = tuple(part for frame in frames for part in (id(frame.f_code), frame.f_lasti))
        wait = self._meanings.get(key)
        if wait is None:
            wait = self._meanings[key] = self._meaning(frames)
            if simple and frames:
                self._plant(frames, wait)
        task._node = self.root_of(task.get_coro())
        return wait, frames

    def _plant(self, frames, wait):
        """Puts a chain into the tree, unless another chain has other code at one of its instructions."""
        node = self._roots.setdefault(id(frames[0].f_code), Node(frames[0].f_code))
        codes = [frame.f_code for frame in frames[1:]] + [None]
        for frame, code in zip(frames, codes):
            if node.code is SLEEP:
                node.wait = wait
            node = node.following.setdefault(frame.f_lasti, Node(code))
            if node.code is not code:
                return
        node.wait = wait

    def _meaning(self, frames):
        """Finds the program's frames in a chain, and the outermost of asyncio's frames behind the last of them."""
        stack, known, depth = [], None, None
        for place, frame in enumerate(frames):
            code = frame.f_code
            sort = self._places.sort_of(code)
            if sort >= 0:
                stack.append((sort, frame.f_lineno, code.co_name))
                known = depth = None
            elif sort == ASYNCIO and known is None:
                known, depth = KNOWN.get(id(code)), place
        number = self._places.stack_of(tuple(stack)) if stack else None
        return Wait(known, depth, number, [frame.f_code for frame in frames])

    def _keys_of_object(self, task, wait, frames, future):
        on, res, waited = wait.on, None, ()
        if wait.local is not None:
            found = frames[wait.depth].f_locals.get(wait.local)
            if wait.find == "resource":
                on, res = self._resources.shown(found, on)
            elif found is not None:
                waited = wait.find(found)
        if not waited and res is None:
            if getattr(future, "_number", None) is not None:
                on, waited = "child", (future,)
            else:
                behind, waited = waited_future(future)
                if on == "io":
                    waited = ()
                elif behind is not None:
                    on = behind
                elif on is None:
                    on, waited = self._waited_by_timeout(frames)
        task._waits_on = Notified((on, res)) if wait.on == "condition" and res is not None else (on, res)
        keys = f',"on":"{on}"'
        if res is not None:
            keys += f',"res":{res}'
        if waited:
            numbers = sorted(n for n in (getattr(one, "_number", None) for one in waited) if n is not None and n >= 0)
            if numbers:
                keys += f',"tasks":[{",".join(map(str, numbers[:MOST_TASKS]))}]'
        return keys + wait.stack + "}"

    def _waited_by_timeout(self, frames):
        """Before Python 3.12, `wait_for` waits for a future of its own, and the task is in a local variable."""
        for frame in frames:
            code = frame.f_code
            if code is tasks.wait_for.__code__ or code is tasks._cancel_and_wait.__code__:
                waited = frame.f_locals.get("fut")
                if getattr(waited, "_number", None) is not None:
                    return "child", (waited,)
        return "future", ()


TIMER = ("timer", None)
