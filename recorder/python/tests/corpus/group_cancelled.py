"""A group that is cancelled from outside and whose task fails at it: from 3.13 on it renews that cancel before it raises."""

import asyncio


async def stubborn():
    try:
        await asyncio.sleep(10)
    except asyncio.CancelledError:
        raise ValueError("in the way") from None


async def main():
    try:
        async with asyncio.timeout(0.02):
            async with asyncio.TaskGroup() as group:
                group.create_task(stubborn(), name="stubborn")
    except* ValueError as errors:
        print(errors.exceptions, asyncio.current_task().cancelling())


asyncio.run(main())

# expect: nobody cancels root because timeout 1 time
# expect: root cancels stubborn because group 1 time
# expect[3.13+]: root cancels root because group 1 time
# expect: ends: stubborn failed, root finished
