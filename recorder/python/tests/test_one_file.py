"""The recorder as one file, which one_file.py makes, records as the package does."""

import tempfile
import unittest
from pathlib import Path

import programs
import trace_rules

IN_CODE = """
import asyncio, sys
sys.path.insert(0, sys.argv[1])
import futurescope_recorder
with futurescope_recorder.record(sys.argv[2]):
    asyncio.run(asyncio.sleep(0.01))
"""


class OneFile(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        folder = tempfile.TemporaryDirectory()
        cls.addClassCleanup(folder.cleanup)
        cls.folder = Path(folder.name)
        cls.file = cls.folder / "futurescope_recorder.py"
        made = programs.run([str(programs.RECORDER / "one_file.py"), str(cls.file)], cwd=cls.folder)
        assert made.code == 0, made.stderr

    def test_it_writes_the_same_trace_and_prints_the_same(self):
        for name in ("lock", "group_failure", "exception_to_the_top", "module", "stdin", "syntax_error"):
            with self.subTest(name):
                program = programs.load(programs.CORPUS / f"{name}.py")
                package = programs.run_recorded(program, "virtual", self.folder)
                path = self.folder / "one.trace.jsonl"
                command = [str(self.file), "--clock", "virtual", "-o", str(path), *program.target]
                # Not with the package on the path.
                alone = programs.run(command, program.stdin, packages="")
                self.assertEqual((alone.stdout, alone.code), (package.stdout, package.code))
                self.assertEqual(programs.comparable(alone.stderr), programs.comparable(package.stderr))
                self.assertEqual(path.read_text("utf-8").splitlines(), package.trace.read_text("utf-8").splitlines())

    def test_it_can_be_imported(self):
        path = self.folder / "code.trace.jsonl"
        done = programs.run(["-c", IN_CODE, str(self.folder), str(path)], cwd=self.folder, packages="")
        self.assertEqual((done.stdout, done.stderr, done.code), ("", "", 0))
        trace = trace_rules.read(path)
        self.assertEqual((trace.problems, len(trace.of_kind("finished"))), ([], 1))

    def test_it_is_made_the_same_twice(self):
        again = self.folder / "again.py"
        programs.run([str(programs.RECORDER / "one_file.py"), str(again)], cwd=self.folder)
        self.assertEqual(again.read_bytes(), self.file.read_bytes())
        self.assertGreater(len(again.read_bytes()), 10_000)


if __name__ == "__main__":
    unittest.main()
