"""The command line: options, the program, and its exit code."""

import argparse
import atexit
import os
import sys

from . import __version__
from .program import find_main, find_module, is_folder_or_archive, outcome_of, read_script, run_code, without_own_frames
from .recording import Limits, Stopped
from .session import Session, notice

DESCRIPTION = "Runs a Python program and records what its asyncio tasks do, as a trace file that Futurescope draws."
FIXED_HASHES = "PYTHONHASHSEED"
RESTARTED = "_FUTURESCOPE_RECORDER_RESTARTED"


def parser():
    made = argparse.ArgumentParser(
        prog="futurescope_recorder",
        description=DESCRIPTION,
        usage="%(prog)s [options] program.py [argument ...]\n       %(prog)s [options] -m module [argument ...]",
    )
    made.add_argument("--clock", choices=("real", "virtual"), default="real",
                      help="virtual: nothing is waited for, and each run gives the same trace")
    made.add_argument("-o", metavar="FILE", dest="file",
                      help="the trace; .gz at its end compresses it (default: PROGRAM.trace.jsonl)")
    made.add_argument("--no-values", action="store_true", help="leave out results, messages and what is printed")
    made.add_argument("--no-source", action="store_true", help="leave out the text of the program's files")
    made.add_argument("--max-events", type=int, metavar="N", help="end the recording after N events")
    made.add_argument("--max-time", type=float, metavar="S", help="end it after S seconds of the program's time")
    made.add_argument("--max-wall", type=float, metavar="S", help="end it after S seconds of wall time")
    made.add_argument("--version", action="version", version=f"%(prog)s {__version__}")
    made.add_argument("-m", metavar="MODULE", dest="module", help="run a module, as python -m does")
    made.add_argument("program", nargs="?", help=argparse.SUPPRESS)
    made.add_argument("arguments", nargs=argparse.REMAINDER, help=argparse.SUPPRESS)
    return made  # fmt: skip


def split(arguments):
    """Parts the recorder's own arguments from the program's, at the program or after `-m module`."""
    with_value = {"--clock", "-o", "--max-events", "--max-time", "--max-wall"}
    place = 0
    while place < len(arguments):
        word = arguments[place]
        if word == "-m":
            return arguments[: place + 2], arguments[place + 2 :]
        if word.startswith("-m") and not word.startswith("--"):
            return arguments[: place + 1], arguments[place + 1 :]
        if word in with_value:
            place += 2
        elif word.startswith("-") and word != "-":
            place += 1
        else:
            return arguments[: place + 1], arguments[place + 1 :]
    return arguments, []


def main(arguments):
    """Runs the program; returns the exit code of what goes wrong before it starts."""
    own, rest = split(arguments)
    options = parser().parse_args(own)
    if options.module is None and options.program is None:
        parser().print_usage(sys.stderr)
        return 2
    if options.clock == "virtual":
        restart_with_fixed_hashes()
    os.environ.pop(RESTARTED, None)
    if options.module is not None:
        sys.argv = ["-m", *rest]
        folder = os.getcwd()
        name = options.module
        find = find_module
        shown = name.rpartition(".")[2]
    else:
        name = options.program
        sys.argv = [name, *rest]
        folder = os.path.dirname(os.path.realpath(name) if os.path.islink(name) else os.path.abspath(name))
        find = read_script
        shown = os.path.basename(os.path.normpath(name))
    if options.module is None and is_folder_or_archive(name):
        # Its place is in `sys.path` even with -P.
        find, shown = find_main, os.path.splitext(shown)[0]
        folder = os.path.join(os.getcwd(), name)
        if sys.flags.safe_path:
            sys.path.insert(0, folder)
    if not sys.flags.safe_path:
        sys.path[0] = folder
    target = options.file or shown.removesuffix(".py") + ".trace.jsonl"
    try:
        program = find(name)
    except (OSError, ImportError) as error:
        print(f"{sys.executable}: {error}" if isinstance(error, ImportError) else f"{sys.executable}: can't open file {os.path.abspath(name)!r}: [Errno {error.errno}] {error.strerror}", file=sys.stderr)
        return 1 if isinstance(error, ImportError) else 2
    except (SyntaxError, ValueError) as error:
        program, wrong = None, without_own_frames(error)
    if options.module is not None and program is not None:
        sys.argv[0] = program.name
    limits = Limits(options.max_events, options.max_time, options.max_wall)
    try:
        session = Session(target, options.clock, not options.no_values, program.name if program else os.path.abspath(name),
                          embed_source=not options.no_source, limits=limits,
                          package_folder=program and program.package_folder)  # fmt: skip
    except OSError as error:
        notice(f"cannot write {target}: {error.strerror}")
        return 2
    if program is None:
        session.finish(*outcome_of(wrong, session.recording.values))
        pass_on(wrong)
    end = []
    # Registered before the program registers anything, so that it is called after all of that.
    atexit.register(lambda: session.finish(*(end or ["ok"])))
    error = run_code(program)
    end.extend(outcome_of(error, session.recording.values))
    if isinstance(error, Stopped):
        notice(str(error))
        return 1
    if error is not None:
        pass_on(error)
    return 0


def run():
    """The entry point of the installed command."""
    sys.exit(main(sys.argv[1:]))


def pass_on(error):
    """Raises what the program raised, so that Python ends as it would without this recorder."""
    if isinstance(error, SystemExit):
        # Another one with the same code: the frames that it passes on its way are not in the program's own traceback.
        error = SystemExit(error.code)
    else:
        sys.excepthook = _hook_without_own_frames(sys.excepthook, error.__traceback__)
    try:
        raise error
    finally:
        # Else this frame, which is in the traceback, would keep all that the program's frames hold.
        del error


def _hook_without_own_frames(hook, trace):
    """The program's `sys.excepthook`, called with the traceback as it was before it was raised on."""
    kept = [trace]

    def show(kind, value, trace):
        trace = kept.pop() if kept else trace
        sys.excepthook = hook
        value.__traceback__ = trace
        hook(kind, value, trace)

    return show


def restart_with_fixed_hashes():
    """Starts Python anew with fixed hashes of strings, on which the order of sets depends."""
    if FIXED_HASHES in os.environ or RESTARTED in os.environ or not sys.flags.hash_randomization:
        if os.environ.pop(RESTARTED, None):
            os.environ.pop(FIXED_HASHES, None)
        return
    if not hasattr(os, "execve") or sys.platform in ("win32", "emscripten", "wasi"):
        return
    environment = dict(os.environ, **{FIXED_HASHES: "0", RESTARTED: "1"})
    os.execve(sys.executable, [sys.executable, *sys.orig_argv[1:]], environment)
