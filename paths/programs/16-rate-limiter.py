"""Five requests at once, through a limiter that lets one start every half second."""

import asyncio


class RateLimiter:
    def __init__(self, interval):
        self.interval = interval
        self.next_start = 0.0

    async def turn(self):
        now = asyncio.get_running_loop().time()
        start = max(now, self.next_start)
        self.next_start = start + self.interval
        await asyncio.sleep(start - now)


async def request(name, limiter):
    await limiter.turn()
    print(f"request {name} starts")
    await asyncio.sleep(1.2)


async def main():
    limiter = RateLimiter(interval=0.5)
    async with asyncio.TaskGroup() as group:
        for name in "ABCDE":
            group.create_task(request(name, limiter), name=name)
    print("all requests are answered")


asyncio.run(main())
