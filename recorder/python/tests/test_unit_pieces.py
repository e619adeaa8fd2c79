"""Tests of the recorder's inner pieces, each without a program."""

import asyncio
import contextlib
import errno
import io
import json
import os
import pathlib
import signal
import subprocess
import sys
import tempfile
import traceback
import unittest
import warnings
import zlib
from types import FunctionType
from unittest import mock

FOLDER = pathlib.Path(__file__).resolve().parent.parent
sys.path.insert(0, str(FOLDER))

import one_file
from futurescope_recorder import clock, command, disguise, loops, names, other_loops, places, record, run_source, sinks, text
from futurescope_recorder.recording import Limits, Recording, Stopped
from futurescope_recorder.resources import CLASSES, MARK
from futurescope_recorder.surroundings import Surroundings


class Text(unittest.TestCase):
    def test_half_surrogate_pairs_become_question_marks(self):
        self.assertEqual(json.loads(text.quoted("a\ud800b")), "a?b")

    def test_all_characters_survive_as_json(self):
        given = '"\\\n\x00\x7fü…😀'
        self.assertEqual(json.loads(text.quoted(given)), given)

    def test_a_long_value_is_shortened(self):
        self.assertLess(len(text.value_text("x" * 10_000)), 200)
        self.assertLess(len(text.value_text(list(range(10_000)))), 200)
        self.assertLess(len(text.value_text(10**1000)), 200)

    def test_a_number_with_too_many_digits_for_repr_is_named(self):
        # `reprlib` itself names it in newer versions.
        self.assertRegex(text.value_text(10**5000), "^<int(: its repr raised ValueError| instance with roughly 5001 digits.*)>$")

    def test_the_address_of_an_object_is_left_out(self):
        class Job:
            pass

        self.assertRegex(text.value_text([Job(), "at 0x10"]), r"^\[<.*Job object at 0x…>, 'at 0x10'\]$")
        self.assertEqual(text.error_text(ValueError(f"no {print} <X at 0x7fE0>")), "ValueError: no <built-in function print> <X at 0x…>")

    def test_a_repr_that_raises_is_named(self):
        class Bad:
            def __repr__(self):
                raise KeyError

        self.assertIn("Bad", text.value_text(Bad()))

    def test_an_error_is_as_the_last_line_of_its_traceback(self):
        self.assertEqual(text.error_text(ValueError("no")), "ValueError: no")
        self.assertEqual(text.error_text(ValueError()), "ValueError")
        self.assertEqual(text.error_text(json.JSONDecodeError("m", "d", 0)), "json.decoder.JSONDecodeError: m: line 1 column 1 (char 0)")
        self.assertEqual(text.error_text(ValueError("secret"), values=False), "ValueError")


class Names(unittest.TestCase):
    def named(self, source):
        """The names of the calls of `Lock` in the source, from left to right."""
        return [name for _, name in sorted(names.names_in(source).items())]

    def test_a_variable_and_an_attribute(self):
        self.assertEqual(self.named("permits = Lock()"), ["permits"])
        self.assertEqual(self.named("self.jobs = Lock()"), ["jobs"])
        self.assertEqual(self.named("jobs: Lock = Lock()"), ["jobs"])
        self.assertEqual(self.named("f(x := Lock())"), ["x"])

    def test_two_at_once_have_a_name_each(self):
        self.assertEqual(self.named("a, b = Lock(), Lock()"), ["a", "b"])

    def test_an_argument_and_an_entry(self):
        self.assertEqual(self.named("Worker(lock=Lock())"), ["lock"])
        self.assertEqual(self.named("d = {'left': Lock()}"), ["left"])
        self.assertEqual(self.named("d['right'] = Lock()"), ["right"])

    def test_all_of_a_list_have_its_name(self):
        self.assertIn("forks", self.named("forks = [Lock() for _ in range(5)]"))

    def test_a_plain_argument_has_none(self):
        self.assertEqual(self.named("x = f(Lock())"), ["x"])

    def test_no_python_has_no_names(self):
        self.assertEqual(names.names_in("def ("), {})
        self.assertEqual(names.names_in("a\0b"), {})


