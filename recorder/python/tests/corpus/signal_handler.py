"""A handler of the loop for a signal: a graceful shutdown that lets the work end."""

import asyncio
import os
import signal


async def worker(stop):
    count = 0
    while not stop.is_set():
        await asyncio.sleep(0.01)
        count += 1
    return count > 0


async def main():
    loop = asyncio.get_running_loop()
    stop = asyncio.Event()
    loop.add_signal_handler(signal.SIGTERM, stop.set)
    task = asyncio.create_task(worker(stop), name="worker")
    loop.call_later(0.03, os.kill, os.getpid(), signal.SIGTERM)
    await stop.wait()  # @stop
    print("shutting down", await task)


asyncio.run(main())

# run: real only: a signal comes from outside
# expect: root waits on event stop at @stop 1 time
# expect: nobody set stop 1 time
# expect: ends: worker finished, root finished
