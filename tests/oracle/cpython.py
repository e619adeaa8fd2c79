"""Runs scenarios on CPython's own asyncio, to compare the runtime with it. Based on docs/semantics.md; shares no code with the runtime.

Reads a JSON object per line, and writes one per line: {"lines": [...], "outcome": "ok" | "failed", "never_retrieved":
[...]}, or {"skip": why}. `never_retrieved` lists the indexes, from 1, of the operations of which asyncio logs "Task
exception was never retrieved" until the program is freed.

    {"policy": "gather", "limit": null, "timeout": {"us": 1500000, "text": "1.5"}, "deadline": null, "retry": 0,
     "backoff_us": 0, "unit": "task", "leftovers": "cancel", "end": "run",
     "ops": [{"delays": [{"us": 2000000, "text": "2", "double": "4"}, ...], "cpu_us": 0, "fails": [true, false]}, ...]}

`us` and `backoff_us` may have a fraction, and are rounded half up; a length above 0 that rounds to 0 still sets a
timer, which is due at once. `text` is the printed delay, `double` the printed result; `delays[k]` is the delay of attempt
k + 1, and `fails[k]` says whether it fails; the last entry applies to all further attempts. Optional: `end`, which is `run` (default) to end as
`asyncio.run` does, in the turn after the one in which main returned, or `turn` to end with that turn; `stamps`, true to
also get `stamps_us`, the time of each line.

Tasks, futures, cancellation and turns are asyncio's. Only the clock is not: time is a whole number of microseconds, a
wait jumps to the next deadline, and timers due at the same time fire in the order in which they were registered, which
asyncio's heap leaves open. Needs Python 3.11 or later, and only its standard library.
"""

import asyncio
import gc
import heapq
import json
import math
import sys
from asyncio import base_events

LONGEST_BACKOFF_US = 24 * 3600 * 1_000_000
LESS_THAN_A_MICROSECOND = 0.25

# asyncio waits for at most a day. Its constant is in seconds; this loop counts in microseconds.
base_events.MAXIMUM_SELECT_TIMEOUT *= 1_000_000


class StableTimer(asyncio.TimerHandle):
    """A timer that is ordered by registration among those due at the same time."""

    __slots__ = ("order",)

    def __lt__(self, other):
        return (self._when, self.order) < (other._when, other.order)


class VirtualClock:
    """The time, and a selector that jumps to the next deadline. It never waits for a file."""

    def __init__(self):
        self.now_us = 0

    def select(self, timeout_us):
        if timeout_us is None:
            raise RuntimeError("nothing is ready and no timer is set: the program would wait for ever")
        self.now_us += timeout_us
        return []


class VirtualLoop(asyncio.BaseEventLoop):
    """asyncio's event loop on a virtual clock of whole microseconds."""

    def __init__(self):
        super().__init__()
        self._selector = self.clock = VirtualClock()
        # asyncio serves timers due before time + resolution. With a resolution of 1 that is exactly "due by now".
        self._clock_resolution = 1
        self._timers_registered = 0
        self.ends_with = None
        self.never_retrieved = []
        self.set_exception_handler(self.note)  # records failures that were never retrieved

    def note(self, loop, context):
        task, words = context.get("future"), "Task exception was never retrieved"
        is_operation = isinstance(task, asyncio.Task) and context["message"] == words and task.get_name().isdigit()
        self.never_retrieved.append(int(task.get_name()) if is_operation else context["message"])

    def time(self):
        return self.clock.now_us

    def rounded(self, when):
        """A time as a whole number of microseconds."""
        return int(when)

    def call_at(self, when, callback, *args, context=None):
        timer = StableTimer(self.rounded(when), callback, args, self, context)
        timer.order = self._timers_registered
        self._timers_registered += 1
        heapq.heappush(self._scheduled, timer)
        timer._scheduled = True
        return timer

    def run_through_the_turn_of(self, task):
        """Runs up to the end of the turn in which `task` ends."""
        self.ends_with = task
        self.run_forever()
        self.ends_with = None

    def _run_once(self):
        super()._run_once()
        if self.ends_with is not None and self.ends_with.done():
            self.stop()

    def _process_events(self, event_list):
        pass


class Written:
    """A result that prints as given in the scenario."""

    def __init__(self, text):
        self.text = text

    def __repr__(self):
        return self.text


