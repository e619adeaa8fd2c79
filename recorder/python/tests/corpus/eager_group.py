"""Eager tasks in a group (3.12): each runs to its first wait while it is made, one of them fails at once."""

import asyncio


async def step(name, wait):
    print("in", name)
    if wait is None:
        raise ValueError(name)
    if wait:
        await asyncio.sleep(wait)  # @sleep
    return name


async def main():
    asyncio.get_running_loop().set_task_factory(asyncio.eager_task_factory)
    try:
        async with asyncio.TaskGroup() as group:
            for name, wait in [("done", 0), ("slow", 10), ("bad", None)]:
                group.create_task(step(name, wait), name=name)  # @create
                print("made", name)
    except* ValueError as errors:
        print(errors.exceptions)


asyncio.run(main())

# python: 3.12
# expect: root starts done via group at @create
# expect: no woken of done
# expect: no woken of bad
# expect: slow waits on timer at @sleep 1 time
# expect: slow woken by cancel 1 time
# expect: ends: done finished, bad failed, slow cancelled, root finished
# expect: bad prints: in bad
