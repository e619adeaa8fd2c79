"""The checkers themselves: a good trace passes, and each broken rule and false fact is named."""

import json
import unittest

import facts
import trace_rules

GOOD = r"""
{"format":"futurescope-trace","version":2,"source":"python","clock":"virtual","resolution_us":1,"language":"Python 3.12.1","program":"main.py"}
{"file":0,"name":"main.py","text":"import asyncio\n…"}
{"task":0,"name":"main","parent":null,"line":[0,12],"via":"run"}
{"at_us":0,"task":0,"kind":"spawned","parent":null,"line":[0,12],"via":"run"}
{"at_us":0,"task":0,"kind":"woken","by":"spawn","cause":0}
{"at_us":0,"task":null,"kind":"turn"}
{"at_us":0,"task":0,"kind":"poll-start","cause":1}
{"resource":0,"what":"lock","name":"door","line":[0,2]}
{"at_us":0,"task":0,"kind":"acquired","res":0}
{"task":1,"name":"guest","parent":0,"line":[0,9],"via":"create-task"}
{"at_us":0,"task":1,"kind":"spawned","parent":0,"line":[0,9],"via":"create-task","cause":3}
{"at_us":0,"task":1,"kind":"woken","by":"spawn","cause":5}
{"at_us":0,"task":0,"kind":"timer-set","timer":0,"what":"sleep","deadline_us":100}
{"stack":0,"frames":[[0,10,"main"]]}
{"at_us":0,"task":0,"kind":"poll-end","result":"pending","on":"timer","stack":0}
{"at_us":0,"task":1,"kind":"poll-start","cause":6}
{"stack":1,"frames":[[0,5,"guest"]]}
{"at_us":0,"task":1,"kind":"poll-end","result":"pending","on":"lock","res":0,"stack":1}
{"at_us":100,"task":null,"kind":"turn"}
{"at_us":100,"task":0,"kind":"timer-fired","timer":0}
{"at_us":100,"task":0,"kind":"woken","by":"timer","id":0,"cause":12}
{"at_us":100,"task":0,"kind":"poll-start","cause":13}
{"at_us":100,"task":0,"kind":"released","res":0}
{"at_us":100,"task":1,"kind":"woken","by":"lock","id":0,"res":0,"cause":15}
{"at_us":100,"task":0,"kind":"printed","text":"out","line":[0,11]}
{"at_us":100,"task":0,"kind":"finished","value":"None"}
{"at_us":100,"task":0,"kind":"poll-end","result":"ended"}
{"at_us":100,"task":1,"kind":"poll-start","cause":16}
{"at_us":100,"task":1,"kind":"acquired","res":0}
{"at_us":100,"task":1,"kind":"failed","message":"ValueError: no","line":[0,6]}
{"at_us":100,"task":1,"kind":"poll-end","result":"ended"}
{"at_us":100,"task":1,"kind":"never-retrieved"}
{"end":"ok","events":25}
""".lstrip()  # fmt: skip

TAGS = {"@start": 9, "@enter": 5, "@sleep": 10, "@raise": 6, "@print": 11, "@door": 2}


def problems(text):
    return trace_rules.read_bytes(text.encode()).problems


def changed(old, new):
    """The good trace with a part replaced, which must be in it once."""
    assert GOOD.count(old) == 1, (GOOD.count(old), old)
    return GOOD.replace(old, new)


