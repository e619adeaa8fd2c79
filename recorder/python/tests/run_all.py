"""Runs the tests of the recorder on every Python from 3.11 on that is found, and says which were found and which not.

    python3 run_all.py               all tests on all Pythons
    python3 run_all.py -k queue      those whose name contains `queue`
    python3 run_all.py --here        on this Python alone
    python3 run_all.py --python PATH on that one, too; before one that is found of the same version
    python3 run_all.py --list        names the Pythons and runs nothing; fails if there are none

Prints a line `test result: …` for each Python, which `cargo xtask test` counts. Any Python 3 can start it.
"""

import glob
import os
import shutil
import subprocess
import sys
import time
import unittest
from pathlib import Path

TESTS = Path(__file__).resolve().parent
OLDEST = (3, 11)
NEWEST = (3, 14)


def found(given=()):
    """The Pythons of this machine by version, such as {(3, 12): "/usr/bin/python3.12"}: one of each minor version.

    given: paths of some, which come before what is found.
    """
    wanted = [(OLDEST[0], minor) for minor in range(OLDEST[1], NEWEST[1] + 1)]
    candidates = [*given, sys.executable, "python3", "python", *(f"python{major}.{minor}" for major, minor in wanted)]
    root = os.environ.get("PYENV_ROOT") or os.path.expanduser("~/.pyenv")
    for major, minor in wanted:
        candidates += sorted(glob.glob(f"{root}/versions/{major}.{minor}*/bin/python3"), reverse=True)
    pythons = {}
    for candidate in candidates:
        path = shutil.which(candidate)
        version = path and version_of(path)
        if version and version >= OLDEST:
            pythons.setdefault(version, path)
    return dict(sorted(pythons.items()))


def version_of(python):
    """The version of this Python, or None if it does not start."""
    code = "import sys; print(*sys.version_info[:2])"
    try:
        done = subprocess.run([python, "-c", code], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=30)
        return tuple(int(part) for part in done.stdout.split()) if done.returncode == 0 else None
    except (OSError, ValueError, subprocess.TimeoutExpired):
        return None


def run_here(patterns):
    """Runs the tests on this Python and prints the result. Returns whether all passed."""
    sys.path.insert(0, str(TESTS))
    sys.dont_write_bytecode = True
    loader = unittest.TestLoader()
    if patterns:
        loader.testNamePatterns = [pattern if "*" in pattern else f"*{pattern}*" for pattern in patterns]
    start = time.monotonic()
    suite = loader.discover(str(TESTS), top_level_dir=str(TESTS))
    runner = unittest.TextTestRunner(stream=sys.stdout, verbosity=0)
    result = runner.run(suite)
    for test, reason in result.skipped:
        print(f"skipped {test.id()}: {reason}")
    # A test with several failing parts is one failed test.
    bad = {getattr(test, "test_case", test).id() for test, _ in result.failures + result.errors}
    bad |= {test.id() for test in result.unexpectedSuccesses}
    skipped = len(result.skipped)
    passed = max(result.testsRun - len(bad) - skipped, 0)
    word = "FAILED" if bad else "ok"
    print(
        f"Python {sys.version.split()[0]}: test result: {word}. {passed} passed; {len(bad)} failed; {skipped} skipped;"
        f" finished in {time.monotonic() - start:.1f}s",
        flush=True,
    )
    return not bad and passed > 0


def main(arguments):
    here = "--here" in arguments
    patterns = [arguments[at + 1] for at, word in enumerate(arguments[:-1]) if word == "-k"]
    if here:
        return 0 if run_here(patterns) else 1
    given = [arguments[at + 1] for at, word in enumerate(arguments[:-1]) if word == "--python"]
    for python in given:
        if version_of(python) is None:
            print(f"{python} does not start as a Python")
            return 2
    pythons = found(given)
    if "--list" in arguments:
        print(" ".join(pythons.values()))
        return 0 if pythons else 1
    for version in range(OLDEST[1], NEWEST[1] + 1):
        path = pythons.get((3, version))
        print(f"Python 3.{version}: {path or 'not found, not tested'}", flush=True)
    if not pythons:
        print("No Python from 3.11 on was found: the recorder is not tested")
        return 1
    arguments = [part for pattern in patterns for part in ("-k", pattern)]
    codes = [
        subprocess.call([python, "-B", str(TESTS / "run_all.py"), "--here", *arguments], cwd=TESTS)
        for python in pythons.values()
    ]
    return max(codes)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