class Sinks(unittest.TestCase):
    def test_a_packed_file_that_is_cut_off_can_be_unpacked_up_to_there(self):
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "t.gz")
            sink = sinks.open_sink(path)
            sink.write("one\n")
            sink.write("two\n")
            cut_off = path.read_bytes()
            sink.close()
            self.assertEqual(zlib.decompressobj(31).decompress(cut_off), b"one\ntwo\n")
            self.assertEqual(zlib.decompress(path.read_bytes(), 31), b"one\ntwo\n")

    def test_a_function_gets_whole_lines(self):
        batches = []
        with record(sink=batches.append):
            asyncio.run(asyncio.sleep(0.06))
        self.assertGreater(len(batches), 1)
        for batch in batches:
            self.assertTrue(batch.endswith("\n"))


class Clock(unittest.TestCase):
    def test_short_computing_takes_no_time_and_sleeping_does(self):
        virtual = clock.VirtualClock()
        virtual.begin_poll()
        virtual.block(1_500_000)
        self.assertEqual(virtual.end_poll(), "")
        self.assertEqual(virtual.now_us(), 1_500_000)

    def test_long_computing_is_charged_as_measured(self):
        virtual = clock.VirtualClock()
        virtual.begin_poll()
        end = clock.computing_time() + 0.06
        while clock.computing_time() < end:
            pass
        measured = virtual.end_poll()
        self.assertEqual(measured, f',"measured_us":{virtual.now_us()}')
        self.assertGreaterEqual(virtual.now_us(), 60_000)

    def test_time_never_goes_back(self):
        virtual = clock.VirtualClock()
        virtual.advance_to(10)
        virtual.advance_to(5)
        self.assertEqual(virtual.now_us(), 10)


class Limiting(unittest.TestCase):
    def test_each_limit_is_named(self):
        self.assertEqual(Limits(events=1000).exceeded(1000, 0, 0), "1,000 events")
        self.assertEqual(Limits(seconds=1.5).exceeded(0, 1_500_001, 0), "1.5 s of the program's time")
        self.assertEqual(Limits(wall_seconds=2).exceeded(0, 0, 2.1), "2 s of wall time")
        self.assertIsNone(Limits(1000, 1.5, 2).exceeded(999, 1_500_000, 2))

    def test_events_are_counted_and_other_lines_are_not(self):
        recording = Recording(lambda text: None)
        recording.declare('{"file":0,"name":"main.py"}')
        self.assertEqual(recording.event("turn", None), 0)
        recording.turn()
        self.assertEqual(recording.events, 2)


class Disguise(unittest.TestCase):
    def test_a_disguised_function_has_the_other_line_in_tracebacks(self):
        def original(function, *arguments):
            x = 1
            function(*arguments)
            return x

        def other(function, *arguments):
            function(*arguments)

        disguised = disguise.disguise(other, original)
        entries = []
        for function in (original, disguised):
            try:
                function(int, "no")
            except ValueError as error:
                entries.append("".join(traceback.format_tb(error.__traceback__)[1:]))
        self.assertEqual(*entries)

    def test_a_disguised_function_keeps_its_variables_and_finds_names_where_the_original_does(self):
        def original(*arguments):
            print(*arguments)

        around, another = [1], "a"

        def other(more, last=3):
            return around, another, more, last, __name__

        original = FunctionType(original.__code__, {"__builtins__": {}, "__name__": "elsewhere"}, "original")
        disguised = disguise.disguise(other, original)
        self.assertEqual(disguised(2), ([1], "a", 2, 3, "elsewhere"))
        self.assertIs(disguised(2)[0], around)
        self.assertEqual((disguised.__name__, disguised.__qualname__), ("original", original.__code__.co_qualname))
        self.assertIs(disguised.__globals__, original.__globals__)
        self.assertEqual(disguise.disguise(lambda: 7, original)(), 7)

    def test_a_long_function_is_covered_by_the_line_table(self):
        table = disguise.line_table(100, (7, 7, 4, 30))
        self.assertEqual(sum((byte & 7) + 1 for byte in table if byte & 128), 100)


