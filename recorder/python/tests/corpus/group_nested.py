"""Nested groups: a failure inside cancels the inner group, then the outer one."""

import asyncio


async def leaf(name, delay):
    try:
        await asyncio.sleep(delay)
    except asyncio.CancelledError:
        print(name, "is cancelled")
        raise
    if name == "broken":
        raise OSError(name)
    return name


async def inner(name, *delays):
    async with asyncio.TaskGroup() as group:
        for number, delay in enumerate(delays):
            kind = "broken" if delay == 0.2 else f"{name}{number}"
            group.create_task(leaf(kind, delay), name=kind)  # @leaf


async def main():
    try:
        async with asyncio.TaskGroup() as group:  # @outer
            group.create_task(inner("x", 0.02, 0.2, 10), name="x")
            group.create_task(inner("y", 10), name="y")
    except* OSError as errors:
        print(repr(errors))


asyncio.run(main())

# expect: x starts x0 via group at @leaf
# expect: x starts broken via group at @leaf
# expect: y starts y0 via group at @leaf
# expect: broken cancels x2 because group 1 time
# expect: x cancels y because group 1 time
# expect: y cancels y0 because group 1 time
# expect: x failed of OSError: broken
# expect: ends: x0 finished, broken failed, x2 cancelled, x failed, y0 cancelled, y cancelled, root finished
# expect: root waits on group at @outer
# expect: x cancels root because group 1 time
