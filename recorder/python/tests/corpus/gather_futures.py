"""gather of a task and of futures that another task sets: who wakes it is the task that sets the last one, and has not ended."""

import asyncio


async def work():
    await asyncio.sleep(0.01)


async def main():
    loop = asyncio.get_running_loop()
    first, second = loop.create_future(), loop.create_future()

    async def setter():
        first.set_result("first")
        await worker
        await asyncio.sleep(0.01)
        second.set_result("second")
        await asyncio.sleep(0.01)

    worker = asyncio.create_task(work(), name="work")
    task = asyncio.create_task(setter(), name="setter")
    print(await asyncio.gather(worker, first, second))  # @gather
    await asyncio.wait([task])


asyncio.run(main())

# expect: root waits on gather for work at @gather 1 time
# expect: root woken by future from setter 1 time
# expect: root woken by task from setter 1 time
# expect: ends: work finished, setter finished, root finished
