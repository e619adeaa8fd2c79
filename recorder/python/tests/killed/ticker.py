"""Runs until it is killed."""

import asyncio
import itertools


async def tick(name, permits):
    for number in itertools.count():
        async with permits:
            await asyncio.sleep(0)
        if number % 50 == 0:
            print(name, number)


async def main():
    permits = asyncio.Semaphore(2)
    async with asyncio.TaskGroup() as group:
        for name in "abc":
            group.create_task(tick(name, permits), name=name)


asyncio.run(main())
