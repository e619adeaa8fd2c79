"""What holds for the recorder as a whole: in code, its options, the same bytes at every run, and what it leaves behind."""

import json
import os
import py_compile
import subprocess
import sys
import tempfile
import unittest
import zipapp
from pathlib import Path

import programs
import trace_rules

IN_CODE = """
import asyncio, sys
import futurescope_recorder
before = {name: getattr(asyncio, name) for name in dir(asyncio)}
def found():
    loop = asyncio.BaseEventLoop
    return asyncio.events.Handle, asyncio.events.TimerHandle, loop.call_soon, loop._call_soon, print, sys.stdout

handles = found()

async def main(text):
    await asyncio.sleep(0.01)
    print(text)
    if text == "bad":
        raise ValueError(text)
    return text

with futurescope_recorder.record(sys.argv[1]):
    assert asyncio.run(main("first")) == "first"
asyncio.run(main("unrecorded"))
try:
    with futurescope_recorder.record(sys.argv[2]):
        asyncio.run(main("bad"))
except ValueError as error:
    print("caught", error)
assert before == {name: getattr(asyncio, name) for name in dir(asyncio)}, "asyncio is left changed"
assert handles == found(), "something is left changed"
"""

REPLACED = """
import asyncio, sys
import futurescope_recorder
plain, calls = asyncio.BaseEventLoop._call_soon, []

def _call_soon(self, callback, args, context):
    calls.append(callback)
    return plain(self, callback, args, context)

asyncio.BaseEventLoop._call_soon = _call_soon

async def main():
    for _ in range(3):
        await asyncio.sleep(0)

asyncio.run(main())
count = len(calls)
with futurescope_recorder.record(sys.argv[1]):
    asyncio.run(main())
assert len(calls) == 2 * count, (count, len(calls))
assert asyncio.BaseEventLoop._call_soon is _call_soon
"""


