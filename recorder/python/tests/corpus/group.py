"""A TaskGroup waits for all its tasks at its end."""

import asyncio


async def work(name, delay):
    await asyncio.sleep(delay)
    return name


async def main():
    async with asyncio.TaskGroup() as group:  # @group
        one = group.create_task(work("one", 0.2), name="one")  # @one
        two = group.create_task(work("two", 0.02), name="two")
    print(one.result(), two.result())


asyncio.run(main())

# expect: root starts one via group at @one
# expect: root waits on group at @group 1 time
# expect: root woken by task one 1 time
# expect: root woken by task two 0 times
# expect: ends: two finished, one finished, root finished
# expect: no cancel-requested
# expect[virtual]: root ends at 200 ms
