"""Starts and ends a recording: puts all hooks in place, and takes them away in the opposite order."""

import asyncio
import os
import random
import sys

from . import clock as clocks
from . import handles, loops, other_loops, output, program, resources, stopping, tasks
from .recording import Recording
from .waits import Waits

SEED = 0
"""Of `random`, on the virtual clock."""


class Session:
    """A recording that is under way. There is one at a time."""

    current = None

    def __init__(self, target, clock="real", values=True, program=None, source=None, embed_source=True, limits=None,
                 package_folder=None, embedded=False):  # fmt: skip
        if clock not in ("real", "virtual"):
            raise ValueError(f"clock is {clock!r}, expected 'real' or 'virtual'")
        if Session.current is not None:
            raise RuntimeError("a recording is under way already")
        chosen = clocks.VirtualClock() if clock == "virtual" else None
        self.recording = Recording(target, chosen, values, program, source, embed_source, limits, package_folder)
        self._undo = []
        Session.current = self
        self._install(embedded)

    def _install(self, embedded):
        recording = self.recording
        recording.notice = notice
        used_resources = resources.Resources(recording)
        waits = Waits(recording, used_resources)
        self._meetings = loops.Meetings(recording, notice)
        ends, spawns = tasks.Ends(recording), tasks.Spawns(recording, waits, self._meetings.keep)
        classes = tasks.task_class(recording, spawns, ends, waits, from_one=embedded)
        made = handles.handle_classes(recording, classes, ends, waits, used_resources, self._meetings.meet)
        undo = self._undo
        undo.append(self._meetings.part)
        undo.append(resources.install(used_resources))
        undo.append(tasks.install(recording, classes[0]))
        undo.append(handles.install(*made))
        undo.append(loops.install(recording))
        undo.append(other_loops.install(notice))
        undo.append(output.watch_stream(recording, "stdout"))
        undo.append(output.watch_stream(recording, "stderr"))
        undo.append(output.watch_warnings(recording))
        undo.append(output.watch_exception_handler(recording))
        undo.append(program.hide_from_debug_mode())
        undo.append(stopping.watch_wall_time(recording))
        if embedded:
            undo.append(stopping.watch_interrupt(recording))
        if recording.clock.virtual:
            random.seed(SEED)
            undo.append(clocks.install(recording.clock, lambda: loops.check_limits(recording)))
        # A page runs its interpreter inside of a loop of its own.
        self._outer_loop = asyncio._get_running_loop()
        if recording.clock.virtual:
            asyncio._set_running_loop(None)
        recording.on_stop = self._remove
        running = asyncio._get_running_loop()
        if running is not None:
            self._meetings.meet(running)

    def _remove(self):
        Session.current = None
        while self._undo:
            self._undo.pop()()

    def finish(self, word="ok", message=None):
        """Ends the recording, if it has not ended by itself. What no code can look at any more is told before."""
        recording = self.recording
        if recording.clock.virtual:
            asyncio._set_running_loop(self._outer_loop)
        if recording.done:
            return
        recording.end_open_lines()
        if recording.outside:
            recording.take_from_outside()
        for loop in self._meetings.loops():
            if loop.is_closed():
                for number in sorted(getattr(task, "_number", -1) for task in asyncio.all_tasks(loop)):
                    if number >= 0:
                        recording.event("destroyed", number)
        for failed in recording.failures:
            task = failed()
            if task is not None and task._log_traceback:
                recording.event("never-retrieved", task._number)
        recording.end(word, message)


def _in_child():
    """A child process shares the file with its parent, so it does not write there."""
    session = Session.current
    if session is not None and not session.recording.done:
        session.recording.forget()


if hasattr(os, "register_at_fork"):
    os.register_at_fork(after_in_child=_in_child)


def notice(text):
    """A line of this recorder's own on stderr; it is not in the trace."""
    stream = sys.__stderr__
    if stream is not None:
        stream_write = type(stream).write
        stream_write(stream, f"futurescope_recorder: {text}\n")
        stream.flush()
