"""asyncio's debug mode: tracebacks of where things were made, and a slow callback is logged."""

import asyncio
import logging
import time

logging.basicConfig(format="%(levelname)s %(name)s %(message)s")


async def lost():
    raise ValueError("lost")


async def main():
    loop = asyncio.get_running_loop()
    loop.slow_callback_duration = 0.5
    print(loop.get_debug())
    task = asyncio.create_task(lost(), name="lost")
    await asyncio.sleep(0)
    del task
    await asyncio.sleep(0)
    time.sleep(0.55)
    await asyncio.sleep(0)
    try:
        loop.call_soon("not callable")
    except TypeError as error:
        print(error)


asyncio.run(main(), debug=True)

# run: real only: what is logged is the real time of a callback
# differs: took \d+\.\d+ seconds because that time is measured
# expect: ends: lost failed, root finished
# expect: 1 never-retrieved of lost
