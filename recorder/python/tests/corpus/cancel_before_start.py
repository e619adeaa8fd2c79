"""A task that is cancelled before its first poll never runs a line of its own."""

import asyncio


async def work():
    print("never")


async def main():
    task = asyncio.create_task(work(), name="work")
    task.cancel()
    try:
        await task
    except asyncio.CancelledError:
        print("never started")


asyncio.run(main())

# expect: root cancels work because program 1 time
# expect: no printed of work
# expect: ends: work cancelled, root finished