class Program:
    """One scenario as an idiomatic asyncio program."""

    def __init__(self, scenario, loop):
        self.scenario = scenario
        self.loop = loop
        self.lines = []
        self.stamps_us = []
        self.outcome = None
        self.tasks = []
        self.permits = asyncio.Semaphore(scenario["limit"]) if scenario["limit"] else None

    def print(self, line):
        self.lines.append(line)
        self.stamps_us.append(self.loop.time())

    # The operations.

    async def slow_operation(self, op, attempt):
        delay = of_attempt(op["delays"], attempt)
        self.print(f"Starting operation with delay {delay['text']}")
        await sleep(delay["us"])
        self.loop.clock.now_us += op["cpu_us"]
        if of_attempt(op["fails"], attempt):
            raise RuntimeError(f"operation with delay {delay['text']} failed")
        self.print(f"Operation with delay {delay['text']} finished")
        return Written(delay["double"])

    async def with_timeout(self, op, attempt):
        timeout = self.scenario["timeout"]
        if timeout is None:
            return await self.slow_operation(op, attempt)
        try:
            async with asyncio.timeout(timeout["us"]):
                return await self.slow_operation(op, attempt)
        except TimeoutError:
            delay = of_attempt(op["delays"], attempt)
            raise TimeoutError(f"operation with delay {delay['text']} timed out after {timeout['text']}") from None

    async def with_retry(self, op):
        attempt = 1
        while True:
            try:
                return await self.with_timeout(op, attempt)
            except (RuntimeError, TimeoutError):
                if attempt > self.scenario["retry"]:
                    raise
            if self.scenario["backoff_us"]:
                await sleep(min(self.scenario["backoff_us"] * 2 ** (attempt - 1), LONGEST_BACKOFF_US))
            attempt += 1

    async def operation(self, op):
        if self.permits is None:
            return await self.with_retry(op)
        async with self.permits:
            return await self.with_retry(op)

    def start_all(self, create_task=None):
        create_task = create_task or asyncio.create_task
        # Append one by one, so that at a deadline `tasks` contains all tasks started so far.
        for index, op in enumerate(self.scenario["ops"], 1):
            self.tasks.append(create_task(self.operation(op), name=str(index)))
        return self.tasks

    # The policies.

    async def one_by_one(self):
        results = []
        for op in self.scenario["ops"]:
            results.append(await self.operation(op))
        self.print("Results: " + ", ".join(map(repr, results)))

    async def spawn(self):
        results = [await task for task in self.start_all()]
        self.print("Results: " + ", ".join(map(repr, results)))

    async def gather(self):
        results = await asyncio.gather(*self.start_all())
        self.print(f"Results: {results}")

    async def settle(self):
        results = await asyncio.gather(*self.start_all(), return_exceptions=True)
        self.print(f"Results: {results}")

    async def group(self):
        try:
            async with asyncio.TaskGroup() as group:
                tasks = self.start_all(group.create_task)
        except ExceptionGroup as failures:
            raise failures.exceptions[0] from None
        self.print(f"Results: {[task.result() for task in tasks]}")

    async def race(self):
        tasks = self.start_all()
        done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
        for task in pending:
            task.cancel()
        winner = next(task for task in tasks if task in done)
        self.print(f"Result: {winner.result()}")

    async def first_ok(self):
        tasks = self.start_all()
        pending = tasks
        while pending:
            done, pending = await asyncio.wait(pending, return_when=asyncio.FIRST_COMPLETED)
            for task in tasks:
                if task in done and task.exception() is None:
                    for loser in pending:
                        loser.cancel()
                    self.print(f"Result: {task.result()}")
                    return
        raise RuntimeError(f"all {len(tasks)} operations failed")

    async def as_completed(self):
        for earliest in asyncio.as_completed(self.start_all()):
            try:
                self.print(f"Result: {await earliest}")
            except (RuntimeError, TimeoutError) as failure:
                self.print(f"Failed: {failure}")

    # The whole program.

    async def main(self):
        deadline = self.scenario["deadline"]
        try:
            async with asyncio.timeout(deadline and deadline["us"]):
                try:
                    await getattr(self, self.scenario["policy"].replace("-", "_"))()
                except asyncio.CancelledError:
                    for task in self.tasks:
                        task.cancel()
                    raise
            self.outcome = "ok"
        except (RuntimeError, TimeoutError) as failure:
            # asyncio's own TimeoutError has no message, and here it can only come from the deadline.
            self.print(f"Failed: {failure if failure.args else 'timed out after ' + deadline['text']}")
            self.outcome = "failed"
        if self.scenario["leftovers"] == "finish" and self.tasks:
            await asyncio.wait(self.tasks)


def sleep(us):
    # The loop's clock drops the fraction, while asyncio sees a length above 0.
    return asyncio.sleep(max(math.floor(us + 0.5), LESS_THAN_A_MICROSECOND) if us else 0)


def of_attempt(values, attempt):
    return values[min(attempt, len(values)) - 1]


def run(scenario):
    if scenario.get("unit", "task") == "future":
        return {"skip": "unit=future"}
    answer, never_retrieved = run_to_the_end(scenario)
    # asyncio logs an unretrieved failure when its task is freed. All tasks were referenced up to here and none is from
    # here on, so the log does not depend on when the garbage collector would have run.
    gc.collect()
    answer["never_retrieved"] = sorted(never_retrieved, key=lambda it: (isinstance(it, str), it))
    return answer


def run_to_the_end(scenario):
    if scenario.get("end", "run") == "run":
        with asyncio.Runner(loop_factory=VirtualLoop) as runner:
            loop = runner.get_loop()
            program = Program(scenario, loop)
            runner.run(program.main())
    else:
        loop = VirtualLoop()
        program = Program(scenario, loop)
        loop.run_through_the_turn_of(loop.create_task(program.main()))
        asyncio.runners._cancel_all_tasks(loop)
        loop.close()
    answer = {"lines": program.lines, "outcome": program.outcome}
    if scenario.get("stamps"):
        answer["stamps_us"] = program.stamps_us
    return answer, loop.never_retrieved


if __name__ == "__main__":
    gc.disable()
    gc.freeze()  # the collections below then check only the objects of a scenario, not Python's own modules
    for line in sys.stdin:
        if line.strip():
            print(json.dumps(run(json.loads(line)), ensure_ascii=False), flush=True)
