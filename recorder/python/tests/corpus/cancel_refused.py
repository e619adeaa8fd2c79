"""A task that refuses to be cancelled goes on and returns; the second request ends it."""

import asyncio


async def stubborn():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("no")
    await asyncio.sleep(0.02)  # @on
    return "survived"


async def main():
    task = asyncio.create_task(stubborn(), name="stubborn")
    await asyncio.sleep(0.02)
    print(task.cancel(), task.cancelling())  # @cancel
    print(await task, task.cancelled(), task.cancel())


asyncio.run(main())

# expect: root cancels stubborn because program at @cancel 1 time
# expect: stubborn waits on timer at @on 1 time
# expect: stubborn returned 'survived'
# expect: ends: stubborn finished, root finished
# expect: no cancelled
