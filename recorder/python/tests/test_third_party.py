"""Programs on aiohttp, httpx and anyio behave recorded as they do plain; uvloop is replaced, and the recorder says so.

Installs third_party/requirements.txt into a virtual environment in the user's cache, once. Where that cannot be done, the
tests are skipped with the reason.
"""

import hashlib
import os
import shutil
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

import facts
import programs
import trace_rules

FOLDER = programs.TESTS / "third_party"
REQUIREMENTS = FOLDER / "requirements.txt"


def environment():
    """The Python of the virtual environment, which is made if it is missing.

    Raises OSError with the reason if it cannot be made.
    """
    what = REQUIREMENTS.read_bytes() + sys.version.encode() + sys.prefix.encode()
    folder = programs.cache_folder() / hashlib.sha256(what).hexdigest()[:16]
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    whole = folder / "whole"
    if not whole.exists():
        shutil.rmtree(folder, ignore_errors=True)
        pip = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--retries", "1"]
        pip += ["--timeout", "10", "--only-binary", ":all:", "-r", str(REQUIREMENTS)]
        for command in ([sys.executable, "-m", "venv", str(folder)], pip):
            try:
                done = subprocess.run(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=100)
            except subprocess.TimeoutExpired as error:
                raise OSError(f"{error.cmd[2]} took too long") from None
            if done.returncode != 0:
                lines = done.stdout.decode("utf-8", "replace").strip().splitlines() or ["without a word"]
                raise OSError(f"{command[2]} failed: {lines[-1]}")
        whole.touch()
    return str(python)


def installed(python, folder):
    """Installs the recorder with pip out of a copy of its folder, into a folder of its own.

    Raises OSError with the reason if it cannot be installed.
    """
    source, target = Path(folder) / "source", Path(folder) / "installed"
    no_tests = shutil.ignore_patterns("tests", "build", "*.egg-info", "__pycache__")
    shutil.copytree(programs.RECORDER, source, ignore=no_tests)
    pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-deps", "--target", str(target)]
    done = subprocess.run([*pip, str(source)], stdout=subprocess.PIPE, stderr=subprocess.STDOUT, timeout=100)
    if done.returncode != 0:
        raise OSError(done.stdout.decode("utf-8", "replace"))
    return target


class ThirdParty(unittest.TestCase):
    maxDiff = None

    @classmethod
    def setUpClass(cls):
        try:
            cls.python = environment()
        except OSError as why:
            raise unittest.SkipTest(f"the libraries cannot be installed: {why}") from None
        cls.folder = tempfile.mkdtemp()
        cls.addClassCleanup(shutil.rmtree, cls.folder, ignore_errors=True)

    def behaves_the_same(self, name):
        program = programs.load(FOLDER / f"{name}.py")
        plain = programs.run_plain(program, self.python)
        self.assertEqual(plain.code, 0, plain.stderr)
        recorded = programs.run_recorded(program, "real", self.folder, self.python)
        for stream in ("stdout", "stderr"):
            got, wanted = (programs.comparable(getattr(outcome, stream)) for outcome in (recorded, plain))
            self.assertEqual(got, wanted, f"{stream} is another than without the recorder")
        self.assertEqual(recorded.code, 0)
        trace = trace_rules.read(recorded.trace)
        self.assertEqual(trace.problems[:10], [])
        self.assertFalse(trace.cut_off)
        wrong = [facts.problem_of(fact, trace, program.tags) for fact in program.facts_for("real")]
        wrong = [problem for problem in wrong if problem]
        self.assertEqual(wrong, [], "facts:\n  " + "\n  ".join(wrong))

    def test_aiohttp(self):
        self.behaves_the_same("aiohttp_client")

    def test_httpx(self):
        self.behaves_the_same("httpx_client")

    def test_anyio(self):
        self.behaves_the_same("anyio_group")

    def test_the_recorder_is_installed_with_pip(self):
        target = installed(self.python, self.folder)
        names = sorted(path.name for path in target.iterdir() if not path.name.endswith((".dist-info", "__pycache__")))
        self.assertEqual([name for name in names if name != "bin"], ["futurescope_recorder"])
        trace = Path(self.folder) / "installed.trace.jsonl"
        command = ["-m", "futurescope_recorder", "-o", str(trace), "gather.py"]
        done = programs.run(command, python=self.python, packages=target)
        self.assertEqual((done.stdout, done.stderr, done.code), ("['a', 'b', 'c']\n[]\n", "", 0))
        self.assertEqual(trace_rules.read(trace).problems, [])

    @unittest.skipIf(os.name == "nt", "uvloop is not made for Windows")
    def test_uvloop_is_replaced_with_a_notice(self):
        program = programs.load(FOLDER / "uvloop_notice.py")
        self.assertEqual(programs.run_plain(program, self.python).stdout, "uvloop\n")
        recorded = programs.run_recorded(program, "real", self.folder, self.python)
        self.assertEqual((recorded.stdout, recorded.code), ("asyncio\n", 0), recorded.stderr)
        self.assertIn("uvloop", recorded.stderr)
        self.assertNotIn("Traceback", recorded.stderr)
        trace = trace_rules.read(recorded.trace)
        self.assertEqual(trace.problems[:10], [])
        self.assertEqual(len(trace.of_kind("finished")), 1)


if __name__ == "__main__":
    unittest.main()
