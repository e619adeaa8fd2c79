"""A long computation that yields with sleep(0) takes turns with the others."""

import asyncio


async def count(name):
    for number in range(3):
        print(name, number)
        await asyncio.sleep(0)  # @yield


async def main():
    await asyncio.gather(asyncio.create_task(count("a"), name="a"), asyncio.create_task(count("b"), name="b"))


asyncio.run(main())

# expect: a waits on nothing at @yield 3 times
# expect: a woken by self 3 times
# expect: 4 poll-start of a
# expect: a prints: a 2
# expect: ends: a finished, b finished, root finished
