"""A blocking call in a coroutine holds the loop: the other task is late."""

import asyncio
import time


async def ticker(start):
    await asyncio.sleep(0.02)
    late = asyncio.get_running_loop().time() - start
    print("late" if late >= 0.1 else "on time")


async def main():
    task = asyncio.create_task(ticker(asyncio.get_running_loop().time()), name="ticker")
    await asyncio.sleep(0)
    time.sleep(0.1)
    await task  # @await


asyncio.run(main())

# expect: root waits on child for ticker at @await 1 time
# expect: ticker sets a sleep of 20 ms that fires
# expect: ends: ticker finished, root finished
# expect[virtual]: root ends at 100 ms
