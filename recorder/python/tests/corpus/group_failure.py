"""A TaskGroup cancels the others at the first failure, and main gets the group of failures."""

import asyncio


async def bad():
    await asyncio.sleep(0.02)
    raise ValueError("no such page")  # @raise


async def slow():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        print("slow is cancelled")
        raise


async def main():
    try:
        async with asyncio.TaskGroup() as group:
            group.create_task(slow(), name="slow")
            group.create_task(bad(), name="bad")
    except* ValueError as errors:
        print(errors.exceptions)


asyncio.run(main())

# expect: bad failed at @raise: ValueError: no such page
# expect: bad cancels slow because group 1 time
# expect: slow woken by cancel from bad 1 time
# expect: root woken by task slow 1 time
# expect: ends: bad failed, slow cancelled, root finished
# expect: no never-retrieved
# expect[virtual]: root ends at 20 ms
# expect: bad cancels root because group 1 time
# expect: root woken by cancel from bad 1 time
