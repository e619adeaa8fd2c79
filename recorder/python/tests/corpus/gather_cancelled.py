"""Cancelling a task that gathers cancels all its children."""

import asyncio


async def work(name):
    try:
        await asyncio.sleep(10)  # @sleep
    finally:
        print("clean", name)


async def parent():
    await asyncio.gather(work("a"), work("b"))  # @gather


async def main():
    task = asyncio.create_task(parent(), name="parent")
    await asyncio.sleep(0.02)
    task.cancel()  # @cancel
    try:
        await task  # @await
    except asyncio.CancelledError:
        print("parent is cancelled")


asyncio.run(main())

# expect: root cancels parent because program at @cancel
# expect: parent cancels @gather.1 because gather
# expect: parent cancels @gather.2 because gather
# expect: parent waits on gather for @gather.1, @gather.2 at @gather 1 time
# expect: ends: @gather.1 cancelled, @gather.2 cancelled, parent cancelled, root finished
# expect: root waits on child for parent at @await 1 time
# expect: @gather.1 waits on timer at @sleep 1 time