class Rules(unittest.TestCase):
    def test_a_good_trace_has_no_problem(self):
        self.assertEqual(problems(GOOD), [])
        trace = trace_rules.read_bytes(GOOD.encode())
        self.assertFalse(trace.cut_off)
        self.assertEqual(trace.frames_of(trace.events[10]), [("main.py", 5, "guest")])

    def test_each_broken_rule_is_named(self):
        cases = [
            ('"version":2', '"version":3', "`version` is not 2"),
            ('"clock":"virtual"', '"clock":"fast"', "`clock` is neither"),
            ('"resolution_us":1,', "", "resolution_us missing"),
            ('{"file":0', '{"file":1', "not the next number, 0"),
            ('"frames":[[0,5,"guest"]]', '"frames":[[1,5,"guest"]]', "file is not declared"),
            ('"frames":[[0,5,"guest"]]', '"frames":[[0,0,"guest"]]', "not 1 or more"),
            ('{"resource":0,"what":"lock"', '{"resource":0', "what missing"),
            ('"name":"guest","parent":0', '"name":"guest","parent":1', "`parent` is 1, no declared task"),
            ('"spawned","parent":0', '"spawned","parent":null', "not the declared one"),
            ('"by":"spawn","cause":5', '"by":"spawn","cause":7', "no earlier event"),
            ('"by":"spawn","cause":5', '"by":"spawn","cause":4', "is acquired, not spawned"),
            ('"by":"spawn","cause":5', '"by":"spawn"', "names no cause"),
            ('"kind":"poll-start","cause":6', '"kind":"poll-start","cause":5', "not its last wake, 6"),
            ('"task":1,"kind":"poll-start","cause":6', '"task":1,"kind":"turn"', "turn has a task"),
            ('"task":0,"kind":"released","res":0', '"task":1,"kind":"printed","text":"x"', "printed of a task that is waiting on lock"),
            ('"on":"lock"', '"on":"door"', "`on` is 'door'"),
            ('"on":"lock",', "", "has not woken itself"),
            ('"at_us":100,"task":0,"kind":"timer-fired"', '"at_us":99,"task":0,"kind":"timer-fired"', "`at_us` falls from 100"),
            ('"deadline_us":100', '"deadline_us":101', "fires before its deadline"),
            ('"kind":"timer-fired","timer":0', '"kind":"timer-fired","timer":1', "the timer was never set"),
            ('"by":"timer","id":0,"cause":12', '"by":"timer","id":3,"cause":12', "`id` is no timer"),
            ('{"at_us":100,"task":0,"kind":"released","res":0}', '{"at_us":100,"task":0,"kind":"acquired","res":0}', "held by task 0"),
            ('"by":"lock","id":0,"res":0', '"by":"lock","id":0,"res":1', "`res` is not declared"),
            ('"kind":"finished","value":"None"', '"kind":"finished"', "value missing"),
            ('"task":0,"kind":"finished","value":"None"', '"task":1,"kind":"finished","value":"None"', "finished of a task that is ready"),
            ('"kind":"failed","message":"ValueError: no"', '"kind":"exploded","message":"ValueError: no"', "`kind` 'exploded' is unknown"),
            ('"text":"out"', r'"text":"out\nof"', "it is one line"),
            ('"text":"out"', '"text":"out","colour":"red"', "unknown key colour"),
            ('"text":"out"', '"text":"out","text":"in"', "a key stands twice"),
            ('"task":1,"kind":"never-retrieved"', '"task":0,"kind":"never-retrieved"', "of a task that is finished"),
            ('"events":25', '"events":24', "`events` is 24, there are 25"),
            ('{"end":"ok"', '{"end":"deadlock"', "no event says so"),
            ('"events":25}\n', '"events":25}\n{"x":1}\n', "behind the end"),
            ('"events":25}\n', '"events":25}\n{"x"', "behind the end"),
            ('{"at_us":100,"task":1,"kind":"poll-end","result":"ended"}\n', "", "still being polled"),
        ]  # fmt: skip
        for old, new, said in cases:
            with self.subTest(said):
                found = problems(changed(old, new))
                self.assertTrue(any(said in problem for problem in found), found)

    def test_no_event_of_a_task_after_its_end(self):
        late = '{"at_us":100,"task":0,"kind":"poll-start","cause":13}\n'
        self.assertIn("poll-start of a task that is finished", problems(changed('{"end"', late + '{"end"'))[0])

    def test_a_file_that_was_cut_off_is_told_from_a_broken_one(self):
        for length in (len(GOOD) - 1, len(GOOD) - 40, 700, 300):
            with self.subTest(length):
                trace = trace_rules.read_bytes(GOOD.encode()[:length])
                self.assertEqual((trace.problems, trace.cut_off), ([], True))
        hole = GOOD.replace('"kind":"turn"}\n', '"kind":"tu\n', 1)
        self.assertIn("no JSON", problems(hole)[0])
        self.assertEqual(problems(""), ["line 1: there is no header"])

    def test_every_line_is_json_as_any_reader_takes_it(self):
        self.assertIn("NaN is no JSON", problems(changed('"deadline_us":100', '"deadline_us":NaN'))[0])
        self.assertIn("no object", problems(GOOD.replace('{"end":"ok","events":25}', "[]"))[0])
        self.assertEqual(json.loads(GOOD.splitlines()[-1])["events"], 25)


class FactsOfATrace(unittest.TestCase):
    def setUp(self):
        self.trace = trace_rules.read_bytes(GOOD.encode())

    def problem(self, fact):
        return facts.problem_of(fact, self.trace, TAGS)

    def test_what_holds_has_no_problem(self):
        held = [
            "root starts guest via create-task at @start",
            "nobody starts root via run",
            "guest waits on lock door at @enter 1 time",
            "somebody waits on timer at @sleep",
            "root waits on lock door 0 times",
            "guest woken by lock door from root 1 time",
            "root woken by timer 1 time",
            "door is a lock at @door",
            "door sizes: acquired=None released=None acquired=None",
            "root acquired door 1 time",
            "root sets a sleep of 0.1 ms that fires",
            "root prints at @print: out",
            "root prints at 0.1 ms: out",
            "ends: root finished, guest failed",
            "guest ends at 0.1 ms",
            "guest failed at @raise: ValueError: no",
            "@start.1 failed: ValueError: no",
            "root returned None",
            "1 never-retrieved of guest",
            "no cancel-requested",
            "2 tasks",
            "end: ok",
        ]
        for fact in held:
            with self.subTest(fact):
                self.assertTrue(facts.is_fact(fact))
                self.assertIsNone(self.problem(fact))

    def test_what_does_not_hold_is_named(self):
        false = [
            "guest starts root",
            "root starts guest via group",
            "root starts guest at @enter",
            "guest waits on lock door at @enter 2 times",
            "guest waits on lock door at @sleep",
            "guest waits on event door",
            "root waits on lock door",
            "guest woken by lock door from guest",
            "guest woken by cancel",
            "guest waits on child for root",
            "door is a semaphore at @door",
            "door is a lock at @enter",
            "doors is a lock",
            "door sizes: acquired=None",
            "guest released door",
            "root sets a sleep of 1 ms",
            "root sets a timeout of 0.1 ms",
            "root sets a sleep of 0.1 ms that is cleared",
            "guest prints: out",
            "root prints at @start: out",
            "root prints at 1 ms: out",
            "root prints to stderr: out",
            "ends: guest failed, root finished",
            "ends: root finished",
            "root ends at 1 ms",
            "guest failed: ValueError: yes",
            "guest failed at @enter: ValueError: no",
            "guest returned None",
            "guest failed of ValueError: no",
            "nobody cancels guest",
            "warned: never awaited",
            "2 never-retrieved of guest",
            "no printed",
            "3 tasks",
            "deadlock of guest",
            "end: failed",
            "stranger ends at 1 ms",
            "root waits at @nowhere",
            "the moon is full",
            "7 moons",
        ]
        for fact in false:
            with self.subTest(fact):
                self.assertTrue(self.problem(fact))


if __name__ == "__main__":
    unittest.main()
