"""shield around a coroutine makes a task of it, which outlives the cancelled caller."""

import asyncio


given_up = asyncio.Event()


async def commit():
    await given_up.wait()
    print("committed")


async def request():
    await asyncio.shield(commit())  # @shield


async def main():
    task = asyncio.create_task(request(), name="request")
    await asyncio.sleep(0.02)
    task.cancel()
    await asyncio.wait([task])
    print("request cancelled:", task.cancelled())
    given_up.set()
    await asyncio.sleep(0.02)


asyncio.run(main())

# expect: request starts @shield.1 via shield at @shield
# expect: request waits on child for @shield.1 at @shield 1 time
# expect: ends: request cancelled, @shield.1 finished, root finished
# expect: no cancel-requested of @shield.1