class Places(unittest.TestCase):
    def test_code_is_the_programs_asyncios_or_neither(self):
        recording = Recording(lambda text: None)
        sort_of = recording.places.sort_of
        self.assertEqual(sort_of(asyncio.sleep.__code__), places.ASYNCIO)
        self.assertEqual(sort_of(json.dumps.__code__), places.NOT_THE_PROGRAM)
        self.assertEqual(sort_of(record.__wrapped__.__code__), places.RECORDER)
        self.assertEqual(sort_of(self.id.__code__), places.NOT_THE_PROGRAM)
        self.assertEqual(sort_of(Places.test_code_is_the_programs_asyncios_or_neither.__code__), 0)


class Command(unittest.TestCase):
    def test_the_programs_arguments_are_not_the_recorders(self):
        self.assertEqual(command.split(["-o", "f", "p.py", "-o", "g"]), (["-o", "f", "p.py"], ["-o", "g"]))
        self.assertEqual(command.split(["--clock=virtual", "-m", "mod", "-x"]), (["--clock=virtual", "-m", "mod"], ["-x"]))
        self.assertEqual(command.split(["-mmod", "-x"]), (["-mmod"], ["-x"]))
        self.assertEqual(command.split([]), ([], []))


class Embedded(unittest.TestCase):
    def run_text(self, source, **options):
        batches = []
        errors = io.StringIO()
        with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(errors):
            outcome = run_source(source, sink=batches.append, **options)
        return outcome, [json.loads(line) for line in "".join(batches).splitlines()], errors.getvalue()

    def test_the_process_is_as_before(self):
        def hooked():
            members = asyncio.Event.__dict__.get("_value"), asyncio.Queue._wakeup_next, *(hasattr(one, MARK) for one in CLASSES)
            return asyncio.Task, asyncio.Lock.__dict__.get("_locked"), sys.modules["__main__"], sys.stdout.write, members

        before = hooked()
        self.run_text("import sys, asyncio\nsys.argv.append('x')\nsys.path.append('y')\nasyncio.run(asyncio.sleep(1))")
        self.assertEqual(before, hooked())
        self.assertNotIn("y", sys.path)
        self.assertNotIn("x", sys.argv)

    def test_the_same_program_has_the_same_bytes(self):
        source = (
            "import asyncio, random, time\n"
            "async def one(n): await asyncio.sleep(random.random()); return n, time.time()\n"
            "async def main():\n"
            "    for done in asyncio.as_completed([one(n) for n in range(20)]): print(await done)\n"
            "asyncio.run(main())\n"
        )
        first, second = [self.run_text(source)[1] for _ in range(2)]
        self.assertEqual(first, second)
        self.assertEqual(first[-1]["end"], "ok")

    def test_a_sleep_is_told_from_a_bare_switch_on_the_same_line(self):
        _, lines, _ = self.run_text(
            "import asyncio\nasync def main():\n    for after in (0, 1, 0, 2): await asyncio.sleep(after)\nasyncio.run(main())"
        )
        pending = [line for line in lines if line.get("result") == "pending"]
        self.assertEqual([line.get("on") for line in pending], [None, "timer", None, "timer"])
        self.assertEqual(len({line["stack"] for line in pending}), 1)
        woken = [line["by"] for line in lines if line.get("kind") == "woken"]
        self.assertEqual(woken, ["spawn", "self", "timer", "self", "timer"])

    def test_the_cause_of_each_poll_is_the_number_of_its_wake(self):
        _, lines, _ = self.run_text(
            "import asyncio\nasync def spin():\n    for _ in range(3): await asyncio.sleep(0)\n"
            "async def main(): await asyncio.gather(spin(), spin())\nasyncio.run(main())"
        )
        events = [line for line in lines if "at_us" in line]
        polls = [event for event in events if event["kind"] == "poll-start"]
        self.assertEqual(len(polls), 10)
        for poll in polls:
            wake = events[poll["cause"]]
            self.assertEqual((wake["kind"], wake["task"]), ("woken", poll["task"]))

    def test_no_getattr_of_the_program_is_asked(self):
        outcome, lines, errors = self.run_text(
            "import asyncio\nclass Jobs(asyncio.Queue):\n    def __getattr__(self, name): raise RuntimeError(name)\n"
            "async def main():\n    jobs = Jobs()\n    jobs.put_nowait(1)\n    await jobs.get()\nasyncio.run(main())"
        )
        self.assertEqual((outcome.end, errors), ("ok", ""))
        self.assertEqual([line["kind"] for line in lines if "res" in line], ["put", "got"])

    def test_a_syntax_error_has_an_outcome(self):
        outcome, lines, errors = self.run_text("def (")
        self.assertEqual((outcome.end, outcome.exit_code), ("failed", 1))
        self.assertEqual(lines[-1]["end"], "failed")
        self.assertNotIn("Traceback", errors)

    def test_an_endless_program_ends_at_the_limit_of_events(self):
        outcome, lines, _ = self.run_text(
            "import asyncio\nasync def main():\n    while True: await asyncio.sleep(0)\nasyncio.run(main())",
            max_events=500,
        )
        self.assertEqual(outcome.end, "limit")
        self.assertIn("500 events", outcome.message)
        self.assertGreaterEqual(lines[-1]["events"], 500)

    def test_a_program_that_sleeps_for_ever_ends_at_the_limit_of_its_time(self):
        outcome, _, _ = self.run_text(
            "import asyncio\nasync def main():\n    while True: await asyncio.sleep(60)\nasyncio.run(main())", max_time=3600
        )
        self.assertEqual(outcome.end, "limit")

    @unittest.skipUnless(hasattr(signal, "setitimer"), "needs an alarm")
    def test_a_program_that_computes_for_ever_is_stopped_at_its_line(self):
        outcome, lines, _ = self.run_text(
            "import asyncio\nasync def main():\n    while True:\n        pass\nasyncio.run(main())", max_wall=0.2
        )
        self.assertEqual(outcome.end, "limit")
        stuck = [line for line in lines if line.get("kind") == "stuck"]
        self.assertEqual(len(stuck), 1)
        self.assertIn(stuck[0]["line"], ([0, 3], [0, 4]))

    def test_clean_up_runs_after_a_deadlock_and_is_not_recorded(self):
        source = (
            "import asyncio\nasync def main():\n    try: await asyncio.Event().wait()\n"
            "    finally: print('tidied up')\nasyncio.run(main())"
        )
        printed, batches = io.StringIO(), []
        with contextlib.redirect_stdout(printed):
            outcome = run_source(source, sink=batches.append)
        lines = [json.loads(line) for line in "".join(batches).splitlines()]
        self.assertEqual(outcome.end, "deadlock")
        self.assertEqual(printed.getvalue(), "tidied up\n")
        self.assertEqual([line for line in lines if line.get("kind") == "printed"], [])

    def test_a_line_that_was_not_finished_is_recorded_however_the_program_ends(self):
        body = "import asyncio, sys\nasync def main():\n    print('the last', end='')\n    sys.stderr.write('words')\n    {}\nasyncio.run(main())"
        ends = {
            "deadlock": ("await asyncio.Event().wait()", {}, "deadlock"),
            "limit": ("await asyncio.sleep(60)", {"max_time": 1}, "truncated"),
            "failed": ("raise ValueError", {}, "failed"),
        }
        if hasattr(signal, "setitimer"):
            # The alarm itself, so that nothing depends on how fast this machine is.
            ends["stuck"] = ("__import__('signal').raise_signal(14)", {"max_wall": 600}, "stuck")
            self.assertEqual(signal.SIGALRM, 14)
        for word, (statement, limits, last) in ends.items():
            with self.subTest(word):
                _, lines, _ = self.run_text(body.format(statement), **limits)
                kinds = [line.get("kind") for line in lines]
                said = [(line["text"], line["line"]) for line in lines if line.get("kind") == "printed" and "line" in line]
                self.assertEqual(said, [("the last", [0, 3]), ("words", [0, 4])])
                self.assertLess(max(at for at, kind in enumerate(kinds) if kind == "printed" and "line" in lines[at]), kinds.index(last))
                self.assertEqual(lines[-1]["events"], sum(kind is not None for kind in kinds))

    def test_the_network_is_refused_in_a_sentence(self):
        outcome, _, _ = self.run_text("import asyncio\nasyncio.run(asyncio.open_connection('localhost', 1))")
        self.assertEqual(outcome.end, "failed")
        self.assertIn("virtual clock", outcome.message)

    def test_no_values_leaves_all_values_out(self):
        _, lines, _ = self.run_text(
            "import asyncio\nasync def f(secret): print(secret); return secret\n"
            "async def g(secret): raise ValueError(secret)\n"
            "async def main(): await asyncio.gather(f('hush'), g('hush'), return_exceptions=True)\nasyncio.run(main())",
            values=False,
        )
        told = [line for line in lines if "file" not in line]
        self.assertNotIn("hush", json.dumps(told))
        self.assertIn("ValueError", json.dumps(told))
        for end in ("raise ValueError('hush')", "raise SystemExit('hush')"):
            outcome, lines, _ = self.run_text(end, values=False)
            self.assertEqual(lines[-1]["message"], end.partition(" ")[2].partition("(")[0])
            self.assertEqual(outcome.message, lines[-1]["message"])


