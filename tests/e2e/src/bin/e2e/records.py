"""Records the programs of the recorder's corpus on this CPython, as the page does on its own: on the virtual clock, one after the
other in one process.

    PYTHONHASHSEED=0 python3 records.py FOLDER_OF_THE_RECORDER

Prints JSON: the version; and of each program its name, text, arguments and standard input, the trace, why the page's is another
one, and whether a traceback through the library is printed.
"""

import asyncio
import gc
import io
import json
import os
import pathlib
import sys
from asyncio import futures, taskgroups, tasks

FOLDER = pathlib.Path(sys.argv[1])
sys.path[:0] = [str(FOLDER), str(FOLDER / "tests")]
sys.dont_write_bytecode = True

import futurescope_recorder  # noqa: E402
import programs  # noqa: E402


def names_in(function):
    """The names that a function uses, and those that the functions in it use."""
    waiting, found = [function.__code__], set()
    while waiting:
        code = waiting.pop()
        found.update(code.co_names, code.co_varnames)
        waiting += [part for part in code.co_consts if hasattr(part, "co_consts")]
    return found


# What CPython itself does otherwise in other versions than the page's, which is 3.14.2. Of each program: whether this CPython does
# it otherwise, by asking it where that can be, and what that is.
OTHERWISE = {
    "as_completed": [
        (
            not hasattr(tasks, "_AsCompletedIterator"),
            "until 3.12 as_completed is a generator of coroutines of its own, whose names the tasks wait in",
        )
    ],
    "async_generator": [
        (sys.version_info < (3, 12), "until 3.11 a comprehension has a frame of its own (PEP 709)"),
    ],
    "eager_group": [
        (
            "done" in names_in(taskgroups.TaskGroup.create_task),
            "until 3.13.1 a group looks at once at a task that has ended while it was made (gh-128550)",
        )
    ],
    "ensure_future": [
        (
            "_get_running_loop" in names_in(futures._chain_future),
            "from 3.14.3 on _chain_future copies a result at once within a loop, and not by call_soon_threadsafe (gh-105836)",
        )
    ],
    "future": [
        (
            "done_futs" not in names_in(tasks.gather),
            "until 3.11 gather waits a turn for tasks that have ended before (gh-97696)",
        ),
        (
            hasattr(tasks, "_discard_awaited_by"),
            "from 3.14.8 on gather adds a callback to its own future, which takes a turn (gh-157213)",
        ),
    ],
    "group_cancelled": [
        (
            "cancelling" not in names_in(getattr(taskgroups.TaskGroup, "_aexit", taskgroups.TaskGroup.__aexit__)),
            "until 3.12 a group that fails does not renew a cancel from outside (gh-116720)",
        )
    ],
    "logging_records": [
        (
            hasattr(tasks, "_set_task_name"),
            "until 3.12 create_task gives a task its name after it was made, so it takes a number of those without one",
        )
    ],
    "shield_coroutine": [
        (
            "_log_on_exception" not in names_in(tasks.shield),
            "until 3.13 a shield whose caller is cancelled leaves no callback on the task inside (gh-86802)",
        )
    ],
    "sys_exit": [
        (sys.version_info < (3, 12), "until 3.11 the traceback of an exit that nothing catches has no line of the module"),
    ],
    "wait_for": [
        ("timeouts" not in names_in(tasks.wait_for), "until 3.11 wait_for makes a task and waits for it (gh-96764)"),
    ],
    "wait_for_corners": [
        ("timeouts" not in names_in(tasks.wait_for), "until 3.11 wait_for makes a task and waits for it (gh-96764)"),
    ],
}

# Programs that print a traceback through the library. Its places are another folder and other lines in each version, and the page
# has no text of them.
TRACEBACKS = {"call_later", "exception_group_to_the_top", "exception_to_the_top", "sys_exit"}

# The first warning and the first traceback load modules, which would be charged to the program.
WARM_UP = "async def never(): pass\nnever()\nraise ValueError"


def stream(number, name, errors):
    """As `program/worker.js` makes the streams of a program."""
    buffer = open(number, "wb", closefd=False)
    buffer.raw.name = name
    made = io.TextIOWrapper(buffer, encoding="utf-8", errors=errors, line_buffering=True)
    made.mode = "w"
    return made


def recorded(text, argv=(), stdin=""):
    pieces = []
    before = sys.stdout, sys.__stdout__, sys.stderr, sys.__stderr__
    sys.stdout = sys.__stdout__ = stream(1, "<stdout>", "strict")
    sys.stderr = sys.__stderr__ = stream(2, "<stderr>", "backslashreplace")
    gc.freeze()
    futurescope_recorder.run_source(text, name="main.py", argv=argv, stdin=stdin, sink=pieces.append)
    sys.stdout, sys.__stdout__, sys.stderr, sys.__stderr__ = before
    return "".join(pieces)


def record_of(program):
    text = program.path.read_bytes().decode()
    otherwise = [why for applies, why in OTHERWISE.get(program.name, ()) if applies]
    return {
        "name": program.name,
        "text": text,
        "argv": program.args,
        "stdin": program.stdin,
        "trace": recorded(text, program.args, program.stdin),
        "otherwise": "; ".join(otherwise) or None,
        "traceback": program.name in TRACEBACKS,
    }


def main():
    chosen = [one for one in programs.corpus() if "virtual" in one.clocks and one.runs_here and not one.module and not one.flags]
    missing = (OTHERWISE.keys() | TRACEBACKS) - {one.name for one in programs.corpus()}
    if missing:
        sys.exit(f"not in the corpus: {missing}")
    # What programs print goes nowhere. What goes wrong here is told.
    answers, errors, nowhere = os.dup(1), os.dup(2), os.open(os.devnull, os.O_WRONLY)
    os.dup2(nowhere, 1)
    os.dup2(nowhere, 2)
    try:
        recorded(WARM_UP)
        records = [record_of(one) for one in chosen]
    finally:
        os.dup2(errors, 2)
    version = ".".join(map(str, sys.version_info[:3]))
    with open(answers, "w", encoding="utf-8") as file:
        json.dump({"version": version, "records": records}, file)


if __name__ == "__main__":
    main()
