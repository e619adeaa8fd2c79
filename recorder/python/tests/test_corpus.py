"""Every program of the corpus behaves recorded as it does plain, and its trace obeys the rules and has the stated facts."""

import concurrent.futures
import os
import shutil
import sys
import tempfile
import unittest

import facts
import programs
import trace_rules


class Runs:
    """The runs of all programs that were asked for, several at a time; each is made once."""

    def __init__(self):
        self.pool = concurrent.futures.ThreadPoolExecutor(2 * (os.cpu_count() or 1) + 1)
        self.folder = tempfile.mkdtemp(prefix="futurescope-corpus-")
        self.started = {}

    def start(self, program, clock):
        """Starts the run on this clock; `plain` is without a recorder."""
        key = (program.name, clock)
        if key not in self.started:
            if clock == "plain":
                self.started[key] = self.pool.submit(programs.run_plain, program)
            else:
                self.started[key] = self.pool.submit(programs.run_recorded, program, clock, self.folder)
        return self.started[key]

    def close(self):
        self.pool.shutdown(cancel_futures=True)
        shutil.rmtree(self.folder, ignore_errors=True)


RUNS = None


def setUpModule():
    unittest.addModuleCleanup(RUNS.close)


def load_tests(loader, suite, pattern):
    """Starts the runs of the chosen tests, so that they go on while others are checked."""
    global RUNS
    RUNS = Runs()
    for test in each(suite):
        program = getattr(test, "program", None)
        if program is not None and program.runs_here:
            if "real" in program.clocks:
                RUNS.start(program, "plain")
            RUNS.start(program, test.clock_of(test._testMethodName))
    return suite


def each(suite):
    for test in suite:
        if isinstance(test, unittest.TestSuite):
            yield from each(test)
        else:
            yield test


class ProgramCase(unittest.TestCase):
    """The tests of one program: one for each clock."""

    program = None
    maxDiff = None

    @staticmethod
    def clock_of(method):
        return method.rpartition("_")[2]

    def check(self, clock):
        program = self.program
        if not program.runs_here:
            self.skipTest(f"needs Python {'.'.join(map(str, program.since))}")
        recorded = RUNS.start(program, clock).result()
        if "real" in program.clocks:
            plain = RUNS.start(program, "plain").result()
            self.assertEqual(plain.code, program.exit, f"the plain run:\n{plain.stdout}\n{plain.stderr}")
            self.same_output(recorded, plain)
        self.assertTrue(recorded.trace.is_file(), f"there is no trace; stderr:\n{recorded.stderr}")
        trace = trace_rules.read(recorded.trace)
        self.assertEqual(trace.problems[:10], [], "rules of the trace file")
        self.assertFalse(trace.cut_off, "the last line is missing")
        self.assertEqual(trace.header["clock"], clock)
        self.assertEqual(trace.header["language"], "Python " + sys.version.split()[0])
        wrong = [facts.problem_of(fact, trace, program.tags) for fact in program.facts_for(clock)]
        wrong = [problem for problem in wrong if problem]
        self.assertEqual(wrong, [], "facts:\n  " + "\n  ".join(wrong))

    def same_output(self, recorded, plain):
        differs = self.program.differs
        for stream in ("stdout", "stderr"):
            got = programs.comparable(getattr(recorded, stream), differs)
            wanted = programs.comparable(getattr(plain, stream), differs)
            self.assertEqual(got, wanted, f"{stream} is another than without the recorder")
        self.assertEqual(recorded.code, plain.code, "the exit code is another than without the recorder")


class Corpus(unittest.TestCase):
    def test_every_program_states_facts(self):
        found = programs.corpus()
        self.assertGreaterEqual(len(found), 40)
        for program in found:
            with self.subTest(program.name):
                self.assertTrue(program.facts, "it states no facts")
                self.assertGreater(len(program.about), 20, "it does not say what it is for")
                self.assertFalse({"real", "virtual"} - set(program.clocks) and not program.reason)
                self.assertEqual([fact for _, fact in program.facts if not facts.is_fact(fact)], [])

    def test_every_mark_is_used(self):
        for program in programs.corpus():
            text = "\n".join(fact for _, fact in program.facts)
            for tag in program.tags:
                with self.subTest(program=program.name, tag=tag):
                    self.assertRegex(text, rf"{tag}\b")


def make_cases():
    """A test case for each program, so that each has a name that -k finds."""
    for program in programs.corpus():
        body = {"program": program}
        for clock in program.clocks:

            def test(self, clock=clock):
                self.check(clock)

            test.__doc__ = f"{program.name}, {clock} clock: {program.about}"
            body[f"test_{program.name}_{clock}"] = test
        name = "Program_" + program.name
        globals()[name] = type(name, (ProgramCase,), {**body, "__module__": __name__})


make_cases()
del ProgramCase

if __name__ == "__main__":
    unittest.main()