class Begin(unittest.TestCase):
    def test_what_runs_between_two_clocks_makes_no_deadline_late(self):
        # Seconds on the wall; between the first and the second reading of the clocks another program runs for 2 s.
        wall = iter([100.0, 102.0, 102.5, 102.5, 103.0, 104.0])
        loop = mock.Mock(time=lambda: 7 + next(wall))
        clock = mock.Mock(start=90.0, seconds=lambda: next(wall))
        self.assertEqual(loops.begin_of(loop, clock), 97.0)


class Full:
    """A file on a full disk."""

    def write(self, data):
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    close = int


class Lost(unittest.TestCase):
    def test_a_trace_whose_last_lines_cannot_be_written_is_said(self):
        for ending in ("", ".gz"):
            with self.subTest(ending), tempfile.TemporaryDirectory() as folder:
                with record(pathlib.Path(folder, f"t{ending}")) as recorded:
                    recording = recorded._recording
                    recording.notice = said = mock.Mock()
                    recording._sink._file.close()
                    recording._sink._file = Full()
                    self.assertIsNone(asyncio.run(asyncio.sleep(0)))
                self.assertEqual(recorded.end, "stopped")
                said.assert_called_once_with(recorded.message)
                self.assertIn(os.strerror(errno.ENOSPC), recorded.message)


