"""A program that is killed leaves a trace that opens: every line but perhaps the last one is whole."""

import os
import random
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

import programs
import trace_rules

KILLED = programs.TESTS / "killed"


class Killed(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.path = Path(folder.name) / "killed.trace.jsonl"

    def start(self, program, clock):
        command = [sys.executable, "-m", "futurescope_recorder", "--clock", clock, "-o", str(self.path), program]
        process = subprocess.Popen(
            command,
            cwd=KILLED,
            env=programs.environment(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        self.addCleanup(self.end, process)
        return process

    def end(self, process):
        process.kill()
        process.communicate()

    def wait_until(self, holds, process, what):
        """Waits until `holds`, and fails after a long time or when the program has ended."""
        give_up = time.monotonic() + programs.SECONDS
        while not holds():
            if process.poll() is not None:
                self.fail(f"the program ended before {what}: {process.communicate()[1].decode()}")
            self.assertLess(time.monotonic(), give_up, f"never: {what}")
            time.sleep(0.002)

    def size(self):
        return os.path.getsize(self.path) if self.path.exists() else 0

    def killed_after(self, size, clock):
        # What the program prints goes to a pipe that nobody reads, so it is small.
        process = self.start("ticker.py", clock)
        self.wait_until(lambda: self.size() >= size, process, f"{size} bytes were written")
        process.kill()
        process.communicate()
        return trace_rules.read(self.path)

    def test_the_trace_is_whole_up_to_a_random_moment(self):
        draws = random.Random(11)
        for clock in ("real", "virtual"):
            for _ in range(4):
                size = draws.randrange(2_000, 60_000)
                with self.subTest(clock=clock, size=size):
                    self.path.unlink(missing_ok=True)
                    trace = self.killed_after(size, clock)
                    self.assertEqual(trace.problems[:5], [])
                    self.assertTrue(trace.cut_off)
                    self.assertGreater(len(trace.events), 10)

    def test_it_is_written_as_it_happens(self):
        process = self.start("sleeper.py", "real")
        line = b'"text":"ready"'
        self.wait_until(lambda: self.path.exists() and line in self.path.read_bytes(), process, "ready was written")
        self.wait_until(lambda: b'"kind":"poll-end"' in self.path.read_bytes(), process, "the wait was written")
        self.assertIsNone(process.poll(), "the program still runs")
        process.kill()
        process.communicate()
        trace = trace_rules.read(self.path)
        self.assertEqual((trace.problems, trace.cut_off), ([], True))
        self.assertEqual(trace.events[-1]["kind"], "poll-end")

    @unittest.skipIf(os.name == "nt", "Windows has no such signal")
    def test_a_program_that_is_terminated_leaves_as_much(self):
        process = self.start("sleeper.py", "real")
        self.wait_until(lambda: b"poll-end" in (self.path.read_bytes() if self.path.exists() else b""), process, "a poll")
        process.terminate()
        self.assertEqual(process.wait(programs.SECONDS), -15, "it dies of the signal as without the recorder")
        trace = trace_rules.read(self.path)
        self.assertEqual(trace.problems, [])


if __name__ == "__main__":
    unittest.main()
