"""Runs a program without the recorder, on a clock of its own that jumps to the next deadline: `python virtual_plain.py FILE`.

For a comparison: it shares no code with the recorder. asyncio's own loop runs, with asyncio's own tasks, handles and timers; only
where the loop would wait, the time is moved. `time.sleep` moves it, too, and what is given to a thread is carried out at
once, with its result at the time when it would have come. Exits with 3 if nothing is ready and no timer is set.
"""

import asyncio
import runpy
import sys
import time

DEADLOCK = 3


class Clock:
    """Whole microseconds, and the selector of a loop that never has to wait for a file."""

    def __init__(self):
        self.now_us = 0

    def seconds(self):
        return self.now_us / 1e6

    def sleep(self, seconds):
        self.now_us += round(seconds * 1e6)

    def select(self, timeout):
        if timeout is None:
            sys.exit(DEADLOCK)
        self.sleep(timeout)
        return []


class VirtualLoop(asyncio.BaseEventLoop):
    def __init__(self, clock):
        super().__init__()
        self._selector = self._clock = clock
        self._clock_resolution = 1e-6

    def time(self):
        return self._clock.seconds()

    def _process_events(self, events):
        pass

    def _write_to_self(self):
        pass

    def run_in_executor(self, executor, function, *arguments):
        began_us = self._clock.now_us
        result = function(*arguments)
        took_us, self._clock.now_us = self._clock.now_us - began_us, began_us
        future = self.create_future()
        self.call_later(took_us / 1e6, future.set_result, result)
        return future


def main():
    clock = Clock()
    time.sleep, time.monotonic = clock.sleep, clock.seconds
    asyncio.events.new_event_loop = lambda: VirtualLoop(clock)
    sys.argv = sys.argv[1:]
    runpy.run_path(sys.argv[0], run_name="__main__")


if __name__ == "__main__":
    main()
