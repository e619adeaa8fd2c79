"""to_thread keeps the loop free while something blocks, and carries the context over."""

import asyncio
import contextvars
import time

user = contextvars.ContextVar("user")


def blocking():
    time.sleep(0.05)
    return user.get()


async def ticker():
    print("tick")


async def main():
    user.set("ann")
    tick = asyncio.create_task(ticker(), name="ticker")
    print(await asyncio.to_thread(blocking))  # @thread
    await tick


asyncio.run(main())

# expect: root waits on thread at @thread 1 time
# expect: root woken by thread 1 time
# expect: ends: ticker finished, root finished
# expect[virtual]: root ends at 50 ms
