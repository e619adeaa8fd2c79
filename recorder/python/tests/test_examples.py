"""The programs that the page offers as examples (`paths/programs/`) do what their lessons say.

Each prints on a virtual clock the same with the recorder as on a plain loop (`virtual_plain.py`), its trace obeys the rules, and the
facts in the file beside it hold. `tests/programs.rs` looks at their texts and paths.
"""

import concurrent.futures
import os
import re
import tempfile
import unittest
from pathlib import Path

import facts
import programs
import trace_rules
import virtual_plain

EXAMPLES = programs.TESTS.parents[2] / "paths" / "programs"

# An example with one of these has shown what a deadlock is.
DEADLOCK = "end: deadlock"


class Example:
    """A program and the facts in the file beside it."""

    def __init__(self, path):
        self.path = path
        self.name = path.stem
        self.recorded = programs.Program(path=path, name=path.stem, about="")
        self.lines = path.read_text(encoding="ascii").splitlines()
        self.tags = {}
        self.facts = []
        for line in path.with_suffix(".facts").read_text(encoding="ascii").splitlines():
            self.read(line)

    def read(self, line):
        """Takes a line of the facts: `line @tag: text of the program`, `line @tag 14: text` or `expect: fact`."""
        named = re.fullmatch(r"line (@\w+)(?: (\d+))?: (.+)", line)
        if named:
            tag, number, text = named.groups()
            found = [at for at, written in enumerate(self.lines, 1) if text in written]
            if len(found) != 1 or tag in self.tags or number not in (None, str(found[0])):
                raise ValueError(f"{self.name}: `{line}`: the text is in the lines {found}")
            self.tags[tag] = found[0]
        elif line.startswith("expect: "):
            self.facts.append(line.removeprefix("expect: "))
        elif line:
            raise ValueError(f"{self.name}: `{line}` is neither a line nor a fact")


class Examples(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        cls.examples = [Example(path) for path in sorted(EXAMPLES.glob("*.py"))]
        cls.folder = tempfile.TemporaryDirectory(prefix="futurescope-examples-")
        cls.addClassCleanup(cls.folder.cleanup)
        pool = concurrent.futures.ThreadPoolExecutor(2 * (os.cpu_count() or 1) + 1)
        cls.addClassCleanup(pool.shutdown)
        plain = virtual_plain.__file__
        cls.runs = {
            example.name: (
                pool.submit(programs.run, [plain, example.path.name], cwd=EXAMPLES),
                pool.submit(programs.run_recorded, example.recorded, "virtual", cls.folder.name),
            )
            for example in cls.examples
        }

    def test_they_print_the_same_with_the_recorder_as_without(self):
        for example in self.examples:
            with self.subTest(example.name):
                plain, recorded = (run.result() for run in self.runs[example.name])
                self.assertTrue(plain.stdout)
                self.assertEqual(recorded.stdout, plain.stdout)
                if DEADLOCK in example.facts:
                    self.assertEqual((plain.code, plain.stderr), (virtual_plain.DEADLOCK, ""))
                    self.assertIn("Deadlock", recorded.stderr)
                else:
                    self.assertEqual((plain.code, plain.stderr), (0, ""))
                    self.assertEqual((recorded.code, recorded.stderr), (0, ""))

    def test_their_traces_obey_the_rules_and_have_the_facts_of_the_lessons(self):
        for example in self.examples:
            with self.subTest(example.name):
                recorded = self.runs[example.name][1].result()
                trace = trace_rules.read(recorded.trace)
                self.assertEqual(trace.problems[:10], [])
                self.assertFalse(trace.cut_off)
                wrong = [facts.problem_of(fact, trace, example.tags) for fact in example.facts]
                wrong = [problem for problem in wrong if problem]
                self.assertEqual(wrong, [], "facts:\n  " + "\n  ".join(wrong))

    def test_they_end_as_programs_should_unless_a_lesson_is_about_that(self):
        for example in self.examples:
            with self.subTest(example.name):
                trace = trace_rules.read(self.runs[example.name][1].result().trace)
                outcome = "deadlock" if DEADLOCK in example.facts else "ok"
                self.assertEqual(trace.end["end"], outcome)
                self.assertEqual(trace.of_kind("never-retrieved", "warned", "destroyed", "stuck"), [])

    def test_all_of_them_state_facts_and_use_the_lines_they_name(self):
        self.assertEqual(len(self.examples), 24)
        facts_files = sorted(path.stem for path in EXAMPLES.glob("*.facts"))
        self.assertEqual(facts_files, [example.name for example in self.examples])
        for example in self.examples:
            with self.subTest(example.name):
                self.assertGreaterEqual(len(example.facts), 6)
                self.assertEqual([fact for fact in example.facts if not facts.is_fact(fact)], [])
                # A lesson stands and falls with the order, or with the time at which something ends or is printed.
                self.assertRegex("\n".join(example.facts), r" at [\d.]+ ms|deadlock of ")
                for tag in example.tags:
                    self.assertRegex("\n".join(example.facts), rf"{tag}\b")

    def test_a_line_that_a_lesson_cites_is_named_in_the_facts(self):
        by_name = {example.path.name: example for example in self.examples}
        cited = 0
        for path in sorted(EXAMPLES.glob("*.txt")):
            for words in path.read_text(encoding="ascii").split("\nexample: ")[1:]:
                example = by_name[re.search(r"^program: (.+)$", words, re.MULTILINE)[1]]
                for number in map(int, re.findall(r"\bline (\d+)", words)):
                    cited += 1
                    with self.subTest(example.name, line=number):
                        self.assertIn(number, example.tags.values())
        self.assertGreater(cited, 0)

    def test_a_fact_that_is_not_so_is_named(self):
        example = next(example for example in self.examples if example.name == "01-two-tasks")
        trace = trace_rules.read(self.runs[example.name][1].result().trace)
        for fact in ("root ends at 3000 ms", "root waits on child at @second", "2 tasks"):
            self.assertTrue(facts.problem_of(fact, trace, example.tags), fact)
        for line in ("line @a: await", "line @b 3: result1 = await task1", "line @first: result2", "expects: 3 tasks"):
            with self.assertRaises(ValueError):
                example.read(line)


if __name__ == "__main__":
    unittest.main()
