"""Event loops that are not asyncio's own. They run handles in compiled code, where nothing can be recorded.

A program that asks for one of them runs on asyncio's loop instead, and a line on stderr says so. For it, the module is
replaced by one with the same entry points.
"""

import asyncio
import importlib.abc
import importlib.machinery
import sys
import types
from asyncio import events

NAMES = ("uvloop", "winloop", "rloop")


class _Finder(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds the stand-in, where the program could import the original."""

    def __init__(self, notice):
        self._notice = notice

    def find_spec(self, name, path=None, target=None):
        if name in NAMES and importlib.machinery.PathFinder.find_spec(name, path) is not None:
            return importlib.machinery.ModuleSpec(name, self)
        return None

    def create_module(self, spec):
        self._notice(f"{spec.name} cannot be recorded; the program runs on asyncio's own event loop")
        return stand_in(spec.name)

    def exec_module(self, module):
        pass


def stand_in(name):
    """A module that answers to the entry points of uvloop with asyncio's own."""
    module = types.ModuleType(name, "Stands for a loop that cannot be recorded.")
    module.__version__ = "0"

    def new_event_loop():
        return events.new_event_loop()

    def install():
        pass

    def run(main, *, loop_factory=None, debug=None, **kwargs):
        return asyncio.run(main, debug=debug)

    module.new_event_loop, module.install, module.run = new_event_loop, install, run
    module.Loop = asyncio.SelectorEventLoop
    policy = events._event_loop_policy
    module.EventLoopPolicy = _default_policy() if policy is None else type(policy)
    return module


def _default_policy():
    # From 3.14 on to ask asyncio itself for it is a warning.
    platform = sys.modules.get("asyncio.windows_events") or sys.modules.get("asyncio.unix_events")
    return getattr(platform, "_DefaultEventLoopPolicy", None) or asyncio.DefaultEventLoopPolicy


def install(notice):
    """Stands in for other loops that are not imported yet; returns what undoes it."""
    finder = _Finder(notice)
    sys.meta_path.insert(0, finder)

    def remove():
        if finder in sys.meta_path:
            sys.meta_path.remove(finder)
        for name in NAMES:
            module = sys.modules.get(name)
            if module is not None and getattr(module, "__loader__", None) is finder:
                del sys.modules[name]

    return remove
