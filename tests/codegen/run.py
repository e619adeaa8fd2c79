"""Runs Python programs as they are, on a clock that is virtual, and gives what they print.

One JSON object a line on stdin, {"source": "..."}, one a line on stdout, {"lines": [...], "never_retrieved": 0}, with
"error" where a program raised; the number is how often asyncio logs that a task's exception was never retrieved. The loop is the oracle's; here it counts seconds, as a program does, and `time.sleep` moves its clock.
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
    """Half up, as the playground rounds; Python's `round` goes to the even one."""
    return math.floor(seconds * MICROS + 0.5)


class SecondsClock(cpython.VirtualClock):
    def select(self, timeout):
        return super().select(None if timeout is None else round(timeout * MICROS))


class SecondsLoop(cpython.VirtualLoop):
    """The oracle's loop for programs that count in seconds: every moment is a whole number of microseconds."""

    def __init__(self):
        super().__init__()
        self._selector = self.clock = SecondsClock()
        self._clock_resolution = 0.5 / MICROS

    def time(self):
        return self.clock.now_us / MICROS

    def whole(self, when):
        return micros(when) / MICROS

    def call_later(self, delay, callback, *args, context=None):
        # Rounded by itself: behind seconds, a float has no digits left for half a microsecond.
        when = (self.clock.now_us + micros(delay)) / MICROS
        return self.call_at(when, callback, *args, context=context)


class Policy(asyncio.DefaultEventLoopPolicy):
    """So that `asyncio.run` in a program makes such a loop."""

    last = None

    def new_event_loop(self):
        self.last = SecondsLoop()
        return self.last


def block(seconds):
    """`time.sleep` of a program: nothing else runs meanwhile, and the clock moves on."""
    asyncio.get_running_loop().clock.now_us += micros(seconds)


def run(source, policy):
    out = io.StringIO()
    answer = {}
    with contextlib.redirect_stdout(out):
        try:
            exec(compile(source, "program.py", "exec"), {"__name__": "__main__"})
        except BaseException as error:  # whatever a program does is the answer
            answer["error"] = repr(error)
    answer["lines"] = out.getvalue().splitlines()
    gc.collect()  # what asyncio logs of a task, it logs when the task is freed
    answer["never_retrieved"] = len(policy.last.never_retrieved) if policy.last else 0
    return answer


if __name__ == "__main__":
    policy = Policy()
    asyncio.set_event_loop_policy(policy)
    gc.disable()
    gc.freeze()
    time.sleep = block
    answers = sys.stdout
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line)["source"], policy), ensure_ascii=False), file=answers, flush=True)
