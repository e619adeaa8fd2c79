"""Records programs of the corpus on the virtual clock into tests/recorded/ of the repository, for a native test of the reader.

    python3 make_fixtures.py

Writes counts.json beside them: for each the number of events of each kind, counted here. The recordings are the same at every
run on the same version of Python; `test_fixtures.py` compares them.
"""

import collections
import json
import sys
import tempfile

import programs
import trace_rules

RECORDED = programs.TESTS.parents[2] / "tests" / "recorded"

# The most bytes of a recording.
MOST = 20_000

NAMES = [
    "async_generator_left", "barrier", "cancel_cleanup", "cancel_refused", "condition_contended", "deadlock_top",
    "destroyed_pending", "forgotten_await", "gather_cancelled", "group_nested", "group_second_failure", "never_retrieved",
    "queue_workers", "semaphore_leak", "shield", "sys_exit_message", "timeout", "to_thread", "two_runs",
    "wait_first_completed",
]  # fmt: skip


def record(name):
    """The bytes of the recording of this program, and how many events of each kind it has."""
    program = programs.load(programs.CORPUS / f"{name}.py")
    with tempfile.TemporaryDirectory() as folder:
        path = programs.run_recorded(program, "virtual", folder).trace
        trace = trace_rules.read(path)
        assert not trace.problems, (name, trace.problems)
        kinds = collections.Counter(event["kind"] for event in trace.events)
        counts = {"tasks": len(trace.tasks), "resources": len(trace.resources), "kinds": dict(sorted(kinds.items()))}
        # Warnings and tracebacks that the programs print have their folder, which is another one on each machine.
        data = path.read_bytes().replace(json.dumps(str(programs.CORPUS))[1:-1].encode(), b"corpus")
        return data, counts


def main():
    RECORDED.mkdir(exist_ok=True)
    counts = {}
    for name in NAMES:
        data, counts[name] = record(name)
        assert len(data) <= MOST, f"{name} has {len(data)} bytes"
        (RECORDED / f"{name}.trace.jsonl").write_bytes(data)
    text = json.dumps({"python": sys.version.split()[0], "recordings": counts}, indent=1)
    (RECORDED / "counts.json").write_text(text + "\n", encoding="utf-8")
    print(f"{len(NAMES)} recordings by Python {sys.version.split()[0]} in {RECORDED}")


if __name__ == "__main__":
    main()
