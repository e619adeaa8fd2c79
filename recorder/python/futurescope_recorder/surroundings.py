"""What a program may change in the process that it runs in, kept aside and put back: for many runs in one process."""

import builtins
import contextvars
import gc
import logging
import os
import random
import signal
import sys
import time
import types
import warnings

LEFT_ALONE = {"__main__", "sys", "builtins"}
"""Modules whose names are not compared: the program's own, and those that are put back name by name."""


class Surroundings:
    """The state of a process before a program, to be restored after it."""

    def __init__(self):
        self._streams = sys.stdin, sys.stdout, sys.stderr
        self._hooks = sys.excepthook, sys.unraisablehook, sys.displayhook, sys.breakpointhook
        self._argv, self._path = sys.argv, list(sys.path)
        self._finders = list(sys.meta_path), list(sys.path_hooks)
        self._modules = dict(sys.modules)
        # What modules and asyncio's classes consist of: a program may replace any of it.
        self._names = {module: dict(vars(module)) for module in _library(self._modules)}
        self._members = {kind: dict(vars(kind)) for kind in _classes_of_asyncio(self._names)}
        self._limits = sys.getrecursionlimit(), sys.getswitchinterval(), sys.get_int_max_str_digits()
        self._asyncgen_hooks = sys.get_asyncgen_hooks()
        self._collector = gc.isenabled(), gc.get_threshold(), gc.get_debug(), list(gc.callbacks)
        self._signals = {number: signal.getsignal(number) for number in SIGNALS}
        self._environment, self._folder = dict(os.environ), os.getcwd()
        self._filters = list(warnings.filters)
        self._random = random.getstate()
        self._builtins = dict(vars(builtins))
        self._loggers = dict(logging.root.manager.loggerDict)
        self._logger_states = {logger: _logger_state(logger) for logger in self._all_loggers()}

    def _all_loggers(self):
        named = [one for one in self._loggers.values() if isinstance(one, logging.Logger)]
        return [logging.root, *named]

    def restore(self):
        # First, because what follows uses them.
        for name in set(vars(builtins)) - set(self._builtins):
            delattr(builtins, name)
        vars(builtins).update(self._builtins)
        sys.stdin, sys.stdout, sys.stderr = self._streams
        sys.excepthook, sys.unraisablehook, sys.displayhook, sys.breakpointhook = self._hooks
        sys.settrace(None)
        sys.setprofile(None)
        sys.argv, sys.path[:] = self._argv, self._path
        sys.meta_path[:], sys.path_hooks[:] = self._finders
        # Modules of the standard library stay, so that the next program starts sooner; the program's own go.
        for name in set(sys.modules) - set(self._modules):
            module = sys.modules[name]
            if name.partition(".")[0] not in sys.stdlib_module_names or _is_patched(module):
                del sys.modules[name]
        sys.modules.update(self._modules)
        for module, names in self._names.items():
            _put_back(module, names)
        for kind, members in self._members.items():
            _put_back(kind, members)
        recursion, switch, digits = self._limits
        sys.setrecursionlimit(recursion)
        sys.setswitchinterval(switch)
        sys.set_int_max_str_digits(digits)
        sys.set_asyncgen_hooks(*self._asyncgen_hooks)
        self._restore_collector()
        self._restore_signals()
        os.environ.clear()
        os.environ.update(self._environment)
        if hasattr(time, "tzset"):
            time.tzset()
        os.chdir(self._folder)
        # What was shown once is shown again.
        warnings.resetwarnings()
        warnings.onceregistry.clear()
        warnings.filters[:] = self._filters
        random.setstate(self._random)
        logging.root.manager.loggerDict.clear()
        logging.root.manager.loggerDict.update(self._loggers)
        for logger, (level, handlers, filters, propagate, disabled) in self._logger_states.items():
            logger.setLevel(level)
            logger.handlers[:], logger.filters[:] = handlers, filters
            logger.propagate, logger.disabled = propagate, disabled
        logging.disable(logging.NOTSET)
        logging.captureWarnings(False)

    def _restore_collector(self):
        enabled, threshold, debug, callbacks = self._collector
        gc.set_threshold(*threshold)
        gc.set_debug(debug)
        gc.callbacks[:] = callbacks
        (gc.enable if enabled else gc.disable)()

    def _restore_signals(self):
        for number, handler in self._signals.items():
            # None is a handler that is not Python's.
            if handler is not None and signal.getsignal(number) is not handler:
                signal.signal(number, handler)

    def run(self, function, *arguments):
        """Calls a function in a context of its own, whose variables are gone afterwards."""
        return contextvars.copy_context().run(function, *arguments)


def _logger_state(logger):
    return logger.level, list(logger.handlers), list(logger.filters), logger.propagate, logger.disabled


SIGNALS = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGALRM") if hasattr(signal, name)]
"""Those that a program may handle in a page or a test."""


def _library(modules):
    """The modules of the standard library among these."""
    for name, module in modules.items():
        if name not in LEFT_ALONE and name.partition(".")[0] in sys.stdlib_module_names and type(module) is types.ModuleType:
            yield module


def _classes_of_asyncio(names):
    for module, values in names.items():
        if module.__name__.startswith("asyncio"):
            for value in values.values():
                if isinstance(value, type) and value.__module__ == module.__name__:
                    yield value


def _is_patched(module):
    """Whether something of the program is in a module that it was the first to import."""
    return any(getattr(value, "__module__", None) == "__main__" for value in list(vars(module).values()))


def _put_back(owner, names):
    """Gives a module or a class what it consisted of. What has been imported into it since stays."""
    now = vars(owner)
    for name, value in names.items():
        if now.get(name, owner) is not value:
            _try(setattr, owner, name, value)
    for name in [name for name in now if name not in names]:
        if not isinstance(now[name], types.ModuleType) and not name.startswith("__"):
            _try(delattr, owner, name)


def _try(function, *arguments):
    try:
        function(*arguments)
    except (AttributeError, TypeError):
        pass  # read-only: the program could not change it either
