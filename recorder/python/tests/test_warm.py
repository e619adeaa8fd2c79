"""What is left of a program for the next one in the same process: nothing, as far as `run_source` can see to it."""

import contextlib
import io
import os
import subprocess
import sys
import tempfile
import unittest

from futurescope_recorder import run_source

NAMES = """
import asyncio
async def nap():
    await asyncio.sleep(0)
async def main():
    me = asyncio.current_task()
    print(me.get_name())
    first, named = asyncio.create_task(nap()), asyncio.create_task(nap(), name="Task-99")
    print(first.get_name(), named.get_name())
    print(repr(first).split(" coro=")[0], repr(named).split(" coro=")[0])
    first.set_name("Task-7")
    print(first.get_name(), repr(first).split(" coro=")[0])
    async with asyncio.TaskGroup() as group:
        print(group.create_task(nap()).get_name())
    await asyncio.gather(first, named, nap())
    print(asyncio.create_task(nap()).get_name())
asyncio.run(main())
"""

# What a program does to its process, and what the next one then prints as if nothing had happened.
LEAKS = {
    "a function of a module": ("import time\ntime.sleep = print", "import time\nprint(time.sleep.__module__)"),
    "a function of asyncio": (
        "import asyncio\nasync def sleep(delay): pass\nasyncio.sleep = asyncio.tasks.sleep = sleep",
        "import asyncio\nprint(asyncio.sleep.__module__, asyncio.tasks.sleep.__module__)",
    ),
    "a method of asyncio": (
        "import asyncio\nasyncio.Queue.get_nowait = lambda self: 7\nasyncio.Queue.more = 1",
        "import asyncio\nprint(asyncio.Queue.get_nowait.__qualname__, hasattr(asyncio.Queue, 'more'))",
    ),
    "a name added to a module": ("import json\njson.mine = 1", "import json\nprint(hasattr(json, 'mine'))"),
    "a module that it was the first to import": (
        "import colorsys\ncolorsys.rgb_to_hsv = lambda *rgb: rgb",
        "import colorsys\nprint(colorsys.rgb_to_hsv.__module__)",
    ),
    "a module in another's place": ("import sys\nsys.modules['json'] = sys", "import json\nprint(json.__name__)"),
    "the main module": ("secret = 1", "import __main__\nprint(hasattr(__main__, 'secret'), __name__)"),
    "hooks": (
        "import sys\nsys.excepthook = sys.breakpointhook = print\nsys.settrace(lambda *its: None)",
        "import sys\nprint(sys.excepthook is sys.__excepthook__, sys.breakpointhook is sys.__breakpointhook__, sys.gettrace())",
    ),
    "the collector": (
        "import gc\ngc.disable()\ngc.set_threshold(1)\ngc.callbacks.append(print)",
        "import gc\nprint(gc.isenabled(), gc.get_threshold()[0] > 1, gc.callbacks)",
    ),
    "signals": (
        "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)",
        "import signal\nprint(signal.getsignal(signal.SIGINT) == signal.SIG_IGN, signal.getsignal(signal.SIGTERM) == signal.SIG_DFL)",
    ),
    "limits": (
        "import sys\nsys.set_int_max_str_digits(0)\nsys.setrecursionlimit(500)",
        "import sys\nprint(sys.get_int_max_str_digits(), sys.getrecursionlimit() > 500)",
    ),
    "random": ("import random\nrandom.seed(7)\nrandom.random()", "import random\nprint(random.random())"),
    "logging": (
        "import logging\nlogging.basicConfig(level=1)\nlogging.getLogger('mine').disabled = True\nlogging.raiseExceptions = False",
        "import logging\nprint(logging.root.handlers, logging.getLogger('mine').disabled, logging.raiseExceptions)",
    ),
    "environment and folder": (
        "import os\nos.environ['MINE'] = '1'\nos.chdir('/')",
        "import os\nprint('MINE' in os.environ, os.getcwd() == '/')",
    ),
    "builtins": ("import builtins\nbuiltins.mine = 1\nbuiltins.sum = print", "print('mine' in dir(__builtins__), sum([1, 2]))"),
    "context variables": (
        "import contextvars, decimal\ndecimal.getcontext().prec = 3",
        "import decimal\nprint(decimal.getcontext().prec)",
    ),
}

WARNED = """
import asyncio, warnings
async def nap(): pass
nap()
warnings.warn("shown once")
warnings.simplefilter("ignore")
"""


class Warm(unittest.TestCase):
    maxDiff = None

    def printed(self, source):
        printed, errors = io.StringIO(), io.StringIO()
        with contextlib.redirect_stdout(printed), contextlib.redirect_stderr(errors):
            run_source(source, sink=len)
        return printed.getvalue() + errors.getvalue()

    def in_a_fresh_process(self, source):
        with tempfile.TemporaryDirectory() as folder:
            path = os.path.join(folder, "main.py")
            with open(path, "w", encoding="utf-8") as file:
                file.write(source)
            ran = subprocess.run([sys.executable, "-B", path], capture_output=True, text=True, timeout=60)
        self.assertEqual(ran.stderr, "")
        return ran.stdout

    def test_tasks_are_named_as_in_a_fresh_process(self):
        fresh = self.in_a_fresh_process(NAMES)
        self.assertTrue(fresh.startswith("Task-1\nTask-2 Task-99\n"), fresh)
        self.assertEqual([self.printed(NAMES) for _ in range(3)], [fresh] * 3)

    def test_a_program_finds_nothing_of_the_one_before(self):
        for what, (leaves, looks) in LEAKS.items():
            with self.subTest(what):
                clean = self.printed(looks)
                self.assertNotIn("Traceback", clean)
                self.printed(leaves)
                self.assertEqual(self.printed(looks), clean)

    def test_what_programs_leave_is_seen_within_one(self):
        # The test above could not fail if what they leave were not seen.
        for what, (leaves, looks) in LEAKS.items():
            with self.subTest(what):
                clean = self.printed(looks)
                self.assertNotEqual(self.printed(f"{leaves}\n{looks}"), clean)

    def test_a_warning_is_shown_to_each_program(self):
        first = self.printed(WARNED)
        self.assertIn("never awaited", first)
        self.assertIn("shown once", first)
        self.assertEqual(self.printed(WARNED), first)


if __name__ == "__main__":
    unittest.main()
