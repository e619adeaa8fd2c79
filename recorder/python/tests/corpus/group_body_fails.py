"""The body of a TaskGroup raises while its tasks run; a group that is used after its end refuses."""

import asyncio


async def work():
    await asyncio.sleep(10)


async def main():
    group = asyncio.TaskGroup()
    try:
        async with group:
            group.create_task(work(), name="work")
            await asyncio.sleep(0.02)
            raise RuntimeError("in the body")
    except* RuntimeError as errors:
        print(errors.exceptions)
    coroutine = work()
    try:
        group.create_task(coroutine)
    except RuntimeError as error:
        print("finished" in str(error))
    coroutine.close()


asyncio.run(main())

# expect: 2 tasks
# expect: root cancels work because group 1 time
# expect: root waits on group 1 time
# expect: ends: work cancelled, root finished
# expect: end: ok
