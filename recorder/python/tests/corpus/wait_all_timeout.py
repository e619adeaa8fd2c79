"""wait(ALL_COMPLETED) with a timeout: it cancels nothing, the rest runs on."""

import asyncio


async def ask(name, looked):
    await asyncio.sleep(0.02)
    if name == "slow":
        await looked.wait()
    return name


async def main():
    looked = asyncio.Event()
    tasks = [asyncio.create_task(ask(name, looked), name=name) for name in ("fast", "slow")]
    done, pending = await asyncio.wait(tasks, timeout=0.1)  # @wait
    print(len(done), len(pending))
    looked.set()
    print(await tasks[1])


asyncio.run(main())

# expect: root waits on wait at @wait 1 time
# expect: root woken by timer 1 time
# expect: root sets a timeout of 100 ms that fires
# expect: root waits on child for slow 1 time
# expect: ends: fast finished, slow finished, root finished
# expect: no cancel-requested
