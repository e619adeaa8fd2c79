"""wait(ALL_COMPLETED) with a timeout: it cancels nothing, the rest runs on."""

import asyncio


async def ask(name, delay):
    await asyncio.sleep(delay)
    return name


async def main():
    tasks = [asyncio.create_task(ask(name, delay), name=name) for name, delay in [("fast", 0.02), ("slow", 0.2)]]
    done, pending = await asyncio.wait(tasks, timeout=0.1)  # @wait
    print(len(done), len(pending))
    print(await tasks[1])


asyncio.run(main())

# expect: root waits on wait at @wait 1 time
# expect: root woken by timer 1 time
# expect: root sets a timeout of 100 ms that fires
# expect: root waits on child for slow 1 time
# expect: ends: fast finished, slow finished, root finished
# expect: no cancel-requested
