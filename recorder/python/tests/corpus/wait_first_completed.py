"""wait(FIRST_COMPLETED): the first decides; main cancels the rest, as a race."""

import asyncio


async def ask(name, delay):
    await asyncio.sleep(delay)
    return name


async def main():
    tasks = [asyncio.create_task(ask(name, delay), name=name) for name, delay in [("a", 10), ("b", 0.02), ("c", 10)]]
    done, pending = await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)  # @wait
    print(sorted(task.get_name() for task in done), sorted(task.get_name() for task in pending))
    for task in tasks:
        if task in pending:
            task.cancel()  # @cancel
    await asyncio.wait(tasks)
    print([task.cancelled() for task in tasks])


asyncio.run(main())

# expect: root waits on wait at @wait 1 time
# expect: root woken by task b 1 time
# expect: root cancels a because program at @cancel
# expect: root cancels c because program at @cancel
# expect: no cancel-requested of b
# expect: ends: b finished, a cancelled, c cancelled, root finished