class OneFile(unittest.TestCase):
    def test_it_is_the_same_each_time_and_runs(self):
        made = one_file.one_file()
        self.assertEqual(made, one_file.one_file())
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder, "futurescope_recorder.py")
            path.write_text(made, encoding="utf-8")
            program = pathlib.Path(folder, "program.py")
            program.write_text("import asyncio\nasyncio.run(asyncio.sleep(0.01, print('here')))\n")
            trace = pathlib.Path(folder, "t.jsonl")
            ran = subprocess.run([sys.executable, path, "-o", trace, program], capture_output=True, text=True, cwd=folder)
            self.assertEqual((ran.returncode, ran.stdout, ran.stderr), (0, "here\n", ""))
            lines = [json.loads(line) for line in trace.read_text().splitlines()]
            self.assertEqual(lines[-1]["end"], "ok")
            self.assertEqual(lines[-1]["events"], sum("kind" in line for line in lines))
            imported = "import futurescope_recorder as f; print(f.record.__name__, f.text.LEFT_OUT)"
            ran = subprocess.run([sys.executable, "-c", imported], capture_output=True, text=True, cwd=folder)
            self.assertEqual(ran.stdout.split()[0], "record", ran.stderr)


class OtherLoops(unittest.TestCase):
    def test_what_stands_for_one_warns_of_nothing(self):
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            stand_in = other_loops.stand_in("uvloop")
        loop = stand_in.EventLoopPolicy().new_event_loop()
        self.addCleanup(loop.close)
        self.assertIsInstance(loop, asyncio.BaseEventLoop)


class Surrounding(unittest.TestCase):
    def test_what_a_program_changes_is_put_back(self):
        import logging

        around = Surroundings()
        logging.getLogger("asyncio").setLevel(logging.DEBUG)
        logging.getLogger("of.the.program")
        os.environ["FUTURESCOPE_TEST"] = "1"
        warnings.simplefilter("error")
        sys.excepthook = print
        around.restore()
        self.assertEqual(logging.getLogger("asyncio").level, logging.WARNING if logging.getLogger("asyncio").level else 0)
        self.assertNotIn("of.the.program", logging.root.manager.loggerDict)
        self.assertNotIn("FUTURESCOPE_TEST", os.environ)
        self.assertIs(sys.excepthook, sys.__excepthook__)
        self.assertTrue(issubclass(Stopped, KeyboardInterrupt))


if __name__ == "__main__":
    unittest.main()
