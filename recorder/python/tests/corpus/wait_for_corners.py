"""wait_for with no time at all, without a limit, and cancelled from outside."""

import asyncio


async def work(name):
    try:
        await asyncio.sleep(10)  # @sleep
    except asyncio.CancelledError:
        print(name, "is cancelled")
        raise


async def waiter(task):
    await asyncio.wait_for(task, 20)  # @wait


async def main():
    try:
        await asyncio.wait_for(asyncio.sleep(10), 0)  # @zero
    except TimeoutError:
        print("no time at all")
    print(await asyncio.wait_for(asyncio.sleep(0.01, "no limit"), None))
    task = asyncio.create_task(work("inner"), name="inner")
    outer = asyncio.create_task(waiter(task), name="outer")
    await asyncio.sleep(0.02)
    outer.cancel()  # @cancel
    await asyncio.wait([outer])
    print(task.cancelled(), outer.cancelled())


asyncio.run(main())

# expect: outer waits on child for inner at @wait
# expect: root cancels outer because program at @cancel 1 time
# expect: inner waits on timer at @sleep 1 time
# expect: 1 cancel-requested of inner
# expect: 4 tasks
# expect: root starts @zero.1 via wait-for at @zero
# expect: ends: @zero.1 cancelled, inner cancelled, outer cancelled, root finished
