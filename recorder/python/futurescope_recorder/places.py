"""Which code is the program's own, and the numbers of its files, lines and stacks in the trace.

Four sorts of code are told apart: the program's (its files have a number), asyncio's, this recorder's, and all other
(the standard library, installed packages). Code objects are looked up by their identity, because hashing one hashes
all of its instructions; the table keeps them alive, so that no identity is used twice.
"""

import asyncio
import linecache
import os
import re
import sys
import sysconfig
import threading

from .text import quoted

NOT_THE_PROGRAM = -1
ASYNCIO = -2
RECORDER = -3

MOST_SOURCE = 1_000_000
"""Characters of a source file that are put into the trace; of a longer one only the name is."""

RECORDER_FOLDER = sys._getframe().f_code.co_filename.removesuffix("places.py")


def _folders(*names):
    paths = sysconfig.get_paths()
    return {os.path.normcase(os.path.realpath(paths[name])) + os.sep for name in names if paths.get(name)}


STANDARD_LIBRARY = tuple(
    _folders("stdlib", "platstdlib") | {os.path.dirname(os.__file__) + os.sep, os.path.dirname(threading.__file__) + os.sep}
)
PACKAGES = tuple(_folders("purelib", "platlib"))
ASYNCIO_FOLDER = os.path.dirname(asyncio.sleep.__code__.co_filename) + os.sep


def without_own_entries(stack):
    """Takes this recorder's entries out of a `StackSummary`, and those of what runs the program in it."""
    for place in range(len(stack) - 1, -1, -1):
        entry = stack[place]
        if entry.filename.startswith(RECORDER_FOLDER):
            if entry.name == PROGRAM_BEGINS:
                del stack[: place + 1]
                break
            del stack[place]
    return stack


def without_own_places(text):
    """As `without_own_entries`, for the text in which Python says where a coroutine was made that nobody has awaited."""
    said, made, places = text.partition("Coroutine created at (most recent call last)\n")
    entries = re.split(r'^(?=  File ")', places, flags=re.MULTILINE)
    for place in range(len(entries) - 1, -1, -1):
        first = entries[place].partition("\n")[0]
        if first.startswith(f'  File "{RECORDER_FOLDER}'):
            if first.endswith(f", in {PROGRAM_BEGINS}"):
                del entries[: place + 1]
                break
            del entries[place]
    return said + made + "".join(entries)


PROGRAM_BEGINS = "run_code"
"""The function of this recorder that runs a program."""


class Places:
    """The files and stacks that a trace has declared."""

    def __init__(self, recording, main_name=None, main_source=None, embed_source=True, package_folder=None):
        self._recording = recording
        self._main_name = main_name
        self._main_source = main_source
        self._embed_source = embed_source
        self._main_folder = os.path.dirname(os.path.abspath(main_name)) + os.sep if main_name else None
        self._package_folder = package_folder and os.path.join(package_folder, "")
        self._sorts = {}
        self._kept = []
        self._files = {}
        self._stacks = {}

    def sort_of(self, code):
        """The number of the program's file in which this code is; or one of the negative constants."""
        sort = self._sorts.get(id(code))
        if sort is None:
            sort = self._sorts[id(code)] = self._sort_of_file(code.co_filename)
            self._kept.append(code)
        return sort

    def count_as_recorder(self, code):
        """Counts a code object as this recorder's, whatever its file is said to be."""
        self._sorts[id(code)] = RECORDER
        self._kept.append(code)

    def _sort_of_file(self, name):
        number = self._files.get(name)
        if number is not None:
            return number
        if name.startswith(RECORDER_FOLDER):
            return RECORDER
        if name == self._main_name:
            return self._declare(name)
        if name.startswith(ASYNCIO_FOLDER):
            return ASYNCIO
        if self._package_folder and name.startswith(self._package_folder):
            return self._declare(name)
        if name.startswith("<"):
            return NOT_THE_PROGRAM
        path = os.path.normcase(os.path.realpath(name))
        if path.startswith(PACKAGES) or "site-packages" in path or "dist-packages" in path:
            return NOT_THE_PROGRAM
        if path.startswith(STANDARD_LIBRARY) or name.startswith(STANDARD_LIBRARY):
            return NOT_THE_PROGRAM
        return self._declare(name)

    def _declare(self, name):
        number = self._files[name] = len(self._files)
        shown = os.path.basename(name)
        if self._main_folder and name != self._main_name:
            path = os.path.abspath(name)
            if path.startswith(self._main_folder):
                shown = path.removeprefix(self._main_folder).replace(os.sep, "/")
        source = self.source_of(name) if self._embed_source else None
        text = "" if source is None else f',"text":{quoted(source)}'
        self._recording.declare(f'{{"file":{number},"name":{quoted(shown)}{text}}}')
        return number

    def source_of(self, name):
        """The text of a file of the program; `None` if it cannot be read or is too long."""
        if name == self._main_name and self._main_source is not None:
            source = self._main_source
        else:
            source = "".join(linecache.getlines(name))
        return source if source and len(source) <= MOST_SOURCE else None

    def frame_of_program(self, frame):
        """The innermost frame of the program from `frame` outwards, or `None`.

        The search ends at this recorder's own frames: what runs a poll or a callback is not its place.
        """
        while frame is not None:
            sort = self.sort_of(frame.f_code)
            if sort >= 0:
                return frame
            if sort == RECORDER:
                return None
            frame = frame.f_back
        return None

    def line_from(self, depth):
        """The `"line"` key of the innermost frame of the program, `depth` frames up from the caller; or nothing."""
        frame = sys._getframe(1)
        while depth and frame is not None:
            frame = frame.f_back
            depth -= 1
        frame = self.frame_of_program(frame)
        return "" if frame is None else self.line_of(frame)

    def line_of(self, frame):
        """The `"line"` key of a frame of the program."""
        return f',"line":[{self.sort_of(frame.f_code)},{frame.f_lineno}]'

    def line_in_file(self, name, line):
        """The `"line"` key of a line in a file that has a number; or nothing."""
        number = self._files.get(name)
        return "" if number is None else f',"line":[{number},{line}]'

    def line_of_traceback(self, traceback):
        """The `"line"` key of the innermost frame of the program in a traceback; or nothing."""
        found = ""
        while traceback is not None:
            number = self.sort_of(traceback.tb_frame.f_code)
            if number >= 0:
                found = f',"line":[{number},{traceback.tb_lineno}]'
            traceback = traceback.tb_next
        return found

    def stack_of(self, frames):
        """The number of a stack of `(file, line, function)`, outermost first."""
        number = self._stacks.get(frames)
        if number is None:
            number = self._stacks[frames] = len(self._stacks)
            text = ",".join(f"[{file},{line},{quoted(function)}]" for file, line, function in frames)
            self._recording.declare(f'{{"stack":{number},"frames":[{text}]}}')
        return number
