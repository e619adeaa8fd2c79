"""as_completed as an asynchronous iterator (3.13): yields the very tasks, and times out."""

import asyncio


async def fetch(name, delay):
    await asyncio.sleep(delay)
    return name


async def main():
    tasks = {asyncio.create_task(fetch(name, delay), name=name): name for name, delay in [("a", 0.2), ("b", 0.02)]}
    async for done in asyncio.as_completed(tasks):
        print(tasks[done], await done)
    slow = asyncio.create_task(fetch("slow", 10), name="slow")
    try:
        async for done in asyncio.as_completed([slow], timeout=0.02):  # @timeout
            print("never")
    except TimeoutError:
        print("timed out", slow.done())
    slow.cancel()


asyncio.run(main())

# python: 3.13
# expect: ends: b finished, a finished, root finished, slow cancelled
# expect: root sets a timeout of 20 ms that fires
# expect: root waits on wait/child/future at @timeout 1 time
