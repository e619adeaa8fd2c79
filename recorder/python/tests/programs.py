r"""The programs of the corpus: reads what their comments ask for, runs them plain and recorded. Checks nothing.

Comments of a program, each optional:

    # run: real only: a socket waits for real input     the virtual clock is not tried, for this reason
    # args: one "two words"
    # stdin: a line\nanother
    # flags: -X dev                                     flags of the interpreter
    # module: package                                   run as `-m package`
    # exit: 1                                           the exit code (0)
    # python: 3.12                                      the first version that can run it
    # differs: took \d+ s because time is measured      a pattern of what may differ in the output, and why
    # recorder: --no-values                             flags of the recorder
"""

import codecs
import os
import re
import shlex
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

TESTS = Path(__file__).resolve().parent
CORPUS = TESTS / "corpus"

# The recorder under test: the folder that holds the package.
RECORDER = Path(os.environ.get("FUTURESCOPE_RECORDER", TESTS.parent)).resolve()


def cache_folder():
    """$XDG_CACHE_HOME or ~/.cache, and in it ours: as xtask has it."""
    caches = os.environ.get("XDG_CACHE_HOME", "")
    root = Path(caches) if os.path.isabs(caches) else Path.home() / ".cache"
    return root / "futurescope" / "python"


# Where compiled modules are kept, so that they are compiled once and no folder of the repository changes.
COMPILED = cache_folder() / "compiled"

# A program that does not end is a failure.
SECONDS = 60

DIRECTIVES = {"run", "args", "stdin", "flags", "module", "exit", "python", "differs", "recorder", "expect"}


@dataclass
class Program:
    """A program of the corpus."""

    path: Path
    name: str
    about: str
    clocks: tuple = ("real", "virtual")
    reason: str = ""
    args: list = field(default_factory=list)
    stdin: str = ""
    flags: list = field(default_factory=list)
    module: str | None = None
    exit: int = 0
    since: tuple = (3, 11)
    differs: list = field(default_factory=list)
    recorder: list = field(default_factory=list)
    facts: list = field(default_factory=list)
    tags: dict = field(default_factory=dict)

    @property
    def runs_here(self):
        return sys.version_info[:2] >= self.since

    @property
    def target(self):
        what = ["-m", self.module] if self.module else [self.path.name]
        return what + self.args

    def facts_for(self, clock):
        """The facts that hold on this clock and this Python."""
        for condition, fact in self.facts:
            if all(holds(part.strip(), clock) for part in condition.split(",") if part.strip()):
                yield fact


@dataclass
class Outcome:
    """What a run of a program gave."""

    stdout: str
    stderr: str
    code: int
    trace: Path | None = None


def holds(condition, clock):
    """Whether a condition of `expect[…]` holds: a clock, `3.12+` or `<3.12`."""
    if condition in ("real", "virtual"):
        return condition == clock
    match = re.fullmatch(r"(<?)3\.(\d+)(\+?)", condition)
    if not match or bool(match[1]) == bool(match[3]):
        raise ValueError(f"{condition!r} is no condition")
    newer = sys.version_info[:2] >= (3, int(match[2]))
    return newer if match[3] else not newer


def corpus():
    """All programs, in the order of their names."""
    paths = sorted(CORPUS.glob("*.py"))
    return [load(path) for path in paths]


def load(path):
    """The program at `path`; for a package's `__main__.py`, name it with `# module:` in a file beside it."""
    text = path.read_text(encoding="utf-8")
    first = re.match(r'"""(.+?)"""', text, re.DOTALL)
    if not first:
        raise ValueError(f"{path.name} does not say what it is for")
    program = Program(path=path, name=path.stem, about=" ".join(first[1].split()))
    for number, line in enumerate(text.splitlines(), 1):
        for tag in re.findall(r"# (@\w+)$", line):
            if tag in program.tags:
                raise ValueError(f"{path.name}: two lines are marked {tag}")
            program.tags[tag] = number
        match = re.match(r"# (\w+)(?:\[([^\]]*)\])?: (.*)$", line)
        if match and match[1] in DIRECTIVES:
            direct(program, match[1], match[2] or "", match[3].strip())
    return program


def direct(program, word, condition, value):
    if word == "expect":
        program.facts.append((condition, value))
    elif word == "run":
        clock, _, program.reason = value.partition(" only: ")
        if clock not in ("real", "virtual") or not program.reason:
            raise ValueError(f"{program.name}: `run` wants `real only: reason`")
        program.clocks = (clock,)
    elif word == "args":
        program.args = shlex.split(value)
    elif word == "stdin":
        program.stdin = codecs.decode(value, "unicode_escape")
    elif word == "flags":
        program.flags = shlex.split(value)
    elif word == "module":
        program.module = value
    elif word == "exit":
        program.exit = int(value)
    elif word == "python":
        program.since = tuple(int(part) for part in value.split("."))
    elif word == "differs":
        program.differs.append(value.partition(" because ")[0])
    elif word == "recorder":
        program.recorder = shlex.split(value)


def environment(packages=RECORDER):
    """The environment of all runs, plain and recorded: `packages` can be imported, and no variable changes the output."""
    kept = {key: value for key, value in os.environ.items() if not key.startswith("PYTHON")}
    return {**kept, "PYTHONPATH": str(packages), "PYTHONPYCACHEPREFIX": str(COMPILED), "PYTHONIOENCODING": "utf-8"}


def run(command, stdin="", cwd=CORPUS, python=sys.executable, packages=RECORDER):
    """Runs Python with these arguments to its end."""
    done = subprocess.run(
        [python, *command],
        input=stdin.encode(),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd=cwd,
        env=environment(packages),
        timeout=SECONDS,
    )
    return Outcome(done.stdout.decode("utf-8", "replace"), done.stderr.decode("utf-8", "replace"), done.returncode)


def run_plain(program, python=sys.executable):
    """Runs the program without a recorder."""
    return run([*program.flags, *program.target], program.stdin, program.path.parent, python)


def run_recorded(program, clock, folder, python=sys.executable):
    """Runs the program under the recorder, which writes its trace into `folder`."""
    trace = Path(tempfile.mkdtemp(dir=folder)) / f"{program.name}.trace.jsonl"
    options = ["--clock", clock, "-o", str(trace), *program.recorder]
    command = [*program.flags, "-m", "futurescope_recorder", *options, *program.target]
    outcome = run(command, program.stdin, program.path.parent, python)
    outcome.trace = trace
    return outcome


def comparable(text, differs=()):
    """The output without what differs between any two runs: addresses, and what the program names."""
    text = re.sub(r"0x[0-9a-fA-F]+", "0x…", text)
    for pattern in differs:
        text = re.sub(pattern, "", text)
    return text
