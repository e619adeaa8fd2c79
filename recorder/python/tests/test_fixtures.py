"""The recordings that a native test of the reader opens are what the recorder writes today."""

import json
import sys
import unittest

import make_fixtures
import trace_rules
from make_fixtures import NAMES, RECORDED


class Fixtures(unittest.TestCase):
    maxDiff = None

    def test_they_obey_the_rules(self):
        paths = sorted(RECORDED.glob("*.trace.jsonl"))
        self.assertEqual([path.name.partition(".")[0] for path in paths], sorted(NAMES))
        for path in paths:
            with self.subTest(path.name):
                self.assertEqual(trace_rules.read(path).problems, [])
                self.assertLessEqual(path.stat().st_size, make_fixtures.MOST)

    def test_they_are_what_is_recorded_now(self):
        kept = json.loads((RECORDED / "counts.json").read_text(encoding="utf-8"))
        if kept["python"].split(".")[:2] != list(map(str, sys.version_info[:2])):
            self.skipTest(f"they are by Python {kept['python']}, whose asyncio is another one")
        for name in NAMES:
            with self.subTest(name):
                data, counts = make_fixtures.record(name)
                got = data.decode().splitlines()
                wanted = (RECORDED / f"{name}.trace.jsonl").read_text(encoding="utf-8").splitlines()
                # The header has the exact version of Python.
                self.assertEqual(got[1:], wanted[1:], "run make_fixtures.py if this is meant")
                self.assertEqual(counts, kept["recordings"][name])


if __name__ == "__main__":
    unittest.main()
