"""While a TaskGroup cancels its tasks, the clean-up of another one fails too: the group has both."""

import asyncio


async def bad():
    await asyncio.sleep(0.02)
    raise ValueError("first")


async def worse():
    try:
        await asyncio.sleep(10)
    finally:
        raise KeyError("second")  # @second


async def main():
    async with asyncio.TaskGroup() as group:  # @group
        group.create_task(worse(), name="worse")
        group.create_task(bad(), name="bad")


try:
    asyncio.run(main())
except ExceptionGroup as group:
    print(group, group.exceptions)

# expect: bad cancels worse because group 1 time
# expect: worse failed at @second: KeyError: 'second'
# expect: root failed at @group: ExceptionGroup: unhandled errors in a TaskGroup (2 sub-exceptions)
# expect: root failed of ValueError: first | KeyError: 'second'
# expect: ends: bad failed, worse failed, root failed
# expect: end: ok
