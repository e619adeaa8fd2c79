"""Runs unchanged Python programs on a virtual clock, and returns their output.

Reads a JSON object per line, {"source": "..."}, and writes one per line, {"lines": [...], "never_retrieved": 0}, with
"error" if a program raised. The number is how often asyncio logged that a task's exception was never retrieved. The loop
is that of the oracle; here it counts in seconds, as a program does, and `time.sleep` advances its clock.
"""

import asyncio
import contextlib
import gc
import io
import json
import math
import pathlib
import sys
import time

sys.path.insert(0, str(pathlib.Path(__file__).parent.parent / "oracle"))
sys.dont_write_bytecode = True

import cpython  # noqa: E402

MICROS = 1_000_000


def micros(seconds):
    """Rounds half up, as the playground does; Python's `round` rounds half to even."""
    return math.floor(seconds * MICROS + 0.5)


class SecondsClock(cpython.VirtualClock):
    def select(self, timeout):
        return super().select(None if timeout is None else round(timeout * MICROS))


class SecondsLoop(cpython.VirtualLoop):
    """The oracle's loop for programs that count in seconds: every deadline is a whole number of microseconds."""

    def __init__(self):
        super().__init__()
        self._selector = self.clock = SecondsClock()
        self._clock_resolution = 0.5 / MICROS

    def time(self):
        return self.clock.now_us / MICROS

    def rounded(self, when):
        return micros(when) / MICROS

    def call_later(self, delay, callback, *args, context=None):
        # Round the delay alone: added to the time, a float has too few digits for half a microsecond.
        when = (self.clock.now_us + micros(delay)) / MICROS
        return self.call_at(when, callback, *args, context=context)


class Loops:
    """Makes such a loop for each `asyncio.run` of a program. (Policies of event loops are deprecated from 3.14 on.)"""

    last = None

    def new(self):
        self.last = SecondsLoop()
        return self.last


def block(seconds):
    """The `time.sleep` of a program: advances the clock while nothing else runs."""
    asyncio.get_running_loop().clock.now_us += micros(seconds)


def run(source, loops):
    out = io.StringIO()
    answer = {}
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(source, "program.py", "exec"), {"__name__": "__main__"})
        except BaseException as error:  # any error of a program is part of its answer
            answer["error"] = repr(error)
    answer["lines"] = out.getvalue().splitlines()
    gc.collect()  # asyncio logs about a task when the task is freed
    answer["never_retrieved"] = len(loops.last.never_retrieved) if loops.last else 0
    return answer


if __name__ == "__main__":
    loops = Loops()
    asyncio.events.new_event_loop = loops.new
    gc.disable()
    gc.freeze()
    time.sleep = block
    answers = sys.stdout
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line)["source"], loops), ensure_ascii=False), file=answers, flush=True)
