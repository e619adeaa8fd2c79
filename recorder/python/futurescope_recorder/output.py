"""What a program says: printed lines, warnings, and what asyncio reports of failures that nobody has looked at."""

import sys
import warnings
from asyncio import base_events
from threading import get_ident

from .places import RECORDER_FOLDER, without_own_places
from .text import LEFT_OUT, error_text, quoted, shortened


class Lines:
    """Cuts what is written to a stream into lines, each with the task and the source line that began it."""

    def __init__(self, recording, stream_name):
        self._recording = recording
        self._stream = f',"stream":"{stream_name}"' if stream_name != "stdout" else ""
        self._part = ""
        self._task_id = None
        self._line = ""

    def take(self, text):
        """Takes the next piece. Its caller's caller writes it."""
        if not isinstance(text, str) or not text:
            return
        recording = self._recording
        if not self._part:
            in_thread = recording.thread_id == get_ident()
            self._task_id = recording.task_id if in_thread else None
            self._line = recording.places.line_from(2) if in_thread else ""
        *whole, self._part = (self._part + text).split("\n")
        for line in whole:
            self._say(line)

    def _say(self, line):
        if self._task_id is not None and self._task_id != self._recording.task_id:
            # The rest of a line whose task has not this moment.
            self._task_id = None
        shown = line if self._recording.values else LEFT_OUT
        self._recording.print_line(self._task_id, shown, f"{self._stream}{self._line}")

    def end_of(self, task_id):
        """The task has ended: a line that it began is at its end, too."""
        if self._part and self._task_id == task_id:
            self.end()

    def end(self):
        if self._part:
            self._say(self._part)
            self._part = ""


def watch_stream(recording, name):
    """Records what is written to `sys.stdout` or `sys.stderr`, whose object stays; returns what undoes it."""
    stream = getattr(sys, name)
    if stream is None:
        return lambda: None
    lines = Lines(recording, name)
    recording.open_lines.append(lines)
    write = stream.write

    def watched_write(text):
        if recording.held is not None and not recording.done:
            after = recording.clock.beside_us()
            if after:
                recording.held.append((after, watched_write, text))
                return len(text)
        written = write(text)
        if not recording.done:
            lines.take(text)
        return written

    try:
        stream.write = watched_write
    except AttributeError:
        # A stream that takes no attributes: another object in its place passes all on.
        setattr(sys, name, _Stream(stream, watched_write))

    def remove():
        current = getattr(sys, name)
        if isinstance(current, _Stream):
            setattr(sys, name, stream)
        elif getattr(stream, "__dict__", {}).get("write") is watched_write:
            del stream.write

    return remove


class _Stream:
    """Passes everything on to a stream but what is written."""

    def __init__(self, stream, write):
        self._stream = stream
        self.write = write

    def writelines(self, lines):
        for line in lines:
            self.write(line)

    def __getattr__(self, name):
        return getattr(self._stream, name)

    def __iter__(self):
        return iter(self._stream)


def watch_warnings(recording):
    """Records warnings that are shown; returns what undoes it."""
    show = warnings._showwarnmsg_impl

    def _showwarnmsg_impl(message):
        text = str(message.message)
        if message.category is RuntimeWarning and RECORDER_FOLDER in text:
            message.message = RuntimeWarning(without_own_places(text))
        if not recording.done and recording.thread_id == get_ident():
            text = f"{message.category.__name__}: {message.message}" if recording.values else message.category.__name__
            keys = f',"text":{quoted(shortened(text))}'
            keys += recording.places.line_in_file(message.filename, message.lineno)
            recording.event("warned", recording.task_id, keys)
        show(message)

    places = [vars(warnings)]
    if warnings._showwarnmsg.__globals__ is not places[0]:
        places.append(warnings._showwarnmsg.__globals__)
    for place in places:
        place["_showwarnmsg_impl"] = _showwarnmsg_impl

    def remove():
        for place in places:
            if place.get("_showwarnmsg_impl") is _showwarnmsg_impl:
                place["_showwarnmsg_impl"] = show

    return remove


def watch_exception_handler(recording):
    """Records what a loop's exception handler is told; returns what undoes it."""
    handle = base_events.BaseEventLoop.call_exception_handler

    def call_exception_handler(self, context):
        if not recording.done and recording.thread_id == get_ident():
            record_report(recording, context)
        return handle(self, context)

    base_events.BaseEventLoop.call_exception_handler = call_exception_handler

    def remove():
        base_events.BaseEventLoop.call_exception_handler = handle

    return remove


def record_report(recording, context):
    """Records one report: a failure never retrieved, a task destroyed, or anything else as a warning."""
    message = str(context.get("message") or "")
    task = context.get("task") or context.get("future")
    number = getattr(task, "_number", None)
    if number is not None and number >= 0:
        if "never retrieved" in message:
            recording.event("never-retrieved", number)
            return
        if "was destroyed" in message:
            recording.event("destroyed", number)
            return
    error = context.get("exception")
    text = message.partition(" <")[0].partition(" for ")[0] if not recording.values else message
    if error is not None:
        text = f"{text}: {error_text(error, recording.values)}"
    recording.event("warned", recording.task_id, f',"text":{quoted(shortened(text))}')
