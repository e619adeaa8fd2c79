"""Arguments, names and paths are those of the program; classes of __main__ can be pickled."""

import asyncio
import pickle
import sys
from dataclasses import dataclass
from pathlib import Path


@dataclass
class Job:
    name: str


async def main():
    print(sys.argv)
    print(__name__, Path(__file__).name, __spec__, __package__, __doc__.split()[0])
    print(Path(sys.path[0]) == Path(__file__).resolve().parent)
    print(pickle.loads(pickle.dumps(Job("a"))), Job.__module__)
    print(sys.modules["__main__"].Job is Job, sorted(name for name in globals() if not name.startswith("__")))


asyncio.run(main())

# args: one "two words" --clock=real -o --
# expect: root prints: __main__ arguments.py None None Arguments,
# expect: ends: root finished
