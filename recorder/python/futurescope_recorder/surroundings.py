"""What a program may change in the process that it runs in, kept aside and put back: for many runs in one process."""

import builtins
import contextvars
import logging
import os
import random
import sys
import warnings


class Surroundings:
    """The state of a process before a program, to be restored after it."""

    def __init__(self):
        self._streams = sys.stdin, sys.stdout, sys.stderr
        self._hooks = sys.excepthook, sys.unraisablehook, sys.displayhook
        self._argv, self._path = sys.argv, list(sys.path)
        self._modules = dict(sys.modules)
        self._recursion = sys.getrecursionlimit()
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
        sys.stdin, sys.stdout, sys.stderr = self._streams
        sys.excepthook, sys.unraisablehook, sys.displayhook = self._hooks
        sys.argv, sys.path[:] = self._argv, self._path
        # Modules of the standard library stay, so that the next program starts sooner; the program's own go.
        for name in set(sys.modules) - set(self._modules):
            if name.partition(".")[0] not in sys.stdlib_module_names:
                del sys.modules[name]
        if "__main__" in self._modules:
            sys.modules["__main__"] = self._modules["__main__"]
        sys.setrecursionlimit(self._recursion)
        os.environ.clear()
        os.environ.update(self._environment)
        os.chdir(self._folder)
        warnings.filters[:] = self._filters
        random.setstate(self._random)
        for name in set(vars(builtins)) - set(self._builtins):
            delattr(builtins, name)
        vars(builtins).update(self._builtins)
        logging.root.manager.loggerDict.clear()
        logging.root.manager.loggerDict.update(self._loggers)
        for logger, (level, handlers, filters, propagate, disabled) in self._logger_states.items():
            logger.setLevel(level)
            logger.handlers[:], logger.filters[:] = handlers, filters
            logger.propagate, logger.disabled = propagate, disabled
        logging.disable(logging.NOTSET)
        logging.captureWarnings(False)

    def run(self, function, *arguments):
        """Calls a function in a context of its own, whose variables are gone afterwards."""
        return contextvars.copy_context().run(function, *arguments)


def _logger_state(logger):
    return logger.level, list(logger.handlers), list(logger.filters), logger.propagate, logger.disabled
