"""A lock that is held while waiting: three tasks go through it one after the other, in the order in which they came."""

import asyncio

lock = asyncio.Lock()  # @lock


async def visit(name):
    async with lock:  # @enter
        print(name, "is in")
        await asyncio.sleep(0.02)  # @inside
    print(name, "is out")


async def main():
    async with asyncio.TaskGroup() as group:
        for name in ("a", "b", "c"):
            group.create_task(visit(name), name=name)
    print(lock.locked())


asyncio.run(main())

# expect: lock is a lock at @lock
# expect: b waits on lock lock at @enter 1 time
# expect: b woken by lock lock from a 1 time
# expect: c woken by lock lock from b 1 time
# expect: a acquired lock 1 time
# expect: c released lock 1 time
# expect: a waits on timer at @inside 1 time
# expect: ends: a finished, b finished, c finished, root finished
# expect[virtual]: c ends at 60 ms
