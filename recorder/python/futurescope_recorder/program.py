"""Runs a program as `__main__` under a recording, as Python itself would run it."""

import builtins
import gc
import io
import linecache
import os
import pkgutil
import runpy
import sys
import traceback
import types
from asyncio import format_helpers

from .places import RECORDER_FOLDER, without_own_entries
from .recording import Stopped
from .surroundings import Surroundings
from .text import error_text


class Program:
    """A program that is ready to run: its code, and the names that Python gives its module."""

    def __init__(self, code, name, spec=None, package_folder=None):
        self.code = code
        self.name = name              # the file, as `__file__` and in tracebacks
        self.spec = spec
        self.package_folder = package_folder
        self.main = None              # its module, once it runs


def read_script(path):
    """The program in a file, which may be compiled. Raises OSError if it cannot be read, SyntaxError if it is not Python."""
    path = os.path.abspath(path)
    with io.open_code(path) as file:
        data = file.read()
    code = pkgutil.read_code(io.BytesIO(data)) or compile(data, path, "exec", dont_inherit=True)
    return Program(code, path)


def is_folder_or_archive(path):
    """Whether Python would run the `__main__` module in this path: of a folder, or of a zip file."""
    return pkgutil.get_importer(path) is not None


def find_main(path):
    """The program in a folder or an archive, which is the first entry of `sys.path`. Raises ImportError."""
    try:
        _, spec, code = runpy._get_main_module_details(ImportError)
    except ImportError:
        raise ImportError(f"can't find '__main__' module in {path!r}") from None
    return Program(code, code.co_filename, spec=spec, package_folder=path)


def find_module(name):
    """The program that `python -m name` would run. Raises ImportError."""
    try:
        _, spec, code = runpy._get_module_details(name)
    except runpy._Error as error:
        raise ImportError(str(error)) from None
    folder = os.path.dirname(code.co_filename)
    return Program(code, code.co_filename, spec=spec, package_folder=folder)


def new_main(program):
    """The module `__main__` of a program."""
    main = types.ModuleType("__main__")
    spec = program.spec
    cached = None if spec is None else spec.cached
    main.__dict__.update(__builtins__=builtins, __file__=program.name, __cached__=cached)
    if spec is not None:
        main.__dict__.update(__package__=spec.parent, __loader__=spec.loader, __spec__=spec)
    return main


def without_own_frames(error):
    """Takes this recorder's frames, and `runpy`'s around them, out of the traceback of an exception and its causes."""
    seen = set()
    waiting = [error]
    while waiting:
        one = waiting.pop()
        if one is None or id(one) in seen:
            continue
        seen.add(id(one))
        one.__traceback__ = _visible(one.__traceback__)
        waiting += [one.__cause__, one.__context__]
        waiting += getattr(one, "exceptions", ())
    return error


def _visible(trace):
    kept = []
    while trace is not None:
        if not trace.tb_frame.f_code.co_filename.startswith(RECORDER_FOLDER):
            kept.append(trace)
        trace = trace.tb_next
    following = None
    for one in reversed(kept):
        one.tb_next = following
        following = one
    return following


def hide_from_debug_mode():
    """Takes this recorder's frames out of the stacks that asyncio keeps in debug mode; returns what undoes it."""
    extract = format_helpers.extract_stack

    def extract_stack(frame=None, limit=None):
        return without_own_entries(extract(sys._getframe(1) if frame is None else frame, limit))

    format_helpers.extract_stack = extract_stack

    def remove():
        format_helpers.extract_stack = extract

    return remove


def outcome_of(error, values=True):
    """The word and the message of a trace's end for what a program raised."""
    if error is None:
        return "ok", None
    if isinstance(error, SystemExit):
        if error.code is None or error.code == 0:
            return "ok", None
        return "failed", f"SystemExit: {error.code}" if values or isinstance(error.code, int) else "SystemExit"
    if isinstance(error, KeyboardInterrupt):
        return "stopped", "KeyboardInterrupt"
    return "failed", error_text(error, values)


def run_code(program):
    """Runs a program's code as `__main__`. Returns what it raised, without this recorder's frames."""
    main = program.main = new_main(program)
    sys.modules["__main__"] = main
    try:
        exec(program.code, main.__dict__)
    except BaseException as error:
        without_own_frames(error)
        if isinstance(error, SystemExit) and sys.version_info < (3, 12) and error.__traceback__ is not None:
            # There a traceback gets a frame only when something catches the exception, and nothing catches this one.
            error.__traceback__ = error.__traceback__.tb_next
        return error
    return None


class Outcome:
    """How a program ended: the word and the message of the trace's end, and the exit code of the process."""

    __slots__ = ("end", "message", "exit_code")

    def __init__(self, end, message, exit_code):
        self.end = end
        self.message = message
        self.exit_code = exit_code

    def __repr__(self):
        return f"Outcome(end={self.end!r}, message={self.message!r}, exit_code={self.exit_code!r})"


def exit_code_of(error):
    if error is None:
        return 0
    if isinstance(error, SystemExit):
        return 0 if error.code is None else error.code if isinstance(error.code, int) else 1
    return 1


def run_source(source, name, argv, stdin, make_session):
    """Runs a text as `__main__` within this process, and leaves the process as it was. Returns the outcome.

    `make_session` starts the recording, given the name and the text of the program.
    """
    linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
    around = Surroundings()
    sys.argv = [name, *argv]
    if stdin is not None:
        sys.stdin = io.StringIO(stdin)
    session = make_session(name, source)
    try:
        word, message, exit_code = around.run(_run_text, source, name, session.recording.values)
        # What nobody has looked at is told when it is thrown away.
        gc.collect()
        session.finish(word, message)
    finally:
        session.finish("stopped")
        around.restore()
    recording = session.recording
    return Outcome(recording.end_word, recording.end_message, exit_code)


def _run_text(source, name, values):
    """Runs the text and prints what it raises. Returns the word and the message of the end, and the exit code."""
    try:
        program = Program(compile(source, name, "exec", dont_inherit=True), name)
    except (SyntaxError, ValueError) as wrong:
        program, error = None, without_own_frames(wrong)
    else:
        error = run_code(program)
    if isinstance(error, SystemExit):
        if error.code is not None and not isinstance(error.code, int):
            print(error.code, file=sys.stderr)
    elif error is not None and not isinstance(error, Stopped):
        if sys.excepthook is sys.__excepthook__:
            # That one reads the lines from a file until Python 3.12; here the text is in no file.
            traceback.print_exception(error)
        else:
            sys.excepthook(type(error), error, error.__traceback__)
    end = (*outcome_of(error, values), exit_code_of(error))
    if error is not None:
        traceback.clear_frames(error.__traceback__)
    if program is not None:
        program.main.__dict__.clear()
    return end
