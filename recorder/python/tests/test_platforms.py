"""What is different on Windows and macOS, as far as it can be made on any platform: their loops, clocks and streams."""

import os
import tempfile
import unittest
from pathlib import Path
from unittest import mock

import facts
import programs
import trace_rules

PACKAGES = os.pathsep.join((str(programs.RECORDER), str(programs.TESTS / "platforms")))


class Platforms(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "run.trace.jsonl"

    def ran(self, loop, program):
        """Runs a program on this loop, plain and recorded, and checks all that is checked of the corpus. Returns the trace."""
        recorder = ["-m", "futurescope_recorder", "-o", str(self.path)]
        with mock.patch.dict(os.environ, {"FUTURESCOPE_LOOP": loop}):
            plain, recorded = (
                programs.run([*how, *program.target], program.stdin, packages=PACKAGES) for how in ((), recorder)
            )
        self.assertEqual(plain.code, program.exit, plain.stderr)
        got, wanted = ((one.stdout, programs.comparable(one.stderr), one.code) for one in (recorded, plain))
        self.assertEqual(got, wanted)
        trace = trace_rules.read(self.path)
        self.assertEqual((trace.problems[:10], trace.cut_off), ([], False))
        wrong = [facts.problem_of(fact, trace, program.tags) for fact in program.facts_for("real")]
        self.assertEqual([problem for problem in wrong if problem], [])
        return trace

    def run_all_of(self, loop, names):
        for name in names:
            with self.subTest(name):
                self.ran(loop, programs.load(programs.CORPUS / f"{name}.py"))

    def test_a_clock_with_steps_of_15_ms(self):
        self.run_all_of("coarse", ("retry_backoff", "timeout", "wait_for"))

    def test_a_loop_that_completes_operations(self):
        self.run_all_of("proactor", ("call_soon_threadsafe", "loop_in_a_thread", "streams", "to_thread"))

    def test_what_the_loop_of_windows_does_for_itself_is_not_a_turn(self):
        trace = self.ran("proactor", programs.load(programs.CORPUS / "gather.py"))
        self.assertEqual(trace.events[-1]["kind"], "poll-end")

    def test_a_selector_that_takes_no_attributes(self):
        self.run_all_of("slots", ("streams", "to_thread"))


class Streams(unittest.TestCase):
    """A console with an old character set, and lines that end as on Windows."""

    PROGRAM = (
        "import asyncio, sys\nsys.stdout.reconfigure(encoding='cp1252', newline='\\r\\n')\n"
        "async def main():\n    print('caf\\xe9')\n    try:\n        print('\\u2713')\n    except UnicodeEncodeError as error:\n"
        "        print(error.encoding)\nasyncio.run(main())\nprint('\\u2713')\n"
    )

    def test_what_cannot_be_printed_is_the_same_error(self):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "program.py").write_text(self.PROGRAM, encoding="utf-8", newline="\r\n")
            plain = programs.run(["program.py"], cwd=folder)
            recorded = programs.run(["-m", "futurescope_recorder", "program.py"], cwd=folder)
            self.assertIn("UnicodeEncodeError", plain.stderr)
            self.assertEqual((recorded.stdout, recorded.stderr, recorded.code), (plain.stdout, plain.stderr, 1))
            data = Path(folder, "program.trace.jsonl").read_bytes()
            self.assertNotIn(b"\r", data)
            trace = trace_rules.read(Path(folder, "program.trace.jsonl"))
            self.assertEqual(trace.problems, [])
            said = [(event["text"], event["line"]) for event in trace.of_kind("printed") if "stream" not in event]
            self.assertEqual(said, [("café", [0, 4]), ("charmap", [0, 8])])
            self.assertNotIn("\r", trace.files[0]["text"])


class SafePath(unittest.TestCase):
    def test_a_program_finds_no_module_beside_it_where_it_would_not(self):
        with tempfile.TemporaryDirectory() as folder:
            Path(folder, "beside.py").write_text("")
            Path(folder, "program.py").write_text("import sys\nprint(sys.path)\nimport beside\n")
            plain = programs.run(["-P", "program.py"], cwd=folder)
            recorded = programs.run(["-P", "-m", "futurescope_recorder", "program.py"], cwd=folder)
            self.assertIn("No module named 'beside'", plain.stderr)
            self.assertEqual((recorded.stdout, recorded.stderr, recorded.code), (plain.stdout, plain.stderr, 1))


if __name__ == "__main__":
    unittest.main()
