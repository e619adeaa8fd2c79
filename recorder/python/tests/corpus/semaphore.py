"""At most two at a time: a semaphore, whose free permits the trace counts."""

import asyncio


async def fetch(permits, name):
    async with permits:  # @enter
        await asyncio.sleep(0.02)
        print(name)


async def main():
    permits = asyncio.Semaphore(2)  # @permits
    names = ["a", "b", "c", "d"]
    await asyncio.gather(*[asyncio.create_task(fetch(permits, name), name=name) for name in names])


asyncio.run(main())

# expect: permits is a semaphore of size 2 at @permits
# expect: a waits on semaphore permits 0 times
# expect: c waits on semaphore permits at @enter 1 time
# expect: c woken by semaphore permits from a 1 time
# expect: d woken by semaphore permits from b 1 time
# expect: a acquired permits 1 time
# expect: d released permits 1 time
# expect: ends: a finished, b finished, c finished, d finished, root finished
# expect[virtual]: root ends at 40 ms