class Recorder(unittest.TestCase):
    maxDiff = None

    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.folder = Path(folder.name)

    def recorded(self, name, *options):
        """Runs a program of the corpus under the recorder with these options; returns its outcome and its trace."""
        path = self.folder / f"{name}.trace.jsonl"
        command = ["-m", "futurescope_recorder", *options, "-o", str(path), f"{name}.py"]
        outcome = programs.run(command)
        self.assertTrue(path.is_file(), outcome.stderr)
        trace = trace_rules.read(path)
        self.assertEqual(trace.problems[:5], [])
        return outcome, trace, path

    def test_in_code_it_records_what_is_inside_and_leaves_nothing_changed(self):
        one, two = self.folder / "one.trace.jsonl", self.folder / "two.trace.jsonl"
        outcome = programs.run(["-c", IN_CODE, str(one), str(two)], cwd=self.folder)
        self.assertEqual((outcome.stderr, outcome.code), ("", 0))
        self.assertEqual(outcome.stdout, "first\nunrecorded\nbad\ncaught bad\n")
        first, second = trace_rules.read(one), trace_rules.read(two)
        self.assertEqual((first.problems, second.problems), ([], []))
        printed = [[event["text"] for event in trace.of_kind("printed")] for trace in (first, second)]
        self.assertEqual(printed, [["first"], ["bad"]])
        self.assertEqual((first.end["end"], second.end["end"]), ("ok", "failed"))
        self.assertEqual(second.of_kind("failed")[0]["message"], "ValueError: bad")

    def test_what_a_library_has_replaced_in_the_loop_stays_in_use(self):
        path = self.folder / "trace.jsonl"
        outcome = programs.run(["-c", REPLACED, str(path)], cwd=self.folder)
        self.assertEqual((outcome.stderr, outcome.code), ("", 0))
        trace = trace_rules.read(path)
        self.assertEqual(trace.problems, [])
        self.assertEqual([event["by"] for event in trace.of_kind("woken")].count("self"), 3)

    def test_the_virtual_clock_gives_the_same_bytes_at_every_run(self):
        for name in ("group_nested", "queue_workers", "gather_failure", "wait_first_completed", "async_pipeline"):
            with self.subTest(name):
                first = self.recorded(name, "--clock", "virtual")[2].read_bytes()
                second = self.recorded(name, "--clock", "virtual")[2].read_bytes()
                self.assertEqual(first.decode().splitlines(), second.decode().splitlines())

    def test_the_virtual_clock_waits_for_nothing(self):
        _, trace, _ = self.recorded("retry_backoff", "--clock", "virtual")
        stamps = {event["at_us"] for event in trace.events}
        self.assertEqual(stamps, {0, 10_000, 30_000, 40_000, 80_000, 90_000})

    def test_values_are_shortened_and_can_be_left_out(self):
        _, trace, path = self.recorded("values")
        events = [line for line in path.read_bytes().splitlines() if b'"kind"' in line]
        self.assertLess(max(map(len, events)), 1_000)
        finished = {event["task"]: event["value"] for event in trace.of_kind("finished")}
        self.assertEqual(len(finished), 3)
        self.assertIn("secret", finished[0])
        _, trace, path = self.recorded("values", "--no-values", "--no-source")
        text = path.read_text(encoding="utf-8")
        self.assertNotIn("secret", text)
        self.assertNotIn("xxx", text)
        self.assertEqual(len(trace.of_kind("finished")), 3)
        self.assertEqual([file.get("text") for file in trace.files], [None] * len(trace.files))

    def test_the_source_of_the_program_is_in_the_trace(self):
        _, trace, _ = self.recorded("lock")
        texts = {file["name"]: file.get("text") for file in trace.files}
        source = (programs.CORPUS / "lock.py").read_text(encoding="utf-8")
        self.assertEqual(texts, {"lock.py": source})
        self.assertEqual(trace.header["program"], "lock.py")

    def test_a_limit_of_events_ends_the_record(self):
        _, trace, _ = self.recorded("yielding_computation", "--clock", "virtual", "--max-events", "12")
        self.assertEqual(trace.end["end"], "limit")
        self.assertIn("12 events", trace.end["message"])
        _, whole, _ = self.recorded("yielding_computation", "--clock", "virtual")
        self.assertLess(12, len(trace.events))
        self.assertLess(len(trace.events), len(whole.events))

    def test_without_o_the_file_is_named_after_the_program(self):
        source = (programs.CORPUS / "gather.py").read_text(encoding="utf-8")
        (self.folder / "mine.py").write_text(source, encoding="utf-8")
        outcome = programs.run(["-m", "futurescope_recorder", "mine.py"], cwd=self.folder)
        self.assertEqual((outcome.stdout, outcome.code), ("['a', 'b', 'c']\n[]\n", 0))
        self.assertEqual(trace_rules.read(self.folder / "mine.trace.jsonl").problems, [])

    def test_folders_archives_and_compiled_files_run_as_python_runs_them(self):
        code = "import asyncio, sys\nasync def main(): print(sys.argv, __file__, repr(__package__), sys.path[0])\nasyncio.run(main())\nimport beside\n"
        application = self.folder / "application"
        application.mkdir()
        (application / "__main__.py").write_text(code, encoding="utf-8")
        (application / "beside.py").write_text("print('beside')", encoding="utf-8")
        zipapp.create_archive(application, self.folder / "archive.pyz")
        py_compile.compile(str(application / "__main__.py"), str(application / "compiled.pyc"))
        for what, trace in (
            ("application", "application"),
            (f"application{os.sep}", "application"),
            ("archive.pyz", "archive"),
            (os.path.join("application", "compiled.pyc"), "compiled.pyc"),
        ):
            for flags in ([], ["-P"]):
                with self.subTest(what, flags=flags):
                    plain = programs.run([*flags, what, "x"], cwd=self.folder)
                    recorded = programs.run([*flags, "-m", "futurescope_recorder", what, "x"], cwd=self.folder)
                    self.assertIn("compiled.pyc" if "pyc" in what else "__main__.py", plain.stdout)
                    self.assertEqual((recorded.stdout, recorded.stderr, recorded.code), (plain.stdout, plain.stderr, plain.code))
                    read = trace_rules.read(self.folder / f"{trace}.trace.jsonl")
                    self.assertEqual((read.problems, len(read.of_kind("finished"))), ([], 1))

    def test_what_cannot_be_run_is_named(self):
        for arguments, said in [
            ([], "usage"),
            (["no-such-program.py"], "no-such-program.py"),
            (["-m", "no_such_module"], "no_such_module"),
            ([str(programs.CORPUS)], "__main__"),
            (["--clock", "sundial", "lock.py"], "sundial"),
            (["-o", "/no/such/folder/x.trace.jsonl", "lock.py"], "/no/such/folder"),
        ]:
            with self.subTest(arguments):
                outcome = programs.run(["-m", "futurescope_recorder", *arguments])
                self.assertNotEqual(outcome.code, 0)
                self.assertIn(said, outcome.stderr)
                self.assertNotIn("Traceback", outcome.stderr)
                self.assertEqual(outcome.stdout, "")

    def test_a_closed_output_ends_the_program_as_without_the_recorder(self):
        code = "import asyncio\nasync def main():\n    for n in range(100_000): print('a line', n)\nasyncio.run(main())\n"
        (self.folder / "much.py").write_text(code, encoding="utf-8")
        ends = []
        for how in (["much.py"], ["-m", "futurescope_recorder", "-o", "much.trace.jsonl", "much.py"]):
            process = subprocess.Popen(
                [sys.executable, *how],
                cwd=self.folder,
                env=programs.environment(),
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
            )
            process.stdout.readline()
            process.stdout.close()
            said = process.stderr.read().decode().splitlines()[-1:]
            process.stderr.close()
            # 120 in place of 1: the pipe was closed in the middle of a write, the rest of which cannot be written at the end.
            ends.append((process.wait(programs.SECONDS) in (1, 120), said))
        self.assertTrue(ends[0][0])
        self.assertEqual(*ends)

    @unittest.skipIf(os.name == "nt", "files have no limit there")
    def test_a_trace_that_cannot_be_written_any_more_does_not_end_the_program(self):
        import resource

        code = "import asyncio\nasync def main():\n    for n in range(3000): await asyncio.sleep(0)\n    print('done')\nasyncio.run(main())\n"
        (self.folder / "much.py").write_text(code, encoding="utf-8")
        for clock, ending, wanted in (("real", "", (0, "done\n")), ("real", ".gz", (0, "done\n")), ("virtual", "", (1, ""))):
            with self.subTest(clock=clock, ending=ending):
                trace = self.folder / f"much.trace.jsonl{ending}"
                done = subprocess.run(
                    [sys.executable, "-B", "-m", "futurescope_recorder", "--clock", clock, "-o", str(trace), "much.py"],
                    cwd=self.folder,
                    env=programs.environment(),
                    capture_output=True,
                    text=True,
                    timeout=programs.SECONDS,
                    preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (4_000, 4_000)),
                )
                self.assertEqual((done.returncode, done.stdout), wanted, done.stderr)
                self.assertRegex(done.stderr, "^futurescope_recorder: The trace cannot be written any more: .*\n$")
                self.assertEqual(trace.stat().st_size, 4_000)
                if not ending:
                    self.assertTrue(trace_rules.read(trace).cut_off)

    def test_every_line_of_a_trace_is_compact_json(self):
        _, _, path = self.recorded("event")
        for line in path.read_text(encoding="utf-8").splitlines():
            written = json.dumps(json.loads(line), separators=(",", ":"), ensure_ascii=False)
            self.assertEqual(line, written)


if __name__ == "__main__":
    unittest.main()
