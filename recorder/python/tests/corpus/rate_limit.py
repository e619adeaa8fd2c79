"""A rate limiter: at most one start in 20 ms, kept with a lock that is held while waiting."""

import asyncio


class RateLimit:
    def __init__(self, interval):
        self.gate = asyncio.Lock()
        self.interval = interval

    async def turn(self):
        async with self.gate:  # @gate
            await asyncio.sleep(self.interval)  # @pace


async def request(limit, name):
    await limit.turn()
    print(name)


async def main():
    limit = RateLimit(0.02)
    async with asyncio.TaskGroup() as group:
        for name in "abc":
            group.create_task(request(limit, name), name=name)


asyncio.run(main())

# expect: b waits on lock gate at @gate 1 time
# expect: b waits on timer at @pace 1 time
# expect: b woken by lock gate from a 1 time
# expect: ends: a finished, b finished, c finished, root finished
# expect[virtual]: c ends at 60 ms
