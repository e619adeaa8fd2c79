"""A failure in a thread arrives where it is awaited, with the thread's frames in its traceback."""

import asyncio
import threading
import traceback

awaited = threading.Event()


def blocking():
    awaited.wait()
    raise FileNotFoundError("missing.txt")


async def main():
    asyncio.get_running_loop().call_soon(awaited.set)
    try:
        await asyncio.to_thread(blocking)
    except FileNotFoundError as error:
        print(error, [frame.name for frame in traceback.extract_tb(error.__traceback__) if frame.name != "run"])
    await asyncio.gather(*[asyncio.to_thread(str, number) for number in range(3)])


asyncio.run(main())

# run: real only: the traceback has the frames of the executor
# expect: root waits on thread 1 time
# expect: 4 tasks
# expect: end: ok
